"""Reads a source layer by layer with the kinds: the only recursion in the program."""

import codecs
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from msgspec.structs import replace

from archcompat.errors import FormatError
from archcompat.kinds import Glance, Kind, load_kinds
from archcompat.model.budget import Budget
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.layer import Layer, LayerReading, Member, MemberType, Node, is_whiteout
from archcompat.model.problem import Problem, Severity
from archcompat.model.progress import SILENT, Progress
from archcompat.model.where import Where
from archcompat.sources import Source

_TOLD = 500  # files between two tidings, so that telling costs nothing
_TOLD_BYTES = 16 << 20


def walk(
    source: Source, budget: Budget, *, jobs: int = 1, progress: Progress = SILENT
) -> tuple[LayerReading, ...]:
    """Read every layer of ``source`` once, in ``jobs`` processes, in the order of its layers.

    Layers that are stored as the same blob are read once and share the reading. Whatever is
    raised, no process is left behind.
    """
    distinct = list({_identity(layer): layer for layer in reversed(source.layers)}.values())[::-1]
    done: dict[str, LayerReading] = {}
    if jobs > 1 and len(distinct) > 1:
        from archcompat.workers import shared  # noqa: PLC0415 - 40 ms, and one job needs none

        read = partial(read_layer, source, budget=budget)
        with shared(read, distinct, min(jobs, len(distinct))) as readings:
            for layer in _announced(distinct, progress):
                reading = done[_identity(layer)] = next(readings)
                progress.read(len(reading.nodes), sum(node.size for node in reading.nodes))
    else:
        for layer in _announced(distinct, progress):
            done[_identity(layer)] = read_layer(source, layer, budget=budget, progress=progress)
    return tuple(done[_identity(layer)] for layer in source.layers)


def read_layer(
    source: Source, layer: Layer, *, budget: Budget, progress: Progress = SILENT
) -> LayerReading:
    """Everything one layer holds; whatever cannot be read becomes a Problem in it."""
    members = _told(source.members(layer, budget), progress)
    return _LayerWalk(load_kinds(), budget, source.subject.kind).run(members, layer.index)


def _told(members: Iterator[Member | Problem], progress: Progress) -> Iterator[Member | Problem]:
    """The same members; ``progress`` hears of them from time to time."""
    files = size = 0
    for member in members:
        yield member
        if isinstance(member, Member):
            files += 1
            size += member.size
        if files >= _TOLD or size >= _TOLD_BYTES:
            progress.read(files, size)
            files = size = 0
    progress.read(files, size)


def _identity(layer: Layer) -> str:
    """The same for layers of the same bytes; the diff_id alone is only claimed until it is read."""
    if layer.diff_id and layer.digest:
        return f"{layer.diff_id} {layer.digest}"
    return f"#{layer.index}"


def _announced(layers: list[Layer], progress: Progress) -> Iterator[Layer]:
    """The same layers; ``progress`` hears of each before it is read, and of the end."""
    for position, layer in enumerate(layers):
        progress(layer.created_by or f"layer {layer.index}", position, len(layers))
        yield layer
    progress("", len(layers), len(layers))


class _LayerWalk:
    """The state of one layer's walk: what was found, and how much of the budget is gone."""

    def __init__(self, kinds: tuple[Kind, ...], budget: Budget, subject: str) -> None:
        self._glance = Glance(kinds)
        self._budget = budget
        self._image = subject == "image"
        self._named = subject == "file"  # each file was named by the user
        self._entries = 0
        self._output = 0
        self._too_deep = False
        self._found: list[Fact] = []

    def run(self, members: Iterator[Member | Problem], layer: int) -> LayerReading:
        reading = LayerReading()
        place = Where((f"layer {layer}" if self._image else ".",))
        try:
            for member in members:
                if isinstance(member, Problem):
                    reading.problems.append(member)
                    continue
                self._count_entry()
                index = len(reading.nodes)
                reading.nodes.append(Node(member.path, member.type, member.link, member.size))
                if member.type is not MemberType.FILE or member.open is None:
                    continue
                if self._image and is_whiteout(member.path):
                    continue
                entry = Entry(
                    Where((member.path,)), member.size, member.head, member.open, role=member.role
                )
                self._found, self._too_deep = [], False
                try:
                    for kind in self._claimants(entry):
                        self._read(kind, entry)
                    if self._named and _says_nothing(self._found) and not _is_text(entry.head):
                        self._found.append(_unknown(entry))
                finally:
                    if self._found:
                        reading.facts[index] = tuple(self._found)
        except FormatError as error:
            reading.problems.append(Problem(place, error.code, error.detail))
        if self._output_spent:
            detail = f"over {self._budget.output_bytes:,} bytes in its archives: not all were read"
            reading.problems.append(Problem(place, "limit-output", detail))
        return reading

    @property
    def _output_spent(self) -> bool:
        return self._output > self._budget.output_bytes

    def _claimants(self, entry: Entry) -> list[Kind]:
        """The kinds that want to read an entry."""
        kinds = self._glance.kinds(entry)
        try:
            return [kind for kind in kinds if kind.claims(entry)]
        except Exception:  # noqa: BLE001 - as in _read; here only to find out whose it was
            return [kind for kind in kinds if self._guarded_claim(kind, entry)]

    def _guarded_claim(self, kind: Kind, entry: Entry) -> bool:
        try:
            return kind.claims(entry)
        except Exception as error:  # noqa: BLE001 - as in _read
            self._found.append(_internal(kind, entry, error))
            return False

    def _read(self, kind: Kind, entry: Entry) -> None:
        """Take what one kind finds in an entry, and descend into the entries it yields."""
        try:
            for item in kind.read(entry):
                if isinstance(item, Entry):
                    self._descend(item)
                else:
                    self._found.append(item)
        except _LayerLimitError:
            raise  # the whole layer is over its budget, not this file
        except FormatError as error:
            problem = Problem(entry.where, error.code, error.detail)
            if self._found[-1:] != [problem]:  # what one kind cannot open the next cannot either
                self._found.append(problem)
        except Exception as error:  # noqa: BLE001 - the one guard: a kind's bug costs one file
            self._found.append(_internal(kind, entry, error))

    def _descend(self, entry: Entry) -> None:
        self._count_entry()
        if self._output_spent:
            return  # run tells it
        claimants = self._claimants(entry)
        if not claimants:
            return
        if entry.where.depth > self._budget.depth:
            if not self._too_deep:  # once for a file: archives of archives have any number
                self._too_deep = True
                detail = f"archives nest deeper than {self._budget.depth} levels"
                self._found.append(Problem(entry.where, "limit-depth", detail))
            return
        metered = replace(entry, open=partial(self._metered, entry))
        for kind in claimants:
            self._read(kind, metered)

    def _metered(self, entry: Entry) -> BinaryIO:
        """Open a nested entry if the layer's output budget still has room for it."""
        if entry.size > self._budget.entry_bytes:
            raise FormatError("limit-size", f"{entry.size:,} bytes is over the limit for one file")
        self._output += entry.size
        if self._output_spent:
            raise FormatError(
                "limit-output", f"over {self._budget.output_bytes:,} bytes unpacked from one layer"
            )
        return entry.open()

    def _count_entry(self) -> None:
        self._entries += 1
        if self._entries > self._budget.entries:
            raise _LayerLimitError(
                "limit-entries", f"more than {self._budget.entries:,} files and archive members"
            )


class _LayerLimitError(FormatError):
    """Ends the reading of a layer: what it may cost is spent."""


def _says_nothing(found: list[Fact]) -> bool:
    """Whether nothing is known of a file, and nobody was told why."""
    return all(isinstance(fact, Problem) and fact.severity is not Severity.ERROR for fact in found)


def _is_text(head: bytes) -> bool:
    """Whether a file begins as text does; a character may be cut off at the end of ``head``."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return "\0" not in decoder.decode(head)
    except UnicodeDecodeError:
        return False


def _unknown(entry: Entry) -> Problem:
    detail = "it is of no kind that is read (`archcompat kinds` lists those)"
    return Problem(entry.where, "kind-unknown", detail)


def _internal(kind: Kind, entry: Entry, error: Exception) -> Problem:
    detail = f"{kind.name} could not cope: {type(error).__name__}: {error}"
    return Problem(entry.where, "internal-error", detail[:300])
