"""Several indexes as one: what counts, what is fetched, and what silence means."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archcompat.errors import FormatError, UnreachableError
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.pythonindex import Locations, PythonIndex
from tests.make.webserver import Reply, Site
from tests.make.wheelhouse import Wheelhouse, metadata, source_of, wheel_of


@pytest.fixture
def house(site: Site) -> Wheelhouse:
    return Wheelhouse(site)


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher("1.0", pause=lambda _seconds: None) as fetcher:
        yield fetcher


def test_all_indexes_count_alike(site: Site, fetcher: Fetcher) -> None:
    """The versions of every index and folder, as pip has it; none hides another."""
    one, other = Wheelhouse(site, prefix="/one"), Wheelhouse(site, json=True, prefix="/two")
    one.wheel("x", "1.0")
    other.wheel("x", "2.0")
    with PythonIndex(fetcher, Locations((one.url, other.url))) as index:
        listing = index.listing("X")
        assert listing is not None
        assert listing.versions == ("1.0", "2.0")
        assert index.listing("y") is None


def test_a_folder_of_wheels(tmp_path: Path, fetcher: Fetcher) -> None:
    """``--find-links`` with a folder, ``--no-index``: files are read where they lie."""
    (tmp_path / "x-1.0-py3-none-any.whl").write_bytes(wheel_of("x", "1.0", "py3-none-any", ["y"]))
    (tmp_path / "x-1.1.tar.gz").write_bytes(
        source_of("x", "1.1", {"PKG-INFO": metadata("x", "1.1", ["z"])})
    )
    (tmp_path / "notes.txt").write_text("no distribution")
    with PythonIndex(fetcher, Locations((), (str(tmp_path),))) as index:
        listing = index.listing("x")
        assert listing is not None
        (wheel,), (source,) = listing.files("1.0"), listing.files("1.1")
        assert index.metadata(wheel).requires == ("y",)
        read = index.source(source)
        assert read is not None
        assert read.metadata.requires == ("z",)
        assert index.listing("unknown") is None
    assert fetcher.requests == 0


def test_a_page_of_links(site: Site, fetcher: Fetcher) -> None:
    """``--find-links`` with a page, which lists files of several projects."""
    data = wheel_of("x", "1.0", "py3-none-any")
    site.give_file("/links/x-1.0-py3-none-any.whl", data)
    page = b'<html><a href="x-1.0-py3-none-any.whl">x</a><a href="y-2.0.tar.gz">y-2.0.tar.gz</a>'
    page = page.replace(b">x</a>", b"></a>")
    url = site.give("/links/", Reply(200, page, {"Content-Type": "text/html"}))
    with PythonIndex(fetcher, Locations((), (url,))) as index:
        assert [index.listing(name) is not None for name in ("x", "y", "z")] == [True, True, False]
    assert site.count("/links/") == 1


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(Reply(500), id="an error"),
        pytest.param(Reply(403), id="a refusal"),
        pytest.param(Reply(200, b"hello", {"Content-Type": "text/plain"}), id="no page"),
    ],
)
def test_one_silent_index_is_no_answer(site: Site, fetcher: Fetcher, broken: Reply) -> None:
    """What the other one lists may not be all: that is said, not passed over."""
    house = Wheelhouse(site)
    house.wheel("x", "1.0")
    site.give("/down/x/", broken)
    with (
        PythonIndex(fetcher, Locations((house.url, f"{site.base}/down"))) as index,
        pytest.raises(UnreachableError),
    ):
        index.listing("x")


def test_a_missing_folder_is_no_answer(tmp_path: Path, fetcher: Fetcher) -> None:
    """A ``--find-links`` that is not there is told by name."""
    gone = tmp_path / "gone"
    with (
        PythonIndex(fetcher, Locations((), (str(gone),))) as index,
        pytest.raises(UnreachableError, match="gone is not there"),
    ):
        index.listing("x")


def test_metadata_beside_the_wheel(house: Wheelhouse, site: Site, fetcher: Fetcher) -> None:
    """PEP 658: the wheel itself is not touched."""
    path = house.wheel("x", "1.0", requires=["y>=1"], beside=True)
    with PythonIndex(fetcher, Locations((house.url,))) as index:
        listing = index.listing("x")
        assert listing is not None
        (wheel,) = listing.files("1.0")
        assert index.metadata(wheel).requires == ("y>=1",)
    assert site.count(path) == 0


def test_metadata_that_is_promised_and_not_there(house: Wheelhouse, fetcher: Fetcher) -> None:
    """The wheel is read instead, by its end: one request for a small one."""
    path = house.wheel("x", "1.0", requires=["y>=1"], beside=True)
    house.site.give(f"{path}.metadata", Reply(404))
    with PythonIndex(fetcher, Locations((house.url,))) as index:
        listing = index.listing("x")
        assert listing is not None
        (wheel,) = listing.files("1.0")
        assert index.metadata(wheel).requires == ("y>=1",)
    assert house.site.count(path) == 1


def test_a_wheel_without_metadata(house: Wheelhouse, fetcher: Fetcher) -> None:
    """It is damaged, and not without requirements."""
    path = house.wheel("x", "1.0")
    house.site.give_file(
        path, wheel_of("x", "1.0", "py3-none-any").replace(b"METADATA", b"METADAT_")
    )
    with PythonIndex(fetcher, Locations((house.url,))) as index:
        listing = index.listing("x")
        assert listing is not None
        with pytest.raises(FormatError, match="no METADATA"):
            index.metadata(listing.files("1.0")[0])


def test_each_question_is_asked_once(house: Wheelhouse, fetcher: Fetcher) -> None:
    """Threads that fetch ahead and whoever needs it share one answer, errors too."""
    house.wheel("x", "1.0")
    house.site.give("/simple/broken/", Reply(403))
    with PythonIndex(fetcher, Locations((house.url,))) as index:
        for name in ("x", "broken") * 4:
            index.ahead(lambda name=name: index.listing(name))  # type: ignore[misc]  # mypy knows no type for a default
        assert index.listing("x") is not None
        with pytest.raises(UnreachableError):
            index.listing("broken")
    assert house.site.count("/simple/x/") == 1
    assert house.site.count("/simple/broken/") == 1
