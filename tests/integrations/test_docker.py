"""The Dockerfiles: what they copy is let through, what they end as, and which stages they name."""

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from dockerfile_parse import DockerfileParser

from tests.cli.running import ROOT
from tests.integrations.conftest import FOLDER

DOCKER = FOLDER / "docker"


def steps(path: Path) -> list[tuple[str, str]]:
    """Instruction and value of each step. Oracle: dockerfile-parse."""
    with path.open("rb") as file:
        read: list[dict[str, Any]] = DockerfileParser(fileobj=file).structure
    return [(one["instruction"], one["value"]) for one in read if one["instruction"] != "COMMENT"]


def values(path: Path, instruction: str) -> list[str]:
    return [value for name, value in steps(path) if name == instruction]


def test_everything_copied_is_in_the_context() -> None:
    """Each file that the build copies is there, and the ignore file lets it through."""
    kept = [
        line[1:]
        for line in (DOCKER / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    ]
    copied = [
        source
        for value in values(DOCKER / "Dockerfile", "COPY")
        if not value.startswith("--from")
        for source in value.split()[:-1]
    ]
    assert copied
    for source in copied:
        assert (ROOT / source).exists()
        assert any(fnmatchcase(source, pattern) for pattern in kept)


def test_the_image_is_nobodys() -> None:
    """The program is not run as root, and by a number, which can be checked without the image."""
    *_, user = values(DOCKER / "Dockerfile", "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


def test_the_scanned_stage_needs_the_scan() -> None:
    """The last stage copies a file that the scan writes, so that no builder skips the scan."""
    path = DOCKER / "Dockerfile.scan"
    *_, last = values(path, "COPY")
    written = re.fullmatch(r"--from=scan (\S+) \S+", last)
    assert written is not None
    assert any(f"--output {written[1]} " in run for run in values(path, "RUN"))
    assert "app AS scanned" in values(path, "FROM")
