"""What the user asks for: the requirements of a file, and the versions in use today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from archcompat.formats.wheelfit import parsed
from archcompat.plan.need import Need


@dataclass(frozen=True, slots=True)
class Root:
    """One requirement of the user's that applies to the target."""

    name: str
    """Normalised."""
    shown: str
    """As written: ``uvicorn[standard]==0.13.4``."""
    extras: tuple[str, ...]
    """Normalised."""
    specifier: SpecifierSet
    place: str
    """``requirements.txt:3``; empty for what is installed."""
    hashes: tuple[str, ...] = ()

    def joined(self, other: "Root") -> "Root":
        """The same package, asked for twice: both specifiers hold."""
        return replace(
            self,
            extras=tuple(dict.fromkeys((*self.extras, *other.extras))),
            specifier=self.specifier & other.specifier,
            hashes=(*self.hashes, *other.hashes),
        )

    @property
    def pin(self) -> Version | None:
        """The one version it allows."""
        exact = {clause.version for clause in self.specifier if clause.operator in ("==", "===")}
        text = exact.pop() if len(exact) == 1 else ""
        return None if not text or text.endswith(".*") else parsed(text)


@dataclass(frozen=True, slots=True)
class Request:
    """All requirements, and what limits or fixes them."""

    roots: tuple[Root, ...]
    limits: Mapping[str, SpecifierSet] = field(default_factory=dict)
    """Of constraints files, by package: they hold for what others bring, too."""
    installed: Mapping[str, Version] = field(default_factory=dict)
    """Versions that are known to be in use, where there is a lock or an installation."""
    brought: tuple[Root, ...] = ()
    """Of ``installed``, each as if it were asked for: others seem to bring it."""
    prereleases: bool = False
    """``--pre``."""
    sources: frozenset[str] = frozenset()
    """Packages that may be built from source: ``--no-binary``."""

    @property
    def pins(self) -> dict[str, Version]:
        """The versions that are fixed, or known to be in use."""
        fixed = {root.name: root.pin for root in self.roots if root.pin is not None}
        return {**self.installed, **fixed}

    def asking_for(self, names: frozenset[str]) -> "Request":
        """The same, with some of ``brought`` as requirements: nobody brings them after all."""
        more = tuple(root for root in self.brought if root.name in names)
        return replace(self, roots=(*self.roots, *more))

    @property
    def wishes(self) -> dict[str, SpecifierSet]:
        """What is said of each package, by requirements and constraints."""
        found = dict(self.limits)
        for root in self.roots:
            found[root.name] = found.get(root.name, SpecifierSet()) & root.specifier
        return found

    def needs(self, instead: Mapping[str, SpecifierSet] | None = None) -> Iterator[Need]:
        """The requirements as needs, ``instead`` of what is said of some packages."""
        specifiers = {**self.wishes, **(instead or {})}
        for root in self.roots:
            specifier = specifiers[root.name]
            for extra in ("", *root.extras):
                yield Need(root.name, extra, specifier, root.shown)
