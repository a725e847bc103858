"""The exact YAML that lets a workload onto nodes of a machine, or keeps it off them."""

from archcompat.assess.nodes import TAINT_EFFECT, TAINT_KEY
from archcompat.formats.nodelabels import ARCH_LABELS
from archcompat.model.report import Edit
from archcompat.model.target import Platform
from archcompat.model.workload import Pin, Workload


def letting_in(workload: Workload, pins: tuple[Pin, ...], platform: Platform) -> tuple[Edit, ...]:
    """What takes the conditions ``pins`` back; those in brackets or of other kinds are left out."""
    found = (_letting(workload, pin, platform.arch.oci) for pin in pins)
    return tuple(edit for edit in found if edit is not None)


def _letting(workload: Workload, pin: Pin, arch: str) -> Edit | None:
    path = str(workload.where)
    if pin.removable is not None:
        return Edit(path, *pin.removable, ())
    last = pin.last
    if (
        last is None
        or pin.operator != "In"
        or pin.key not in ARCH_LABELS
        or pin in workload.selector
    ):
        return None
    before, after = last.source[: last.start], last.source[last.end :]
    if before.strip() == "-":
        return Edit(path, last.line + 1, 0, (f"{before}{arch}",))
    return Edit(path, last.line, 1, (f"{last.source[: last.end]}, {arch}{after}",))


def keeping_to(workload: Workload, platform: Platform) -> tuple[Edit, ...]:
    """What lets it run on nodes of a platform alone; nothing where it is written in brackets."""
    entry = f"{ARCH_LABELS[0]}: {platform.arch.oci}"
    if workload.selector_place is not None:
        line, column = workload.selector_place
        return (Edit(str(workload.where), line, 0, (" " * column + entry,)),)
    if workload.selector or workload.spec is None:
        return ()
    line, column = workload.spec
    indent = " " * column
    lines = (f"{indent}nodeSelector:", f"{indent}  {entry}")
    return (Edit(str(workload.where), line, 0, lines),)


def tolerating(workload: Workload, platform: Platform) -> tuple[Edit, ...]:
    """What lets it run on nodes that have the taint of a platform."""
    entry = (
        f"- key: {TAINT_KEY}",
        "  operator: Equal",
        f"  value: {platform.arch.oci}",
        f"  effect: {TAINT_EFFECT}",
    )
    if workload.tolerations_place is not None:
        line, column = workload.tolerations_place
        indented = tuple(" " * column + one for one in entry)
        return (Edit(str(workload.where), line, 0, indented),)
    if workload.tolerations or workload.spec is None:
        return ()
    line, column = workload.spec
    indent = " " * column
    lines = (f"{indent}tolerations:", *(f"{indent}{one}" for one in entry))
    return (Edit(str(workload.where), line, 0, lines),)
