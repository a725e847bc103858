"""A regular file on disk as a member: its first bytes now, the rest when a kind opens it."""

import errno
import os
import stat
from functools import partial
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.model.budget import Budget
from archcompat.model.entry import HEAD_SIZE
from archcompat.model.layer import Member, MemberType
from archcompat.model.problem import Problem, Severity
from archcompat.model.where import Where

# Never waiting for a pipe's other end, should one have taken the file's place.
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK


def file_member(
    path: str, file: str, budget: Budget, *, follow: bool = False, role: str = ""
) -> Member:
    """The file at ``file`` under the name ``path``; ``follow`` a link it may be. Raises OSError."""
    flags = _FLAGS if follow else _FLAGS | os.O_NOFOLLOW
    descriptor = os.open(file, flags)
    try:
        size = os.fstat(descriptor).st_size
        head = os.read(descriptor, HEAD_SIZE)
    finally:
        os.close(descriptor)
    content = partial(_open, file, flags, budget.entry_bytes)
    return Member(path, MemberType.FILE, size, "", head, content, role)


def unreadable(path: str, error: OSError) -> Problem:
    """What to say of a file or folder that cannot be read."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return Problem(Where((path,)), "permission-denied", "it may not be read")
    if error.errno == errno.ENOENT:
        detail = "it went away while the folder was read"
        return Problem(Where((path,)), "vanished", detail, Severity.WARNING)
    return Problem(Where((path,)), "unreadable", f"reading it failed: {error.strerror}")


def _open(file: str, flags: int, limit: int) -> BinaryIO:
    try:
        descriptor = os.open(file, flags)
        found = os.fstat(descriptor)
    except OSError as error:
        raise FormatError("unreadable", f"opening it failed: {error.strerror}") from error
    if found.st_size > limit or not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise FormatError("limit-size", f"{found.st_size:,} bytes is over the limit for one file")
    return os.fdopen(descriptor, "rb")
