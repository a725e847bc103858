"""What entries of an ignore file match."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from archcompat.gate.ignore import Entry, concerns, ignored
from archcompat.model.report import Component, Finding, Report, SuppressionKind, Verdict
from tests.make.report import component, finding, native, problem, report

TODAY = dt.date(2026, 6, 1)


def entry(**given: Any) -> Entry:
    """An entry with a reason."""
    return Entry("known", ".archcompat.toml:1", **given)


def marked(made: Report, *entries: Entry) -> list[bool]:
    """Which findings are left out, in their order."""
    return [one.suppressed is not None for one in ignored(made, entries, TODAY).report.findings]


NUMPY = component(
    where=("opt/venv/numpy-1.18.1.dist-info/METADATA",),
    natives=(native("opt/venv/numpy/a.so"), native("opt/venv/numpy/b.so")),
)
TWICE = component("lib", where=("opt/a/lib.jar", "opt/b/lib.jar"), ecosystem="maven")


@pytest.mark.parametrize(
    ("about", "given", "found"),
    [
        pytest.param(NUMPY, {"purl": "pkg:pypi/numpy"}, True, id="purl"),
        pytest.param(NUMPY, {"purl": "pkg:pypi/scipy"}, False, id="other-purl"),
        pytest.param(NUMPY, {"rule": "pypi/numpy"}, True, id="rule"),
        pytest.param(NUMPY, {"rule": "pypi/*"}, True, id="some-rules"),
        pytest.param(NUMPY, {"rule": "architecture"}, True, id="kind-of-finding"),
        pytest.param(NUMPY, {"rule": "missing-library"}, False, id="other-kind"),
        pytest.param(NUMPY, {"path": "opt/venv"}, True, id="path-of-the-package"),
        pytest.param(NUMPY, {"path": "opt/venv/numpy/*.so"}, True, id="path-of-its-natives"),
        pytest.param(NUMPY, {"path": "opt/venv/numpy/a.so"}, False, id="path-of-one-native"),
        pytest.param(NUMPY, {"image": "service.tar"}, True, id="image"),
        pytest.param(NUMPY, {"image": "other"}, False, id="other-image"),
        pytest.param(NUMPY, {"purl": "pkg:pypi/numpy", "path": "opt"}, True, id="all-match"),
        pytest.param(NUMPY, {"purl": "pkg:pypi/numpy", "path": "usr"}, False, id="one-does-not"),
        pytest.param(NUMPY, {"problem": "*"}, False, id="problem"),
        pytest.param(TWICE, {"path": "opt/a"}, False, id="one-of-two-places"),
        pytest.param(TWICE, {"path": "opt/?/lib.jar"}, True, id="both-places"),
        pytest.param(
            component("team/app", ecosystem="docker", where=()),
            {"image": "team/app:1.*"},
            True,
            id="image-in-the-report",
        ),
        pytest.param(component("x", where=()), {"path": "**"}, False, id="without-a-place"),
    ],
)
def test_matches(about: Component, given: dict[str, str], *, found: bool) -> None:
    """Every given pattern must match, and a path every place."""
    judged = msgspec.structs.replace(finding(about), rule="pypi/numpy")
    assert marked(report(about, findings=(judged,)), entry(**given)) == [found]


def _group(*members: Component) -> Finding:
    return finding(members[0], topic="os-packages", members=tuple(one.id for one in members))


def test_groups() -> None:
    """A group is one thing to do: it is left out with all its members, or not at all."""
    deb = component("libc6", ecosystem="deb", where=("var/lib/dpkg/status",))
    rpm = component("glibc", ecosystem="rpm", where=("var/lib/rpm/rpmdb.sqlite",))
    made = report(deb, rpm, findings=(_group(deb, rpm), _group(deb)))
    assert marked(made, entry(purl="pkg:deb/*")) == [False, True]
    assert marked(made, entry(path="var/lib/dpkg")) == [False, True]
    assert marked(made, entry(path="var")) == [True, True]


def test_what_is_served_does_not_count() -> None:
    """A path that names every file in the way is enough: the other files are fine."""
    fine = native("opt/x/arm64.so", "aarch64", Verdict.READY)
    about = component("x", where=("opt/x.jar",), natives=(fine, native("opt/x/amd64.so")))
    assert marked(report(about), entry(path="**/amd64.so")) == [True]


def test_marks() -> None:
    """A mark says why, until when and by which entry; the first entry that matches makes it."""
    first = Entry("first", "x:1", purl="pkg:pypi/*", until=dt.date(2027, 1, 31))
    second = entry(path="**")
    outcome = ignored(report(NUMPY), (first, second), TODAY)
    (judged,) = outcome.report.findings
    assert judged.suppressed is not None
    assert msgspec.to_builtins(judged.suppressed) == {
        "kind": SuppressionKind.IGNORED,
        "reason": "first",
        "by": "purl pkg:pypi/*",
        "until": "2027-01-31",
    }
    assert outcome.used == {first}
    assert outcome.report.verdict is Verdict.UPGRADE


@pytest.mark.parametrize(
    ("until", "holds"),
    [
        pytest.param(None, True, id="for-ever"),
        pytest.param(TODAY, True, id="last-day"),
        pytest.param(TODAY - dt.timedelta(1), False, id="day-after"),
    ],
)
def test_until(until: dt.date | None, *, holds: bool) -> None:
    """An entry holds through its last day."""
    one = Entry("known", "x:1", purl="pkg:pypi/*", until=until)
    assert marked(report(NUMPY), one) == [holds]
    assert one.over(TODAY) is not holds


@pytest.mark.parametrize(
    ("given", "found"),
    [
        pytest.param({"problem": "zip-truncated"}, True, id="code"),
        pytest.param({"problem": "zip-*", "path": "opt"}, True, id="code-and-path"),
        pytest.param({"problem": "zip-*", "path": "usr"}, False, id="other-path"),
        pytest.param({"problem": "elf-*"}, False, id="other-code"),
        pytest.param({"problem": "*", "image": "other"}, False, id="other-image"),
        pytest.param({"path": "opt"}, False, id="path-alone"),
    ],
)
def test_problems(given: dict[str, str], *, found: bool) -> None:
    """What could not be read is left out by who names it as a problem only."""
    made = ignored(report(problems=(problem(where="opt/app.jar"),)), [entry(**given)], TODAY)
    assert [one.suppressed is not None for one in made.report.problems] == [found]
    assert not made.report.complete
    assert bool(made.used) is found


def test_concerns() -> None:
    """An entry of another image has nothing to say of this one."""
    assert concerns(entry(purl="pkg:pypi/x"), report())
    assert concerns(entry(image="service.*"), report())
    assert not concerns(entry(image="other"), report())
