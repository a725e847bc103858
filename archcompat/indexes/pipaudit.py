"""Known vulnerabilities, by pip-audit as a program of its own and an OSV service.

https://github.com/pypa/pip-audit. It ends well and says that it found nothing when the service
knows a package by no means: only what it lists as looked at counts as audited.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from archcompat.formats.distfile import normalized

OSV = "https://api.osv.dev/v1/query"
_TIMEOUT = 300.0  # seconds for all packages
_TOLD = 300  # characters of what it complains about


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """One that is known of a version."""

    package: str
    version: str
    id: str
    fixed_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known, and of which packages nothing is."""

    found: tuple[Vulnerability, ...]
    not_audited: tuple[str, ...]
    """``name version``."""
    cause: str = ""
    """Why not, for the first of them."""


class _Vulnerability(msgspec.Struct):
    id: str
    fix_versions: list[str] = []


class _Dependency(msgspec.Struct):
    name: str
    version: str = ""
    vulns: list[_Vulnerability] | None = None
    skip_reason: str = ""


class _Report(msgspec.Struct):
    dependencies: list[_Dependency]


def audit(packages: Sequence[tuple[str, str]], osv_url: str = OSV) -> Answer:
    """Ask about (name, version) pairs; nothing is raised: what failed is not audited."""
    if not packages:
        return Answer((), ())
    with tempfile.TemporaryDirectory(prefix="archcompat-") as folder:
        lines = Path(folder) / "requirements.txt"
        lines.write_text("".join(f"{name}=={version}\n" for name, version in packages), "utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(lines)]
        command += ["--no-deps", "--disable-pip", "--progress-spinner", "off"]
        command += ["--format", "json", "--vulnerability-service", "osv", "--osv-url", osv_url]
        command += ["--cache-dir", str(Path(folder) / "cache")]
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=_TIMEOUT, check=False, cwd=folder
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return _nothing(packages, f"pip-audit did not answer: {type(error).__name__}")
    # 1: vulnerabilities were found. Any other end of it is a failure, whatever it wrote.
    if done.returncode not in (0, 1):
        return _nothing(packages, _complaint(done.stderr))
    try:
        said = msgspec.json.decode(done.stdout, type=_Report).dependencies
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _nothing(packages, _complaint(done.stderr))
    return _answer(packages, said)


def _answer(packages: Sequence[tuple[str, str]], said: Sequence[_Dependency]) -> Answer:
    told = {(normalized(one.name), one.version): one.vulns for one in said if one.vulns is not None}
    skipped = next((one.skip_reason for one in said if one.skip_reason), "")
    missing = tuple(
        f"{name} {version}" for name, version in packages if (name, version) not in told
    )
    found = tuple(_found(told))
    cause = (skipped or "pip-audit left them out") if missing else ""
    return Answer(found, missing, cause)


def _found(
    told: Mapping[tuple[str, str], Sequence[_Vulnerability]],
) -> Iterator[Vulnerability]:
    for (name, version), vulnerabilities in sorted(told.items(), key=lambda item: item[0]):
        for one in vulnerabilities:
            yield Vulnerability(name, version, one.id, tuple(one.fix_versions))


def _nothing(packages: Sequence[tuple[str, str]], cause: str) -> Answer:
    return Answer((), tuple(f"{name} {version}" for name, version in packages), cause)


def _complaint(stderr: bytes) -> str:
    """The last line of what it wrote: of a traceback that is the error."""
    text = stderr.decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "No module named pip_audit" in text:
        return "pip-audit is not installed (pip install 'archcompat[audit]')"
    return f"pip-audit failed: {lines[-1][:_TOLD]}" if lines else "pip-audit failed"
