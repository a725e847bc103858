"""What the words of a report mean."""

import enum

import pytest

from archcompat.model.report import Basis, Coverage, Impact, Provenance, Verdict
from archcompat.render import meaning


@pytest.mark.parametrize(
    ("words", "meanings"),
    [
        (Verdict, meaning.VERDICT),
        (Impact, meaning.IMPACT),
        (Basis, meaning.BASIS),
        (Provenance, meaning.PROVENANCE),
        (Coverage, meaning.COVERAGE),
    ],
    ids=["verdict", "impact", "basis", "provenance", "coverage"],
)
def test_every_word_has_a_meaning(
    words: type[enum.StrEnum], meanings: dict[enum.StrEnum, str]
) -> None:
    """No two of one kind mean the same, and each is a sentence."""
    assert set(meanings) == set(words)
    assert len(set(meanings.values())) == len(meanings)
    for text in meanings.values():
        assert text[0].isupper()
        assert text.endswith(".")
