"""Dockerfiles: the images they build on, and what in them is for one machine only."""

import re
from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.dockerbuild import parse_dockerfile
from archcompat.formats.dockerfile import MAX_BYTES, is_dockerfile
from archcompat.formats.projectpath import is_projects
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.problem import Problem, Severity

# What lies beside Dockerfiles, and what makes one.
_OTHERS = re.compile(
    r".*\.(?:dockerignore|md|txt|rst|py|cs|java|rb|js|ts|go|sh|json|ya?ml|j2|jinja2?|tmpl|tpl|erb|mustache|orig|bak)",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(rb"\{\{|\{%|<%")


class BuildFile:
    """Reads a project's own files: what lies in an image is built by nobody there."""

    name = "build-file"
    marks = Marks(
        suffixes=("dockerfile", "containerfile"), beginnings=("dockerfile", "containerfile")
    )

    def claims(self, entry: Entry) -> bool:
        """By the usual names: Dockerfile, Dockerfile.prod, prod.Dockerfile, Containerfile."""
        name = entry.where.name
        if not is_dockerfile(name) or _OTHERS.fullmatch(name):
            return False
        return is_projects(entry.where)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield each image that is named, and each place that names a machine."""
        data = entry.read_at_most(MAX_BYTES, "a Dockerfile")
        try:
            yield from parse_dockerfile(data, entry.where)
        except FormatError:
            if _TEMPLATE.search(data) is None:
                raise
            detail = "it is a template: scan the Dockerfile that is made of it"
            yield Problem(entry.where, "dockerfile-template", detail, Severity.WARNING)


KIND = BuildFile()
