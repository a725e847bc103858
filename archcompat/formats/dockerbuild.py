"""Tells what a Dockerfile builds on, and what in it is for one machine only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from archcompat.formats.archwords import hard_coded, stage_arch, value_arch
from archcompat.formats.dockerfile import Instruction, expand, read_instructions
from archcompat.model.arch import Arch
from archcompat.model.facts import Fact, ImageReference
from archcompat.model.where import Where
from archcompat.model.workload import HardCoded

# https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
_AUTOMATIC = frozenset(
    f"{side}{what}"
    for side in ("TARGET", "BUILD")
    for what in ("PLATFORM", "OS", "ARCH", "VARIANT")
)
_PAIR = re.compile(r"""([A-Za-z_]\w*)(?:=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\.)*))?(?:\s+|$)""")
_AS = re.compile(r"(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_MOUNTED = re.compile(r"(?:^|,)from=([^,]+)")
_SPEAKING = ("RUN", "ADD", "COPY", "ENV")


@dataclass(slots=True)
class _Build:
    """What is known so far."""

    where: Where
    arguments: dict[str, str] = field(default_factory=dict)
    """Of the instructions before the first FROM."""
    values: dict[str, str] = field(default_factory=dict)
    """ARG and ENV of the stage."""
    stages: list[str] = field(default_factory=list)
    """Names in lower case; empty for none."""
    facts: list[tuple[str, ImageReference | HardCoded]] = field(default_factory=list)
    """Each with the name of its stage."""
    windows: bool = False
    """Some stage is built on Windows: what is for one machine there is nothing of Linux'."""
    chosen: bool = False
    """Some stage is taken by the name of the machine that is built for."""


def parse_dockerfile(data: bytes, where: Where) -> Iterator[Fact]:
    """An ImageReference for each image, a HardCoded for each place that names a machine.

    Raises FormatError as ``read_instructions`` does.
    """
    build = _Build(where)
    for one in read_instructions(data):
        _take(build, one)
    archs = {stage_arch(name) for name in build.stages if build.chosen} - {None}
    for stage, fact in build.facts:
        if build.windows and isinstance(fact, HardCoded):
            continue
        if stage_arch(stage) in archs:
            yield _of_chosen(fact, tuple(sorted(arch for arch in archs if arch is not None)))
        else:
            yield fact


def final_base(data: bytes) -> str:
    """The reference of the image that the last stage is built on, through the stages before it.

    Empty for ``scratch``, and where a variable in it has no value. Raises FormatError as
    ``read_instructions`` does.
    """
    build = _Build(Where(()))
    bases: dict[str, str] = {}
    last = ""
    for one in read_instructions(data):
        if one.name == "FROM" and (match := _AS.fullmatch(one.value)) is not None:
            reference = expand(match[1], build.arguments) or ""
            last = bases.get(reference.lower(), "" if reference == "scratch" else reference)
            bases[(match[2] or "").lower()] = last
        _take(build, one)
    return last


def _of_chosen(fact: ImageReference | HardCoded, archs: tuple[Arch, ...]) -> Fact:
    """A fact of a stage that is taken for its machine alone, as others are for theirs."""
    match fact:
        case ImageReference():
            return replace(fact, platform="")
        case HardCoded():
            return replace(fact, beside=tuple(sorted({*fact.beside, *archs})))


def _take(build: _Build, one: Instruction) -> None:
    stage = build.stages[-1] if build.stages else ""
    match one.name:
        case "FROM":
            _from(build, one)
            return
        case "ARG" | "ENV":
            _assign(build, one)
        case "COPY" | "ADD":
            for source in (value for flag, value in one.flags if flag == "from"):
                _refer(build, one, source, "", f"{one.name} --from")
        case "RUN":
            for mount in (value for flag, value in one.flags if flag == "mount"):
                if (mounted := _MOUNTED.search(mount)) is not None:
                    _refer(build, one, mounted[1], "", "RUN --mount")
    if one.name in _SPEAKING:
        words, named = hard_coded(one.lines)
        for word in words:
            beside = tuple(arch for arch in named if arch is not word.arch)
            fact = HardCoded(build.where, word.line, word.arch, word.kind, word.text, beside)
            build.facts.append((stage, fact))


def _from(build: _Build, one: Instruction) -> None:
    match = _AS.fullmatch(one.value)
    text, name = (match[1], match[2] or "") if match is not None else (one.value, "")
    platform = next((value for flag, value in one.flags if flag == "platform"), "")
    build.stages.append(name.lower())
    if "TARGETARCH" in text:
        build.chosen = True
    usage = f"stage {name}" if name else ""
    _refer(build, one, text, expand(platform, build.arguments) or "", usage)
    build.values = {}


def _refer(build: _Build, one: Instruction, text: str, platform: str, usage: str) -> None:
    """Keep an image that is named, unless it is a stage, or none at all."""
    values = build.arguments if one.name == "FROM" else {**build.arguments, **build.values}
    reference = expand(text, values)
    earlier = build.stages[:-1]
    if reference is None and _is_stage(text, earlier):
        return
    if reference is not None and (reference.lower() in earlier or reference == "scratch"):
        return
    if reference is not None and reference.isdigit() and one.name != "FROM":
        return  # the number of a stage
    build.windows = build.windows or "/windows/" in (reference or "")
    fact = ImageReference(build.where, one.line, reference or "", platform, usage)
    build.facts.append((build.stages[-1] if build.stages else "", fact))


def _is_stage(text: str, stages: list[str]) -> bool:
    """Whether a name with variables, ``build-${TARGETARCH}``, may be one of the stages."""
    parts = re.split(r"\$\{[^}]*\}|\$\w+", text.lower())
    pattern = re.compile(".+".join(re.escape(part) for part in parts))
    return any(pattern.fullmatch(stage) for stage in stages if stage)


def _assign(build: _Build, one: Instruction) -> None:
    """Take the variables of an ARG or ENV in, and those that are a machine's name as facts."""
    into = build.values if build.stages else build.arguments
    for match in _PAIR.finditer(_assignments(one)):
        name, written = match[1], match[2]
        if written is None:
            into.update({name: build.arguments[name]} if name in build.arguments else {})
            continue
        value = expand(written.strip("'\""), {**build.arguments, **build.values})
        if name in _AUTOMATIC:
            continue  # the builder's own value counts
        if value is not None:
            into[name] = value
        arch = value_arch(written)
        if arch is not None and name != "GOARCH":
            line = next((at for at, text in one.lines if name in text), one.line)
            fact = HardCoded(build.where, line, arch, "variable", f"{one.name} {name}={written}")
            build.facts.append((build.stages[-1] if build.stages else "", fact))


def _assignments(one: Instruction) -> str:
    """``ENV NAME some text`` as the later syntax has it."""
    name, _, text = one.value.partition(" ")
    return f"{name}={text.strip()}" if one.name == "ENV" and "=" not in name else one.value
