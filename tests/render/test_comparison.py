"""A comparison as text and as JSON."""

import json
from pathlib import Path

import msgspec
import pytest

from archcompat import render
from archcompat.model.comparison import (
    Comparison,
    Expected,
    NativeDifference,
    PackageDifference,
    Side,
    Which,
    WrongMachine,
)
from archcompat.model.problem import Severity
from archcompat.model.report import ReportProblem, ReportTool
from archcompat.render.comparison import comparison_schema_text, render_json, render_table
from archcompat.render.page import Page
from tests.render.schema import mistakes

SCHEMA = Path(render.__file__).parent.parent / "comparison.schema.json"
SAME = Comparison(
    tool=ReportTool("archcompat", "1"),
    first=Side("app:1", "linux/amd64", "sha256:1", "Debian 12", 7, 1234, complete=True),
    second=Side("app:1", "linux/arm64", "sha256:2", "Debian 12", 7, 1234, complete=True),
    wrong_machine=(),
    packages=(),
    natives=(),
    settings=(),
    expected=(Expected("native files have the machine in their path", 12),),
    problems=(),
)
OTHER = msgspec.structs.replace(
    SAME,
    wrong_machine=(WrongMachine(Which.SECOND, "opt/\x1bagent", "x86_64", "executable", "file:"),),
    packages=tuple(
        PackageDifference("deb", f"lib{number}", ("1",), ("2",) if number else ())
        for number in range(25)
    ),
    natives=(NativeDifference(Which.FIRST, "opt/" + "long/" * 60 + "a.so", "x86_64", ""),),
)


def test_nothing_differs() -> None:
    """One line says so, and another what does not count."""
    assert render_table(SAME, Page()) == (
        "linux/amd64: app:1, Debian 12, 7 packages, 1,234 native files\n"
        "linux/arm64: app:1, Debian 12, 7 packages, 1,234 native files\n"
        "The same on both\n"
        "\n"
        "Not counted: 12 native files have the machine in their path.\n"
    )


def test_differences() -> None:
    """How many, and how many files run nowhere; a long list is cut, but not if all is wanted."""
    text = render_table(OTHER, Page())
    assert "27 differences; 1 of 1,234 files of linux/arm64 are for another machine\n" in text
    assert r"  linux/arm64  x86_64 executable  opt/\x1bagent" in text
    assert "  lib0 (deb)   1            -\n" in text
    assert "lib24" not in text
    assert "  and 5 more (--verbose)\n" in text
    assert "lib24" in render_table(OTHER, Page(verbose=True))


@pytest.mark.parametrize("width", [30, 100])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    """However long a path is."""
    lines = render_table(OTHER, Page(width=width)).split("\n")
    assert max(map(len, lines)) <= width


def test_what_was_not_read_is_not_the_same() -> None:
    """Nothing is called the same where something is missing."""
    broken = msgspec.structs.replace(
        SAME,
        second=msgspec.structs.replace(SAME.second, complete=False),
        problems=(ReportProblem("layer-lost", "linux/arm64: .", "it is gone", Severity.ERROR),),
    )
    text = render_table(broken, Page())
    assert "No difference in what could be read\n" in text
    assert "error  linux/arm64: .: it is gone\n" in text


def test_two_of_one_platform_are_told_apart() -> None:
    """By their names."""
    second = msgspec.structs.replace(SAME.second, platform="linux/amd64", name="app:2")
    text = render_table(msgspec.structs.replace(OTHER, second=second), Page())
    assert text.startswith("app:1: Debian 12, 7 packages")
    assert "app:2  x86_64 executable" in text


@pytest.mark.parametrize("made", [SAME, OTHER], ids=["same", "other"])
def test_json(made: Comparison) -> None:
    """Its schema, as it is checked in, takes it; it begins with its version and reads back."""
    assert SCHEMA.read_text("utf-8") == comparison_schema_text()
    text = render_json(made)
    assert text.startswith('{\n  "comparison_version": "1.0.0",\n')
    assert mistakes(json.loads(SCHEMA.read_text("utf-8")), json.loads(text)) == []
    assert msgspec.json.decode(text, type=Comparison) == made
