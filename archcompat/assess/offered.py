"""Decides about a Python distribution by the files that are listed of it: pure, for one target."""

from collections.abc import Callable
from dataclasses import dataclass

from archcompat.assess.decision import Decision
from archcompat.assess.listing import Listing, allowed_versions, chosen_files, is_allowed
from archcompat.assess.makers import new_remediation
from archcompat.formats.distfile import DistFile, normalized, parse_file_name
from archcompat.formats.wheelfit import (
    Offer,
    best_wheel,
    files_of,
    nearest_wheel,
    offer,
    parsed,
    source_of,
)
from archcompat.graph.unit import Unit
from archcompat.model.report import Basis, EvidenceLine, Impact, Remediation, Verdict
from archcompat.model.target import Target

_FINE = (Verdict.READY, Verdict.REINSTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be decided about."""

    unit: Unit
    listing: Listing
    target: Target
    """With the Python of the unit."""
    today: Target
    """The same, on the machine it comes from."""
    ruled: Decision | None
    """What the rules say."""
    troubled: Callable[[str], bool]
    """Whether a version is known not to work on the target, although it is published for it."""

    @property
    def impact(self) -> Impact:
        """What happens without the target's code."""
        return Impact.FAILS if self.ruled is None else self.ruled.impact

    def basis_of(self, wheel: DistFile) -> Basis:
        """How it is known that a wheel serves the target."""
        return Basis.OBSERVED if wheel.name in self.listing.seen else self.listing.basis


def decide_offered(asked: Asked) -> Decision | None:
    """The decision by the files; None where what is known otherwise is the better answer."""
    if not asked.listing.shelf.versions:
        return None
    return _pinned(asked) if asked.unit.version else _unpinned(asked)


def _pinned(asked: Asked) -> Decision | None:
    unit, listing = asked.unit, asked.listing
    found = offer(listing.shelf, unit.version, asked.target, asked.troubled)
    if found.wheel is not None and not asked.troubled(unit.version):
        return _installs(asked, found.wheel)
    if found.wheel is not None and asked.ruled is not None and listing.basis is Basis.DECLARED:
        return None
    if found.wheel is not None:
        near = nearest_wheel(listing.shelf, unit.version, asked.target, asked.troubled)
        return _upgrade(asked, near, "It is known not to work there.") if near else None
    return _without_wheel(asked, found)


def _installs(asked: Asked, wheel: DistFile) -> Decision | None:
    """A wheel of the version that is asked for installs on the target."""
    unit, ruled = asked.unit, asked.ruled
    if not is_allowed(unit, wheel):
        return _rehash(asked, wheel)
    if wheel.is_pure and unit.pure:
        return None  # installing it again brings the same bytes
    if wheel.is_pure and not unit.natives:
        if ruled is not None and ruled.verdict not in _FINE:
            return None  # what is in it was looked at
        return Decision(
            Verdict.READY,
            Impact.NONE,
            asked.listing.basis,
            f"{wheel.name} is for every platform.",
            (_seen(asked, wheel),),
        )
    message = f"{wheel.name} installs on the target."
    if wheel.name in asked.listing.seen:
        message = f"{wheel.name} installs on the target, and holds code for it."
    if wheel.is_pure:
        message = f"{wheel.name} installs on the target: the plain Python of it, slower perhaps."
    return Decision(
        Verdict.REINSTALL,
        asked.impact if unit.natives else Impact.NONE,
        asked.basis_of(wheel),
        message,
        (_seen(asked, wheel), *_passed_over(asked, wheel)),
        _remedy(asked, Verdict.REINSTALL, wheel.version),
        ruled.rule if ruled is not None else "",
        wheel,
    )


def _rehash(asked: Asked, wheel: DistFile) -> Decision:
    """The version would install, but what pins it does not let this file of it."""
    digest = next((value for value in wheel.hashes if value.startswith("sha256:")), "")
    message = (
        f"{wheel.name} would install on the target, but is not among the files that are locked:"
        " lock it again."
    )
    if digest:
        message += f" Its hash is {digest}."
    return Decision(
        Verdict.UPGRADE,
        Impact.FAILS,
        asked.listing.basis,
        message,
        (_seen(asked, wheel),),
        _remedy(asked, Verdict.UPGRADE, wheel.version, commands=()),
        topic="rehash",
    )


def _without_wheel(asked: Asked, found: Offer) -> Decision | None:
    """No wheel of the version installs on the target."""
    unit, listing, ruled = asked.unit, asked.listing, asked.ruled
    built_today = best_wheel(files_of(listing.shelf, unit.version), asked.today) is None
    if listing.basis is Basis.DECLARED and ruled is not None:
        if ruled.verdict is Verdict.REINSTALL and not built_today:
            return _not_locked(asked, ruled)
        return None
    if found.nearest is None and ruled is not None and ruled.verdict is Verdict.REPLACE:
        return None
    if found.sdist is not None and built_today:
        return _source_only(asked, found.sdist, found.nearest)
    if found.nearest is not None:
        lie = _lie_of(asked)
        if lie:
            why = f"{lie}."
        elif not found.listed:
            why = f"{unit.version} is not listed."
        elif built_today:
            why = f"{unit.version} has nothing for this Python, on any machine."
        elif found.foreign:
            why = f"{unit.version} has no wheel for the target, only for others."
        else:
            why = f"{unit.version} has no wheel."
        if found.sdist is not None:
            why += " Its source could be built."
        return _upgrade(asked, found.nearest, why)
    if found.sdist is not None:
        return _build(asked, found.sdist, "No version has a wheel for the target.")
    if not found.listed:
        return None
    return _blocked(asked)


def _not_locked(asked: Asked, ruled: Decision) -> Decision:
    return Decision(
        Verdict.UPGRADE,
        Impact.FAILS,
        ruled.basis,
        f"{asked.unit.version} is published for the target, but the lock lists files for other"
        " machines only: lock it again.",
        (_no_wheel(asked), *ruled.evidence),
        _remedy(asked, Verdict.UPGRADE, asked.unit.version, commands=()),
        ruled.rule,
        topic="rehash",
    )


def _source_only(asked: Asked, sdist: DistFile, nearest: DistFile | None) -> Decision | None:
    """It is built where it is installed, today as on the target."""
    compiles = asked.listing.compiles.get(sdist.name)
    if asked.unit.natives:
        compiles = True
    if compiles is None:
        return None if asked.ruled is not None else _unknown_source(asked, sdist)
    if not compiles:
        return Decision(
            Verdict.READY,
            Impact.NONE,
            asked.listing.basis,
            f"{sdist.name} is all there is of it, and holds nothing to compile.",
            (_seen(asked, sdist),),
        )
    why = "It is published as source only, and compiles code when it is installed."
    if nearest is not None:
        why += f" {nearest.version} has a wheel."
    return _build(asked, sdist, why)


def _unknown_source(asked: Asked, sdist: DistFile) -> Decision:
    return Decision(
        Verdict.UNKNOWN,
        Impact.NONE,
        asked.listing.basis,
        "It is published as source only; whether that compiles code was not looked at.",
        (_seen(asked, sdist),),
    )


def _unpinned(asked: Asked) -> Decision | None:
    """What is newest of what the requirement allows."""
    unit, shelf, target = asked.unit, asked.listing.shelf, asked.target
    newest = chosen_files(unit, shelf)
    if not newest:
        return None
    allowed = allowed_versions(unit, shelf)
    wheel = nearest_wheel(
        shelf, "", target, lambda text: parsed(text) not in allowed or asked.troubled(text)
    )
    if wheel is not None:
        return _installs(asked, wheel)
    near = nearest_wheel(shelf, newest[0].version, target, asked.troubled)
    sdist = source_of(newest, target)
    if sdist is not None and best_wheel(newest, asked.today) is None:
        return _source_only(asked, sdist, near)
    if near is not None:
        return _upgrade(asked, near, "No version that is allowed has a wheel for the target.")
    if asked.ruled is not None and asked.ruled.verdict is Verdict.REPLACE:
        return None
    if sdist is not None:
        return _build(asked, sdist, "No version has a wheel for the target.")
    return _blocked(asked)


def _upgrade(asked: Asked, wheel: DistFile, why: str) -> Decision:
    ruled = asked.ruled
    mine, its = parsed(asked.unit.version), parsed(wheel.version)
    older = mine is not None and its is not None and its < mine
    nearest = f"{wheel.version} is the nearest that has one{', an older one' if older else ''}."
    return Decision(
        Verdict.UPGRADE,
        asked.impact,
        asked.basis_of(wheel),
        f"{why} {nearest}",
        (_seen(asked, wheel), *_passed_over(asked, wheel)),
        _remedy(asked, Verdict.UPGRADE, wheel.version),
        ruled.rule if ruled is not None else "",
        wheel,
    )


def _build(asked: Asked, sdist: DistFile, why: str) -> Decision:
    ruled = asked.ruled
    return Decision(
        Verdict.REBUILD,
        asked.impact,
        asked.listing.basis,
        why,
        (_seen(asked, sdist),),
        _remedy(asked, Verdict.REBUILD, "", commands=()),
        ruled.rule if ruled is not None else "",
    )


def _remedy(
    asked: Asked, action: Verdict, version: str, commands: tuple[str, ...] | None = None
) -> Remediation:
    unit, ruled = asked.unit, asked.ruled
    advice = ruled.remediation.advice if ruled is not None and ruled.remediation else ""
    pinned = (f"pip install '{unit.name}=={version}'",)
    return new_remediation(
        action,
        asked.listing.basis,
        purl=f"pkg:pypi/{unit.name}",
        from_version=unit.version,
        to_version=version,
        commands=pinned if commands is None else commands,
        advice=advice,
    )


def _seen(asked: Asked, file: DistFile) -> EvidenceLine:
    listed = "the lock lists" if asked.listing.basis is Basis.DECLARED else "the index lists"
    return EvidenceLine(asked.listing.basis, f"{listed} {file.name}", file.url)


def _blocked(asked: Asked) -> Decision:
    message = "No version has a wheel for the target, and there is no source to build."
    if asked.listing.basis is Basis.DECLARED:
        message = "The lock lists neither a wheel for the target nor its source."
    return Decision(
        Verdict.BLOCKED, asked.impact, asked.listing.basis, message, (_no_wheel(asked),)
    )


def _lie_of(asked: Asked) -> str:
    """What is wrong with the wheel of the version that is asked for; empty without one."""
    for name, lie in sorted(asked.listing.unfit.items()):
        file = parse_file_name(name)
        same = parsed(file.version) == parsed(asked.unit.version)
        if same and file.project == asked.unit.name:
            return lie
    return ""


def _passed_over(asked: Asked, wheel: DistFile) -> tuple[EvidenceLine, ...]:
    """What is wrong with wheels of the project that would have been taken by their tags."""
    return tuple(
        EvidenceLine(Basis.OBSERVED, lie)
        for name, lie in sorted(asked.listing.unfit.items())
        if normalized(name.partition("-")[0]) == wheel.project
    )


def _no_wheel(asked: Asked) -> EvidenceLine:
    number = len(chosen_files(asked.unit, asked.listing.shelf))
    text = f"none of the {number} files listed of it installs on the target"
    return EvidenceLine(asked.listing.basis, text)
