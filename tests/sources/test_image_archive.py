"""Image archives: every form of them gives the same layers, and broken ones a reason."""

import hashlib
import json
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archcompat.errors import FormatError, InputError
from archcompat.model.budget import Budget
from archcompat.model.target import Platform
from archcompat.sources.opening import open_source
from tests.make.image import (
    Files,
    Image,
    Link,
    add_image,
    digest_of,
    docker_legacy,
    hybrid,
    layout,
    layout_of,
    tar_of,
    write_tar,
)
from tests.sources.reading import codes, read_all

_BASE = tar_of({"etc/os-release": b"ID=debian\n", "bin/tool": b"\x7fELF" + b"x" * 5000})
_TOP = tar_of({"srv/app.py": b"print()\n", "srv/link": Link("/bin/tool")})
_AMD = Image((_BASE, _TOP), tags=("app:1.0",))
_ARM = Image((_BASE, tar_of({"srv/arm": b"arm"})), architecture="arm64", tags=("app:1.0",))
Form = Callable[..., Files]
_AMD64, _ARM64 = Platform.parse("linux/amd64"), Platform.parse("linux/arm64")


def _blob(digest: str) -> str:
    return f"blobs/{digest.replace(':', '/')}"


def _documents_first(*images: Image) -> Files:
    """A legacy archive with its members the other way round."""
    return dict(reversed(docker_legacy(*images).items()))


@pytest.mark.parametrize("outer", ["plain", "gzip", "gzip-members", "zstd", "zstd-frames"])
@pytest.mark.parametrize("form", [docker_legacy, hybrid, layout_of, _documents_first])
def test_every_form_gives_the_same_image(
    form: Form, outer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Legacy, hybrid (I03) and oci-archive, plain or compressed as a whole."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "spool"))
    (tmp_path / "spool").mkdir()
    path = write_tar(tmp_path / "image.bin", form(_AMD), outer)
    with open_source(str(path)) as source:
        base, top = read_all(source)
        assert base.files == {
            "etc/os-release": b"ID=debian\n",
            "bin/tool": b"\x7fELF" + b"x" * 5000,
        }
        assert top.files == {"srv/app.py": b"print()\n"}
        assert top.links == {"srv/link": "/bin/tool"}
        assert (base.error, top.error, codes(source.problems)) == ("", "", [])
        assert source.subject.kind == "image"
        assert source.subject.name in ("app:1.0", "docker.io/library/app:1.0")
        assert source.subject.platform == _AMD64
        assert source.subject.config.entrypoint == ("/run",)
        assert [layer.diff_id for layer in source.layers] == [digest_of(_BASE), digest_of(_TOP)]
        assert [layer.created_by for layer in source.layers] == ["RUN 0", "RUN 1"]
    assert not list((tmp_path / "spool").iterdir())


@pytest.mark.parametrize(
    ("platform", "layer"),
    [
        pytest.param(None, "srv/app.py", id="none-asked"),
        pytest.param(_AMD64, "srv/app.py", id="amd64"),
        pytest.param(_ARM64, "srv/arm", id="arm64"),
    ],
)
def test_i03_offers_its_platforms(platform: Platform | None, layer: str, tmp_path: Path) -> None:
    """The index chooses by platform, the manifest.json names the image, the rest is mentioned."""
    path = write_tar(tmp_path / "a.tar", hybrid(_AMD, _ARM))
    with open_source(str(path), platform=platform) as source:
        assert layer in read_all(source)[1].files
        assert source.subject.name == "app:1.0"
        assert codes(source.problems) == ["other-platforms"]


def test_i03_both_lists_of_a_hybrid_lead_to_the_same_layers(tmp_path: Path) -> None:
    """Without its index.json a hybrid is read by its manifest.json."""
    files = hybrid(_AMD)
    with open_source(str(write_tar(tmp_path / "a.tar", files))) as by_index:
        pass
    del files["index.json"]
    with open_source(str(write_tar(tmp_path / "b.tar", files))) as by_manifest:
        pass
    assert by_index.layers == by_manifest.layers
    assert by_index.subject.config == by_manifest.subject.config


def test_i03_index_of_absent_platforms_falls_back(tmp_path: Path) -> None:
    """An index.json that leads to nothing in the archive does not hide the manifest.json."""
    files = hybrid(_AMD)
    manifests = [
        name for name, data in files.items() if b'"layers":' in data and name != "index.json"
    ]
    for name in manifests:
        del files[name]
    with open_source(str(write_tar(tmp_path / "a.tar", files))) as source:
        assert [reading.error for reading in read_all(source)] == ["", ""]


def test_same_layer_twice_is_a_symlink(tmp_path: Path) -> None:
    """A layer.tar that links to another one's is read through the link, inside the archive."""
    path = write_tar(tmp_path / "a.tar", docker_legacy(Image((_BASE, _TOP, _BASE))))
    with open_source(str(path)) as source:
        first, _, third = read_all(source)
        assert first.files == third.files != {}


def _linked(target: str, *, hard: bool = False) -> Files:
    files = docker_legacy(Image((_BASE,)))
    name = next(name for name in files if name.endswith("layer.tar"))
    files["real.tar"] = files[name]
    files[name] = Link(target, hard=hard)
    files["loop"] = Link(name)
    return dict(
        sorted(files.items(), key=lambda item: item[1].hard if isinstance(item[1], Link) else 0)
    )


@pytest.mark.parametrize(
    ("link", "hard"),
    [
        pytest.param("../real.tar", False, id="I02-symlink"),
        pytest.param(".././x/..//real.tar", False, id="I02-roundabout-symlink"),
        pytest.param("real.tar", True, id="I02-hardlink"),
    ],
)
def test_link_inside_the_archive_is_followed(link: str, hard: bool, tmp_path: Path) -> None:
    """Layers that are links are read."""
    with open_source(str(write_tar(tmp_path / "a.tar", _linked(link, hard=hard)))) as source:
        assert "bin/tool" in read_all(source)[0].files


@pytest.mark.parametrize(
    ("link", "code"),
    [
        pytest.param("../loop", "archive-link-cycle", id="I02-cycle"),
        pytest.param("/etc/passwd", "archive-link-outside", id="I02-absolute"),
        pytest.param("../../../../../../etc/passwd", "archive-link-outside", id="I02-climbing"),
    ],
)
def test_link_out_of_the_archive_is_refused(link: str, code: str, tmp_path: Path) -> None:
    """Nothing of the host is read through a link."""
    path = write_tar(tmp_path / "a.tar", _linked(link))
    with pytest.raises(FormatError) as caught:
        open_source(str(path))
    assert caught.value.code == code


def test_i20_config_path_out_of_the_archive(tmp_path: Path) -> None:
    """A manifest.json whose Config climbs out is refused, whatever lies there."""
    (tmp_path / "x").write_bytes(_AMD.config_json)
    (tmp_path / "sub").mkdir()
    files: Files = {"manifest.json": b'[{"Config":"../x","Layers":[]}]'}
    with pytest.raises(FormatError) as caught:
        open_source(str(write_tar(tmp_path / "sub/a.tar", files)))
    assert caught.value.code == "archive-link-outside"


@pytest.mark.parametrize("name", ["manifest.json", "config"])
def test_i20_document_over_the_limit(name: str, tmp_path: Path) -> None:
    """A document of more than 4 MiB is not read into memory."""
    files = docker_legacy(_AMD)
    place = name if name in files else next(n for n in files if n.endswith(".json") and n != name)
    data = files[place]
    assert isinstance(data, bytes)
    files[place] = data[:1] + b" " * (5 << 20) + data[1:]
    with pytest.raises(FormatError) as caught:
        open_source(str(write_tar(tmp_path / "a.tar", files)))
    assert caught.value.code == "json-too-large"


def test_i12_two_images_are_listed(tmp_path: Path) -> None:
    """Two names and none chosen: the message has both, and each can be chosen."""
    other = Image((_TOP,), tags=("docker.io/library/other:2",))
    path = write_tar(tmp_path / "a.tar", docker_legacy(_AMD, other))
    with pytest.raises(InputError, match=r"app:1\.0 \(linux/amd64\).*other:2.*--from linux/amd64"):
        open_source(str(path))
    for name, layers in (
        ("app:1.0", 2),
        ("other:2", 1),
        ("2", 1),
        (digest_of(_AMD.config_json), 2),
    ):
        with open_source(f"{path}{'@' if name.startswith('sha256') else ':'}{name}") as source:
            assert len(source.layers) == layers
    with pytest.raises(InputError, match=r"no image 'third'.*app:1\.0"):
        open_source(f"{path}:third")


def test_i14_i15_mixed_compressions_are_told_by_their_bytes(tmp_path: Path) -> None:
    """One archive with every compression, members and frames among them; all of each is read."""
    ways = ("plain", "gzip", "gzip-members", "zstd", "zstd-frames")
    layers = tuple(tar_of({f"f{n}": bytes([n]) * 3000, "end": b"end"}) for n in range(5))
    path = write_tar(tmp_path / "a.tar", docker_legacy(Image(layers, compression=ways)))
    with open_source(str(path)) as source:
        for number, reading in enumerate(read_all(source)):
            assert reading.files == {f"f{number}": bytes([number]) * 3000, "end": b"end"}
            assert (reading.error, reading.problems) == ("", [])


@pytest.mark.parametrize("said", ["", "+gzip", "+zstd"])
@pytest.mark.parametrize("is_really", ["plain", "gzip", "zstd"])
def test_i15_media_type_is_only_a_hint(said: str, is_really: str, tmp_path: Path) -> None:
    """A layer is read by its bytes; a media type that says otherwise is mentioned."""
    kind = f"application/vnd.oci.image.layer.v1.tar{said}"
    image = Image((_BASE,), compression=(is_really,), media_types=(kind,))
    with open_source(str(write_tar(tmp_path / "a.tar", layout_of(image)))) as source:
        (reading,) = read_all(source)
    assert "bin/tool" in reading.files
    wrong = (said or "+plain") != f"+{is_really}"
    assert codes(reading.problems) == (["layer-media-type"] if wrong else [])


def _config(**fields: object) -> Image:
    return Image((_BASE,), tags=("a:1",), config=fields)


def test_l37_layer_that_is_not_its_diff_id(tmp_path: Path) -> None:
    """Other bytes than the config says are an error, told once all of them were read."""
    image = _config(rootfs={"diff_ids": [digest_of(_TOP)]})
    with open_source(str(write_tar(tmp_path / "a.tar", docker_legacy(image)))) as source:
        (reading,) = read_all(source)
    assert "bin/tool" in reading.files
    assert reading.error == "layer-digest-mismatch"


def test_l37_blob_that_is_not_its_digest(tmp_path: Path) -> None:
    """Without a diff_id the stored bytes are compared with the name of the blob."""
    image = Image((_BASE,), compression=("gzip",), config={"rootfs": None})
    files = layout_of(image)
    name = _blob(digest_of(image.stored_layers[0]))
    files[name] = Image((_TOP,), compression=("gzip",)).stored_layers[0]
    with open_source(str(write_tar(tmp_path / "a.tar", files))) as source:
        assert codes(source.problems) == ["blob-size-mismatch", "diff-ids-mismatch"]
        assert read_all(source)[0].error == "layer-digest-mismatch"


@pytest.mark.parametrize("which", ["manifest", "config"])
def test_l37_document_that_is_not_its_digest(which: str, tmp_path: Path) -> None:
    """A manifest or a config that was changed is a problem; the image is still read."""
    files: Files = {}
    layout(files, [add_image(files, _AMD)])
    name = next(
        n
        for n, data in files.items()
        if (b'"rootfs"' if which == "config" else b'"layers":') in data
    )
    data = files[name]
    assert isinstance(data, bytes)
    files[name] = data + b" "
    with open_source(str(write_tar(tmp_path / "a.tar", files))) as source:
        assert codes(source.problems) == ["blob-digest-mismatch"]
        assert source.problems[0].severity == "error"
        assert [reading.error for reading in read_all(source)] == ["", ""]


def test_l40_empty_layers(tmp_path: Path) -> None:
    """An empty tar and a step without a layer are ordinary; a blob of no bytes is not."""
    empty = bytes(1024)
    history = [{"created_by": "A"}, {"created_by": "B", "empty_layer": True}, {"created_by": "C"}]
    image = Image((empty, b""), config={"history": history})
    with open_source(str(write_tar(tmp_path / "a.tar", docker_legacy(image)))) as source:
        first, second = read_all(source)
        assert [layer.created_by for layer in source.layers] == ["A", "C"]
    assert (first.paths, first.error) == ([], "")
    assert (second.paths, second.error) == ([], "layer-empty")


@pytest.mark.parametrize(
    ("fields", "created_by", "problems"),
    [
        pytest.param({"history": []}, "", [], id="L41-empty-history"),
        pytest.param({"history": None}, "", [], id="L41-no-history"),
        pytest.param({"history": [{}, {}, {}]}, "", [], id="L41-longer-history"),
        pytest.param({"rootfs": None}, "RUN 0", ["diff-ids-mismatch"], id="L41-no-rootfs"),
        pytest.param({"rootfs": {}}, "RUN 0", ["diff-ids-mismatch"], id="L41-no-diff-ids"),
        pytest.param(
            {"rootfs": {"diff_ids": ["sha256:1", "sha256:2"]}},
            "RUN 0",
            ["diff-ids-mismatch"],
            id="L41-more-diff-ids",
        ),
    ],
)
def test_config_that_does_not_fit_its_layers(
    fields: dict[str, object], created_by: str, problems: list[str], tmp_path: Path
) -> None:
    """The layers are read all the same; what cannot be known of them is left empty."""
    with open_source(
        str(write_tar(tmp_path / "a.tar", docker_legacy(_config(**fields))))
    ) as source:
        (reading,) = read_all(source)
        assert source.layers[0].created_by == created_by
        assert codes(source.problems) == problems
    assert "bin/tool" in reading.files
    assert reading.error == ""


def test_i17_foreign_layer_is_absent(tmp_path: Path) -> None:
    """A layer that was not stored is unavailable, and the detail says where it is to be had."""
    descriptor = {
        "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        "digest": "sha256:" + "0" * 64,
        "size": 5,
        "urls": ["https://example.com/layer"],
    }
    image = Image((_BASE,), manifest={"layers": [descriptor]})
    path = write_tar(tmp_path / "a.tar", layout_of(image))
    with open_source(str(path)) as source, pytest.raises(FormatError, match="example") as caught:
        list(source.members(source.layers[0], Budget()))
    assert caught.value.code == "layer-unavailable"


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("how", ["plain", "gzip", "zstd"])
@pytest.mark.parametrize("form", [docker_legacy, hybrid, _documents_first])
def test_truncated_image_says_so(form: Form, how: str, part: float, tmp_path: Path) -> None:
    """Cut anywhere, an image archive opens with its damage told, or says that it was cut off."""
    noise = hashlib.shake_128(b"").digest(600_000)
    whole = write_tar(
        tmp_path / "a.tar", form(Image((tar_of({"noise": noise}),), tags=("a:1",))), how
    )
    path = tmp_path / "cut.tar"
    path.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * part)])
    error, problems, layers = "", [], []
    try:
        with open_source(str(path)) as source:
            problems = codes(source.problems)
            layers = [reading.error for reading in read_all(source)]
    except FormatError as caught:
        error = f"{caught.code}: {caught.detail}"
    if form is _documents_first:
        assert (error, problems, layers) == ("", ["image-truncated"], ["layer-truncated"])
    else:
        assert error.startswith(f"image-truncated: {path} is damaged or was cut off")


def test_members_of_other_processes(tmp_path: Path) -> None:
    """A pickled copy reads the same layers, and does not remove the original's temp file."""
    path = write_tar(tmp_path / "a.tar", docker_legacy(_AMD), "gzip")
    with open_source(str(path)) as source:
        copy = pickle.loads(pickle.dumps(source))  # noqa: S301 - it is our own
        assert read_all(copy) == read_all(source)
        copy.close()
        assert "bin/tool" in read_all(source)[0].files


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"etc/passwd": b"root", "manifest.json": b'{"name":"ext"}'}, id="own-manifest"
        ),
        pytest.param({"a": b"1", "manifest.json": b"\xff\xfe"}, id="no-json"),
        pytest.param({"index.json": b"{}", "b/c": b"2"}, id="index-without-layout"),
    ],
)
@pytest.mark.parametrize("how", ["plain", "gzip"])
def test_ordinary_tar_is_a_single_file(files: Files, how: str, tmp_path: Path) -> None:
    """A tar without an image's documents is a file by itself, whatever names are in it."""
    path = write_tar(tmp_path / "a.tar.gz", files, how)
    with open_source(str(path)) as source:
        assert source.subject.kind == "file"
        assert read_all(source)[0].paths == ["a.tar.gz"]


def test_large_ordinary_tar_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A compressed tar of many files is known for no image before all of it was unpacked."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    files: Files = {f"usr/share/doc/{number}/copyright": b"x" for number in range(1100)}
    path = write_tar(tmp_path / "root.tgz", files | docker_legacy(_AMD), "gzip")
    with open_source(str(path)) as source:
        assert source.subject.kind == "file"
    assert list(tmp_path.iterdir()) == [path]


def test_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that unpacks beyond all proportion is not spooled to disk."""
    monkeypatch.setattr("archcompat.sources.image_archive._FREE", 8 << 20)
    path = write_tar(tmp_path / "a.tar", docker_legacy(Image((bytes(30 << 20),))), "zstd")
    with pytest.raises(FormatError) as caught:
        open_source(str(path))
    assert caught.value.code == "limit-output"


def test_document_lists_are_bounded(tmp_path: Path) -> None:
    """A manifest.json that lists one large config a thousand times is not read a thousand times."""
    config = json.loads(_AMD.config_json) | {"pad": "x" * (3 << 20)}
    files: Files = {"c.json": json.dumps(config).encode()}
    files["manifest.json"] = json.dumps([{"Config": "c.json", "Layers": []}] * 1000).encode()
    with pytest.raises(FormatError) as caught:
        open_source(str(write_tar(tmp_path / "a.tar", files)))
    assert caught.value.code == "index-too-large"
