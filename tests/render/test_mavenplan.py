"""A plan for a Maven project, for people and for programs."""

import json
from pathlib import Path

import msgspec
import pytest

from archcompat import render
from archcompat.model.mavenplan import MavenNeed, MavenPlan, MavenWay, WayKind, XmlChange
from archcompat.model.problem import Severity
from archcompat.model.report import Basis, Impact, ReportProblem, ReportTarget, ReportTool
from archcompat.render.mavenplan import maven_plan_schema_text, render_json, render_table
from archcompat.render.page import Page
from tests.render.schema import mistakes

SCHEMA = Path(render.__file__).parent.parent / "mavenplan.schema.json"
CHANGE = XmlChange("dependencies", "<dependency>\n  <version>1.1</version>\n</dependency>")
SAME = MavenPlan(
    tool=ReportTool("archcompat", "1"),
    target=ReportTarget("linux/arm64", "", "", 4096),
    subject="pom.xml",
    artifacts=3,
    needs=(),
    chosen=(),
    verified=True,
    problems=(),
)
LESS = msgspec.structs.replace(
    SAME,
    needs=(
        MavenNeed(
            package="org.acme:fast",
            version="1.0",
            impact=Impact.FAILS,
            reason="1.0 holds no code for linux/arm64",
            seen="org.acme:fast:1.1 holds libfast.so",
            chains=(("org.acme:web:1.0", "org.acme:fast:1.0"),),
            ways=(
                MavenWay(
                    WayKind.UPGRADE,
                    "org.acme:web 1.1",
                    "org.acme:fast:1.1",
                    (CHANGE,),
                    Basis.RESOLVED,
                ),
            ),
            advice="Until then: slow.",
        ),
    ),
    chosen=(CHANGE,),
    verified=False,
    problems=(ReportProblem("not-judged", "pom.xml", "a:b: who knows", Severity.WARNING),),
)
PLANS = {"nothing to do": SAME, "all there is": LESS}


@pytest.mark.parametrize("name", PLANS)
def test_json(name: str) -> None:
    """Its schema, as it is checked in, takes it; it begins with its version and reads back."""
    assert SCHEMA.read_text("utf-8") == maven_plan_schema_text()
    text = render_json(PLANS[name])
    assert text.startswith('{\n  "plan_version": "1.0.0",\n')
    assert mistakes(json.loads(SCHEMA.read_text("utf-8")), json.loads(text)) == []
    assert msgspec.json.decode(text, type=MavenPlan) == PLANS[name]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        pytest.param(
            "nothing to do",
            [
                "pom.xml, planned for linux/arm64 with Maven",
                "Nothing has to change for linux/arm64",
                "3 artifacts resolved by Maven.",
            ],
            id="nothing to do",
        ),
        pytest.param(
            "all there is",
            [
                "1 library without code for linux/arm64: 1 to change",
                "  1.0 holds no code for linux/arm64; it fails there",
                "  org.acme:web:1.0\n    -> org.acme:fast:1.0",
                "1. upgrade: org.acme:web 1.1, which brings org.acme:fast:1.1 (resolved)",
                "         <version>1.1</version>",
                "  Until then: slow.",
                "warning  a:b: who knows",
                "all changes together were not verified",
            ],
            id="all there is",
        ),
    ],
)
def test_table(name: str, lines: list[str]) -> None:
    """What is said of each part, in plain words."""
    text = render_table(PLANS[name], Page(width=200))
    for line in lines:
        assert line in text
