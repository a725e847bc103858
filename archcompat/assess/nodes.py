"""Tells whether a workload may run on nodes of a machine, and what keeps it from them."""

from archcompat.formats.nodelabels import ARCH_LABELS, OS_LABELS, arch_of_label
from archcompat.model.target import Platform
from archcompat.model.workload import Pin, Toleration, Workload

TAINT_KEY = "kubernetes.io/arch"
TAINT_EFFECT = "NoSchedule"


def keeping_off(workload: Workload, platform: Platform) -> tuple[Pin, ...]:
    """The conditions that no node of a platform satisfies, none if it may run there.

    What a label that says nothing of the machine stands for nobody knows: it keeps nothing off.
    """
    selector = tuple(pin for pin in workload.selector if not _is_met(pin, platform))
    terms = [[pin for pin in term if not _is_met(pin, platform)] for term in workload.terms]
    affinity = () if not terms or not all(terms) else tuple(pin for term in terms for pin in term)
    return (*selector, *affinity)


def runs_elsewhere(workload: Workload) -> bool:
    """Whether it is for another operating system than Linux."""
    return any(pin.key in OS_LABELS and "linux" not in pin.values for pin in workload.selector)


def tolerates_arch(workload: Workload, platform: Platform) -> bool:
    """Whether it tolerates the taint that tells nodes of a platform from others."""
    return any(_covers(one, platform.arch.oci) for one in workload.tolerations)


def tolerates_all(workload: Workload) -> bool:
    """Whether it tolerates any taint, as what has to run on every node does."""
    return any(
        not one.key and one.operator == "Exists" and one.effect in ("", TAINT_EFFECT)
        for one in workload.tolerations
    )


def _covers(one: Toleration, arch: str) -> bool:
    if one.effect not in ("", TAINT_EFFECT):
        return False
    if one.operator == "Exists":
        return one.key in ("", TAINT_KEY)
    return one.key == TAINT_KEY and one.value == arch


def _is_met(pin: Pin, platform: Platform) -> bool:
    """Whether some node of a platform may satisfy a condition."""
    if pin.key in OS_LABELS:
        return pin.operator != "In" or platform.os in pin.values
    archs = [arch_of_label(pin.key, value) for value in pin.values]
    match pin.operator:
        case "In":
            return not archs or any(arch in (None, platform.arch) for arch in archs)
        case "NotIn":
            return pin.key not in ARCH_LABELS or platform.arch not in archs
        case "DoesNotExist":
            return pin.key not in ARCH_LABELS
        case _:
            return True
