"""Asks Maven what a project depends on, in a copy of its POMs: nothing is written beside them.

https://maven.apache.org/plugins/maven-dependency-plugin/tree-mojo.html
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from archcompat.errors import FormatError, InputError
from archcompat.formats.maventree import COLOUR
from archcompat.formats.pom import MOST_BYTES, Pom, parse_pom

_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:tree"
_TIMEOUT = 900.0  # seconds: the first time it downloads itself and every POM
_NO_MODULE = "Could not find the selected project"
_MOST_POMS = 2000
_TOLD = 400  # characters of its explanation
_ERROR = re.compile(
    r"^\[ERROR\] +(?:Failed to execute goal [^:]+:[^:]+:[^:]+:\S+ (?:\([^)]*\) )?)?", re.MULTILINE
)
_ON_PROJECT = re.compile(r"^on project (\S+): ")
_ALL = (
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
    "<groupId>archcompat</groupId><artifactId>all</artifactId><version>1</version>"
    "<packaging>pom</packaging><modules>{}</modules></project>"
)
_FAST = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_SETTINGS = ("maven.config", "jvm.config", "extensions.xml", "settings.xml")


@dataclass(frozen=True, slots=True)
class MavenProject:
    """A project on disk."""

    pom: Path
    offline: bool = False
    """Only what Maven has downloaded before."""

    def tree(self, changed: bytes | None = None) -> bytes:
        """The dependency tree of all modules as text, of the POM as it would be with other bytes.

        Raises InputError when Maven is not installed, or does not resolve the project.
        """
        with tempfile.TemporaryDirectory(prefix="archcompat-") as scratch:
            folder = Path(scratch) / "project"
            copied = self._copy(folder, changed)
            whole, options = folder / "pom.xml", []
            if whole != copied and whole.is_file() and parse_pom(whole.read_bytes()).modules:
                # A module may need others of the same project, which are published nowhere.
                options = ["--projects", str(copied.relative_to(folder)), "--also-make"]
            pom = whole if options else copied
            written, cause = self._run(pom, Path(scratch) / "tree.txt", *options)
            if options and _NO_MODULE in cause:
                options = []
                written, cause = self._run(copied, Path(scratch) / "tree.txt")
            if cause:
                raise InputError(f"Maven cannot resolve {self.pom}: {cause}")
            return _last(written) if options else written

    def trees(self, variants: Sequence[bytes]) -> bytes:
        """The trees of several variants of the POM, which differ in their names, in one run.

        Those that Maven does not resolve are missing. Raises InputError as ``tree``.
        """
        with tempfile.TemporaryDirectory(prefix="archcompat-") as scratch:
            folder = Path(scratch)
            copied = self._copy(folder / "project", None)
            modules = ""
            for number, data in enumerate(variants):  # beside it, where their parent is the same
                variant = copied.with_name(f"{copied.name}.{number}.xml")
                variant.write_bytes(data)
                modules += (
                    f"<module>{escape(str(variant.relative_to(folder)), quote=False)}</module>"
                )
            (folder / "pom.xml").write_text(_ALL.format(modules), "utf-8")
            # Maven looks for its settings beside the POM that it is started with.
            shutil.copytree(folder / "project" / ".mvn", folder / ".mvn")
            written, _ = self._run(folder / "pom.xml", folder / "tree.txt", "--fail-never")
            return written

    def _run(self, pom: Path, written: Path, *options: str) -> tuple[bytes, str]:
        """What Maven writes, and why it failed, empty if it did not."""
        program = shutil.which("mvn")
        if program is None:
            raise InputError("Maven (mvn) is not installed; it tells what the project depends on")
        command = [program, "--batch-mode", "--quiet", "--file", str(pom), _GOAL, *options]
        command += [f"-DoutputFile={written}", "-DappendOutput=true", "-Dverbose=true"]
        command += ["--offline"] if self.offline else []
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                text=True,
                errors="replace",
                timeout=_TIMEOUT,
                check=False,
                cwd=pom.parent,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError(f"Maven did not answer: {type(error).__name__}") from error
        failed = done.returncode or not written.is_file()
        text = written.read_bytes() if written.is_file() else b""
        return text, _cause(done.stdout) if failed else ""

    def _copy(self, folder: Path, changed: bytes | None) -> Path:
        """Copy the POMs, as they lie to each other, and Maven's settings for the project."""
        first = Path(os.path.normpath(self.pom.absolute()))
        poms = dict(_related(first))
        if changed is not None:
            poms[first] = changed
        root = Path(os.path.commonpath([pom.parent for pom in poms]))
        for pom, data in poms.items():
            place = folder / pom.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        settings = (one / ".mvn" for one in first.parents)
        _copy_settings(next((one for one in settings if one.is_dir()), None), folder / ".mvn")
        return folder / first.relative_to(root)


def _copy_settings(source: Path | None, folder: Path) -> None:
    """Copy what Maven reads for a project, and let its JVM start fast."""
    folder.mkdir(exist_ok=True)
    for name in _SETTINGS if source is not None else ():
        if source is not None and (source / name).is_file():
            shutil.copyfile(source / name, folder / name)
    with (folder / "jvm.config").open("a", encoding="utf-8") as stream:
        stream.write(f"\n{_FAST}\n")


def _related(first: Path) -> Iterator[tuple[Path, bytes]]:
    """A POM, its parents as far as they lie beside it, and its modules, with what is in them."""
    todo = [first]
    seen: set[Path] = set()
    while todo and len(seen) < _MOST_POMS:
        pom = todo.pop()
        if pom in seen:
            continue
        seen.add(pom)
        try:
            with pom.open("rb") as stream:
                data = stream.read(MOST_BYTES + 1)
            found = parse_pom(data)
        except OSError as error:
            raise InputError(f"{pom} cannot be read: {error.strerror or error}") from error
        except FormatError as error:
            raise InputError(f"{pom}: {error.detail}") from error
        yield pom, data
        todo += [one for one in _neighbours(pom, found) if one.is_file()]


def _neighbours(pom: Path, found: Pom) -> Iterator[Path]:
    names = list(found.modules)
    if found.parent:
        path = found.parent.get("relativePath")
        names.append("../pom.xml" if path is None else path.value)
    for name in names:
        if name and "\0" not in name:
            place = Path(os.path.normpath(pom.parent / found.value(name)))
            yield place / "pom.xml" if place.is_dir() else place


def _last(trees: bytes) -> bytes:
    """The last of some trees; of the others, which it was made with, only what they are."""
    lines = trees.splitlines(keepends=True)
    roots = [number for number, line in enumerate(lines) if not line.startswith(_BRANCHES)]
    kept = [lines[number] for number in roots[:-1]]
    return b"".join([*kept, *lines[roots[-1] if roots else 0 :]])


_BRANCHES = (b"+", b"|", b"\\", b" ")


def _cause(output: str) -> str:
    """The first thing that Maven complains about, in one line."""
    lines = COLOUR.sub("", output).splitlines()
    lines = [_ERROR.sub("", line) for line in lines if line.startswith("[ERROR]")]
    told = next((line for line in lines if line.strip()), "it does not say why")
    return _ON_PROJECT.sub(r"\1: ", told).partition(" -> [Help")[0].strip()[:_TOLD]
