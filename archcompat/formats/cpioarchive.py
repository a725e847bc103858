"""cpio archives in the "new ASCII" form: the payload of rpm packages, and initial RAM disks.

Source: cpio(5) of FreeBSD; Linux, Documentation/driver-api/early-userspace/buffer-format.rst.
"""

from collections.abc import Callable, Iterator

from archcompat.errors import FormatError
from archcompat.formats.tararchive import normalize
from archcompat.formats.tarstream import TarStream
from archcompat.model.entry import HEAD_SIZE
from archcompat.model.layer import Member, MemberType

MAGICS = (b"070701", b"070702")  # without and with checksums, which are not compared
_HEADER = 110  # the magic and 13 fields of eight hexadecimal digits
_MODE, _SIZE, _NAME_LENGTH = 1, 6, 11
_REGULAR, _SYMLINK, _DIRECTORY, _TYPE = 0o100000, 0o120000, 0o040000, 0o170000
_TYPES = {
    _REGULAR: MemberType.FILE,
    _SYMLINK: MemberType.SYMLINK,
    _DIRECTORY: MemberType.DIRECTORY,
}
_LAST = "TRAILER!!!"
_MOST_NAME = 4096  # PATH_MAX


def read_cpio(next_chunk: Callable[[], bytes | memoryview]) -> Iterator[Member]:
    """The members in order, each readable until the next one is asked for.

    Of names of one file only the last has content. Links have no text here. ``next_chunk`` gives
    the following bytes, empty at the end. Raises FormatError: ``cpio-corrupt``,
    ``cpio-trailing-data``, or ``layer-truncated``, after what was readable.
    """
    stream = TarStream(next_chunk)
    last = ""
    while True:
        header = stream.take(_HEADER, last)
        fields = _fields(header, last)
        length, size = fields[_NAME_LENGTH], fields[_SIZE]
        if not 0 < length <= _MOST_NAME:
            raise FormatError("cpio-corrupt", f"a name after {last!r} is too long")
        raw = stream.take(length + -(_HEADER + length) % 4, last)[:length]
        path = raw.rstrip(b"\0").decode("utf-8", "surrogateescape")
        if path == _LAST:
            break
        stream.start_member(size, -size % 4)
        known = _TYPES.get(fields[_MODE] & _TYPE, MemberType.OTHER)
        last = normalize(path)
        if known is MemberType.FILE:
            head = stream.peek_content(HEAD_SIZE)
            yield Member(last, known, size, "", head, stream.open_content)
        else:
            yield Member(last, known)
        stream.finish_member(last)
    if not stream.only_zeros_follow():
        raise FormatError("cpio-trailing-data", f"something follows its end, after {last!r}")


def _fields(header: bytes, last: str) -> list[int]:
    if header.startswith(MAGICS):
        try:
            digits = header[6:].decode("ascii")
            # int() takes signs, blanks and underscores as well.
            if digits.isalnum():
                return [int(digits[at : at + 8], 16) for at in range(0, len(digits), 8)]
        except ValueError:  # no hexadecimal digits, or no ASCII
            pass
    after = f"after {last!r}" if last else "at its beginning"
    raise FormatError("cpio-corrupt", f"the header {after} is damaged")
