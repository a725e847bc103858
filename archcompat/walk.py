"""Reads a source layer by layer with the kinds: the only recursion in the program."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.kinds import Kind, load_kinds
from archcompat.model.budget import Budget
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact, Problem
from archcompat.model.layer import Layer, LayerReading, Member, MemberType, Node, is_whiteout
from archcompat.model.where import Where
from archcompat.sources import Source

Progress = Callable[[str, int, int], None]
"""Called with what is being read, how many layers are done, and how many there are."""


def silent(what: str, done: int, total: int) -> None:
    """Report no progress."""


def walk(
    source: Source, budget: Budget, *, jobs: int = 1, progress: Progress = silent
) -> tuple[LayerReading, ...]:
    """Read every layer of ``source`` once, in ``jobs`` processes, in the order of its layers.

    Layers with the same diff_id are read once and share the reading.
    """
    distinct = list({_identity(layer): layer for layer in source.layers}.values())
    read = partial(read_layer, source, budget=budget)
    done: dict[str, LayerReading] = {}
    if jobs > 1 and len(distinct) > 1:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - 40 ms, not for one job
        from multiprocessing import get_context  # noqa: PLC0415 - likewise

        # Not fork: a source may have threads, and a forked lock would never be released.
        with ProcessPoolExecutor(min(jobs, len(distinct)), get_context("forkserver")) as pool:
            readings = pool.map(read, distinct)
            _collect(distinct, readings, done, progress)
    else:
        _collect(distinct, map(read, distinct), done, progress)
    return tuple(done[_identity(layer)] for layer in source.layers)


def read_layer(source: Source, layer: Layer, *, budget: Budget) -> LayerReading:
    """Everything one layer holds; whatever cannot be read becomes a Problem in it."""
    return _LayerWalk(load_kinds(), budget, image=source.subject.kind == "image").run(
        source.members(layer, budget), f"layer {layer.index}" if layer.diff_id else "."
    )


def _identity(layer: Layer) -> str:
    return layer.diff_id or f"#{layer.index}"


def _collect(
    layers: list[Layer],
    readings: Iterator[LayerReading],
    done: dict[str, LayerReading],
    progress: Progress,
) -> None:
    for position, layer in enumerate(layers):
        progress(layer.created_by or f"layer {layer.index}", position, len(layers))
        done[_identity(layer)] = next(readings)
    progress("", len(layers), len(layers))


class _LayerWalk:
    """The state of one layer's walk: what was found, and how much of the budget is gone."""

    def __init__(self, kinds: tuple[Kind, ...], budget: Budget, *, image: bool) -> None:
        self._kinds = kinds
        self._budget = budget
        self._image = image
        self._entries = 0
        self._output = 0
        self._found: list[Fact] = []

    def run(self, members: Iterator[Member | Problem], place: str) -> LayerReading:
        reading = LayerReading()
        try:
            for member in members:
                if isinstance(member, Problem):
                    reading.problems.append(member)
                    continue
                index = len(reading.nodes)
                reading.nodes.append(Node(member.path, member.type, member.link, member.size))
                self._count_entry()
                if member.type is not MemberType.FILE or member.open is None:
                    continue
                if self._image and is_whiteout(member.path):
                    continue
                self._found = []
                entry = Entry(
                    Where((member.path,)), member.size, member.head, member.open, role=member.role
                )
                for kind in self._kinds:
                    if kind.claims(entry):
                        self._read(kind, entry)
                if self._found:
                    reading.facts[index] = tuple(self._found)
        except FormatError as error:
            reading.problems.append(Problem(Where((place,)), error.code, error.detail))
        return reading

    def _read(self, kind: Kind, entry: Entry) -> None:
        """Take what one kind finds in an entry, and descend into the entries it yields."""
        try:
            for item in kind.read(entry):
                if isinstance(item, Entry):
                    self._descend(item)
                else:
                    self._found.append(item)
        except FormatError as error:
            if error.code == "limit-entries":
                raise  # the whole layer is over its budget, not this file
            self._found.append(Problem(entry.where, error.code, error.detail))
        except Exception as error:  # noqa: BLE001 - the one guard: a kind's bug costs one file
            detail = f"{kind.name} could not cope: {type(error).__name__}: {error}"
            self._found.append(Problem(entry.where, "internal-error", detail[:300]))

    def _descend(self, entry: Entry) -> None:
        self._count_entry()
        claimants = [kind for kind in self._kinds if kind.claims(entry)]
        if not claimants:
            return
        if entry.where.depth > self._budget.depth:
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
        if self._output > self._budget.output_bytes:
            raise FormatError(
                "limit-output", f"over {self._budget.output_bytes:,} bytes unpacked from one layer"
            )
        return entry.open()

    def _count_entry(self) -> None:
        self._entries += 1
        if self._entries > self._budget.entries:
            raise FormatError(
                "limit-entries", f"more than {self._budget.entries:,} files and archive members"
            )
