"""Tells the machine of a node by its labels: the architecture, or an instance type of a cloud."""

import re

from archcompat.model.arch import Arch, arch_of_token

ARCH_LABELS = ("kubernetes.io/arch", "beta.kubernetes.io/arch")
OS_LABELS = ("kubernetes.io/os", "beta.kubernetes.io/os")
# https://kubernetes.io/docs/reference/labels-annotations-taints/ and https://karpenter.sh/docs/concepts/scheduling/
_TYPES = (
    "node.kubernetes.io/instance-type",
    "beta.kubernetes.io/instance-type",
    "karpenter.k8s.aws/instance-family",
    "eks.amazonaws.com/instance-family",
    "cloud.google.com/machine-family",
)
_MAKERS = (
    "karpenter.k8s.aws/instance-cpu-manufacturer",
    "eks.amazonaws.com/instance-cpu-manufacturer",
)
_MAKER = {"intel": Arch.X86_64, "amd": Arch.X86_64, "aws": Arch.AARCH64}
# https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html: series, generation,
# options; the option g is Graviton. The series g (g4dn) has graphics processors.
_EC2 = re.compile(
    r"(?P<series>[a-z]+(?:-[a-z0-9]+)?)(?P<generation>\d+)(?P<options>[a-z-]*)(?:\.[\w-]+)?"
)
# https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions: p is an Arm processor.
_AZURE = re.compile(r"standard_(?P<series>[a-z]+)\d+(?:-\d+)?(?P<options>[a-z]*)(?:_.*)?")
# https://cloud.google.com/compute/docs/machine-resource
_GOOGLE = re.compile(
    r"(?P<family>[a-z]+\d+[a-z]?)(?:-(?:standard|highmem|highcpu|medium|small|micro|ultramem|megamem|hypermem|highgpu|ultragpu|metal|custom)\b.*)?"
)
_GOOGLE_ARM = ("t2a", "c4a", "n4a", "a4x")
_GOOGLE_X86 = (
    *("e2", "f1", "g1", "g2", "n1", "n2", "n2d", "n4", "n4d", "t2d", "c2", "c2d", "c3", "c3d"),
    *("c4", "c4d", "m1", "m2", "m3", "m4", "a2", "a3", "a4", "h3", "h4d", "x4", "z3"),
)


def arch_of_label(label: str, value: str) -> Arch | None:
    """The machine of the nodes that have a label with a value; None where it tells none."""
    text = value.strip().lower()
    if label in ARCH_LABELS:
        return arch_of_token(text)
    if label in _MAKERS:
        return _MAKER.get(text)
    return _of_type(text, whole=label.endswith("-type")) if label in _TYPES else None


def _of_type(text: str, *, whole: bool) -> Arch | None:
    azure = _AZURE.fullmatch(text)
    if azure is not None:
        return Arch.AARCH64 if "p" in azure["options"] else Arch.X86_64
    google = _GOOGLE.fullmatch(text)
    if google is not None and google["family"] in (*_GOOGLE_ARM, *_GOOGLE_X86):
        return Arch.AARCH64 if google["family"] in _GOOGLE_ARM else Arch.X86_64
    amazon = _EC2.fullmatch(text)
    if amazon is None or amazon["series"] == "mac" or whole != ("." in text):
        return None
    arm = "g" in amazon["options"].partition("-")[0] or text.startswith(("a1.", "p6e-"))
    return Arch.AARCH64 if arm or text == "a1" else Arch.X86_64
