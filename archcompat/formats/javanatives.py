"""Which classes of a Java archive are worth reading for native methods, and what those say."""

import re
from collections.abc import Callable, Iterable
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.classfile import ClassFile, read_class
from archcompat.formats.ziparchive import ZipMember

# Of a hundred thousand classes in an application's JARs some hundred have native methods. Nearly
# every library calls one of them so; what does not shows in the JNI names its code exports.
_NAMED = re.compile(r"(?<![Aa]lter)(?<![Ii]magi)(?:[Nn]ative|JNI|Jni)[^/]*\.class$")
# The Java runtime's own, as rt.jar and tools.jar have them until Java 8.
_RUNTIMES = ("java/", "javax/", "sun/", "jdk/", "com/sun/")
_NOT_RUNTIMES = ("com/sun/jna/",)

_SMALL_JAR = 400  # classes; of a JAR with native code and no more than these all are read
_MOST = 500  # classes read of one archive
_LARGEST = 1 << 20  # bytes of one class; those with native methods have a tenth of that
# What a library may be called. Messages are handed to loaders' loggers, and names of variables
# and properties to what looks for its folder.
_LIBRARY = re.compile(
    r"(?![A-Z0-9_]+_[A-Z0-9_]+$)(?!(?!lib)[a-z]+(?:\.[A-Za-z]+){2,}$)[A-Za-z0-9/][\w./+-]{1,79}"
)


class NativeClasses:
    """Collects the classes of one archive while it is listed, and reads some at its end."""

    def __init__(self) -> None:
        """Begin with none."""
        self._named: list[ZipMember] = []
        self._all: list[ZipMember] | None = []

    def offer(self, member: ZipMember) -> None:
        """Take note of a class; called for each of an archive, so it costs next to nothing."""
        name = member.name
        if self._all is not None:
            self._all.append(member)
            if len(self._all) > _SMALL_JAR:
                self._all = None
        if ("ative" in name or "JNI" in name or "Jni" in name) and _NAMED.search(name):
            self._named.append(member)

    def read(
        self, open_member: Callable[[ZipMember], BinaryIO], *, code: bool
    ) -> tuple[list[str], list[tuple[str, str]]]:
        """(classes with native methods, (class, library that it loads)), both sorted.

        ``code`` says that the archive holds native code, too. A damaged class is passed over:
        a JVM that never loads it would not complain of it either.
        """
        chosen = self._all if code and self._all is not None else self._named
        natives: set[str] = set()
        loads: set[tuple[str, str]] = set()
        for found in _classes(chosen, open_member):
            if found.natives:
                natives.add(found.name)
            loads.update((found.name, name) for name in found.loads if _LIBRARY.fullmatch(name))
        return sorted(natives), sorted(loads)


def _classes(
    members: Iterable[ZipMember], open_member: Callable[[ZipMember], BinaryIO]
) -> Iterable[ClassFile]:
    wanted = [
        member
        for member in members
        if 0 <= member.size <= _LARGEST
        and (not member.name.startswith(_RUNTIMES) or member.name.startswith(_NOT_RUNTIMES))
    ]
    for member in wanted[:_MOST]:
        try:
            with open_member(member) as stream:
                yield read_class(stream.read())
        except FormatError:
            continue
