"""Facts of build files and manifests: what names one machine, and where a workload may run."""

from msgspec import Struct

from archcompat.model.arch import Arch
from archcompat.model.where import Where


class HardCoded(Struct, frozen=True):
    """A place in a build file that names one architecture."""

    where: Where
    line: int
    """From 1."""
    arch: Arch
    kind: str
    """``download``, ``file``, ``goarch``, ``variable``, ``apt``, ``package``, ``toolchain``,
    ``flag``, ``path`` or ``placement``."""
    text: str
    """What names it, as written: a URL, ``GOARCH=amd64``."""
    beside: tuple[Arch, ...] = ()
    """Other architectures that the same instruction names: it chooses among them."""


class Pin(Struct, frozen=True):
    """One condition on the nodes that a workload may run on."""

    line: int
    """From 1, of its label or its ``key``."""
    key: str
    """The label, ``kubernetes.io/arch``."""
    operator: str
    """``In``, ``NotIn``, ``Exists`` …; of a nodeSelector ``In``."""
    values: tuple[str, ...]
    last: "Span | None" = None
    """Where the last of its values stands, if on one line."""
    removable: tuple[int, int] | None = None
    """(first line, number of lines) that can be taken out, of a nodeSelector in lines."""


class Span(Struct, frozen=True):
    """A value on a line of a text."""

    line: int
    """From 1."""
    start: int
    """Column of its first character, from 0."""
    end: int
    """Column behind its last one, closing quotes included."""
    source: str
    """The whole line, without its end."""


class Toleration(Struct, frozen=True):
    """A taint that a workload tolerates; empty parts tolerate any."""

    key: str
    operator: str
    value: str
    effect: str


class Workload(Struct, frozen=True):
    """A pod, or what makes pods of one template, by its manifest."""

    where: Where
    line: int
    """From 1, of its kind."""
    kind: str
    """``Deployment``, ``DaemonSet``, or the kind of a custom resource."""
    name: str
    """With its namespace, if it says one: ``shop/web``."""
    images: tuple[str, ...] = ()
    """As its ImageReferences have them."""
    selector: tuple[Pin, ...] = ()
    """All of which a node must satisfy."""
    terms: tuple[tuple[Pin, ...], ...] = ()
    """Required node affinity: all of one of these, if there are any."""
    tolerations: tuple[Toleration, ...] = ()
    spec: tuple[int, int] | None = None
    """(line, column) of the first key of its pod's specification; None in brackets."""
    selector_place: tuple[int, int] | None = None
    """(line, column) of the first entry of its nodeSelector, if it has one in lines."""
    tolerations_place: tuple[int, int] | None = None
    """(line, column) of the ``-`` of its first toleration, if it has some in lines."""

    @property
    def title(self) -> str:
        """``Deployment shop/web``."""
        return f"{self.kind} {self.name}".strip()


class UnrenderedTemplate(Struct, frozen=True):
    """A file that says what is deployed only once a program has rendered it."""

    where: Where
    chart: str
    """The folder that the program is given."""
    kustomize: bool = False
    """It changes manifests that are there as they are; else it is a template of a chart."""
