"""uv as a second resolver: whether it takes a planned set for the target.

https://docs.astral.sh/uv/reference/cli/#uv-pip-compile
"""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from shutil import which
from tempfile import NamedTemporaryFile

from archcompat.indexes.pythonindex import Locations
from archcompat.model.target import Target

_TIMEOUT = 300.0
_TOLD = 600  # characters of its explanation
_NEVER = "python_version < '0'"
_SPACE = re.compile(r"\s+")
# The platforms it knows by glibc; of others the next older one is asked.
_KNOWN = (17, 28, *range(31, 41))
_ARCHS = {"aarch64": "aarch64", "x86_64": "x86_64", "riscv64": "riscv64"}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What uv says; None when it could not be asked."""

    agrees: bool | None
    detail: str


def opinion(
    lines: Sequence[str],
    target: Target,
    places: Locations,
    environ: Mapping[str, str],
    left_out: Sequence[str] = (),
) -> Opinion:
    """Whether ``lines``, ``name==version`` each, resolve to just themselves from wheels.

    The packages ``left_out`` are not looked for, whoever requires them.
    """
    program = _program()
    platform = _platform(target)
    if not program:
        return Opinion(None, "uv is not installed (pip install 'archcompat[uv]')")
    if not platform:
        return Opinion(None, f"uv knows no platform such as {target.platform} {target.libc}")
    command = [program, "pip", "compile", "-", "--quiet", "--no-header", "--no-annotate"]
    command += ["--no-config", "--only-binary", ":all:", "--python", sys.executable]
    command += ["--python-version", f"{target.python}.99", "--python-platform", platform]
    command += ["--index-strategy", "unsafe-best-match", "--prerelease", "allow"]
    command += ["--default-index", places.indexes[0]] if places.indexes else ["--no-index"]
    for url in places.indexes[1:]:
        command += ["--index", url]
    for place in places.find_links:
        command += ["--find-links", place]
    try:
        with NamedTemporaryFile("w", suffix=".txt") as overrides:
            overrides.writelines(f"{name}; {_NEVER}\n" for name in left_out)
            overrides.flush()
            done = subprocess.run(
                [*command, "--override", overrides.name],
                input="".join(f"{line}\n" for line in lines),
                capture_output=True,
                text=True,
                timeout=_TIMEOUT,
                check=False,
                # It would download an interpreter of the target's version otherwise.
                env={**environ, "UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1"},
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Opinion(None, f"uv did not answer: {type(error).__name__}")
    if done.returncode:
        told = _SPACE.sub(" ", done.stderr).strip()[:_TOLD]
        # It takes a page that it may not read for one that is not there.
        unread = "No solution found" not in told or "not found in the package registry" in told
        return Opinion(None if unread else False, told or "uv failed and does not say why")
    found = {line.split(";")[0].strip() for line in done.stdout.splitlines() if "==" in line}
    more = sorted(found - set(lines))
    if more:
        return Opinion(agrees=False, detail=f"it adds {', '.join(more)}")
    return Opinion(agrees=True, detail=f"takes all {len(lines)} for {platform}")


def _program() -> str:
    """The program of the package, else of the PATH."""
    if find_spec("uv") is not None:
        from uv import find_uv_bin  # noqa: PLC0415 - an extra

        return str(find_uv_bin())
    return which("uv") or ""


def _platform(target: Target) -> str:
    arch = _ARCHS.get(target.platform.arch.value, "")
    libc = target.libc
    if not arch or libc is None:
        return ""
    if libc.family == "musl":
        return f"{arch}-unknown-linux-musl"
    minor = int(libc.version.split(".")[1]) if libc.version else _KNOWN[-1]
    fitting = [known for known in _KNOWN if known <= minor]
    return f"{arch}-manylinux_2_{fitting[-1]}" if fitting else ""
