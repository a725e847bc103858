"""Images that are not what they are offered as: by their index, their config, and their bytes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archcompat.analysis import Options, analyze
from archcompat.model.report import Basis, Finding, Impact, Verdict
from tests.make.elf import elf
from tests.make.image import Files, Image, add_image, layout, named, tar_of, write_folder
from tests.make.rootfs import Tree, rootfs

X86, ARM = elf("x86_64", e_type=2), elf("aarch64", e_type=2)
LOADER = "lib/ld-linux-aarch64.so.1"
STARTED = elf("x86_64", e_type=2, interpreter=f"/{LOADER}")


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., Finding | None]:
    """What is found about the platform of an image of one layer."""

    def found(tree: Tree, config: str, index: str = "", **running: object) -> Finding | None:
        _, architecture, *variant = config.split("/")
        image = Image(
            (tar_of(dict(tree)),),
            architecture=architecture,
            variant="".join(variant),
            config={"config": running},
        )
        files: Files = {}
        descriptor = add_image(files, image, platform=False) | {"annotations": named("x")}
        if index:
            os, architecture, *variant = index.split("/")
            descriptor["platform"] = {"os": os, "architecture": architecture}
            if variant:
                descriptor["platform"]["variant"] = variant[0]
        folder = write_folder(tmp_path / "layout", layout(files, [descriptor]))
        report = analyze(str(folder), Options())
        labels = [one for one in report.findings if one.id.startswith("image-platform/")]
        assert len(labels) < 2
        return labels[0] if labels else None

    return found


@pytest.mark.parametrize(
    ("tree", "config", "index", "title"),
    [
        pytest.param(rootfs("aarch64"), "linux/arm64", "linux/arm64", "", id="right"),
        pytest.param(rootfs("aarch64"), "linux/arm64", "", "", id="right-without-an-index"),
        pytest.param(rootfs("x86_64") | {"opt/a": ARM}, "linux/amd64", "", "", id="one-in-amd64"),
        pytest.param(
            rootfs("x86_64"),
            "linux/arm64",
            "",
            "The image is offered for linux/arm64, 2 of its 2 native files are x86_64",
            id="all-files",
        ),
        pytest.param(
            rootfs("x86_64"),
            "linux/amd64",
            "linux/arm64",
            "The image is offered for linux/arm64, its config says linux/amd64,"
            " 2 of its 2 native files are x86_64",
            id="only-the-index-says-so",
        ),
        pytest.param(
            rootfs("aarch64"),
            "linux/amd64",
            "linux/arm64",
            "The image is offered for linux/arm64, its config says linux/amd64",
            id="only-the-config-lies",
        ),
        pytest.param(
            rootfs("aarch64"),
            "linux/amd64",
            "",
            "The image is offered for linux/amd64, 2 of its 2 native files are aarch64",
            id="arm64-as-amd64",
        ),
        pytest.param(
            rootfs("aarch64") | {"opt/a": X86, "opt/b": elf("s390x")},
            "linux/arm64",
            "",
            "The image is offered for linux/arm64, 2 of its 4 native files are s390x, x86_64",
            id="some-files",
        ),
        pytest.param(
            rootfs("aarch64") | {"opt/linux-x64/a.so": X86, "opt/linux-arm64/a.so": ARM},
            "linux/arm64",
            "",
            "",
            id="a-build-for-each-machine",
        ),
        pytest.param(
            rootfs("aarch64"),
            "linux/arm64/v8",
            "linux/arm64/v9",
            "The image is offered for linux/arm64/v9, its config says linux/arm64/v8",
            id="another-variant",
        ),
        pytest.param(
            {"opt/a": elf("arm", bits=32, e_type=2)},
            "linux/arm/v6",
            "linux/arm/v7",
            "The image is offered for linux/arm/v7, its config says linux/arm/v6",
            id="v6-as-v7",
        ),
        pytest.param(
            {"opt/a": elf("arm", bits=32, e_type=2)},
            "linux/arm64",
            "",
            "The image is offered for linux/arm64, 1 of its 1 native files are arm",
            id="32-bits-as-64",
        ),
    ],
)
def test_what_it_is_offered_as(
    found: Callable[..., Finding | None], tree: Tree, config: str, index: str, title: str
) -> None:
    """The index, the config and the files are held against each other."""
    label = found(tree, config, index)
    assert (label.title if label is not None else "") == title


@pytest.mark.parametrize(
    ("config", "index", "expected"),
    [
        ("linux/arm64", "", (Impact.FAILS, Basis.OBSERVED)),
        ("linux/amd64", "linux/amd64/v2", None),
        ("linux/amd64/v1", "linux/amd64/v2", (Impact.FEATURE, Basis.DECLARED)),
    ],
)
def test_how_grave_it_is(
    found: Callable[..., Finding | None],
    config: str,
    index: str,
    expected: tuple[Impact, Basis] | None,
) -> None:
    """Another machine's files fail, another variant in a config may not."""
    label = found(rootfs("x86_64"), config, index)
    assert ((label.impact, label.basis) if label is not None else None) == expected
    assert label is None or label.verdict is Verdict.REBUILD


@pytest.mark.parametrize(
    ("tree", "running", "where"),
    [
        pytest.param({"opt/run": STARTED}, {"Entrypoint": ["/opt/run"]}, "opt/run", id="absolute"),
        pytest.param({"usr/bin/run": STARTED}, {"Cmd": ["run", "-x"]}, "usr/bin/run", id="path"),
        pytest.param(
            {"opt/b/run": STARTED, "usr/bin/run": ARM},
            {"Cmd": ["run"], "Env": ["PATH=/opt/b:/usr/bin"]},
            "opt/b/run",
            id="its-own-path",
        ),
        pytest.param(
            {"srv/bin/run": STARTED},
            {"Entrypoint": ["bin/run"], "WorkingDir": "/srv"},
            "srv/bin/run",
            id="relative",
        ),
        pytest.param(
            {"opt/run": b"#!/bin/sh\n", "opt/a": X86}, {"Cmd": ["/opt/run"]}, "", id="script"
        ),
        pytest.param({"opt/run": STARTED}, {}, "", id="nothing-is-started"),
        pytest.param({"opt/run": STARTED}, {"Cmd": ["/opt/gone"]}, "", id="not-there"),
    ],
)
def test_what_it_starts_with(
    found: Callable[..., Finding | None], tree: Tree, running: dict[str, object], where: str
) -> None:
    """The program comes first, and is called what a container starts."""
    label = found(rootfs("aarch64") | tree, "linux/arm64", **running)
    assert label is not None
    told = label.message.partition(", which it starts with")[0] if "starts" in label.message else ""
    assert told == where
    if where:
        assert label.where[0] == where
        lines = [line.text for line in label.evidence]
        assert f"{where}: x86_64 ELF executable, which it starts with" in lines
        assert f"{LOADER}: aarch64 ELF shared-object, which it starts with" in lines
