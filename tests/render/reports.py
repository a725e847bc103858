"""Reports of every sort, by the name of the sort, for what every renderer must withstand."""

import enum
from typing import Any

import msgspec
from msgspec import Struct

from archcompat.model.problem import Severity
from archcompat.model.report import (
    SCHEMA_VERSION,
    Edit,
    Fixed,
    Impact,
    Report,
    Suppression,
    SuppressionKind,
    Verdict,
)
from tests.make.report import (
    component,
    finding,
    ignored,
    native,
    problem,
    remedy,
    report,
    service,
)

HOSTILE = (
    '\x1b]0;x\x07\x1b[2J\x9b31m\x7f\u202egnp.exe\u2066\n\r\tError\x00\udc80\u200b[bold]\\&<"|`#'
    "\n::error::boo\r\n##[error]boo%0A::stop-commands::x ##vso[task.complete]boo\n"
    "]]></failure><script>alert(1)</script><img src=x onerror=alert(1)>--></details>"
    "\n\n# boo\n- boo\n| a | b |\n```\n``boo`` *boo* __boo__ ~~boo~~ $boo$ {0} {boo}"
    " [boo](javascript:boo) ![boo](//evil.example/a.png) <https://evil.example> https://evil.example"
    " www.evil.example @everyone #1 boo@evil.example &lt;script&gt; &#64;everyone"
)
"""What a name can do to a terminal, to a line, and to the languages of reports."""


def spoiled(value: Any, tail: str) -> Any:
    """The same report with ``tail`` behind every text in it that is not one of a fixed set."""
    match value:
        case enum.StrEnum():
            return value
        case str():
            return value + tail
        case tuple():
            return tuple(spoiled(item, tail) for item in value)
        case Struct():
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            worse = {name: spoiled(item, tail) for name, item in fields.items()}
            if "schema_version" in worse:  # archcompat's own: one of another is not read at all
                worse["schema_version"] = SCHEMA_VERSION
            return type(value)(**worse)
        case _:
            return value


def of_every_verdict(impact: Impact) -> Report:
    """One component a verdict, one remark, and a file nobody owns."""
    components = tuple(
        component(f"lib-{verdict}", verdict=verdict, impact=impact, natives=(native(f"{verdict}"),))
        for verdict in Verdict
    )
    remarks = tuple(
        finding(one, topic="known-issue", title=f"{one.name} leaks") for one in components
    )
    judged = tuple(
        finding(one, remediation=remedy(one.verdict, classifier="linux-aarch_64"))
        for one in components
    )
    return report(*components, findings=(*judged, *remarks))


def with_problems(number: int, code: str = "zip-truncated") -> Report:
    """A report that could not read that many files."""
    problems = tuple(problem(code, where=f"opt/{n:04}.jar") for n in range(number))
    return report(problems=problems, verdict=Verdict.UNKNOWN)


def with_some_left_out() -> Report:
    """One finding and one problem ignored, one finding known, one fixed, one that counts."""
    known = Suppression(SuppressionKind.BASELINE, "it was there before", "base.json")
    old, tests, new = component("old"), component("tests"), component("new")
    return msgspec.structs.replace(
        report(
            *(old, tests, new),
            findings=(
                finding(old, suppressed=known),
                finding(tests, suppressed=ignored(until="2031-01-02")),
                finding(new),
            ),
            problems=(problem(where="x/bad.jar", suppressed=ignored("a damaged fixture", "x/**")),),
        ),
        fixed=(Fixed("architecture/a", "a", Verdict.UPGRADE, Impact.FAILS, "a: upgrade"),),
    )


def of_manifests() -> Report:
    """An image, a workload that is kept off, and one that is to be, each with its YAML."""
    image = component("redis", ecosystem="docker", where=("d/a.yaml", "d/b.yaml"))
    image = msgspec.structs.replace(image, platforms=("linux/amd64",), since="3.2.10")
    pinned = msgspec.structs.replace(
        component("Deployment web", version="", ecosystem="line", where=("d/a.yaml",)),
        id="line:a.yaml#Deployment web",
        purl="",
    )
    lines = ("      nodeSelector:", "        kubernetes.io/arch: amd64")
    edits = (Edit("a.yaml", 9, 0, lines), Edit("b.yaml", 7, 2, ()), Edit("c.yaml", 1, 1, lines))
    placed = msgspec.structs.replace(
        remedy(Verdict.REINSTALL, "", purl="", advice="let it run there"), edits=edits
    )
    found = (
        finding(image, remediation=remedy()),
        finding(pinned, remediation=placed),
        finding(image, topic="scheduling", title="Pod x: is started", remediation=placed),
    )
    located = tuple(msgspec.structs.replace(one, lines=(4,)) for one in found)
    made = report(image, pinned, findings=located)
    subject = msgspec.structs.replace(made.subject, kind="directory", name="k8s")
    return msgspec.structs.replace(made, subject=subject)


_LONG = "-".join(["netty", "transport"] * 9) + "/" + "x" * 300

REPORTS: dict[str, Report] = {
    "service": service(),
    "empty": report(),
    "ready": report(component(verdict=Verdict.READY, impact=Impact.NONE, natives=(native("x"),))),
    "incomplete": with_problems(1),
    "many-problems": with_problems(1300),
    "every-severity": report(
        problems=tuple(problem(f"code-{one}", severity=one) for one in reversed(Severity))
    ),
    "left-out": with_some_left_out(),
    "manifests": of_manifests(),
    "hostile-manifests": spoiled(of_manifests(), HOSTILE),
    "hostile": spoiled(service(), HOSTILE),
    "long": spoiled(service(), _LONG),
    "wide": spoiled(service(), "日本語パッケージ" * 8),
    "accents": spoiled(service(), " Ünïcödé …" * 8),
    **{f"verdicts-{impact}": of_every_verdict(impact) for impact in Impact},
}
