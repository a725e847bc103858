"""``archcompat kinds``."""

import re

from archcompat.kinds import load_kinds
from tests.cli.running import Run


def test_kinds(run: Run) -> None:
    """One line a kind: its name, and what its module says it is."""
    ran = run("kinds")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines] == [kind.name for kind in load_kinds()]
    matches = [re.fullmatch(r"([a-z-]+  +)\S.*\.", line) for line in lines]
    assert len({found and found.end(1) for found in matches}) == 1
    assert all(matches)
