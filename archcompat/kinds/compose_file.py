"""Compose files: the images of their services."""

import re
from collections.abc import Iterator

from archcompat.formats.compose import parse_compose
from archcompat.formats.projectpath import is_projects
from archcompat.formats.yamldoc import MAX_BYTES
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks

_NAMED = re.compile(r"(?:[\w.-]*[_.-])?(?:docker-)?compose(?:[._-][\w.-]*)?\.ya?ml", re.IGNORECASE)


class ComposeFile:
    """Reads a project's own files."""

    name = "compose-file"
    marks = Marks(suffixes=("yaml", "yml"))

    def claims(self, entry: Entry) -> bool:
        """By the usual names: compose.yaml, docker-compose.prod.yml, podman-compose.yml."""
        return _NAMED.fullmatch(entry.where.name) is not None and is_projects(entry.where)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the image of each service."""
        data = entry.read_at_most(MAX_BYTES, "a Compose file")
        if b"services" in data:
            yield from parse_compose(data, entry.where)


KIND = ComposeFile()
