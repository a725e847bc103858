"""A package index on loopback, and plans made of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archcompat.analysis import Options, read_subject
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.pythonindex import Locations, PythonIndex
from archcompat.model.plan import Plan
from archcompat.model.target import Libc, Target
from archcompat.plan.audited import Auditor
from archcompat.plan.reading import read_request
from archcompat.plan.whole import Wanted, plan
from archcompat.rulebook.load import load_rules
from tests.make.webserver import Site, serving
from tests.make.wheelhouse import Wheelhouse

Planner = Callable[..., Plan]
"""The fixture ``planned``: takes the text of a requirements file, and what differs."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", "/dev/null")
    with serving() as site:
        yield site


@pytest.fixture
def house(site: Site) -> Wheelhouse:
    return Wheelhouse(site)


@pytest.fixture
def planned(house: Wheelhouse, tmp_path: Path) -> Planner:
    """Plans for Python 3.8 and glibc 2.28 unless something else is said."""

    def planned(
        text: str,
        *,
        python: str = "3.8",
        libc: str = "glibc:2.28",
        page_size: int = 4096,
        audit: Auditor | None = None,
        alternatives: bool = False,
        indexes: tuple[str, ...] = (),
    ) -> Plan:
        file = tmp_path / "requirements.txt"
        file.write_text(text)
        wanted = Target(libc=Libc.parse(libc), python=python, page_size=page_size)
        inventory, target = read_subject(str(file), Options(target=wanted))
        with (
            Fetcher("1.0", pause=lambda _seconds: None) as fetcher,
            PythonIndex(fetcher, Locations(indexes or (house.url,))) as index,
        ):
            return plan(
                file.name,
                read_request(inventory, target),
                target,
                index,
                Wanted(load_rules(), alternatives, audit),
            )

    return planned
