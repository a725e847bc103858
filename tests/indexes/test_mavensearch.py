"""The search that names published JARs by their SHA-1: its answers, and what is none."""

import json
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.dependencytree import Coordinates
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.maven import MavenRepository
from archcompat.indexes.mavensearch import MavenSearch, parse_answer
from tests.make.indexes import give_holders
from tests.make.webserver import Reply, Site

SHA1 = "35379fb6526fd019f331542b4e9ae2e566c57933"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher("1.0", timeout=5, pause=lambda _seconds: None) as fetcher:
        yield fetcher


def test_the_answer_of_the_guide() -> None:
    """The example of the REST API guide, shortened: files by their endings, code ones only."""
    doc = {
        "id": "com.google.inject:guice:3.0",
        "g": "com.google.inject",
        "a": "guice",
        "v": "3.0",
        "p": "jar",
        "timestamp": 1300995462000,
        "ec": ["-sources.jar", "-no_aop.jar", "-javadoc.jar", ".jar", "-sisu-guice.tar.gz", ".pom"],
    }
    header = {"status": 0, "QTime": 1, "params": {"q": "1:" + SHA1, "wt": "json"}}
    body = {"responseHeader": header, "response": {"numFound": 1, "start": 0, "docs": [doc]}}
    assert parse_answer(json.dumps(body).encode()) == (
        Coordinates("com.google.inject", "guice", "3.0"),
        Coordinates("com.google.inject", "guice", "3.0", "no_aop"),
    )


def test_none_is_known(site: Site, fetcher: Fetcher) -> None:
    """An empty answer, or no such page, names nothing."""
    search = MavenSearch(fetcher, f"{site.base}/select")
    assert search.holders(SHA1) == ()
    give_holders(site, SHA1)
    assert MavenSearch(fetcher, f"{site.base}/search").holders(SHA1) == ()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>moved</html>", id="html"),
        pytest.param(b'{"response": {}}', id="no docs"),
        pytest.param(b'{"response": {"docs": [{"g": "org.acme", "a": "x"}]}}', id="no version"),
        pytest.param(b'{"response": {"docs": [{"g": 1, "a": "x", "v": "1"}]}}', id="a number"),
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_no_answer(body: bytes) -> None:
    with pytest.raises(FormatError) as raised:
        parse_answer(body)
    assert raised.value.code == "index-malformed"


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Coordinates or a FormatError, never anything else."""
    with suppress(FormatError):
        assert isinstance(parse_answer(data), tuple)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (SHA1.encode(), SHA1),
        (f"{SHA1.upper()}\n".encode(), SHA1),
        (f"{SHA1}  lib-1.0-linux.jar".encode(), SHA1),
        (b"", None),
    ],
)
def test_sha1_of_the_repository(
    site: Site, fetcher: Fetcher, body: bytes, said: str | None
) -> None:
    """As it is published, in any of the spellings found there."""
    site.give("/maven2/org/acme/lib/1.0/lib-1.0-linux.jar.sha1", Reply(200, body))
    repository = MavenRepository(fetcher, f"{site.base}/maven2")
    assert repository.sha1("org.acme", "lib", "1.0", "linux") == said
    assert repository.sha1("org.acme", "lib", "1.0") is None
