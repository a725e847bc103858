"""The JSON documents of images: what is read, what is refused, and that nothing else is raised."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats import oci
from archcompat.model.arch import Arch
from archcompat.model.target import Platform
from tests.make.image import Image, digest_of, index_json, stored

_READERS = (oci.read_layout, oci.read_manifest, oci.read_config, oci.read_docker_manifest)
_IMAGE = Image((b"a", b"b"), architecture="arm64", variant="v8")
_DESCRIPTOR, _FILES = stored(_IMAGE)
_MANIFEST = _FILES[oci.blob_path(_DESCRIPTOR["digest"])]


def _code(document: object, reader: object = oci.read_manifest) -> str:
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(FormatError) as caught:
        reader(raw)  # type: ignore[operator]  # one of _READERS
    return caught.value.code


def test_manifest_and_config_give_layers_platform_and_start() -> None:
    """What the fixture's maker put in comes out."""
    manifest = oci.read_manifest(_MANIFEST)
    assert [layer.digest for layer in manifest.layers or ()] == [digest_of(b"a"), digest_of(b"b")]
    config = oci.read_config(_IMAGE.config_json)
    assert config.platform == Platform("linux", Arch.AARCH64, "v8")
    assert config.diff_ids == (digest_of(b"a"), digest_of(b"b"))
    assert config.created_by(2) == ("RUN 0", "RUN 1")
    assert config.running.env == ("A=1",)
    assert config.running.entrypoint == ("/run",)
    assert config.running.cmd == ()
    assert config.running.working_dir == "/srv"


def test_docker_manifest_is_read() -> None:
    """A null list, as Go writes an empty one, is an empty one."""
    raw = b'[{"Config":"c.json","RepoTags":null,"Layers":["a/layer.tar"],"Parent":"x"}]'
    (image,) = oci.read_docker_manifest(raw)
    assert (image.config, image.repo_tags, image.layers) == ("c.json", None, ("a/layer.tar",))


@pytest.mark.parametrize(
    ("raw", "architecture"),
    [
        pytest.param(b'{"os":"linux","architecture":"s390x"}', Arch.S390X, id="plain"),
        pytest.param(
            b'\xef\xbb\xbf{"os":"linux","architecture":"arm"}', Arch.ARM, id="I20-byte-order-mark"
        ),
        pytest.param(
            b'{"architecture":"arm64","os":"linux","architecture":"amd64"}',
            Arch.X86_64,
            id="I20-last-of-duplicate-keys",
        ),
        pytest.param(b'{"os":"wasip1","architecture":"wasm"}', Arch.OTHER, id="unknown-machine"),
    ],
)
def test_config_platform(raw: bytes, architecture: Arch) -> None:
    """The architecture of a config is read whatever surrounds it."""
    platform = oci.read_config(raw).platform
    assert platform is not None
    assert platform.arch is architecture


@pytest.mark.parametrize(
    ("document", "code"),
    [
        pytest.param(b"", "bad-json", id="empty"),
        pytest.param(b"null", "bad-json", id="null"),
        pytest.param(b'{"config":{"digest":7}}', "bad-json", id="number-for-a-digest"),
        pytest.param(b'{"x":' + b"[" * 100_000 + b"}", "bad-json", id="nested-too-deep"),
        pytest.param(b'{"mediaType":"\xff"}', "bad-json", id="not-utf-8"),
        pytest.param(b" " * (oci.MAX_JSON + 1), "json-too-large", id="I20-over-4-MiB"),
        pytest.param(
            {"manifests": [], "config": {}, "layers": [{}]}, "image-ambiguous", id="index-and-image"
        ),
        pytest.param({"schemaVersion": 1, "fsLayers": []}, "image-schema1", id="schema-1"),
        pytest.param({"schemaVersion": 2}, "not-a-container-image", id="neither-kind"),
    ],
)
def test_manifest_refused(document: object, code: str) -> None:
    """A document that is no manifest is refused with its reason."""
    assert _code(document) == code


@pytest.mark.parametrize("raw", [b"{}", b'{"config":null}'], ids=["I18-braces", "I18-nulls"])
def test_empty_config_is_no_image(raw: bytes) -> None:
    """The empty config that artifacts carry is told from an image's."""
    assert _code(raw, oci.read_config) == "not-a-container-image"


_TAR = "application/vnd.oci.image.layer.v1.tar"
_CONFIG = "application/vnd.oci.image.config.v1+json"


@pytest.mark.parametrize(
    ("config", "layer", "artifact"),
    [
        pytest.param("application/vnd.cncf.helm.config.v1+json", _TAR, None, id="I18-helm"),
        pytest.param(
            "application/vnd.wasm.config.v0+json", "application/wasm", None, id="I18-wasm"
        ),
        pytest.param(
            _CONFIG, "application/vnd.dev.cosign.simplesigning.v1+json", None, id="I18-cosign"
        ),
        pytest.param(
            _CONFIG, "application/vnd.oci.image.layer.nydus.blob.v1", None, id="I18-nydus"
        ),
        pytest.param(_CONFIG, "application/vnd.in-toto+json", None, id="I18-in-toto"),
        pytest.param("application/vnd.oci.empty.v1+json", _TAR, None, id="I18-empty-config-type"),
        pytest.param(_CONFIG, _TAR, "application/spdx+json", id="I18-artifact-type"),
        pytest.param(_CONFIG, _TAR + "+gzip+encrypted", None, id="encrypted-layer"),
    ],
)
def test_artifact_is_no_image(config: str, layer: str, artifact: str | None) -> None:
    """An artifact stored as a manifest is refused, and the reason names its type."""
    document = {
        "artifactType": artifact,
        "config": {"mediaType": config},
        "layers": [{"mediaType": layer}],
    }
    manifest = oci.read_manifest(json.dumps(document).encode())
    with pytest.raises(FormatError, match="no container image but application/") as caught:
        oci.check_image(manifest)
    assert caught.value.code == "not-a-container-image"


@pytest.mark.parametrize(
    ("media_type", "compression"),
    [
        (_TAR, ""),
        (_TAR + "+gzip", "gzip"),
        (_TAR + "+zstd", "zstd"),
        ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "gzip"),
        ("application/vnd.docker.image.rootfs.diff.tar", ""),
        ("application/vnd.docker.image.rootfs.diff.tar.gzip", "gzip"),
        ("application/vnd.docker.image.rootfs.diff.tar.zstd", "zstd"),
        ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "gzip"),
        ("application/octet-stream", None),
        ("", None),
    ],
)
def test_layer_types_in_use_are_file_systems(media_type: str, compression: str | None) -> None:
    """Every layer type that registries hold passes, and says how it is compressed."""
    document = {"config": {"mediaType": _CONFIG}, "layers": [{"mediaType": media_type}]}
    oci.check_image(oci.read_manifest(json.dumps(document).encode()))
    assert oci.stated_compression(media_type) == compression


@pytest.mark.parametrize(
    ("descriptor", "attestation"),
    [
        pytest.param({"platform": {"os": "linux", "architecture": "amd64"}}, False, id="image"),
        pytest.param(
            {"platform": {"os": "unknown", "architecture": "unknown"}}, True, id="I06-unknown"
        ),
        pytest.param(
            {"annotations": {"vnd.docker.reference.type": "attestation-manifest"}},
            True,
            id="I06-annotation",
        ),
    ],
)
def test_attestation_is_recognised(descriptor: dict[str, object], attestation: bool) -> None:
    """BuildKit's attestations are told from images."""
    (read,) = oci.read_manifest(index_json([descriptor])).manifests or ()
    assert read.is_attestation is attestation


@pytest.mark.parametrize(
    ("history", "layers", "created_by"),
    [
        pytest.param([{"created_by": "A"}, {"empty_layer": True}], 1, ("A",), id="L40-empty-step"),
        pytest.param([{"created_by": "A"}], 2, ("", ""), id="L41-too-few"),
        pytest.param([{"created_by": "A"}, {}], 1, ("",), id="L41-too-many"),
        pytest.param(None, 2, ("", ""), id="L41-none"),
        pytest.param([{}, {"created_by": None}], 2, ("", ""), id="L41-unsaid"),
    ],
)
def test_history_beside_layers(
    history: list[object] | None, layers: int, created_by: tuple[str, ...]
) -> None:
    """Each layer gets its build step, or nothing when steps and layers do not pair."""
    raw = json.dumps({"os": "linux", "history": history}).encode()
    assert oci.read_config(raw).created_by(layers) == created_by


@pytest.mark.parametrize(
    "digest",
    ["sha256:../../etc/passwd", "sha256:a/b", "sha256", "", "sha256:", "SHA256:ab", "x:\0"],
)
def test_bad_digest_makes_no_path(digest: str) -> None:
    """What is no digest never becomes a path on disk."""
    with pytest.raises(FormatError):
        oci.blob_path(digest)


_FIELDS = (
    *("config", "layers", "manifests", "platform", "digest", "os", "architecture", "annotations"),
    *("rootfs", "diff_ids", "history", "created_by", "Config", "Layers", "RepoTags", "size"),
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(_FIELDS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(st.binary(max_size=200) | _json.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_give_a_value_or_a_format_error(raw: bytes) -> None:
    """No reader raises anything else, and what was read can be asked everything."""
    for reader in _READERS:
        try:
            value = reader(raw)
        except FormatError:
            continue
        if isinstance(value, oci.Manifest):
            for descriptor in (*(value.manifests or ()), *(value.layers or ())):
                assert descriptor.offered is None or descriptor.offered.os
                assert descriptor.is_attestation in (True, False)
        if isinstance(value, oci.Config):
            assert len(value.created_by(3)) == 3


@given(st.integers(0, len(_MANIFEST) - 1), st.binary(min_size=1, max_size=4))
def test_mutated_manifest_gives_a_value_or_a_format_error(at: int, patch: bytes) -> None:
    """A valid manifest with some bytes replaced never raises anything else."""
    with contextlib.suppress(FormatError):
        oci.check_image(oci.read_manifest(_MANIFEST[:at] + patch + _MANIFEST[at + len(patch) :]))
