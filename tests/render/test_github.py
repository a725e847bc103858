"""Workflow commands, taken apart as the runner does."""

import msgspec
import pytest

from archcompat.model.report import Report
from archcompat.render.github import render
from archcompat.render.page import Page
from tests.make.report import component, finding, report, service
from tests.render.reports import HOSTILE, REPORTS, spoiled, with_some_left_out
from tests.render.structure import commands


def commands_of(made: Report) -> list[tuple[str, dict[str, str], str]]:
    return commands(render([made], Page()))


@pytest.mark.parametrize("made", [pytest.param(one, id=name) for name, one in REPORTS.items()])
def test_every_line_is_a_command(made: Report) -> None:
    """One a finding and a problem that count, after one that sums them up."""
    told = commands_of(made)
    counting = [one for one in made.findings if one.suppressed is None]
    unread = [one for one in made.problems if one.suppressed is None]
    assert len(told) == len(counting) + len(unread) + 1
    assert {name for name, _, _ in told} <= {"error", "warning", "notice"}


def test_service() -> None:
    """The worst first, each with what it is about, and problems after."""
    told = [(name, properties["title"]) for name, properties, _ in commands_of(service())]
    assert told == [
        ("notice", "archcompat: service.tar"),
        ("error", "archcompat: numpy 1.18.1"),
        ("error", "archcompat: opt/vendor/agent"),
        ("error", "archcompat: agent: needs libfoo.so.1"),
        ("warning", "archcompat: odd 1"),
        ("notice", "archcompat: Debian GNU/Linux 12: 1 packages to install for the target"),
        ("notice", "archcompat: netty-transport-native-epoll 4.1.30.Final"),
        ("error", "archcompat: zip-truncated"),
        ("warning", "archcompat: elf-odd"),
    ]
    summary = commands_of(service())[0][2]
    assert summary.startswith("Not ready for linux/arm64: 2 components fail")
    assert summary.endswith("this is no all-clear.")


def test_escapes() -> None:
    """What the runner takes back is what was said: nothing ends early, nothing is another line."""
    name = "a,b:c%0A::error file=x::y"
    told = commands_of(report(component(name, version="1")))
    assert told[1][1] == {"title": f"archcompat: {name.replace('::', chr(58) + chr(92) + 'x3a')} 1"}
    assert "%0A" in told[1][2]
    assert len(commands_of(spoiled(service(), HOSTILE))) == len(commands_of(service()))


@pytest.mark.parametrize(
    ("kind", "name", "place", "file"),
    [
        pytest.param("image", "a.tar", "opt/x", None, id="image"),
        pytest.param("file", "app/req.txt", "req.txt", "app/req.txt", id="file"),
        pytest.param("file", "app/req.txt", "more/base.txt", "app/more/base.txt", id="included"),
        pytest.param("file", "b/app.jar", "BOOT-INF/lib/x.jar", "b/app.jar", id="archive"),
        pytest.param("directory", "srv", "lib/x.jar!/y.so", "srv/lib/x.jar", id="directory"),
    ],
)
def test_files(kind: str, name: str, place: str, file: str | None) -> None:
    """The file of a checkout is named, where there is one."""
    made = report(component(where=(place,)), name=name)
    made = msgspec.structs.replace(made, subject=msgspec.structs.replace(made.subject, kind=kind))
    assert commands_of(made)[1][1].get("file") == file


def test_left_out() -> None:
    """What does not count is counted only."""
    told = commands_of(with_some_left_out())
    assert [properties["title"] for _, properties, _ in told[1:]] == ["archcompat: new 1.18.1"]
    assert "2 findings left out" in told[0][2]


def test_lines() -> None:
    """The line of a file is named, where the finding has one and the file is of the checkout."""
    told = msgspec.structs.replace(finding(component(where=("r.txt",))), lines=(7,))
    made = report(component(), findings=(told,), name="a/r.txt")
    assert "line" not in commands_of(made)[1][1]
    made = msgspec.structs.replace(made, subject=msgspec.structs.replace(made.subject, kind="file"))
    assert commands_of(made)[1][1]["line"] == "7"
