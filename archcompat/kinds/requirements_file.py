"""Requirements files: a project's own, and whatever the user named as one."""

from collections.abc import Iterator

from archcompat.formats.projectpath import is_projects
from archcompat.formats.requirementlines import MAX_BYTES
from archcompat.formats.requirements import parse_requirements
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks

_STARTS = ("requirements", "constraints")
_ENDS = ("requirements.txt", "constraints.txt")


class RequirementsFile:
    """Reads files of the file system only: one inside an archive is not installed by anybody."""

    name = "requirements-file"
    marks = Marks(suffixes=("txt",))

    def claims(self, entry: Entry) -> bool:
        """By what the source says, or by the usual names: requirements-dev.txt, requirements/x.txt.

        What lies in an installed package is left out.
        """
        if entry.role:
            return entry.role == "requirements"
        path = entry.where.parts[-1]
        if not path.endswith(".txt"):
            return False
        *folders, name = path.lower().split("/")
        usual = name.startswith(_STARTS) or name.endswith(_ENDS) or folders[-1:] == ["requirements"]
        return usual and is_projects(entry.where)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield what each line asks for, and a Problem for each that cannot be read."""
        data = entry.read_at_most(MAX_BYTES, "a requirements file")
        yield from parse_requirements(data, entry.where)


KIND = RequirementsFile()
