"""Which release of a Java library holds the target's native code, as its JARs show."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from archcompat.formats.versions import compare, is_final, ordered
from archcompat.indexes.maven import MavenRepository
from archcompat.model.arch import Arch

# A file that names another machine and another system was not looked into.
_ELSEWHERE = re.compile(
    r"(?<![a-z])(?:win(?:dows|32|64)?|darwin|mac(?:os)?x?|osx|\w+bsd|sunos|solaris|aix|android)"
    r"(?![a-z])|\.exe$"
)
_NEXT = 12  # releases looked into one by one, before the newest


@dataclass(frozen=True, slots=True)
class Holding:
    """What native code a JAR holds."""

    served: str = ""
    """A file of the target's machine, empty for none."""
    foreign: tuple[str, ...] = ()
    """Files of other machines, as far as they were looked at."""


@dataclass(frozen=True, slots=True)
class Release:
    """A JAR that holds the target's code."""

    version: str
    classifier: str
    file: str


class JavaReleases:
    """Looks into JARs of one repository; raises UnreachableError and FormatError."""

    def __init__(self, repository: MavenRepository, arch: Arch) -> None:
        """``arch`` is the target's."""
        self.repository = repository
        self._arch = arch

    def holding(
        self, group: str, artifact: str, version: str, classifier: str = ""
    ) -> Holding | None:
        """What a JAR holds; None if there is no such JAR. It stops at the target's first file."""
        natives = self.repository.natives(group, artifact, version, classifier, self._arch)
        if natives is None:
            return None
        foreign: list[str] = []
        for native in natives:
            if native.arch is self._arch:
                return Holding(native.name or f"{artifact}-{version}", tuple(foreign))
            if _ELSEWHERE.search(native.name.lower()) is None:
                foreign.append(native.name)
        return Holding("", tuple(foreign))

    def later(self, group: str, artifact: str, version: str) -> list[str]:
        """The releases after a version, nearest first; no pre-releases."""
        published = self.repository.versions(group, artifact) or ()
        return [
            one
            for one in ordered("maven", published)
            if is_final("maven", one) and compare("maven", one, version) > 0
        ]

    def first_serving(
        self,
        group: str,
        artifact: str,
        versions: Sequence[str],
        classifiers: Callable[[str], Iterable[str]],
    ) -> Release | None:
        """The first of some versions, nearest first, whose JAR holds the target's code.

        ``classifiers`` gives for a version how that JAR may be called. Where the next ones have
        none, the newest is looked at, and between the two the first one that has is found as if
        none took it back.
        """

        def look(version: str) -> Release | None:
            for classifier in classifiers(version):
                held = self.holding(group, artifact, version, classifier)
                if held is not None and held.served:
                    return Release(version, classifier, held.served)
            return None

        for version in versions[:_NEXT]:
            found = look(version)
            if found is not None:
                return found
        if len(versions) <= _NEXT:
            return None
        low, high = _NEXT - 1, len(versions) - 1
        best = look(versions[high])
        while best is not None and high - low > 1:
            middle = (low + high) // 2
            found = look(versions[middle])
            if found is not None:
                best, high = found, middle
            else:
                low = middle
        return best
