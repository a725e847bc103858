"""What Dockerfiles build on, and what in them is for one machine."""

import pytest

from archcompat.formats.dockerbuild import final_base, parse_dockerfile
from archcompat.model.arch import Arch
from archcompat.model.facts import ImageReference
from archcompat.model.where import Where
from archcompat.model.workload import HardCoded

PLACE = Where(("Dockerfile",))


def images(text: str) -> list[tuple[int, str, str, str]]:
    return [
        (one.line, one.reference, one.platform, one.usage)
        for one in parse_dockerfile(text.encode(), PLACE)
        if isinstance(one, ImageReference)
    ]


def places(text: str) -> list[HardCoded]:
    return [one for one in parse_dockerfile(text.encode(), PLACE) if isinstance(one, HardCoded)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("FROM redis:6", [(1, "redis:6", "", "")], id="plain"),
        pytest.param("FROM scratch", [], id="scratch"),
        pytest.param(
            "FROM a:1 AS Build\nFROM build\nCOPY --from=Build x y\nCOPY --from=0 x y",
            [(1, "a:1", "", "stage Build")],
            id="stages",
        ),
        pytest.param(
            "ARG V=1\nARG B=a:$V\nFROM ${B}\nFROM x:${NONE:-2}",
            [(3, "a:1", "", ""), (4, "x:2", "", "")],
            id="arguments",
        ),
        pytest.param("ARG B\nFROM $B", [(2, "", "", "")], id="argument-without-a-value"),
        pytest.param(
            "FROM --platform=linux/amd64 a:1\nFROM --platform=$BUILDPLATFORM b:1",
            [(1, "a:1", "linux/amd64", ""), (2, "b:1", "", "")],
            id="platform",
        ),
        pytest.param(
            "FROM a:1@sha256:" + "0" * 64, [(1, "a:1@sha256:" + "0" * 64, "", "")], id="digest"
        ),
        pytest.param(
            "FROM scratch\nCOPY --from=busybox:1.30 a b\n"
            "RUN --mount=type=bind,from=tool:2,target=/x x",
            [(2, "busybox:1.30", "", "COPY --from"), (3, "tool:2", "", "RUN --mount")],
            id="copied-and-mounted",
        ),
    ],
)
def test_images(text: str, found: list[tuple[int, str, str, str]]) -> None:
    """Each image that is no stage, with its line and what is insisted on."""
    assert images(text) == found


def test_stages_that_are_chosen_by_machine() -> None:
    """What is for one machine in a stage that is taken for that machine alone is no fault."""
    text = """\
FROM --platform=linux/amd64 a:1 AS get-amd64
ADD https://example.com/amd64/x /x
FROM --platform=linux/arm64 a:1 AS get-arm64
ADD https://example.com/arm64/x /x
FROM get-${TARGETARCH}
ENV GOARCH=amd64
"""
    assert [(line, platform) for line, _, platform, _ in images(text)] == [(1, ""), (3, "")]
    found = {one.line: (one.arch, one.beside) for one in places(text)}
    both = (Arch.AARCH64, Arch.X86_64)
    assert found == {
        2: (Arch.X86_64, both),
        4: (Arch.AARCH64, both),
        6: (Arch.X86_64, ()),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("ARG ARCH=amd64", [(1, "variable", "ARG ARCH=amd64")], id="arg"),
        pytest.param("ENV ARCH amd64", [(1, "variable", "ENV ARCH=amd64")], id="env-as-of-old"),
        pytest.param("ARG TARGETARCH=amd64", [], id="the-builders-own"),
        pytest.param("ENV GOOS=linux GOARCH=amd64", [(1, "goarch", "GOARCH=amd64")], id="goarch"),
        pytest.param(
            "RUN a && \\\n  # amd64\n  curl https://e.com/amd64",
            [(3, "download", "https://e.com/amd64")],
            id="its-own-line",
        ),
        pytest.param(
            "RUN <<E\ncurl https://e.com/amd64\nE",
            [(2, "download", "https://e.com/amd64")],
            id="here-document",
        ),
        pytest.param("COPY app-linux-amd64 /app", [(1, "file", "app-linux-amd64")], id="copy"),
        pytest.param("RUN GOOS=darwin GOARCH=amd64 go build", [], id="for-another-system"),
        pytest.param(
            "COPY app-${TARGETARCH:-amd64} x-windows-amd64 /", [], id="default-and-windows"
        ),
        pytest.param(
            "FROM mcr.microsoft.com/windows/nanoserver:1809\nRUN curl https://e.com/amd64/x",
            [],
            id="on-windows",
        ),
        pytest.param("COPY --from=build-amd64 /x /y", [], id="name-of-a-stage"),
        pytest.param('LABEL x="amd64"\nCMD ["/bin/x-amd64"]', [], id="other-instructions"),
    ],
)
def test_hard_coded(text: str, found: list[tuple[int, str, str]]) -> None:
    """With the very line of each, whatever the instruction takes."""
    lines = [(one.line - 1, one.kind, one.text) for one in places(f"FROM a:1\n{text}")]
    assert lines == found


@pytest.mark.parametrize(
    ("text", "base"),
    [
        pytest.param("FROM debian:12\nRUN x\n", "debian:12", id="one-stage"),
        pytest.param(
            "FROM golang:1.21 AS build\nFROM alpine:3.18\nCOPY --from=build /a /a\n",
            "alpine:3.18",
            id="the-last-stage",
        ),
        pytest.param(
            "FROM python:3.8 AS base\nRUN x\nFROM Base as app\nFROM app\n",
            "python:3.8",
            id="through-stages",
        ),
        pytest.param("ARG V=3.8\nFROM python:${V}-slim\n", "python:3.8-slim", id="argument"),
        pytest.param("ARG V\nFROM python:${V}\n", "", id="argument-without-a-value"),
        pytest.param("FROM a\nFROM scratch\n", "", id="scratch"),
        pytest.param("# nothing\n", "", id="nothing"),
    ],
)
def test_final_base(text: str, base: str) -> None:
    """What the image lies on, whatever its other stages took."""
    assert final_base(text.encode()) == base
