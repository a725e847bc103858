"""Two builds of an image side by side: what counts as a difference, and what does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archcompat.analysis import Options, read_subject
from archcompat.compare import Variant, compare
from archcompat.model.comparison import Comparison
from archcompat.model.target import Platform
from tests.make.elf import EM, elf, patched
from tests.make.gobinary import inline, program
from tests.make.image import Image, layout_of, tar_of, write_folder
from tests.make.rootfs import SITE, Tree, rootfs

ARM64, AMD64 = Platform.parse("linux/arm64"), Platform.parse("linux/amd64")


@pytest.fixture
def compared(tmp_path: Path) -> Callable[..., Comparison]:
    """Compares two trees as the images of one layout."""

    def compared(amd64: Tree, arm64: Tree, /, **configs: dict[str, object]) -> Comparison:
        images = tuple(
            Image(
                (tar_of(dict(tree)),),
                architecture=arch,
                tags=("app:1",),
                config={"config": configs.get(arch, {})},
            )
            for arch, tree in (("amd64", amd64), ("arm64", arm64))
        )
        folder = write_folder(tmp_path / "layout", layout_of(*images))
        found = []
        for platform in (AMD64, ARM64):
            inventory, _ = read_subject(str(folder), Options(source_platform=platform))
            assert inventory.subject.platform == platform
            found.append(Variant(inventory, platform))
        return compare(*found)

    return compared


def test_the_same_image_of_two_machines(compared: Callable[..., Comparison]) -> None:
    """Paths, tags of modules, and the loader's name differ on any two machines: counted only."""
    amd64 = rootfs("x86_64", packages={"libquadmath0": "12"}, wheels={"numpy": "1.19.0"})
    found = compared(amd64, rootfs("aarch64", wheels={"numpy": "1.19.0"}))
    assert found.differences == 0
    assert found.complete
    assert {one.what.split(" ")[0]: one.number for one in found.expected} == {
        "native": 1,
        "packages": 1,
    }
    assert (found.first.platform, found.second.platform) == ("linux/amd64", "linux/arm64")
    assert (found.first.natives, found.second.natives) == (3, 3)


@pytest.mark.parametrize(
    ("amd64", "arm64", "expected"),
    [
        pytest.param({"curl": "1"}, {}, ("deb", "curl", ("1",), ()), id="only-in-the-first"),
        pytest.param({}, {"curl": "1"}, ("deb", "curl", (), ("1",)), id="only-in-the-second"),
        pytest.param(
            {"curl": "1"}, {"curl": "2"}, ("deb", "curl", ("1",), ("2",)), id="another-version"
        ),
        pytest.param({"curl": "1-1"}, {"curl": "1-1+b2"}, None, id="rebuilt"),
        pytest.param(
            {"binutils-x86-64-linux-gnu": "2"},
            {"binutils-aarch64-linux-gnu": "2"},
            None,
            id="named-after-the-machine",
        ),
    ],
)
def test_packages_of_the_distribution(
    compared: Callable[..., Comparison],
    amd64: dict[str, str],
    arm64: dict[str, str],
    expected: tuple[object, ...] | None,
) -> None:
    """A package that one lacks, and one of another version, but not one that was only rebuilt."""
    found = compared(rootfs("x86_64", packages=amd64), rootfs("aarch64", packages=arm64))
    rows = [(one.ecosystem, one.name, one.first, one.second) for one in found.packages]
    assert rows == ([expected] if expected else [])
    assert found.differences == len(rows)
    assert sum(one.number for one in found.expected) == (expected is None)


def test_a_wheel_of_another_version(compared: Callable[..., Comparison]) -> None:
    """One difference: that its files differ too goes without saying."""
    amd64 = rootfs("x86_64", wheels={"numpy": "1.18.1"})
    arm64 = rootfs("aarch64", wheels={"numpy": "1.19.0"}) | {f"{SITE}/numpy/_d.so": elf("aarch64")}
    found = compared(amd64, arm64)
    assert [(one.name, one.first, one.second) for one in found.packages] == [
        ("numpy", ("1.18.1",), ("1.19.0",))
    ]
    assert [one.path for one in found.natives] == [f"{SITE}/numpy/_d.so"]  # no RECORD lists it
    assert not found.wrong_machine


def test_what_one_lacks_comes_first(compared: Callable[..., Comparison]) -> None:
    """What is missing is a larger difference than a version, and people's packages come first."""
    amd64 = rootfs("x86_64", packages={"a": "1", "z": "1"}, wheels={"numpy": "1", "lxml": "4"})
    arm64 = rootfs("aarch64", packages={"a": "2"}, wheels={"numpy": "2"})
    names = [one.name for one in compared(amd64, arm64).packages]
    assert names == ["lxml", "z", "numpy", "a"]


@pytest.mark.parametrize(
    ("amd64", "arm64", "expected"),
    [
        pytest.param(
            {"opt/agent": elf("x86_64", e_type=2)},
            {"opt/agent": elf("x86_64", e_type=2)},
            [("second", "opt/agent", "x86_64", "executable")],
            id="the-other-machine's",
        ),
        pytest.param(
            {"opt/agent": elf("aarch64", e_type=2)},
            {"opt/agent": elf("s390x", e_type=2)},
            [
                ("first", "opt/agent", "aarch64", "executable"),
                ("second", "opt/agent", "s390x", "executable"),
            ],
            id="on-both-sides",
        ),
        pytest.param(
            {"opt/agent": elf("i386", bits=32, e_type=2)},
            {"opt/agent": b"#!/bin/sh"},
            [],
            id="i386",
        ),
        pytest.param(
            {f"opt/linux-{one}/a.node": elf(one) for one in ("x86_64", "aarch64")},
            {f"opt/linux-{one}/a.node": elf(one) for one in ("x86_64", "aarch64")},
            [],
            id="a-build-for-each",
        ),
    ],
)
def test_files_of_another_machine(
    compared: Callable[..., Comparison],
    amd64: Tree,
    arm64: Tree,
    expected: list[tuple[str, ...]],
) -> None:
    """By the bytes, against what the image is offered for; an x86-64 machine runs i386 too."""
    found = compared(rootfs("x86_64") | amd64, rootfs("aarch64") | arm64)
    rows = [(one.side.value, one.path, one.machine, one.type) for one in found.wrong_machine]
    assert rows == expected


def test_a_program_that_one_lacks(compared: Callable[..., Comparison]) -> None:
    """A file of nobody's that is in one only is named."""
    found = compared(rootfs("x86_64") | {"opt/agent": elf("x86_64", e_type=2)}, rootfs("aarch64"))
    assert [(one.only_in.value, one.path, one.component) for one in found.natives] == [
        ("first", "opt/agent", "file:opt/agent")
    ]


def test_go_programs_of_other_versions(compared: Callable[..., Comparison]) -> None:
    """A program says of itself which version it is."""
    amd64, arm64 = (
        rootfs(machine)
        | {
            "opt/tool": patched(
                program(inline(text=f"mod\texample.com/tool\t{version}\th1:x\n")),
                (18, "<H", EM[machine]),
            )
        }
        for machine, version in (("x86_64", "v1.2.0"), ("aarch64", "v1.1.0"))
    )
    (one,) = compared(amd64, arm64).packages
    assert (one.ecosystem, one.name) == ("golang", "example.com/tool")
    assert (one.first, one.second) == (("v1.2.0",), ("v1.1.0",))


def test_settings(compared: Callable[..., Comparison]) -> None:
    """Of how a container starts; a path with the machine in it is none."""
    home = "JAVA_HOME=/usr/lib/jvm/java-11-openjdk-"
    found = compared(
        rootfs("x86_64"),
        rootfs("aarch64"),
        amd64={"Entrypoint": ["/run", "-a"], "Env": [home + "amd64", "A=1"]},
        arm64={"Entrypoint": ["/run"], "Env": [home + "arm64"]},
    )
    assert [(one.name, one.first, one.second) for one in found.settings] == [
        ("Entrypoint", "/run -a", "/run"),
        ("Env A", "1", ""),
    ]
