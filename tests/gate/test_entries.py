"""Reading [[ignore]] entries."""

import contextlib
import datetime as dt
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import InputError
from archcompat.gate.entries import read_entries
from archcompat.gate.ignore import Entry


def _place(index: int, key: str) -> str:
    return f"x.toml[{index}].{key}"


def _read(text: str) -> tuple[Entry, ...]:
    return read_entries(tomllib.loads(text)["ignore"], _place)


def test_entries() -> None:
    """Every key reaches the entry, a date with or without quotes."""
    plain, quoted = _read(
        """
        [[ignore]]
        purl = "pkg:pypi/a"
        rule = "pypi/a"
        path = "opt/**"
        image = "app"
        reason = "known"
        until = 2027-01-31
        [[ignore]]
        problem = "zip-truncated"
        reason = "a fixture"
        until = "2027-01-31"
        """
    )
    day = dt.date(2027, 1, 31)
    assert plain == Entry("known", "x.toml[0].", "pkg:pypi/a", "pypi/a", "opt/**", "app", until=day)
    assert str(plain) == "purl pkg:pypi/a, rule pypi/a, path opt/**, image app"
    assert quoted == Entry("a fixture", "x.toml[1].", problem="zip-truncated", until=day)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            'ignore = "x"', r"x.toml[0].: ignore is to be tables: write [[ignore]]", id="text"
        ),
        pytest.param("ignore = [1]", r"x.toml[0].: ignore is to be tables", id="numbers"),
        pytest.param("[ignore]\na = 1", r"x.toml[0].: ignore is to be tables", id="one-table"),
        pytest.param(
            '[[ignore]]\npurl = "pkg:pypi/a"',
            'x.toml[0].: this entry gives no reason: add reason = "',
            id="no-reason",
        ),
        pytest.param(
            '[[ignore]]\npurl = "pkg:pypi/a"\nreason = " "',
            "x.toml[0].: this entry gives no reason",
            id="empty-reason",
        ),
        pytest.param(
            '[[ignore]]\nreason = "x"',
            "x.toml[0].: this entry says nothing of what it leaves out: add purl, rule, path,",
            id="nothing",
        ),
        pytest.param(
            '[[ignore]]\nreasn = "x"',
            "x.toml[0].reasn: 'reasn' is no key of an entry; did you mean reason?",
            id="misspelled",
        ),
        pytest.param(
            '[[ignore]]\nzzz = "x"',
            "x.toml[0].zzz: 'zzz' is no key of an entry; there are purl,",
            id="unknown",
        ),
        pytest.param(
            '[[ignore]]\npurl = ["a"]',
            'x.toml[0].purl: purl is to be a text, such as purl = "..."',
            id="list",
        ),
        pytest.param(
            '[[ignore]]\npurl = "numpy"\nreason = "x"',
            "x.toml[0].purl: purl: 'numpy' is no purl: write pkg:pypi/numpy",
            id="no-purl",
        ),
        pytest.param(
            '[[ignore]]\npath = "/"\nreason = "x"',
            "x.toml[0].path: path: '/' names nothing",
            id="no-path",
        ),
        pytest.param(
            '[[ignore]]\npath = "x"\nreason = "x"\nuntil = "soon"',
            "x.toml[0].until: 'soon' is no date: write until = 2027-01-31",
            id="no-date",
        ),
        pytest.param(
            '[[ignore]]\npath = "x"\nreason = "x"\nuntil = 2027-01-31T00:00:00',
            "is no date",
            id="date-and-time",
        ),
        pytest.param(
            '[[ignore]]\nproblem = "x"\npurl = "pkg:a/b"\nreason = "x"',
            "x.toml[0].: a problem has no purl and no rule",
            id="problem-of-a-purl",
        ),
    ],
)
def test_wrong_entries(text: str, said: str) -> None:
    """The place, what is wrong, and the mend."""
    with pytest.raises(InputError) as caught:
        _read(text)
    assert said in str(caught.value)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
_KEYS = st.sampled_from(["purl", "rule", "path", "image", "problem", "reason", "until", "x"])


@given(st.lists(st.dictionaries(_KEYS, _VALUES) | _VALUES) | _VALUES)
def test_any_values(items: object) -> None:
    """Entries come of any values, or one sentence."""
    with contextlib.suppress(InputError):
        assert all(str(entry) for entry in read_entries(items, _place))
