"""OCI layouts: which image is meant, what is passed over, and what is refused."""

from pathlib import Path

import pytest

from archcompat.errors import FormatError, InputError
from archcompat.model.problem import Severity
from archcompat.model.target import Platform
from archcompat.sources.opening import open_source
from tests.make.image import (
    Files,
    Image,
    Json,
    Link,
    add_image,
    add_index,
    blob,
    digest_of,
    layout,
    layout_of,
    named,
    tar_of,
    write_folder,
)
from tests.sources.reading import codes, read_all


def _image(name: str, architecture: str = "amd64", **more: object) -> Image:
    return Image((tar_of({name: name.encode()}),), architecture=architecture, **more)  # type: ignore[arg-type]  # fields of Image


_AMD, _ARM = _image("amd"), _image("arm", "arm64", variant="v8")
_ATTESTATION = Image(
    (b"{}",),
    architecture="unknown",
    os="unknown",
    media_types=("application/vnd.in-toto+json",),
)


def _paths(target: str, platform: str = "") -> list[str]:
    wanted = Platform.parse(platform) if platform else None
    with open_source(target, platform=wanted) as source:
        return [path for reading in read_all(source) for path in reading.paths]


def _write(path: Path, files: Files, *descriptors: Json) -> str:
    return str(write_folder(path / "layout", layout(files, descriptors)))


def _nested(path: Path, depth: int, *images: Image) -> str:
    """A layout whose images are ``depth`` indexes below its index.json."""
    files: Files = {}
    descriptors = [add_image(files, image) for image in images]
    for _ in range(depth):
        descriptors = [add_index(files, descriptors)]
    return _write(path, files, *descriptors)


@pytest.mark.parametrize("depth", range(5))
def test_i05_nested_indexes(depth: int, tmp_path: Path) -> None:
    """Indexes in indexes are walked; amd64 is taken unless told otherwise, arm64 mentioned."""
    target = _nested(tmp_path, depth, _AMD, _ARM)
    assert _paths(target) == ["amd"]
    assert _paths(target, "linux/arm64") == ["arm"]
    with open_source(target) as source:
        assert [(problem.code, problem.severity) for problem in source.problems] == [
            ("other-platforms", Severity.INFO)
        ]
        assert "linux/arm64/v8" in source.problems[0].detail


def test_i05_indexes_nested_without_end(tmp_path: Path) -> None:
    """Beyond four levels nobody means it."""
    with pytest.raises(FormatError) as caught:
        _paths(_nested(tmp_path, 5, _AMD))
    assert caught.value.code == "index-too-deep"


def test_i05_index_that_lists_itself(tmp_path: Path) -> None:
    """A blob can claim any digest: an index under its own one is a cycle."""
    digest = "sha256:" + "a" * 64
    files: Files = {}
    index = add_index(files, [{"digest": digest}])
    files[f"blobs/sha256/{'a' * 64}"] = files.pop(f"blobs/{index['digest'].replace(':', '/')}")
    with pytest.raises(FormatError) as caught:
        _paths(_write(tmp_path, files, {"digest": digest}))
    assert caught.value.code == "index-cycle"


def test_indexes_that_list_each_other_many_times(tmp_path: Path) -> None:
    """Four levels of a hundred times the same is 100 million images: refused in no time."""
    files: Files = {}
    descriptors = [add_image(files, _AMD)] * 100
    for _ in range(3):
        descriptors = [add_index(files, descriptors)] * 100
    with pytest.raises(FormatError) as caught:
        _paths(_write(tmp_path, files, *descriptors))
    assert caught.value.code == "index-too-large"


@pytest.mark.parametrize("told_by", ["platform", "annotation", "layers"])
def test_i06_attestation_is_passed_over(told_by: str, tmp_path: Path) -> None:
    """An image with its attestation is one image, and nothing is said about it."""
    files: Files = {}
    image = add_image(files, _AMD)
    beside = add_image(files, _ATTESTATION, platform=told_by == "platform")
    if told_by == "annotation":
        beside["annotations"] = {"vnd.docker.reference.type": "attestation-manifest"}
    with open_source(_write(tmp_path, files, add_index(files, [image, beside]))) as source:
        assert codes(source.problems) == []
        assert source.subject.digest == image["digest"]


def test_i08_only_arm64(tmp_path: Path) -> None:
    """The only image is taken whatever its platform; that it is not the one asked for is said."""
    target = _nested(tmp_path, 1, _ARM)
    with open_source(target) as source:
        assert codes(source.problems) == []
        assert str(source.subject.platform) == "linux/arm64/v8"
    with open_source(target, platform=Platform.parse("linux/amd64")) as source:
        (problem,) = source.problems
        assert problem.code == "platform-not-offered"
        assert "linux/arm64/v8 only" in problem.detail


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        pytest.param("linux/arm64", "arm", id="I09-variant-is-a-wildcard"),
        pytest.param("linux/arm64/v8", "arm", id="I09-variant-asked-for"),
        pytest.param("linux/arm/v6", "v6", id="I09-arm-v6"),
        pytest.param("linux/arm/v7", "v7", id="I09-arm-v7"),
    ],
)
def test_variants(asked: str, path: str, tmp_path: Path) -> None:
    """A variant chooses where one is given, and matters to nobody where none is."""
    v6, v7 = _image("v6", "arm", variant="v6"), _image("v7", "arm", variant="v7")
    assert _paths(_nested(tmp_path, 1, _AMD, _ARM, v6, v7), asked) == [path]


def test_i09_variant_left_open(tmp_path: Path) -> None:
    """Two variants fit what was asked for: the message lists both."""
    v6, v7 = _image("v6", "arm", variant="v6"), _image("v7", "arm", variant="v7")
    target = _nested(tmp_path, 1, v6, v7)
    with pytest.raises(InputError, match=r"several images for linux/arm: .*v6.*v7"):
        _paths(target, "linux/arm")


def test_i09_windows_is_passed_over(tmp_path: Path) -> None:
    """A Windows image beside a Linux one is left out and mentioned; alone it is refused."""
    windows = _image("win", os="windows")
    with open_source(_nested(tmp_path, 1, windows, _AMD)) as source:
        assert codes(source.problems) == ["windows-image"]
        assert read_all(source)[0].paths == ["amd"]
    with pytest.raises(FormatError) as caught:
        _paths(_nested(tmp_path / "alone", 1, windows))
    assert caught.value.code == "windows-image"


@pytest.mark.parametrize("asked", ["", "linux/s390x"], ids=["none-asked", "another-asked"])
def test_platform_has_to_be_chosen(asked: str, tmp_path: Path) -> None:
    """Several platforms without amd64 or the one asked for: the choices, and the option."""
    target = _nested(tmp_path, 1, _ARM, _image("p", "ppc64le"))
    with pytest.raises(InputError, match=r"linux/arm64/v8\), .*linux/ppc64le\) with --from linux/"):
        _paths(target, asked)


def test_i11_two_references(tmp_path: Path) -> None:
    """Two names and none chosen is an error that lists them; name and digest choose."""
    files: Files = {}
    a = add_image(files, _AMD, annotations=named("a"))
    b = add_image(files, _image("other"), annotations=named("b"))
    target = _write(tmp_path, files, a, b)
    with pytest.raises(InputError, match=r"a \(linux/amd64\), b \(linux/amd64\)"):
        _paths(target)
    assert _paths(f"{target}:a") == ["amd"]
    assert _paths(f"{target}:b") == ["other"]
    assert _paths(f"{target}@{b['digest']}") == ["other"]
    with pytest.raises(InputError, match=r"no image 'c'; it holds a "):
        _paths(f"{target}:c")
    with open_source(f"{target}:b") as source:
        assert source.subject.name == f"{target}:b"


def test_i11_index_digest_and_platform(tmp_path: Path) -> None:
    """A name or an index's digest can stand for several platforms."""
    files: Files = {}
    one = add_index(files, [add_image(files, _AMD), add_image(files, _ARM)], annotations=named("x"))
    two = add_image(files, _image("other"), annotations=named("registry.example/app:2"))
    target = _write(tmp_path, files, one, two)
    for name in (":x", f"@{one['digest']}"):
        assert _paths(target + name, "linux/arm64") == ["arm"]
        assert _paths(target + name) == ["amd"]
    assert _paths(target, "linux/arm64") == ["arm"]
    with open_source(f"{target}:2") as source:
        assert source.subject.name == "registry.example/app:2"


def test_one_image_under_two_names(tmp_path: Path) -> None:
    """The same manifest listed twice is one image, and either name means it."""
    files: Files = {}
    image = add_image(files, _AMD)
    both = [image | {"annotations": named(name)} for name in ("a", "b")]
    target = _write(tmp_path, files, *both)
    assert _paths(target) == _paths(f"{target}:a") == _paths(f"{target}:b") == ["amd"]


@pytest.mark.parametrize(
    "artifact",
    [
        pytest.param({"artifactType": "application/spdx+json"}, id="I18-artifact-type"),
        pytest.param(
            {"config": {"mediaType": "application/vnd.cncf.helm.config.v1+json"}}, id="I18-helm"
        ),
    ],
)
def test_artifact_beside_and_alone(artifact: Json, tmp_path: Path) -> None:
    """An artifact beside an image is passed over; alone it is no container file system."""
    strange = _image("strange", manifest=artifact)
    assert _paths(_nested(tmp_path, 1, strange, _AMD)) == ["amd"]
    with pytest.raises(FormatError) as caught:
        _paths(_nested(tmp_path / "alone", 1, strange))
    assert caught.value.code == "not-a-container-image"


def test_i18_empty_config(tmp_path: Path) -> None:
    """An image manifest over an empty config is an artifact."""
    files: Files = {}
    config = blob(files, b"{}", "application/vnd.oci.image.config.v1+json")
    descriptor = add_image(files, _image("x", manifest={"config": config}), platform=False)
    with pytest.raises(FormatError) as caught:
        _paths(_write(tmp_path, files, descriptor))
    assert caught.value.code == "not-a-container-image"


@pytest.mark.parametrize("which", ["layer", "config", "manifest", "index.json", "oci-layout"])
def test_link_out_of_a_layout_is_refused(which: str, tmp_path: Path) -> None:
    """A blob that is a link to a file outside would show any file of the host."""
    files = layout_of(_AMD)
    names = {
        "layer": f"blobs/sha256/{digest_of(_AMD.layers[0])[7:]}",
        "config": f"blobs/sha256/{digest_of(_AMD.config_json)[7:]}",
        "manifest": next(
            n for n, d in files.items() if not isinstance(d, Link) and b'"layers":' in d
        ),
    }
    name = names.get(which, which)
    content = files[name]
    assert isinstance(content, bytes)
    (tmp_path / "outside").write_bytes(content)
    files[name] = Link(str(tmp_path / "outside"))
    with pytest.raises(FormatError) as caught:
        _paths(str(write_folder(tmp_path / "layout", files)))
    assert caught.value.code == "layout-link-outside"


def test_link_inside_a_layout_is_followed(tmp_path: Path) -> None:
    """Deduplicating stores link blobs to each other."""
    files = layout_of(_AMD)
    name = f"blobs/sha256/{digest_of(_AMD.layers[0])[7:]}"
    files["shared"] = files[name]
    files[name] = Link("../../shared")
    assert _paths(str(write_folder(tmp_path / "layout", files))) == ["amd"]


def test_index_and_config_disagree_about_the_platform(tmp_path: Path) -> None:
    """An arm64 entry whose config says amd64 is told: one of the two is wrong."""
    files: Files = {}
    descriptor = add_image(files, _AMD)
    descriptor["platform"] = {"os": "linux", "architecture": "arm64"}
    with open_source(_write(tmp_path, files, descriptor)) as source:
        assert codes(source.problems) == ["platform-mismatch"]
        assert str(source.subject.platform) == "linux/amd64"


def test_platform_comes_from_the_config_where_the_index_is_silent(tmp_path: Path) -> None:
    """Descriptors need not say a platform; configs do."""
    files: Files = {}
    descriptors = [add_image(files, image, platform=False) for image in (_AMD, _ARM)]
    assert _paths(_write(tmp_path, files, *descriptors), "linux/arm64") == ["arm"]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        pytest.param({"index.json": b"[]"}, "bad-json", id="index-is-a-list"),
        pytest.param({"index.json": b'{"manifests":[]}'}, "no-image", id="index-is-empty"),
        pytest.param({"oci-layout": b"x"}, "bad-json", id="version-file-is-text"),
        pytest.param(
            {"index.json": b'{"manifests":[{"digest":"sha256:../../x"}]}'},
            "bad-digest",
            id="digest-is-a-path",
        ),
        pytest.param(
            {"index.json": b'{"manifests":[{"digest":"sha256:ff"}]}'},
            "blob-missing",
            id="manifest-is-absent",
        ),
    ],
)
def test_broken_layout_gives_a_reason(broken: Files, code: str, tmp_path: Path) -> None:
    """A layout that leads to no image says why."""
    with pytest.raises(FormatError) as caught:
        _paths(str(write_folder(tmp_path / "layout", layout_of(_AMD) | broken)))
    assert caught.value.code == code


def test_damaged_platform_does_not_hide_the_others(tmp_path: Path) -> None:
    """A manifest that cannot be read matters only to who asks for it."""
    files: Files = {}
    amd, arm = add_image(files, _AMD), add_image(files, _ARM)
    files[f"blobs/{arm['digest'].replace(':', '/')}"] = b"garbage"
    target = _write(tmp_path, files, amd, arm)
    assert _paths(target) == ["amd"]
    with pytest.raises(FormatError) as caught:
        _paths(target, "linux/arm64")
    assert caught.value.code == "bad-json"
