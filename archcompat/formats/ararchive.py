"""ar archives: static libraries, and Debian packages around their two tars.

Source: ar(5) of FreeBSD for the System V, GNU and BSD ways to write long names; deb(5).
"""

from collections.abc import Callable, Iterator

from archcompat.errors import FormatError
from archcompat.formats.tarstream import TarStream
from archcompat.model.entry import HEAD_SIZE
from archcompat.model.layer import Member, MemberType

MAGIC = b"!<arch>\n"
_HEADER = 60
_END = b"`\n"
_TABLE = ("/", "/SYM64/", "__.SYMDEF", "__.SYMDEF SORTED")  # of symbols, for the linker
_NAMES = "//"  # GNU's table of long names
_MOST_NAMES = 16 << 20  # bytes of it; libraries of 10,000 object files have some 300 KB
_MOST_NAME = 4096  # bytes of one, BSD's way


def begins_deb(head: bytes) -> bool:
    """Whether a file that begins so is a Debian package: its first member has that name."""
    return head.startswith(MAGIC) and head[8:21] == b"debian-binary"


def read_ar(next_chunk: Callable[[], bytes | memoryview]) -> Iterator[Member]:
    """The members in order, each readable until the next one is asked for; no symbol tables.

    ``next_chunk`` gives the following bytes, empty at the end. Raises FormatError: ``ar-corrupt``,
    or ``layer-truncated`` where it ends too early, after what was readable.
    """
    stream = TarStream(next_chunk)
    if stream.take(len(MAGIC), "") != MAGIC:
        raise FormatError("ar-corrupt", "it does not begin as an ar archive")
    names, last = b"", ""
    while stream.peek(1):
        header = stream.take(_HEADER, last)
        digits = header[48:58].strip()
        if header[58:] != _END or not digits.isdigit():
            after = f"after {last!r}" if last else "at its beginning"
            raise FormatError("ar-corrupt", f"the header {after} is damaged")
        size, padding = int(digits), int(digits) % 2
        name = header[:16].decode("utf-8", "surrogateescape").rstrip(" ")
        if name == _NAMES:
            names = stream.take(min(size, _MOST_NAMES), last)
            stream.start_member(size - len(names), padding)
        elif name.startswith("#1/") and name[3:].isdigit():
            length = min(int(name[3:]), size, _MOST_NAME)
            name = stream.take(length, last).rstrip(b"\0").decode("utf-8", "surrogateescape")
            stream.start_member(size - length, padding)
        else:
            name = _long_name(names, name)
            stream.start_member(size, padding)
        if name not in (*_TABLE, _NAMES):
            yield Member(
                *(name or "(no name)", MemberType.FILE, stream.content_left, ""),
                *(stream.peek_content(HEAD_SIZE), stream.open_content),
            )
        last = name
        stream.finish_member(last)


def _long_name(names: bytes, field: str) -> str:
    """The name that a header's field stands for; GNU ends names with a slash."""
    if field in _TABLE:
        return field
    if field[:1] == "/" and field[1:].isdigit():
        start = int(field[1:])
        raw = names[start : start + _MOST_NAME].partition(b"\n")[0]
        field = raw.decode("utf-8", "surrogateescape")
    return field.removesuffix("/")
