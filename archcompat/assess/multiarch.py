"""Holds what an image is offered as against its config, its entry point and all its native code."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from archcompat.assess.building import build_command
from archcompat.assess.coverage import Standing, of_other_machines, runs_on
from archcompat.assess.makers import new_finding, new_remediation
from archcompat.graph.unit import Unit
from archcompat.model.inventory import Inventory
from archcompat.model.native import NativeFormat, NativeObject, NativeType
from archcompat.model.report import Basis, EvidenceLine, Finding, Impact, Verdict
from archcompat.model.target import Platform, Target
from archcompat.model.where import Where

_SHOWN = 20  # files named
# Where the kernel's caller looks if the config sets no PATH (moby, oci/defaults.go).
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LOADED = (NativeType.EXECUTABLE, NativeType.SHARED)


def mislabelled(
    inventory: Inventory,
    units: Sequence[Unit],
    standings: Mapping[Where, Standing],
    target: Target,
) -> tuple[Finding, ...]:
    """A finding if an image is not what its index or its config says; none for any other subject.

    A single file of another machine counts in an image that claims to be the target's, where it is
    known that nothing serves in its place; in others only if most of the files are of another one.
    """
    subject = inventory.subject
    offered = subject.claimed
    if offered is None:
        return ()
    loaded = _loaded(inventory)
    wrong = _wrong(loaded, standings, offered, target)
    says_else = subject.platform is not None and not offered.matches(subject.platform)
    if not (wrong or says_else) or not units:
        return ()
    started = _started(inventory, loaded)
    first = [one for one in started if one in wrong]
    ordered = [*first, *(one for one in wrong if one not in first)]
    owner = {native.where: unit for unit in units for native in unit.natives}
    unit = next((owner[one.where] for one in ordered if one.where in owner), units[0])
    basis = Basis.OBSERVED if wrong else Basis.DECLARED
    fails = bool(wrong) or (subject.platform is not None and _differs(offered, subject.platform))
    return (
        new_finding(
            f"image-platform/{unit.id}",
            component=unit.id,
            verdict=Verdict.REBUILD,
            impact=Impact.FAILS if fails else Impact.FEATURE,
            basis=basis,
            title=_title(offered, subject.platform if says_else else None, wrong, loaded),
            message=_message(offered, wrong, first),
            where=tuple(str(one.where) for one in ordered[:_SHOWN]),
            evidence=tuple(_evidence(inventory, ordered, started, loaded)),
            remediation=new_remediation(
                Verdict.REBUILD,
                basis,
                commands=(build_command(offered),),
            ),
        ),
    )


def _loaded(inventory: Inventory) -> list[NativeObject]:
    """Programs and libraries for Linux that are files by themselves."""
    return [
        native
        for native in inventory.facts_of(NativeObject)
        if native.where.depth == 0
        and native.format is NativeFormat.ELF
        and native.os == "linux"
        and native.type in _LOADED
    ]


def _wrong(
    loaded: Sequence[NativeObject],
    standings: Mapping[Where, Standing],
    offered: Platform,
    target: Target,
) -> list[NativeObject]:
    if offered.arch is target.platform.arch:
        return of_other_machines(loaded, standings, offered.arch)
    fits = runs_on(offered.arch)
    others = [native for native in loaded if native.arch not in fits]
    return others if 2 * len(others) > len(loaded) else []


def _started(inventory: Inventory, loaded: Sequence[NativeObject]) -> list[NativeObject]:
    """The program that a container starts, and the dynamic linker that this one asks for."""
    config = inventory.subject.config
    words = (*config.entrypoint, *config.cmd)
    if not words:
        return []
    folders = [""] if "/" in words[0] else (config.environment.get("PATH") or _PATH).split(":")
    at = {native.where.path: native for native in loaded}
    found = []
    for folder in folders:
        path = words[0] if words[0].startswith("/") else f"{config.working_dir}/{words[0]}"
        real = inventory.filesystem.resolve(f"{folder}/{words[0]}" if folder else path)
        if real in at:
            found.append(at[real])
            break
    for program in found[:1]:
        real = inventory.filesystem.resolve(program.interpreter) if program.interpreter else None
        if real in at:
            found.append(at[real])
    return found


def _differs(offered: Platform, said: Platform) -> bool:
    """Whether a config says another machine, not only another variant of one."""
    return said.os != offered.os or said.arch is not offered.arch


def _title(
    offered: Platform,
    said: Platform | None,
    wrong: Sequence[NativeObject],
    loaded: Sequence[NativeObject],
) -> str:
    title = f"The image is offered for {offered}"
    if said is not None:
        title += f", its config says {said}"
    if wrong:
        title += f", {len(wrong):,} of its {len(loaded):,} native files are {_machines(wrong)}"
    return title


def _message(
    offered: Platform, wrong: Sequence[NativeObject], started: Sequence[NativeObject]
) -> str:
    if started:
        text = f"{started[0].where}, which it starts with, does not run on {offered}."
    elif wrong:
        text = f"They do not run on {offered}."
    else:
        text = "Container engines warn of that, or refuse it."
    return f"{text} Build it again for {offered}, and push that under its platform."


def _evidence(
    inventory: Inventory,
    wrong: Sequence[NativeObject],
    started: Sequence[NativeObject],
    loaded: Sequence[NativeObject],
) -> Iterator[EvidenceLine]:
    subject = inventory.subject
    if subject.offered is not None:
        yield EvidenceLine(Basis.DECLARED, f"the index lists it for {subject.offered}")
    if subject.platform is not None:
        yield EvidenceLine(Basis.DECLARED, f"its config says {subject.platform}")
    for native in started:
        what = f"{native.machine} ELF {native.type.value}"
        yield EvidenceLine(Basis.OBSERVED, f"{native.where}: {what}, which it starts with")
    if loaded:
        counted = Counter(native.machine for native in loaded).most_common()
        told = ", ".join(f"{number:,} {machine}" for machine, number in counted)
        yield EvidenceLine(Basis.OBSERVED, f"its native files: {told}")
    for native in wrong[:_SHOWN]:
        if native not in started:
            what = f"{native.machine} ELF {native.type.value}"
            yield EvidenceLine(Basis.OBSERVED, f"{native.where}: {what}")


def _machines(natives: Sequence[NativeObject]) -> str:
    return ", ".join(sorted({native.machine for native in natives}))
