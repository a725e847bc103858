"""A plan as text and as JSON."""

import json
from pathlib import Path

import msgspec
import pytest

from archcompat import render
from archcompat.model.plan import (
    Advisory,
    Audit,
    ChangeKind,
    Plan,
    PlanAlternative,
    PlanChange,
    PlanPackage,
    SecondOpinion,
)
from archcompat.model.problem import Severity
from archcompat.model.report import Basis, ReportProblem, ReportTarget, ReportTool
from archcompat.render.page import Page
from archcompat.render.plan import plan_schema_text, render_json, render_table
from tests.render.schema import mistakes

SCHEMA = Path(render.__file__).parent.parent / "plan.schema.json"
FILE = "x-1.0-py3-none-any.whl"
SAME = Plan(
    tool=ReportTool("archcompat", "1"),
    target=ReportTarget("linux/arm64", "glibc:2.28", "3.8", 4096),
    subject="requirements.txt",
    solved=True,
    basis=Basis.RESOLVED,
    complete=True,
    changes=(),
    packages=(PlanPackage("x", "1.0", FILE, (), ChangeKind.NONE, True, Basis.PUBLISHED),),
    added=(),
    dropped=(),
    held=(),
    notes=(),
    alternatives=(),
    audit=None,
    opinion=None,
    problems=(),
)
LESS = msgspec.structs.replace(
    SAME,
    changes=(
        PlanChange(
            package="core",
            kind=ChangeKind.TRANSITIVE,
            from_version="0.1",
            to_version="0.3",
            reason="core 0.1 has no aarch64 wheel (only for x86_64)",
            chain=("x[fast] 1.0 requires core==0.1.*",),
            where="",
        ),
        PlanChange("wsgi", ChangeKind.BUILD, "2.0", "", "no version", (), "r.txt:3", "a compiler"),
    ),
    added=("new 1.0",),
    notes=("a note",),
    alternatives=(PlanAlternative("glibc:2.28", "3.9", 1, 1),),
    audit=Audit(1, ("y 1",), (Advisory("x", "1.0", "PYSEC-1", ("1.1",)),), "no answer"),
    opinion=SecondOpinion("uv", agrees=True, detail="takes all 1"),
)
NONE = msgspec.structs.replace(
    SAME,
    solved=False,
    complete=False,
    basis=Basis.DECLARED,
    packages=(),
    problems=(ReportProblem("no-solution", "r.txt", "a and b", Severity.ERROR),),
)
PLANS = {"nothing to do": SAME, "all there is": LESS, "no solution": NONE}


@pytest.mark.parametrize("name", PLANS)
def test_json(name: str) -> None:
    """Its schema, as it is checked in, takes it; it begins with its version and reads back."""
    assert SCHEMA.read_text("utf-8") == plan_schema_text()
    text = render_json(PLANS[name])
    assert text.startswith('{\n  "plan_version": "1.0.0",\n')
    assert mistakes(json.loads(SCHEMA.read_text("utf-8")), json.loads(text)) == []
    assert msgspec.json.decode(text, type=Plan) == PLANS[name]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        pytest.param(
            "nothing to do",
            [
                "requirements.txt, planned for linux/arm64, Python 3.8, glibc:2.28",
                "Nothing has to change for linux/arm64",
                "1 wheel checked against each other's metadata",
            ],
            id="nothing to do",
        ),
        pytest.param(
            "all there is",
            [
                "1 package to change, 1 without a wheel for linux/arm64",
                "  core  0.1 -> 0.3  transitive",
                "<- x[fast] 1.0 requires core==0.1.*",
                "new 1.0: comes with it",
                "with Python 3.9: 1 to change, 1 without a wheel",
                "x 1.0: PYSEC-1, fixed in 1.1",
                "not audited: 1 of 2 packages; no answer",
                "uv agrees: takes all 1",
            ],
            id="all there is",
        ),
        pytest.param(
            "no solution",
            ["No set of versions was found", "error  r.txt: a and b", "is not proven"],
            id="no solution",
        ),
    ],
)
def test_table(name: str, lines: list[str]) -> None:
    """What is said of each part, in plain words."""
    text = render_table(PLANS[name], Page(width=200))
    for line in lines:
        assert line in text
