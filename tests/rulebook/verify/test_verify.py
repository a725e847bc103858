"""Several rules at once, and what is told of runs of versions."""

from pathlib import Path

import pytest

from archcompat.indexes.fetch import Fetcher
from archcompat.rulebook.verify import INDEXES, VERIFIABLE, verify_all
from archcompat.rulebook.verify.outcome import Reading, Standing, disagreements
from tests.make.indexes import give_project, wheel_names
from tests.make.webserver import Reply, Site
from tests.rulebook.verify.conftest import make_rule


def test_every_type_has_an_index() -> None:
    """Over an encrypted connection."""
    assert set(INDEXES) == set(VERIFIABLE)
    assert all(url.startswith("https://") for url in INDEXES.values())


def test_in_their_order(site: Site, tmp_path: Path) -> None:
    """However long each takes; one index that is silent does not end the others."""
    names = [f"thing{number}" for number in range(12)]
    for name in names:
        give_project(site, name, wheel_names(name, "1.0", "manylinux2014_aarch64"))
    site.give("/simple/thing3/", Reply(403))
    rules = [make_rule(tmp_path, f"pypi/{name}", "*") for name in names]
    with Fetcher("1.0") as fetcher:
        found = list(verify_all(rules, fetcher, {"pypi": f"{site.base}/simple"}))
    assert [rule.id for rule, _ in found] == [rule.id for rule in rules]
    standings = [outcome.standing for _, outcome in found]
    assert standings.count(Standing.AGREES) == 11
    assert standings[3] is Standing.UNCHECKED


@pytest.mark.parametrize(
    ("readings", "told"),
    [
        ([], []),
        ([(True, True), (False, False), (True, None), (False, None)], []),
        ([(False, True)], ["v0: called unsupported, but yes"]),
        ([(True, False)], ["v0: called supported, but no"]),
        (
            [(True, False), (True, False), (True, True), (True, False)],
            ["v0 to v1 (2 versions): called supported, but no", "v3: called supported, but no"],
        ),
        (
            [(True, False), (False, True)],
            ["v0: called supported, but no", "v1: called unsupported, but yes"],
        ),
        (
            [(True, False), (True, None), (True, False)],
            ["v0: called supported, but no", "v2: called supported, but no"],
        ),
    ],
)
def test_runs(readings: list[tuple[bool, bool | None]], told: list[str]) -> None:
    """Versions in a row that are wrong alike are told together, never over one that is not."""
    rows = [Reading(f"v{at}", ruled, served) for at, (ruled, served) in enumerate(readings)]
    assert list(disagreements(rows, "yes", "no")) == told
