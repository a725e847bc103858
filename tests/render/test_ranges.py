"""Version ranges in words."""

import pytest

from archcompat.render.ranges import in_words


@pytest.mark.parametrize(
    ("constraints", "words"),
    [
        ("*", "every version"),
        ("", "no version"),
        (" ", "no version"),
        (">=1.19.0", "1.19.0 and newer"),
        (">2", "newer than 2"),
        ("<3", "older than 3"),
        ("<=3", "3 and older"),
        ("1.5", "1.5"),
        ("=1.5|=1.7", "1.5, 1.7"),
        ("!=1.5", "not 1.5"),
        (">=1|<2", "1 to before 2"),
        (">=1|<=2", "1 to 2"),
        (">1|<2", "after 1 to before 2"),
        (">=5.18.4|<6|>=6.2.2", "5.18.4 to before 6, 6.2.2 and newer"),
        (">=1|<2|>=3|<4", "1 to before 2, 3 to before 4"),
        ("<1|>=2", "older than 1, 2 and newer"),
        (">=1|!=1.5|<2", "1 to before 2, not 1.5"),
        (">=1|", ">=1|"),
    ],
)
def test_in_words(constraints: str, words: str) -> None:
    """Each stretch of versions from its first to its last; what is no range stays as it is."""
    assert in_words(constraints) == words
