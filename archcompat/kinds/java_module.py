"""What a JDK module (jmod) says it is: the module descriptor inside it."""

from collections.abc import Iterator

from archcompat.formats.classfile import read_module
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.programfacts import JavaIdentity

_PATH = "classes/module-info.class"


class JavaModule:
    """Reads module-info.class of a jmod, which has the version of the JDK it is a part of."""

    name = "java-module"
    marks = Marks(names=("module-info.class",))

    def claims(self, entry: Entry) -> bool:
        """By the place a jmod has it at."""
        return entry.where.depth > 0 and entry.where.parts[-1] == _PATH

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the module's name and version."""
        module = read_module(entry.read())
        yield JavaIdentity(entry.where, "", module.name, module.version, "module-info")


KIND = JavaModule()
