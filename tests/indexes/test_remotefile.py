"""A file on a server, of which little is fetched."""

from random import Random

import pytest

from archcompat.errors import FormatError, UnreachableError
from archcompat.indexes import remotefile
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.remotefile import open_archive, open_remote
from tests.make.webserver import Reply, Site
from tests.make.ziparchive import STORED, archive

NOISE = Random(1).randbytes(3 << 20)  # noqa: S311 - any bytes, the same in each run
LIKE_A_WHEEL = archive(
    {"lib/a.so": NOISE, "lib/b.so": b"\x7fELF" + NOISE[:99], "x-1.dist-info/METADATA": b"Name: x"},
    method=STORED,
)


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher("1.0", timeout=5, pause=lambda _seconds: None)


def test_reads_what_is_asked_for(site: Site, fetcher: Fetcher) -> None:
    """The same bytes as the file has, wherever and in whatever order (oracle: the file)."""
    stream = open_remote(fetcher, site.give_file("/f", NOISE))
    assert stream is not None
    chance = Random(2)  # noqa: S311 - likewise
    for _ in range(60):
        start, length = chance.randrange(len(NOISE) + 50), chance.randrange(200_000)
        stream.seek(start)
        assert stream.read(length) == NOISE[start : start + length]


def test_a_wheel_costs_little(site: Site, fetcher: Fetcher) -> None:
    """Its directory and one member of a few bytes take one request, however large it is."""
    found = open_archive(fetcher, site.give_file("/x.whl", LIKE_A_WHEEL))
    assert found is not None
    members = {member.name: member for member in found}
    assert sorted(members) == ["lib/a.so", "lib/b.so", "x-1.dist-info/METADATA"]
    with found.open(members["x-1.dist-info/METADATA"]) as content:
        assert content.read() == b"Name: x"
    assert fetcher.requests == 1
    assert found.head(members["lib/a.so"], 16) == NOISE[:16]
    assert fetcher.requests == 2


def test_there_is_none(site: Site, fetcher: Fetcher) -> None:
    """Then there is no stream."""
    assert open_remote(fetcher, f"{site.base}/none") is None
    assert open_archive(fetcher, f"{site.base}/none") is None


def test_a_server_without_ranges(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file is read whole, a large one is not."""
    found = open_archive(fetcher, site.give("/x.whl", Reply(200, LIKE_A_WHEEL)))
    assert found is not None
    assert len(list(found)) == 3
    monkeypatch.setattr("archcompat.indexes.fetch._LARGEST_PART", 1 << 20)
    with pytest.raises(UnreachableError, match="at once"):
        open_archive(fetcher, site.give("/y.whl", Reply(200, LIKE_A_WHEEL)))


def test_other_bytes_than_asked_for(site: Site, fetcher: Fetcher) -> None:
    """A server that answers with another part is not believed."""
    size = len(NOISE)
    tail = Reply(206, NOISE[-65536:], {"Content-Range": f"bytes {size - 65536}-{size - 1}/{size}"})
    other = Reply(206, NOISE[:65536], {"Content-Range": f"bytes 0-65535/{size}"})
    stream = open_remote(fetcher, site.give("/f", tail, other))
    assert stream is not None
    stream.seek(1 << 20)
    with pytest.raises(FormatError, match="other bytes"):
        stream.read(10)
    with pytest.raises(FormatError, match="other bytes"):
        open_remote(fetcher, site.give("/g", other))


def test_too_much_of_it(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is not fetched piece by piece either."""
    monkeypatch.setattr(remotefile, "_MOST", 1 << 20)
    stream = open_remote(fetcher, site.give_file("/f", NOISE))
    assert stream is not None
    with pytest.raises(FormatError, match="would be fetched"):
        stream.read()


def test_what_is_no_zip(site: Site, fetcher: Fetcher) -> None:
    """It is told as for a file."""
    with pytest.raises(FormatError) as caught:
        open_archive(fetcher, site.give_file("/f", b"x" * 100))
    assert caught.value.code == "archive-corrupt"
