"""Maven Central's search: which published artifacts hold a file with a given SHA-1.

https://central.sonatype.org/search/rest-api-guide/
"""

from collections.abc import Iterator

import msgspec

from archcompat.errors import FormatError
from archcompat.formats.dependencytree import Coordinates
from archcompat.indexes.fetch import Fetcher

CENTRAL = "https://central.sonatype.com/solrsearch/select"
_ROWS = 20  # what is published in more places than that names nothing
_NO_PROGRAM = ("sources", "javadoc", "tests", "test-sources")


class _Doc(msgspec.Struct):
    group: str = msgspec.field(name="g")
    artifact: str = msgspec.field(name="a")
    version: str = msgspec.field(name="v")
    endings: list[str] = msgspec.field(name="ec", default_factory=list)


class _Response(msgspec.Struct):
    docs: list[_Doc]


class _Answer(msgspec.Struct):
    response: _Response


_DECODER = msgspec.json.Decoder(_Answer)


class MavenSearch:
    """One search service, Maven Central's own or one that answers alike."""

    def __init__(self, fetcher: Fetcher, url: str = CENTRAL) -> None:
        """``url`` is that of ``solrsearch/select``."""
        self._fetcher = fetcher
        self._url = url

    def holders(self, sha1: str) -> tuple[Coordinates, ...]:
        """The JARs that may be the one with a SHA-1 (hexadecimal), none if it is not known there.

        The service names artifacts, each with all of its files: which of them it is has to be
        asked of the repository. Raises UnreachableError, and FormatError (``index-malformed``).
        """
        # In quotes, as the guide has it, Central's present service finds nothing.
        page = self._fetcher.page(f"{self._url}?q=1:{sha1}&rows={_ROWS}&wt=json")
        return parse_answer(page.body) if page is not None else ()


def parse_answer(data: bytes) -> tuple[Coordinates, ...]:
    """The JARs of the artifacts in an answer, in its order; those with a classifier come last.

    Raises FormatError (``index-malformed``) for what is no answer.
    """
    try:
        docs = _DECODER.decode(data).response.docs
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("index-malformed", f"the search's answer is none: {error}") from None
    found = [jar for doc in docs for jar in _jars(doc)]
    return tuple(sorted(dict.fromkeys(found), key=lambda jar: bool(jar.classifier)))


def _jars(doc: _Doc) -> Iterator[Coordinates]:
    """Its files are listed by how their names end: ``.jar``, ``-linux-x86_64.jar``, ``.pom``."""
    for ending in doc.endings or (".jar",):
        classifier = ending.removesuffix(".jar").removeprefix("-")
        if ending.endswith(".jar") and classifier not in _NO_PROGRAM:
            yield Coordinates(doc.group, doc.artifact, doc.version, classifier)
