"""The list of a folder of rules in Markdown."""

from pathlib import Path

import pytest

from archcompat.model.rule import Rule
from archcompat.render.ruleindex import BEGIN, END, counts_table, index_page, with_counts
from archcompat.rulebook.load import read_rule
from tests.make.rulefiles import EVIDENCE, rule_text, write_rule


def made(
    folder: Path, package: str = "pkg:pypi/thing", *kinds: str, supported: str = ">=1.2"
) -> Rule:
    """A rule with evidence of some kinds, each at an address of its own."""
    evidence = "".join(
        EVIDENCE.replace("observed", kind).replace("org/thing", f"org/{kind}{number}")
        for number, kind in enumerate(kinds or ("observed",))
    )
    text = rule_text(package=f'"{package}"', supported=f'"{supported}"', evidence=evidence)
    path = write_rule(folder, text, package.removeprefix("pkg:").replace("%40", "@"))
    return read_rule(path, folder)


def test_counts(tmp_path: Path) -> None:
    """Each type by the kind of the strongest evidence, and all of them."""
    rules = [
        made(tmp_path, "pkg:pypi/a"),
        made(tmp_path, "pkg:pypi/b", "claimed", "upstream"),
        made(tmp_path, "pkg:docker/c", "claimed"),
    ]
    assert counts_table(rules) == (
        "| purl type | rules | observed | upstream | claimed |\n"
        "|---|---|---|---|---|\n"
        "| docker: container images | 1 | 0 | 0 | 1 |\n"
        "| pypi | 2 | 1 | 1 | 0 |\n"
        "| all | 3 | 1 | 1 | 1 |\n"
    )


def test_page(tmp_path: Path) -> None:
    """A heading for each type, below it a line a rule by id, which links to its file."""
    rules = [made(tmp_path, "pkg:pypi/b"), made(tmp_path, "pkg:npm/%40a/c")]
    rules += [made(tmp_path, "pkg:pypi/a")]
    page = index_page(rules)
    assert page == index_page(rules[::-1])
    assert [line for line in page.splitlines() if line.startswith(("#", "| ["))] == [
        "# Every rule",
        "## npm",
        (
            "| [@a/c](npm/@a/c.toml) | 1.2 and newer | upgrade, fails"
            " | [observed](https://example.org/observed0) |"
        ),
        "## pypi",
        (
            "| [a](pypi/a.toml) | 1.2 and newer | upgrade, fails"
            " | [observed](https://example.org/observed0) |"
        ),
        (
            "| [b](pypi/b.toml) | 1.2 and newer | upgrade, fails"
            " | [observed](https://example.org/observed0) |"
        ),
    ]
    assert counts_table(rules) in page


@pytest.mark.parametrize(
    ("package", "supported", "cells"),
    [
        pytest.param("pkg:pypi/a", "", "no version | upgrade, fails", id="none"),
        pytest.param("pkg:pypi/a", "*", "every version | -", id="all"),
        pytest.param(
            "pkg:docker/a",
            ">=1.2|<2|=8|=x|=y",
            "1.2 to before 2, and 3 tags by name | upgrade, fails",
            id="many-tags",
        ),
        pytest.param("pkg:docker/a", ">=1.2|=x", "1.2 and newer, x | upgrade, fails", id="a-tag"),
        pytest.param("pkg:docker/a", "=x|=y|=z", "x, y, z | upgrade, fails", id="tags-alone"),
        pytest.param("pkg:pypi/a", "||", r"\|\| | upgrade, fails", id="no-range"),
        pytest.param("pkg:pypi/a_b", ">=1*", r"1\* and newer | upgrade, fails", id="markup"),
    ],
)
def test_versions(package: str, supported: str, cells: str, tmp_path: Path) -> None:
    """Ranges in words; nothing ends a cell or is taken for markup."""
    page = index_page([made(tmp_path, package, supported=supported)])
    assert f".toml) | {cells} | [observed](" in page


@pytest.mark.parametrize(
    ("kinds", "link"),
    [
        pytest.param(
            ("claimed", "upstream"), "[upstream](https://example.org/upstream1)", id="best"
        ),
        pytest.param(
            ("upstream", "upstream"), "[upstream](https://example.org/upstream0)", id="first"
        ),
    ],
)
def test_evidence(kinds: tuple[str, ...], link: str, tmp_path: Path) -> None:
    """The first of the strongest kind, with its address."""
    assert f"| {link} |" in index_page([made(tmp_path, "pkg:pypi/a", *kinds)])


@pytest.mark.parametrize(
    ("readme", "changed"),
    [
        pytest.param(f"a\n{BEGIN}\nold\n{END}\nb\n", True, id="old"),
        pytest.param(f"a\n{BEGIN}\n{END}", True, id="empty"),
        pytest.param(f"a\n{BEGIN}\nold\n", False, id="no-end"),
        pytest.param(f"a\n{END}\nold\n{BEGIN}\n", False, id="wrong-way-round"),
        pytest.param("a\n", False, id="no-marks"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_readme(readme: str, *, changed: bool, tmp_path: Path) -> None:
    """The counts stand between the marks, twice the same, and nothing else changes."""
    rules = [made(tmp_path)]
    found = with_counts(readme, rules)
    assert (found != readme) is changed
    assert with_counts(found, rules) == found
    assert found.replace(counts_table(rules), "") == readme.replace(
        "old\n", "" if changed else "old\n"
    )
