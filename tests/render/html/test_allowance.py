"""How much one report may put into the page."""

import pytest

from archcompat.render.html.allowance import Allowance, Shown


@pytest.mark.parametrize(
    ("left", "most", "lines", "expected", "after"),
    [
        pytest.param(9, 9, 1, Shown((1, 2, 3)), 6, id="all"),
        pytest.param(9, 2, 1, Shown((1, 2), 1), 7, id="the most"),
        pytest.param(2, 9, 1, Shown((1, 2), 1), 0, id="what is left"),
        pytest.param(0, 9, 1, Shown((), 3), 0, id="nothing"),
        pytest.param(5, 9, 2, Shown((1, 2), 1), 1, id="of two lines each"),
    ],
)
def test_take(left: int, most: int, lines: int, expected: Shown[int], after: int) -> None:
    """The first ones, and how many are not shown."""
    allowance = Allowance(left)
    taken = allowance.take((1, 2, 3), most, lines=lines)
    assert taken == expected
    assert allowance.left == after
    assert taken.all == 3
