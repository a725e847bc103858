"""Poetry's version constraints in the words of PEP 440; the examples are its documentation's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from archcompat.formats.poetryversion import specifier


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^1.2", ">=1.2,<2"),
        ("^1", ">=1,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0.0", ">=0.0,<0.1"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("~=1.2.3", "~=1.2.3"),
        ("*", ""),
        ("1.*", "==1.*"),
        ("1.2.3", "==1.2.3"),
        ("==v1.2.3", "==1.2.3"),
        (">= 1.2, < 1.5", ">=1.2,<1.5"),
        (">=1.2 <1.5", ">=1.2,<1.5"),
        ("!=1.5", "!=1.5"),
        ("^1.2 || ^2.0", ""),
        ("latest", ""),
        ("", ""),
    ],
)
def test_constraints(constraint: str, expected: str) -> None:
    """Carets and tildes become ranges; what has no words in PEP 440 rules nothing out."""
    assert specifier(constraint) == expected
    SpecifierSet(specifier(constraint))


@given(st.text(alphabet="^~=<>!*.,|019 ab", max_size=15))
def test_any_text(constraint: str) -> None:
    """Whatever is written, there is an answer."""
    assert isinstance(specifier(constraint), str)
