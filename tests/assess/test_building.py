"""How an image is built for both machines under its own name."""

import pytest

from archcompat.assess.building import build_commands, with_builds
from archcompat.model.arch import Arch
from archcompat.model.layer import Subject
from archcompat.model.report import Verdict
from archcompat.model.target import Platform
from tests.make.report import component, finding

ARM = Platform("linux", Arch.AARCH64)


@pytest.mark.parametrize(
    ("references", "name"),
    [
        pytest.param(("ghcr.io/team/orders:2.3.0",), "ghcr.io/team/orders:2.3.0", id="tag"),
        pytest.param(("localhost:5000/orders",), "localhost:5000/orders:latest", id="no-tag"),
        pytest.param(("a/b:1@sha256:" + "0" * 64,), "a/b:1", id="digest"),
    ],
)
def test_commands(references: tuple[str, ...], name: str) -> None:
    """One builder for both, or one of each kind and a manifest of both."""
    subject = Subject("image", "x.tar", references=references)
    assert build_commands(subject, Arch.X86_64, ARM) == (
        f"docker buildx build --platform linux/amd64,linux/arm64 -t {name} --push .",
        f"docker buildx build --platform linux/amd64 -t {name}-amd64 --push .",
        f"docker buildx build --platform linux/arm64 -t {name}-arm64 --push .",
        f"docker buildx imagetools create -t {name} {name}-amd64 {name}-arm64",
        f"docker manifest create {name} {name}-amd64 {name}-arm64",
        f"docker manifest push {name}",
    )


@pytest.mark.parametrize(
    ("subject", "commands"),
    [
        pytest.param(Subject("directory", "x"), (), id="no-image"),
        pytest.param(
            Subject("image", "/tmp/X y.tar"),
            ("docker buildx build --platform linux/amd64,linux/arm64 .",),
            id="no-name",
        ),
    ],
)
def test_without_a_name(subject: Subject, commands: tuple[str, ...]) -> None:
    """Nothing of a name that is none gets into a command."""
    assert build_commands(subject, Arch.X86_64, ARM) == commands


def test_an_image_of_the_targets_own() -> None:
    """One that is the target's already, and wrong, is built for that alone."""
    subject = Subject("image", "x.tar", references=("a:1",))
    [command] = build_commands(subject, Arch.AARCH64, ARM)
    assert command == "docker buildx build --platform linux/arm64 -t a:1 --push ."


def test_a_remark_where_nothing_else_says_so() -> None:
    """Only where something has to be done, and for images only."""
    ready = finding(component("a", verdict=Verdict.UNKNOWN))
    work = finding(component("b", verdict=Verdict.REBUILD))
    assert with_builds([work], (), ARM) == (work,)
    assert with_builds([ready], ("build",), ARM) == (ready,)
    told, remark = with_builds([work], ("docker buildx build --platform x .", "y"), ARM)
    assert told == work
    assert remark.remediation is not None
    assert remark.remediation.commands == ("docker buildx build --platform x .", "y")
    assert not remark.judges
