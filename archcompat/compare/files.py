"""Native files that only one of two images has."""

from collections.abc import Container, Mapping

from archcompat.compare.keys import Key, neutral_key
from archcompat.compare.neutral import neutral, neutral_path
from archcompat.compare.variant import Variant
from archcompat.model.comparison import NativeDifference, Which
from archcompat.model.native import NativeObject
from archcompat.model.report import Provenance

ELSEWHERE = "native files have the machine in their path"


def native_differences(first: Variant, second: Variant) -> tuple[tuple[NativeDifference, ...], int]:
    """Files that one lacks, of packages that both have alike and of nobody's.

    With it how many differ only by the machine in their path. What a distribution's package holds
    is its own affair on each machine, and what one of another version holds is its version's.
    """
    alike = _alike(first, second)
    ours, theirs = _files(first, alike), _files(second, alike)
    lone = {neutral_path(path, first.arch): ours[path] for path in ours.keys() - theirs.keys()}
    other = {neutral_path(path, second.arch): theirs[path] for path in theirs.keys() - ours.keys()}
    found = [_difference(Which.FIRST, first, lone[path]) for path in lone.keys() - other.keys()]
    found += [_difference(Which.SECOND, second, other[path]) for path in other.keys() - lone.keys()]
    return tuple(sorted(found, key=_order)), len(lone.keys() & other.keys())


def _alike(first: Variant, second: Variant) -> frozenset[Key]:
    """The packages that both have in the same versions, without the machine in their names."""
    ours, theirs = (
        {
            key._replace(name=neutral(key.name, variant.arch)): versions
            for key, versions in variant.versions.items()
        }
        for variant in (first, second)
    )
    return frozenset(key for key, versions in ours.items() if theirs.get(key) == versions)


def _files(variant: Variant, alike: Container[Key]) -> Mapping[str, NativeObject]:
    """Files by place: nobody's, and those of packages that the other has alike."""
    return {
        str(native.where): native
        for native in variant.natives
        if (unit := variant.owners.get(native.where)) is None
        or unit.ecosystem == "file"
        or (
            unit.provenance is not Provenance.OS_PACKAGE
            and neutral_key(unit, variant.arch) in alike
        )
    }


def _difference(which: Which, variant: Variant, native: NativeObject) -> NativeDifference:
    unit = variant.owners.get(native.where)
    return NativeDifference(
        only_in=which,
        path=str(native.where),
        machine=native.machine,
        component=unit.id if unit is not None else "",
    )


def _order(one: NativeDifference) -> tuple[bool, Which, str]:
    """Files that are nobody's first: of a package's there may be more than one wants to read."""
    return not one.component.startswith("file:"), one.only_in, one.path
