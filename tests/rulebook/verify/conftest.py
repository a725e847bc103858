"""Rules and the indexes that they are compared with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archcompat.indexes.fetch import Fetcher
from archcompat.model.rule import Rule
from archcompat.rulebook.load import read_rule
from archcompat.rulebook.verify import verify
from archcompat.rulebook.verify.outcome import Outcome
from tests.make.rulefiles import rule_text, write_rule
from tests.make.webserver import Site

Verify = Callable[..., Outcome]
_PATHS = {"pypi": "simple", "maven": "maven2", "npm": "npm"}


@pytest.fixture
def outcome_of(site: Site, tmp_path: Path) -> Iterator[Verify]:
    """Compares a rule of a package, with a range and more TOML, with what the site serves."""
    with Fetcher("1.0", timeout=5, pause=lambda _seconds: None) as fetcher:

        def verified(package: str, supported: str, more: str = "") -> Outcome:
            rule = make_rule(tmp_path, package, supported, more)
            return verify(rule, fetcher, f"{site.base}/{_PATHS[rule.ecosystem]}")

        yield verified


def make_rule(folder: Path, package: str, supported: str, more: str = "") -> Rule:
    """A rule that was written to a folder and read again."""
    keys = {"package": f'"pkg:{package}"', "supported": f'"{supported}"'}
    if "[[example]]" not in more:
        keys["example"] = "[]"
    text = rule_text(more, examples="", **keys)
    return read_rule(write_rule(folder, text, package.replace("%40", "@")), folder)
