"""Compares a rule of an npm package with the packages for single platforms that it depends on."""

import re

from archcompat.formats.versions import satisfies
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.npm import NpmVersion, package_versions
from archcompat.model.arch import Arch, arch_of_token
from archcompat.model.rule import Rule
from archcompat.model.target import Platform
from archcompat.rulebook.verify.outcome import Outcome, Reading, disagreements, final_versions

_TOKEN = re.compile(r"[^-/._@]+")
_BITS = {"64": Arch.X86_64, "32": Arch.I386}  # esbuild-linux-64


def verify(rule: Rule, fetcher: Fetcher, base: str) -> Outcome:
    """Every final version. What one without such packages serves cannot be told here."""
    found = package_versions(fetcher, base, rule.id.removeprefix("npm/"))
    if found is None:
        return Outcome(wrong=("the registry knows no such package",))
    arch = Platform.parse(rule.target).arch
    by_version = {one.version: one for one in found}
    readings = [
        Reading(one, satisfies("npm", one, rule.supported), _serves(by_version[one], arch))
        for one in final_versions("npm", by_version)
    ]
    told = tuple(one.version for one in readings if one.served is not None)
    untold = len(readings) - len(told)
    wrong = disagreements(
        readings, f"it has a package for {arch.value}", f"it has no package for {arch.value}"
    )
    note = (
        f"{untold} of {len(readings)} versions have neither packages for platforms nor an"
        " install script: what is inside them is not looked at"
    )
    return Outcome(told, tuple(wrong), (note,) if untold else ())


def _serves(package: NpmVersion, arch: Arch) -> bool | None:
    """Whether code for the target comes with it.

    What an install script fetches or compiles is not there before it has run; of a package that
    has neither, code for any platform may lie in it.
    """
    on_linux = [
        found for name in (*package.optional, *package.dependencies) if (found := _linux(name))
    ]
    if on_linux:
        return arch in on_linux
    return False if package.installs else None


def _linux(name: str) -> Arch | None:
    """The architecture of a package for Linux on one; None if it is for no such platform.

    ``@img/sharp-linuxmusl-arm64``, ``esbuild-linux-64``, ``@next/swc-linux-arm64-gnu``.
    """
    tokens = _TOKEN.findall(name.lower())
    if not any(token.startswith("linux") for token in tokens):
        return None
    arches = (_BITS.get(token) or arch_of_token(token) for token in tokens)
    return next((arch for arch in arches if arch is not None), Arch.OTHER)
