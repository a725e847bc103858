"""What a software bill of materials lists, whatever its format: packages, and what needs what."""

from dataclasses import dataclass

from archcompat.errors import FormatError

MOST_PACKAGES = 500_000


@dataclass(frozen=True, slots=True)
class SbomEntry:
    """One package."""

    ref: str
    """What the document calls it elsewhere: ``bom-ref``, ``SPDXID``."""
    name: str
    version: str
    purl: str = ""
    """As written; empty for none."""
    requires: tuple[str, ...] = ()
    """Refs of what it depends on."""
    direct: bool = False
    """The subject itself is said to depend on it."""


def connected(
    entries: list[SbomEntry], edges: list[tuple[str, str]], subject: str = ""
) -> tuple[SbomEntry, ...]:
    """The entries with the edges (ref that needs, ref that is needed) given to them.

    ``subject`` is the ref of what the document is about: what that needs is direct.
    Raises FormatError (``sbom-malformed``) for more packages than any product has.
    """
    if len(entries) > MOST_PACKAGES:
        raise FormatError("sbom-malformed", f"it lists over {MOST_PACKAGES:,} packages")
    needs: dict[str, list[str]] = {}
    for source, target in edges:
        if source != target:
            needs.setdefault(source, []).append(target)
    direct = set(needs.get(subject, ()) if subject else ())
    return tuple(
        SbomEntry(
            one.ref,
            one.name,
            one.version,
            one.purl,
            tuple(dict.fromkeys(needs.get(one.ref, ()))),
            one.ref in direct,
        )
        if one.ref in needs or one.ref in direct
        else one
        for one in entries
    )
