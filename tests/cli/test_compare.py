"""``archcompat compare``."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Run
from tests.make.elf import elf
from tests.make.image import Image, layout_of, tar_of, write_folder
from tests.make.rootfs import Tree, rootfs

AMD64 = rootfs(
    "x86_64", packages={"curl": "7.88.1-10"}, wheels={"lxml": "4.5.0", "numpy": "1.18.1"}
) | {"opt/agent": elf("x86_64", e_type=2), "opt/lib/libfast.so": elf("x86_64")}
ARM64 = rootfs("aarch64", packages={"curl": "7.88.1-9"}, wheels={"numpy": "1.19.0"}) | {
    "opt/agent": elf("x86_64", e_type=2)
}


def made(path: Path, *trees: Tree, tag: str = "1") -> Path:
    """A layout with a tree for amd64 and one for arm64."""
    images = (
        Image((tar_of(dict(tree)),), architecture=arch, tags=(tag,))
        for tree, arch in zip(trees, ("amd64", "arm64"), strict=False)
    )
    return write_folder(path, layout_of(*images))


def test_one_image(run: Run, tmp_path: Path) -> None:
    """Its builds for two platforms; the README shows the very output."""
    made(tmp_path / "layout", AMD64, ARM64)
    ran = run("compare", "layout")
    assert (ran.code, ran.err) == (1, "")
    block = re.search(
        r"<!-- compare -->\n```text\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    assert block is not None
    assert ran.out == block[1]


def test_two_images(run: Run, tmp_path: Path) -> None:
    """Of two layouts, in the order they are named."""
    made(tmp_path / "old", AMD64)
    write_folder(tmp_path / "new", dict(ARM64))  # a root file system
    ran = run("compare", "old", "new", "-f", "json", "-o", "found.json")
    assert (ran.code, ran.out) == (1, "")
    found = json.loads((tmp_path / "found.json").read_text())
    assert (found["first"]["platform"], found["second"]["platform"]) == (
        "linux/amd64",
        "linux/arm64",
    )
    assert [one["path"] for one in found["wrong_machine"]] == ["opt/agent"]


@pytest.mark.parametrize("option", ["--libc=musl", "--python=3.8", "--page-size=64k", "--rules=."])
def test_what_is_judged_by(run: Run, tmp_path: Path, option: str) -> None:
    """Nothing is judged: it is no option here, and may be in the config file all the same."""
    made(tmp_path / "layout", rootfs("x86_64"), rootfs("aarch64"))
    name, _, value = option.removeprefix("--").partition("=")
    told = f'["{value}"]' if name == "rules" else f'"{value}"'
    (tmp_path / ".archcompat.toml").write_text(f"{name} = {told}\n")
    ran = run("compare", "layout")
    assert (ran.code, ran.err) == (0, "")
    ran = run("compare", "layout", option)
    assert ran.code == 2
    assert f"unrecognized arguments: {option}" in ran.err


def test_no_difference(run: Run, tmp_path: Path) -> None:
    """Exit code 0."""
    made(tmp_path / "layout", rootfs("x86_64"), rootfs("aarch64"))
    ran = run("compare", "layout")
    assert (ran.code, ran.out.split("\n")[2]) == (0, "The same on both")


def test_what_cannot_be_read_is_no_difference(run: Run, tmp_path: Path) -> None:
    """But it is not the same either: exit code 3."""
    damaged = {"opt/x.so": elf("aarch64")[:40]}
    made(tmp_path / "layout", rootfs("x86_64"), rootfs("aarch64") | damaged)
    ran = run("compare", "layout")
    assert ran.code == 3
    assert "No difference in what could be read" in ran.out


@pytest.mark.parametrize(
    ("trees", "options", "says"),
    [
        pytest.param(
            (AMD64,), (), "layout holds linux/amd64 only, not linux/arm64", id="one-platform"
        ),
        pytest.param(
            (AMD64, ARM64), ("-t", "linux/s390x"), "no image for linux/s390x", id="not-offered"
        ),
        pytest.param(
            (AMD64, ARM64),
            ("--from", "linux/arm64"),
            "layout holds linux/arm64 only",
            id="the-same",
        ),
    ],
)
def test_nothing_to_compare(
    run: Run, tmp_path: Path, trees: tuple[Tree, ...], options: tuple[str, ...], says: str
) -> None:
    """One line that says what is missing, and exit code 2."""
    made(tmp_path / "layout", *trees)
    ran = run("compare", "layout", *options)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1
