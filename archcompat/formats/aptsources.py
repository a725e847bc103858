"""Where apt takes packages from: sources.list, and the deb822 files beside it (sources.list(5))."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archcompat.errors import FormatError

_LINE = re.compile(r"deb\s+(?:\[(?P<options>[^\]]*)\]\s*)?(?P<rest>\S.*)")
_MOST = 10_000  # lists of packages that one file names, one for each component
_NO = frozenset(("no", "false", "without", "off", "disable", "0"))


@dataclass(frozen=True, slots=True)
class AptSource:
    """One list of binary packages: an archive, a suite of it, components of that."""

    line: int
    """From 1; of a deb822 file that of the stanza."""
    url: str
    """As written."""
    suite: str
    """``bookworm``, or a path that ends with ``/`` where the list lies flat in a folder."""
    components: tuple[str, ...]
    """None in a flat one."""
    architectures: tuple[str, ...] = ()
    """What it is limited to, in dpkg's spelling; empty for no limit."""


def parse_sources_list(data: bytes) -> tuple[AptSource, ...]:
    """The binary sources of a ``*.list`` file; what is no such line is passed over.

    Raises FormatError (``apt-sources-malformed``) for more of them than anybody has.
    """
    return _limited(_of_lines(data.decode("utf-8", "replace")))


def parse_sources(data: bytes) -> tuple[AptSource, ...]:
    """The enabled binary sources of a deb822 file, one for each address and suite in a stanza.

    Raises FormatError as ``parse_sources_list`` does.
    """
    return _limited(_of_stanzas(data.decode("utf-8", "replace")))


def _limited(sources: Iterator[AptSource]) -> tuple[AptSource, ...]:
    found = []
    lists = 0
    for one in sources:
        lists += max(1, len(one.components))
        if lists > _MOST:
            raise FormatError("apt-sources-malformed", f"it has over {_MOST:,} sources")
        if bool(one.components) is not one.suite.endswith("/"):  # apt refuses it too
            found.append(one)
    return tuple(found)


def _of_lines(text: str) -> Iterator[AptSource]:
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line.partition("#")[0].strip())
        if match is None:
            continue
        url, *rest = match["rest"].split()
        if rest:
            limits = _architectures(match["options"] or "")
            yield AptSource(number, url, rest[0], tuple(rest[1:]), limits)


def _of_stanzas(text: str) -> Iterator[AptSource]:
    for number, stanza in _stanzas(text):
        if "deb" not in stanza.get("types", "").split():
            continue
        if stanza.get("enabled", "yes").strip().lower() in _NO:
            continue
        limits = tuple(re.findall(r"[^\s,]+", stanza.get("architectures", "")))
        components = tuple(stanza.get("components", "").split())
        suites = stanza.get("suites", "").split()
        for url in stanza.get("uris", "").split():
            for suite in suites:
                yield AptSource(number, url, suite, components, limits)


def _architectures(options: str) -> tuple[str, ...]:
    """Those of ``arch=amd64,arm64 signed-by=…``; ``arch+=`` adds to what the system has."""
    for option in options.split():
        name, _, value = option.partition("=")
        if name.lower() == "arch":
            return tuple(filter(None, value.split(",")))
    return ()


def _stanzas(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The line that each paragraph begins in, and its fields by lower-case names."""
    fields: dict[str, list[str]] = {}
    begun, last = 0, ""
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            if fields:
                yield begun, {name: " ".join(lines) for name, lines in fields.items()}
            fields, begun, last = {}, 0, ""
            continue
        begun = begun or number
        if line[0] in " \t":
            if last:
                fields[last].append(line.strip())
            continue
        name, colon, value = line.partition(":")
        last = name.strip().lower() if colon else ""
        if last:
            fields[last] = [value.strip()]
