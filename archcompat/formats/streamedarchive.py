"""Archives that are read from front to back (tar, cpio, ar): their files, as entries."""

from collections.abc import Callable, Iterator
from functools import partial

from archcompat.errors import FormatError
from archcompat.model.entry import Entry
from archcompat.model.layer import Member, MemberType
from archcompat.model.native import Archive

_CHUNK = 1 << 20

Reader = Callable[[Callable[[], bytes | memoryview]], Iterator[Member]]


def read_streamed(entry: Entry, read: Reader, name: str) -> Iterator[Entry | Archive]:
    """Every file in the order of the archive, and one Archive fact of the format ``name``.

    Damage ends the files: it is raised, as ``read`` does, after the fact.
    """
    damage: tuple[str, str] | None = None
    members = 0
    with entry.open() as stream:
        try:
            for member in read(partial(stream.read, _CHUNK)):
                members += 1
                if member.type is MemberType.FILE and member.open is not None:
                    where = entry.where.inside(member.path or "(no name)")
                    yield Entry(where, member.size, member.head, member.open)
        except FormatError as error:
            damage = (error.code, error.detail)  # not the error: it would hold this frame
    yield Archive(entry.where, name, members)
    if damage is not None:
        raise FormatError(*damage)
