"""Finds out by its SHA-1 which published JAR one is that does not say so itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from archcompat.assess.asking import answers, silence
from archcompat.formats.dependencytree import Coordinates
from archcompat.formats.javamanifest import identity_of_file_name
from archcompat.indexes.maven import MavenRepository
from archcompat.indexes.mavensearch import MavenSearch
from archcompat.model.native import Archive
from archcompat.model.problem import Problem
from archcompat.model.where import Where

_THREADS = 2  # of a service that soon turns away who asks much
_MOST_ASKED = 40  # files of which the repository is asked for the SHA-1, for one JAR


@dataclass(frozen=True, slots=True)
class Published:
    """Which JARs are published ones, and who gave no answer."""

    names: dict[Where, Coordinates]
    problems: tuple[Problem, ...]


def published_jars(
    archives: Iterable[Archive], search: MavenSearch, repository: MavenRepository
) -> Published:
    """Name the JARs of which the search knows the SHA-1 and the repository confirms it."""
    places: dict[str, list[Where]] = defaultdict(list)
    for archive in archives:
        places[archive.sha1].append(archive.where)

    found, silent = answers(
        lambda sha1: _confirmed(sha1, places[sha1][0].name, search, repository),
        places,
        threads=_THREADS,
    )
    names = {where: jar for sha1, jar in found if jar is not None for where in places[sha1]}
    return Published(names, tuple(silence(silent)))


def _confirmed(
    sha1: str, file_name: str, search: MavenSearch, repository: MavenRepository
) -> Coordinates | None:
    """The JAR for which the repository itself has this SHA-1."""
    likely = identity_of_file_name(file_name)
    holders = sorted(
        search.holders(sha1),
        key=lambda jar: (jar.artifact, jar.version, jar.classifier) != likely,
    )
    for jar in holders[:_MOST_ASKED]:
        if repository.sha1(jar.group, jar.artifact, jar.version, jar.classifier) == sha1:
            return jar
    return None
