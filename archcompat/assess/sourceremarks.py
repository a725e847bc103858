"""What keeps a system's package manager from finding its packages on the target."""

import re
from collections.abc import Iterable, Iterator, Sequence

from archcompat.assess.makers import new_finding
from archcompat.assess.naming import some
from archcompat.assess.ospackages import MULTIARCH
from archcompat.assess.stock import Stocks, is_installed
from archcompat.formats.packagelist import Listed
from archcompat.graph.repositories import Supply
from archcompat.graph.unit import Unit
from archcompat.indexes.credentials import shown
from archcompat.model.arch import Arch, arch_of_token
from archcompat.model.inventory import Inventory
from archcompat.model.osfacts import DpkgArchitectures
from archcompat.model.report import Basis, EvidenceLine, Finding, Impact, Verdict

_SHOWN = 5  # names told in a sentence
# `apt-get install foo:amd64`, `yum install foo.x86_64`, within one command of a line.
_INSTALL = re.compile(r"\b(apt|apt-get|aptitude|dnf|microdnf|yum|zypper)\b[^&|;]*?\sinstall\s")
_PINNED = re.compile(r"(?<!\S)([a-z0-9][\w.+-]*)(?::(\w+)|\.(x86_64|i[36]86))(?==|\s|$)")


def source_remarks(
    units: Sequence[Unit],
    supplies: Iterable[Supply],
    stocks: Stocks,
    inventory: Inventory,
    target: Arch,
) -> Iterator[Finding]:
    """A finding for each source, setting or command that is for another machine only.

    Of a system that is for the target already nothing is said.
    """
    installed = [unit for unit in units if is_installed(unit)]
    foreign = [one for one in installed if arch_of_token(one.arch) not in (None, target)]
    if not foreign:
        return
    entries: dict[object, list[Supply]] = {}
    for supply in supplies:
        entries.setdefault(supply.entry or supply.repository, []).append(supply)
    for group in entries.values():
        yield from _of_entry(group, foreign, stocks, target)
    yield from _of_architectures(inventory, installed, foreign, target)
    yield from _of_commands(inventory, foreign[0], target)


def _of_entry(
    group: list[Supply], foreign: list[Unit], stocks: Stocks, target: Arch
) -> Iterator[Finding]:
    """An entry that is limited to other machines, or whose repository is for others only.

    ``group`` is its components.
    """
    one = group[0].repository
    mine = [unit for unit in foreign if unit.ecosystem == one.ecosystem]
    stock = stocks.by_ecosystem.get(one.ecosystem)
    answers = [told for told in stock.answers if told.supply in group] if stock is not None else []
    refusing = [told for told in answers if not told.target.offered]
    limits = group[0].limits
    if not mine or not (refusing or (limits and target not in limits)):
        return
    about = [told.supply for told in refusing] or group
    components = " ".join(supply.repository.component for supply in about)
    name = " ".join(filter(None, (shown(one.url), one.suite, components)))
    if refusing:
        title = f"{name} has nothing for {target.oci}"
        message = f"The repository has no packages for {target.oci}."
        said = [told.source for told in refusing if told.source is not None]
    else:
        title = f"{name} is limited to {', '.join(arch.oci for arch in limits)}"
        message = "A build for the target finds nothing in it while the entry says so."
        if answers:
            message += f" The repository itself has packages for {target.oci}."
        said = [told.target for told in answers]
    from_it = sorted({unit.name for unit in mine}.intersection(_names(said)))
    if from_it:
        message += f" Installed from it: {some(from_it, _SHOWN)}."
    entry = group[0].entry
    yield new_finding(
        f"package-source/{one.ecosystem}/{name}",
        component=mine[0].id,
        verdict=Verdict.BLOCKED if refusing else Verdict.REBUILD,
        impact=Impact.FAILS if from_it else Impact.NONE,
        basis=Basis.PUBLISHED if answers else Basis.DECLARED,
        title=title,
        message=message,
        where=(str(entry.where),) if entry is not None else (),
        lines=(entry.line,) if entry is not None else (),
    )


def _names(lists: Iterable[Listed]) -> set[str]:
    return {name for one in lists for name in one.versions}


def _of_architectures(
    inventory: Inventory, installed: list[Unit], foreign: list[Unit], target: Arch
) -> Iterator[Finding]:
    """Architectures that dpkg is told of and that no package is installed for."""
    used = {arch_of_token(unit.arch) for unit in installed}
    for fact in inventory.facts_of(DpkgArchitectures):
        for name in fact.names[1:]:
            arch = arch_of_token(name)
            if arch in used or arch in (None, target):
                continue  # the packages themselves are told of, or nothing is wrong
            yield new_finding(
                f"{MULTIARCH}-setting/{name}",
                component=foreign[0].id,
                verdict=Verdict.REBUILD,
                impact=Impact.NONE,
                basis=Basis.DECLARED,
                title=f"dpkg is told to install packages of {name} too",
                message=(
                    f"No package of {name} is installed: leave out"
                    f" `dpkg --add-architecture {name}`, or nothing of it will run."
                ),
                where=(str(fact.where),),
            )


def _of_commands(inventory: Inventory, unit: Unit, target: Arch) -> Iterator[Finding]:
    """Commands of the image's history that ask for packages of one machine by name."""
    for layer in inventory.layers:
        pinned = _pinned(layer.created_by, target)
        if not pinned:
            continue
        yield new_finding(
            f"pinned-architecture/layer-{layer.index}",
            component=unit.id,
            verdict=Verdict.REBUILD,
            impact=Impact.FAILS,
            basis=Basis.DECLARED,
            title=f"layer {layer.index} installs {', '.join(pinned[:_SHOWN])}",
            message="The command names a machine: on the target the package manager finds none.",
            evidence=(EvidenceLine(Basis.DECLARED, layer.created_by[:200]),),
        )


def _pinned(command: str, target: Arch) -> list[str]:
    found: dict[str, None] = {}
    for part in re.split(r"&&|\|\||[;|&]", command):
        match = _INSTALL.search(f"{part} ")
        for name in _PINNED.finditer(part, match.end() - 1) if match is not None else ():
            arch = arch_of_token(name[2] or name[3])
            if arch not in (None, target):
                found[name[0]] = None
    return list(found)
