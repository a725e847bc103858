"""Compares two builds of one image: what one has and the other has not, or has otherwise."""

from collections.abc import Iterator

from archcompat import __version__
from archcompat.compare.files import ELSEWHERE, native_differences
from archcompat.compare.neutral import neutral
from archcompat.compare.packages import package_differences
from archcompat.compare.variant import Variant
from archcompat.model.comparison import (
    Comparison,
    Expected,
    SettingDifference,
    Which,
    WrongMachine,
)
from archcompat.model.problem import Severity
from archcompat.model.report import ReportProblem, ReportTool

__all__ = ["Variant", "compare"]


def compare(first: Variant, second: Variant) -> Comparison:
    """Everything in which two builds differ that is not to be expected of two machines."""
    packages, expected = package_differences(first, second)
    natives, elsewhere = native_differences(first, second)
    expected[ELSEWHERE] += elsewhere
    return Comparison(
        tool=ReportTool("archcompat", __version__),
        first=first.side(),
        second=second.side(),
        wrong_machine=(
            *_wrong(Which.FIRST, first, second),
            *_wrong(Which.SECOND, second, first),
        ),
        packages=packages,
        natives=natives,
        settings=tuple(_settings(first, second)),
        expected=tuple(
            Expected(what, number) for what, number in sorted(expected.items()) if number
        ),
        problems=(*_problems(first), *_problems(second)),
    )


def _wrong(which: Which, variant: Variant, other: Variant) -> Iterator[WrongMachine]:
    for native in variant.wrong(other.arch):
        unit = variant.owners.get(native.where)
        yield WrongMachine(
            side=which,
            path=str(native.where),
            machine=native.machine,
            type=native.type.value,
            component=unit.id if unit is not None else "",
        )


def _settings(first: Variant, second: Variant) -> Iterator[SettingDifference]:
    ours, theirs = _told(first), _told(second)
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name, ""), theirs.get(name, "")
        if neutral(one, first.arch) != neutral(other, second.arch):
            yield SettingDifference(name, one, other)


def _told(variant: Variant) -> dict[str, str]:
    config = variant.inventory.subject.config
    return {
        "Entrypoint": " ".join(config.entrypoint),
        "Cmd": " ".join(config.cmd),
        "WorkingDir": config.working_dir,
        **{f"Env {name}": value for name, value in config.environment.items()},
    }


def _problems(variant: Variant) -> Iterator[ReportProblem]:
    """What could not be read, or not be believed, with the platform before its place."""
    for one in variant.inventory.problems:
        if one.severity is not Severity.INFO:
            where = f"{variant.platform}: {one.where}"
            yield ReportProblem(one.code, where, one.detail, one.severity)
