"""Tar streams to members: ustar, GNU and pax (POSIX.1-2008, GNU tar manual appendix D).

Own header walk: tarfile takes 30 times as long, and takes a damaged header for the end of the
archive. Nothing is extracted; content that nobody opens is passed over without being copied.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from archcompat.errors import FormatError
from archcompat.formats.sparse import SparseMap, old_gnu_map, pax_map
from archcompat.formats.tarheader import decimal, name, number, pax_records, text
from archcompat.formats.tarstream import BLOCK, TarStream
from archcompat.model.entry import HEAD_SIZE
from archcompat.model.layer import Member, MemberType

_TYPES = {
    b"0": MemberType.FILE,
    b"\0": MemberType.FILE,
    b"7": MemberType.FILE,  # contiguous file, read as an ordinary one
    b"S": MemberType.FILE,  # old GNU sparse
    b"1": MemberType.HARDLINK,
    b"2": MemberType.SYMLINK,
    b"5": MemberType.DIRECTORY,
}
_LINKS = (MemberType.SYMLINK, MemberType.HARDLINK)


def read_tar(
    next_chunk: Callable[[], bytes | memoryview], *, digested: bool = False
) -> Iterator[Member]:
    """The members of a tar, in order; each readable until the next one is asked for.

    ``next_chunk`` gives the following bytes, empty at the end. The stream is read to its end even
    after the end-of-archive marker, so that a digest taken on the way covers all of it. With
    ``digested``, where that tells what was cut off, the last file's padding may be missing.

    Raises FormatError after what was readable: ``tar-corrupt``, ``tar-trailing-data``,
    ``layer-truncated``, ``layer-empty`` for no bytes at all.
    """
    stream = TarStream(next_chunk, digested=digested)
    if not stream.peek(1):
        raise FormatError("layer-empty", "it has no bytes at all, not even an empty tar's")
    state = _State()
    while True:
        header = stream.take_header(state.last)
        if header is None:
            break
        member = _member(header, stream, state)
        if member is not None:
            state.last = member.path
            yield member
            stream.finish_member(member.path)
    stream.drain(state.last)


def normalize(path: str) -> str:
    """A member's path from the root: no leading ``/`` or ``./``, ``..`` stops at the root."""
    # Nearly every path is plain, and a regular expression would take as long as all the rest.
    if path and path[0] not in "./" and path[-1] != "/" and "/." not in path and "//" not in path:
        return path
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


@dataclass(slots=True)
class _State:
    """What extension headers said about the member to come, and about all."""

    last: str = ""
    """The last good path, to say where damage begins."""
    pax: dict[str, str] = field(default_factory=dict)
    everywhere: dict[str, str] = field(default_factory=dict)
    long_name: str = ""
    long_link: str = ""

    def clear(self) -> None:
        self.pax = {}
        self.long_name = self.long_link = ""


def _member(header: bytes, stream: TarStream, state: _State) -> Member | None:
    """The member a header begins; None for a header that only extends the next one."""
    kind = header[156:157]
    size = number(header[124:136], "a size", state.last)
    if kind in b"xgLKX":
        _extend(kind, stream.take_extension(size, state.last), state)
        return None
    known = _TYPES.get(kind, MemberType.OTHER)
    pax = {**state.everywhere, **state.pax} if state.everywhere else state.pax
    path = pax.get("GNU.sparse.name") or pax.get("path") or state.long_name or name(header)
    if "size" in pax:
        size = decimal(pax["size"], "a pax size", state.last)
    if path.endswith("/") and known is MemberType.FILE and size == 0:
        known = MemberType.DIRECTORY  # v7 had no type for it
    path = normalize(path)
    if known is not MemberType.FILE:
        # Types without content may carry a size all the same; only unknown ones have data.
        content = size if kind not in b"123456" else 0
        stream.start_member(content, -content % BLOCK)
        link = ""
        if known in _LINKS:
            short = header[157:257].partition(b"\0")[0]
            link = pax.get("linkpath") or state.long_link or text(short)
        state.clear()
        return Member(path, known, 0, normalize(link) if known is MemberType.HARDLINK else link)
    state.clear()
    stream.start_member(size, -size % BLOCK)
    sparse = _sparse(header, kind, pax, stream) if pax or kind == b"S" else None
    head = stream.peek_content(HEAD_SIZE)
    if sparse is None:
        return Member(path, known, size, "", head, stream.open_content)
    expanded = partial(sparse.expand, stream.open_content)
    return Member(path, known, sparse.size, "", sparse.head(head, HEAD_SIZE), expanded)


def _sparse(header: bytes, kind: bytes, pax: dict[str, str], stream: TarStream) -> SparseMap | None:
    if kind == b"S":
        sparse = old_gnu_map(header, stream.take_block)
    elif pax.get("GNU.sparse.major") or "GNU.sparse.map" in pax:
        sparse = pax_map(pax, stream.take_content_block)
    else:
        return None
    sparse.check(stream.content_left)
    return sparse


def _extend(kind: bytes, data: bytes, state: _State) -> None:
    if kind == b"L":
        state.long_name = text(data.partition(b"\0")[0])
    elif kind == b"K":
        state.long_link = text(data.partition(b"\0")[0])
    else:
        records = state.everywhere if kind == b"g" else state.pax
        records.update(pax_records(data, state.last))
