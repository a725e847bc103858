"""A rule of the database: which versions of a package serve the target, and how we know."""

import datetime as dt
import enum

from msgspec import Struct

from archcompat.model.report import Impact, Verdict


class EvidenceKind(enum.StrEnum):
    """How a claim was checked, strongest first."""

    OBSERVED = "observed"
    """Bytes or an index read by whoever wrote the rule."""
    UPSTREAM = "upstream"
    """The project's own tag, changelog, or maintainer."""
    CLAIMED = "claimed"
    """A list by somebody else says so."""


class Evidence(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a claim can be checked."""

    url: str
    seen: dt.date
    how: str
    """What was looked at: ``the tag's tree holds …``."""
    kind: EvidenceKind


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """A version and what the rule must answer for it; executed by ``rules check``."""

    version: str
    expect: Verdict
    """``ready`` for a version that serves the target."""
    to: str = ""
    """The version suggested; empty for none."""
    classifier: str = ""
    """The Maven classifier suggested."""
    libc: str = ""
    python: str = ""
    page_size: int = 4096
    """Bytes of the target's pages."""


class ClassifierRange(Struct, frozen=True, forbid_unknown_fields=True):
    """How the artifact with the target's native is called in a range of versions."""

    range: str
    classifier: str


class KnownIssue(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that goes wrong on the target only, though the version is published for it."""

    range: str
    what: str
    page_size: int = 0
    """Only with pages of at least so many bytes; 0 for any."""
    impact: Impact = Impact.FAILS
    """What happens: it fails, or only a feature does."""
    hashes: tuple[str, ...] = ()
    """``sha256:…`` of the target's files, where they came later than the others: only a lock that
    has none of them is concerned."""


class Alternative(Struct, frozen=True, forbid_unknown_fields=True):
    """Another package that does the same and serves the target."""

    package: str
    """A purl without version."""
    version: str = ""
    """The first that does."""
    note: str = ""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of one package. Ranges are VERS constraints in the order of its purl type."""

    package: str
    """A purl without version, ``pkg:maven/org.rocksdb/rocksdbjni``: also the file's path."""
    supported: str
    """Versions published for the target, ``>=5.18.4|<6|>=6.4.6``; ``*`` all, empty none."""
    otherwise: Verdict
    """The verdict on every other version."""
    impact: Impact
    """What happens on the target with a version that is not supported."""
    evidence: tuple[Evidence, ...]
    example: tuple[Example, ...]
    fallback: str = ""
    """What is used instead, for ``falls-back``; which feature fails, for ``feature``."""
    advice: str = ""
    target: str = "linux/arm64"
    libc: dict[str, str] = {}
    """A narrower range for a C library, by family: ``musl = ">=1.26.2"``."""
    python: dict[str, str] = {}
    """A narrower range for an interpreter: ``"3.8" = ">=1.19.0|<1.25"``."""
    classifier: tuple[ClassifierRange, ...] = ()
    known_issue: tuple[KnownIssue, ...] = ()
    alternative: tuple[Alternative, ...] = ()
    jni: tuple[str, ...] = ()
    """JNI identities (or prefixes of them) of its native code: they survive shading."""
    asks_for: tuple[str, ...] = ()
    """File names its loader asks for on the target, ``*`` for what shading puts before them: code
    under another name is not found."""

    go_modules: tuple[str, ...] = ()
    """Main modules of its programs where Go builds them, ``helm.sh/helm``, or packages in one."""

    @property
    def id(self) -> str:
        """``maven/org.rocksdb/rocksdbjni``."""
        return self.package.removeprefix("pkg:").replace("%40", "@")

    @property
    def ecosystem(self) -> str:
        """The purl type."""
        return self.id.partition("/")[0]

    @property
    def strongest_evidence(self) -> EvidenceKind:
        """The best of its evidence: a claimed rule is never shown like an observed one."""
        kinds = list(EvidenceKind)
        return min((entry.kind for entry in self.evidence), key=kinds.index)
