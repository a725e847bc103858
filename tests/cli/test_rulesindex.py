"""``archcompat rules index``."""

from pathlib import Path

import pytest

from archcompat.render.ruleindex import BEGIN, END
from archcompat.rulebook.load import shipped_rules
from tests.cli.running import Run
from tests.make.rulefiles import rule_text, write_rule


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one rule."""
    write_rule(tmp_path / "own", rule_text())
    return tmp_path / "own"


def test_shipped_list_is_up_to_date(run: Run) -> None:
    """INDEX.md and the counts in README.md are what the rules say; the message has the command."""
    ran = run("rules", "index", "--check", shipped_rules())
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_writes_the_list(run: Run, folder: Path) -> None:
    """The list, and nothing else where there is no README.md; again, nothing at all."""
    assert run("rules", "index", "own").out == "own/INDEX.md written\n"
    assert "[thing](pypi/thing.toml)" in (folder / "INDEX.md").read_text("utf-8")
    assert not (folder / "README.md").exists()
    again = run("rules", "index", "own")
    assert (again.code, again.out) == (0, "")


def test_writes_the_counts(run: Run, folder: Path) -> None:
    """Between the marks of README.md."""
    readme = folder / "README.md"
    readme.write_text(f"Ours\n{BEGIN}\n{END}\n", "utf-8")
    assert run("rules", "index", "own").out == "own/INDEX.md written\nown/README.md written\n"
    assert "| pypi | 1 | 1 | 0 | 0 |\n" in readme.read_text("utf-8")
    write_rule(folder, rule_text(package='"pkg:pypi/more"'), "pypi/more")
    assert run("rules", "index", "own").out == "own/INDEX.md written\nown/README.md written\n"
    assert "| pypi | 2 | 2 | 0 | 0 |\n" in readme.read_text("utf-8")


def test_check_writes_nothing(run: Run, folder: Path) -> None:
    """It says what is outdated, and the command that mends it."""
    ran = run("rules", "index", "--check", "own")
    assert ran.code == 2
    assert ran.out == (
        "own/INDEX.md:1: it is not what the rules say; run `archcompat rules index own`\n"
    )
    assert not (folder / "INDEX.md").exists()
    run("rules", "index", "own")
    assert run("rules", "index", "--check", "own").code == 0
    write_rule(folder, rule_text(supported='">=1.1"'))
    assert run("rules", "index", "--check", "own").code == 2


def test_refused(run: Run, folder: Path) -> None:
    """No folder, no rules, a broken rule: a line each, and nothing written."""
    assert run("rules", "index", "none").err == (
        "archcompat: error: none: there is no such folder\n"
    )
    (folder.parent / "empty").mkdir()
    assert run("rules", "index", "empty").err == (
        "archcompat: error: empty: there is no rule in this folder\n"
    )
    write_rule(folder, "package", "pypi/broken")
    ran = run("rules", "index", "own")
    assert ran.code == 2
    assert ran.err.startswith("archcompat: error: own/pypi/broken.toml: this is no TOML: ")
    assert not (folder / "INDEX.md").exists()
