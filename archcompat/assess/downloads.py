"""Finds the download that made a file nobody owns: in the line that made its layer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from archcompat.assess.decision import Decision
from archcompat.assess.makers import new_remediation
from archcompat.formats.archwords import respelled, url_arch, urls
from archcompat.graph.unit import Unit
from archcompat.model.inventory import Inventory
from archcompat.model.report import Basis, EvidenceLine, Provenance, Verdict
from archcompat.model.target import Platform

_OURS = (Provenance.UNOWNED, Provenance.RUNTIME)
_SUFFIX = re.compile(
    r"\.(?:tar\.\w+|tar|tgz|txz|zip|gz|xz|bz2|zst|deb|rpm|jar|sh|run|bin|AppImage)$"
)


def downloads(
    units: Iterable[Unit],
    decisions: Mapping[str, Decision],
    inventory: Inventory,
    target: Platform,
) -> dict[str, Decision]:
    """The decisions about what was downloaded, with the address; those of an image only.

    Of what came with a base image nothing is added: that answers for it.
    """
    lines = {layer.index: layer.created_by for layer in inventory.layers}
    found = {}
    for unit in units:
        decision = decisions[unit.id]
        if decision.base or decision.verdict is Verdict.READY:
            continue
        native = min((one.where.parts[0] for one in unit.natives), default="")
        inode = inventory.filesystem.inodes.get(native)
        if unit.provenance not in _OURS or inode is None:
            continue
        line = lines.get(inode.layer, "")
        url = _made(unit, native, line)
        if url:
            found[unit.id] = _told(decision, url, inode.layer, target)
    return found


def _made(unit: Unit, path: str, line: str) -> str:
    """The address in a line that gave a file: by its name, or because it is the only one."""
    found = urls(line)
    name = path.rpartition("/")[2].lower()
    home = unit.where[0].parts[0].strip("/").rpartition("/")[2].lower()
    for url in found:
        words = _stem(url)
        if any(len(word) > 1 and word in words for word in (name, unit.name.lower(), home)):
            return url
        if len(name) > 2 and words.startswith(name):
            return url
    return found[0] if len(found) == 1 else ""


def _stem(url: str) -> str:
    """What the file of an address is called, without suffixes, in lower case."""
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return _SUFFIX.sub("", name).lower()


def _told(decision: Decision, url: str, layer: int, target: Platform) -> Decision:
    evidence = EvidenceLine(Basis.DECLARED, f"layer {layer} downloads {url}")
    message = f"{decision.message} It was downloaded from {url}."
    other = respelled(url, target.arch) if url_arch(url) is not None else ""
    remedy = decision.remediation
    if other:
        advice = f"By its name the one for {target} would be {other}; nobody was asked for it."
        remedy = (
            msgspec.structs.replace(remedy, advice=f"{remedy.advice} {advice}".strip())
            if remedy is not None
            else new_remediation(decision.verdict, Basis.GUESSED, advice=advice)
        )
    return replace(
        decision, message=message, evidence=(*decision.evidence, evidence), remediation=remedy
    )
