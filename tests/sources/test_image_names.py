"""What a stored image is called, and which image it says it is built on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archcompat.model.layer import Subject
from archcompat.sources.opening import open_source
from tests.make.image import (
    Files,
    Image,
    Json,
    add_image,
    add_index,
    docker_legacy,
    hybrid,
    layout,
    layout_of,
    named,
    tar_of,
    write_tar,
)

BASE = "org.opencontainers.image.base.name"
LAYER = (tar_of({"srv/app": b"x"}),)


def subject(path: Path, files: Files) -> Subject:
    """The subject of an image archive."""
    with open_source(str(write_tar(path / "image.tar", files))) as source:
        return source.subject


def labelled(base: str | None) -> Json:
    """A config with the label that names the base."""
    return {"config": {"Labels": {BASE: base} if base is not None else None}}


def annotated(image: str, listed: str) -> Files:
    """A layout whose manifest says one base, and what lists that in an index another."""
    files: Files = {}
    notes: dict[str, Any] = {"annotations": {BASE: listed}} if listed else {}
    made = Image(LAYER, manifest={"annotations": {BASE: image}} if image else {})
    child = add_image(files, made, **notes)
    return layout(files, [add_index(files, [child], annotations=named("app:1"))])


@pytest.mark.parametrize(
    ("form", "tags", "references"),
    [
        pytest.param(docker_legacy, ("redis:3.0",), ("redis:3.0",), id="docker-archive"),
        pytest.param(
            docker_legacy, ("redis:3.0", "a/b:1"), ("redis:3.0", "a/b:1"), id="docker-archive-two"
        ),
        pytest.param(docker_legacy, (), (), id="docker-archive-none"),
        pytest.param(
            hybrid, ("redis:3.0",), ("redis:3.0", "docker.io/library/redis:3.0"), id="hybrid"
        ),
        pytest.param(layout_of, ("redis:3.0",), ("redis:3.0",), id="oci-archive"),
        pytest.param(layout_of, ("quay.io/a/b",), ("quay.io/a/b",), id="oci-archive-no-tag"),
        pytest.param(layout_of, ("3.0",), (), id="tag-alone"),
        pytest.param(layout_of, (), (), id="oci-archive-none"),
    ],
)
def test_references(
    form: Callable[..., Files], tags: tuple[str, ...], references: tuple[str, ...], tmp_path: Path
) -> None:
    """Every name that an image is stored under; a tag alone says not of what."""
    assert subject(tmp_path, form(Image(LAYER, tags=tags))).references == references


@pytest.mark.parametrize("form", [docker_legacy, layout_of])
@pytest.mark.parametrize(
    ("base", "said"),
    [
        pytest.param("nginx:1.9", "nginx:1.9", id="said"),
        pytest.param("", "", id="empty"),
        pytest.param(None, "", id="no-labels"),
    ],
)
def test_base_by_label(
    form: Callable[..., Files], base: str | None, said: str, tmp_path: Path
) -> None:
    """The label of the config, which every form of archive has."""
    assert subject(tmp_path, form(Image(LAYER, config=labelled(base)))).base == said


@pytest.mark.parametrize(
    ("image", "listed", "said"),
    [
        pytest.param("nginx:1.9", "", "nginx:1.9", id="of-the-manifest"),
        pytest.param("", "nginx:1.10", "nginx:1.10", id="of-what-lists-it"),
        pytest.param("nginx:1.9", "nginx:1.10", "nginx:1.9", id="both"),
        pytest.param("", "", "", id="neither"),
    ],
)
def test_base_by_annotation(image: str, listed: str, said: str, tmp_path: Path) -> None:
    """The manifest's own annotation, else that of the index: so official images have it."""
    assert subject(tmp_path, annotated(image, listed)).base == said


def test_an_annotation_beats_a_label(tmp_path: Path) -> None:
    """A label may come from an image below, which says what that one is built on."""
    image = Image(LAYER, config=labelled("debian:9"), manifest={"annotations": {BASE: "nginx:1.9"}})
    assert subject(tmp_path, layout_of(image)).base == "nginx:1.9"
