"""The two real images, side by side."""

import re
from pathlib import Path

import pytest

from archcompat.analysis import Options, read_subject
from archcompat.compare import Variant, compare
from archcompat.model.target import Platform
from tests.test_real_images import ROOT, image

pytestmark = pytest.mark.real


def pins(name: str) -> set[tuple[str, str]]:
    text = Path(ROOT / f"samples/real/{name}").read_text("utf-8")
    found = re.findall(r"^([\w.-]+)(?:\[.*?\])?==([\w.]+)", text, re.MULTILINE)
    return {(re.sub(r"[-_.]+", "-", name.lower()), version) for name, version in found}


def test_the_versions_that_differ() -> None:
    """Oracle: the pins that the two images were built from, which pip installed as they are."""
    found = []
    for arch in ("amd64", "arm64"):
        platform = Platform.parse(f"linux/{arch}")
        inventory, _ = read_subject(f"{image(arch)}:app", Options(source_platform=platform))
        found.append(Variant(inventory, platform))
    told = compare(*found)
    assert told.complete
    assert not told.wrong_machine
    assert not told.natives
    ours, theirs = pins("requirements-2020.txt"), pins("requirements-arm64.txt")
    python = [one for one in told.packages if one.ecosystem == "pypi"]
    pinned = {name for name, _ in ours ^ theirs}
    assert {(one.name, *one.first) for one in python if one.name in pinned} == ours - theirs
    assert {(one.name, *one.second) for one in python if one.name in pinned} == theirs - ours
    assert len(pinned) > 20
