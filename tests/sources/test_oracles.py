"""The same images as skopeo and umoci see them."""

import json
from pathlib import Path

import pytest

from archcompat.sources.opening import open_source
from tests.make.image import Image, Link, layout_of, tar_of, write_folder
from tests.need import need, run
from tests.sources.reading import read_all

_LAYERS = (
    tar_of({"etc/os-release": b"ID=debian\n", "usr/lib/libz.so.1": b"\x7fELF" + b"z" * 900}),
    tar_of({"srv/app": b"#!/bin/sh\n", "srv/link": Link("/usr/lib/libz.so.1")}),
    tar_of({"etc/os-release": b"ID=debian\n", "usr/lib/libz.so.1": b"\x7fELF" + b"z" * 900}),
)
_IMAGE = Image(_LAYERS, tags=("v1",), compression=("gzip", "gzip-members", "gzip"))


@pytest.mark.parametrize("form", ["docker-archive", "oci-archive", "oci"])
def test_skopeo_writes_it_and_inspects_the_same(form: str, tmp_path: Path) -> None:
    """Oracle: skopeo copy, inspect --config and inspect --raw; docker-archives have links."""
    need("skopeo")
    made = write_folder(tmp_path / "made", layout_of(_IMAGE))
    target = tmp_path / "image"
    tag = ":app:1.0" if form == "docker-archive" else ":v1"
    run("skopeo", "--insecure-policy", "copy", "-q", f"oci:{made}:v1", f"{form}:{target}{tag}")
    place = f"{form}:{target}{tag}"
    config = json.loads(run("skopeo", "--insecure-policy", "inspect", "--config", place))
    raw = run("skopeo", "--insecure-policy", "inspect", "--raw", place)
    with open_source(str(target)) as source:
        readings = read_all(source)
        assert [layer.diff_id for layer in source.layers] == config["rootfs"]["diff_ids"]
        assert [layer.created_by for layer in source.layers] == [
            step["created_by"] for step in config["history"]
        ]
        assert source.subject.config.env == tuple(config["config"]["Env"])
        assert str(source.subject.platform) == f"{config['os']}/{config['architecture']}"
        if form != "docker-archive":  # that has no manifest; skopeo makes one up
            assert [layer.digest for layer in source.layers] == [
                layer["digest"] for layer in json.loads(raw)["layers"]
            ]
    assert [reading.error for reading in readings] == ["", "", ""]
    assert readings[0].files == readings[2].files
    assert readings[1].links == {"srv/link": "/usr/lib/libz.so.1"}


@pytest.mark.parametrize("form", ["docker-archive", "oci-archive", "oci"])
def test_skopeo_stores_it_under_a_name(form: str, tmp_path: Path) -> None:
    """Oracle: skopeo copy under a reference, and the labels that skopeo inspect tells of it."""
    need("skopeo")
    config = {"config": {"Labels": {"org.opencontainers.image.base.name": "nginx:1.9"}}}
    image = Image(_LAYERS, tags=("v1",), config=config)
    made = write_folder(tmp_path / "made", layout_of(image))
    place = f"{form}:{tmp_path / 'image'}:docker.io/library/redis:3.0"
    run("skopeo", "--insecure-policy", "copy", "-q", f"oci:{made}:v1", place)
    told = json.loads(run("skopeo", "--insecure-policy", "inspect", "--config", place))
    with open_source(str(tmp_path / "image")) as source:
        (reference,) = source.subject.references
        assert reference.removeprefix("docker.io/library/") == "redis:3.0"
        assert source.subject.base == told["config"]["Labels"]["org.opencontainers.image.base.name"]


def test_umoci_layout(tmp_path: Path) -> None:
    """Oracle: umoci init, new, insert and stat write and describe a layout with two layers."""
    need("umoci")
    target = tmp_path / "layout"
    (tmp_path / "one").write_text("first")
    (tmp_path / "two").write_text("second")
    run("umoci", "init", "--layout", str(target))
    run("umoci", "new", "--image", f"{target}:v1")
    for name in ("one", "two"):
        more = ("--image", f"{target}:v1", str(tmp_path / name), f"/srv/{name}")
        run("umoci", "insert", "--rootless", *more)
    told = json.loads(run("umoci", "stat", "--json", "--image", f"{target}:v1"))
    with open_source(f"{target}:v1") as source:
        steps = [step for step in told["history"] if not step.get("empty_layer")]
        assert [layer.digest for layer in source.layers] == [s["layer"]["digest"] for s in steps]
        assert [layer.diff_id for layer in source.layers] == [s["diff_id"] for s in steps]
        assert [layer.created_by for layer in source.layers] == [s["created_by"] for s in steps]
        one, two = read_all(source)
    assert one.files == {"srv/one": b"first"}
    assert two.files == {"srv/two": b"second"}


def test_umoci_unpacks_the_same_files(tmp_path: Path) -> None:
    """Oracle: umoci unpack of a layout made here has the files that the layers give."""
    need("umoci")
    target = write_folder(tmp_path / "layout", layout_of(_IMAGE))
    run("umoci", "unpack", "--rootless", "--image", f"{target}:v1", str(tmp_path / "bundle"))
    root = tmp_path / "bundle/rootfs"
    with open_source(str(target)) as source:
        files = {path: data for reading in read_all(source) for path, data in reading.files.items()}
    unpacked = {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    assert unpacked == files
