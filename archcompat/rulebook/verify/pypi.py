"""Compares a rule of a Python package with the wheels that its index lists."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from archcompat.formats.distfile import DistFile
from archcompat.formats.versions import compare
from archcompat.formats.wheelfit import fits
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.pypi import project_files
from archcompat.model.rule import Rule
from archcompat.model.target import Libc, Platform, Target
from archcompat.rulebook.verify.outcome import (
    Outcome,
    Reading,
    disagreements,
    final_versions,
    in_all,
)

_GLIBC = Libc("glibc")
_Release = tuple[str, list[DistFile]]


def verify(rule: Rule, fetcher: Fetcher, base: str) -> Outcome:
    """Every final version that is not yanked, for each interpreter and C library it speaks of."""
    files = project_files(fetcher, base, rule.id.partition("/")[2])
    if files is None:
        return Outcome(wrong=("the index knows no such project",))
    releases = _releases(file for file in files if not file.yanked)
    if not releases:
        return Outcome(notes=("no final version has a wheel or a source distribution",))
    target = Target(Platform.parse(rule.target), _GLIBC)
    cases = [
        (" on the target", target, [rule.supported]),
        *(
            (f" on {libc}", replace(target, libc=Libc(libc)), [rule.supported, text])
            for libc, text in rule.libc.items()
        ),
        *(
            (f" for Python {python}", replace(target, python=python), [rule.supported, text])
            for python, text in rule.python.items()
        ),
    ]
    wrong = [told for case in cases for told in _compared(releases, *case)]
    return Outcome(tuple(version for version, _ in releases), tuple(wrong))


def _compared(
    releases: Iterable[_Release], where: str, target: Target, ranges: list[str]
) -> Iterator[str]:
    readings = (
        Reading(version, in_all("pypi", version, ranges), _served(files, target))
        for version, files in releases
    )
    return disagreements(readings, f"a wheel installs{where}", f"no wheel installs{where}")


def _served(files: Iterable[DistFile], target: Target) -> bool | None:
    """Whether a wheel installs; None if it does on the first release of the interpreter only.

    That is what ``<=3.11`` means, and hardly what it was written for.
    """
    fitting = [file for file in files if fits(file, target)]
    if fitting and target.python:
        later = f"{target.python}.99"
        return True if any(_accepts(file.requires_python, later) for file in fitting) else None
    return bool(fitting)


def _accepts(requires_python: str, version: str) -> bool:
    try:
        return SpecifierSet(requires_python).contains(version)
    except InvalidSpecifier:  # pip ignores it
        return True


def _releases(files: Iterable[DistFile]) -> list[_Release]:
    """The final versions, oldest first, with their files; ``1.0`` and ``1.0.0`` are one."""
    by_text: dict[str, list[DistFile]] = {}
    for file in files:
        by_text.setdefault(file.version, []).append(file)
    found: list[_Release] = []
    for version in final_versions("pypi", by_text):
        if found and compare("pypi", found[-1][0], version) == 0:
            found[-1][1].extend(by_text[version])
        else:
            found.append((version, by_text[version]))
    return found
