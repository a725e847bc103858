"""Images for two machines in a real registry, read as skopeo, umoci and file read them."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archcompat.analysis import Options, analyze, read_subject
from archcompat.compare import Variant, compare
from archcompat.indexes.registry.logins import Logins
from archcompat.model.report import Finding, Impact, Report, Verdict
from archcompat.model.target import Platform
from archcompat.sources.remote import Remote
from tests.make.image import (
    CONFIG,
    INDEX,
    MANIFEST,
    Files,
    Json,
    add_index,
    blob,
    named,
    write_folder,
)
from tests.make.registry import certificate, docker_registry, push
from tests.make.roots import real_root, umoci_image, unpacked_machines
from tests.need import run
from tests.sources.test_registry_image import login_file
from tests.test_real_images import image as real_image

pytestmark = pytest.mark.real

LOGIN = "anna:s3cret"
AMD, ARM = Platform.parse("linux/amd64"), Platform.parse("linux/arm64")


@dataclass(frozen=True)
class Pushed:
    """A registry with images, and what is known of them by other programs."""

    address: str
    remote: Remote
    machines: dict[str, dict[str, str]]
    """By the architecture of the image that umoci made: each ELF file's machine."""

    def options(self, **more: object) -> Options:
        return Options(remote=self.remote, **more)  # type: ignore[arg-type]  # its fields

    def name(self, tag: str) -> str:
        return f"docker://{self.address}/team/app{tag if tag[0] == '@' else ':' + tag}"

    def raw(self, tag: str) -> Json:
        """Oracle: the manifest as skopeo has it."""
        command = ("skopeo", "inspect", "--raw", "--tls-verify=false", "--creds", LOGIN)
        document: Json = json.loads(run(*command, self.name(tag)))
        return document


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushed]:
    """Images of two real roots: one, both, mislabelled in two ways, and both with zstd layers."""
    folder = tmp_path_factory.mktemp("multiarch")
    roots = {arch: real_root(real_image(arch), folder / arch) for arch in ("amd64", "arm64")}
    made = {arch: umoci_image(folder / f"{arch}.oci", root, arch) for arch, root in roots.items()}
    made["lying"] = umoci_image(folder / "lying.oci", roots["amd64"], "arm64")
    tags = {
        "zstd": [("amd64", "amd64"), ("arm64", "arm64")],  # before a registry has them as gzip
        "amd64": [("amd64", "amd64")],
        "both": [("amd64", "amd64"), ("arm64", "arm64"), ("", "unknown")],
        "relabelled": [("amd64", "amd64"), ("amd64", "arm64")],
        "lying": [("amd64", "amd64"), ("lying", "arm64")],
        "twice": [("amd64", "amd64"), ("lying", "amd64"), ("arm64", "arm64")],
    }
    pem = certificate(folder / "registry.pem")
    with docker_registry(folder / "registry", login=LOGIN, certificate=pem) as address:
        for tag, entries in tags.items():
            layout = indexed(folder / tag, made, entries) if len(entries) > 1 else made[tag]
            more = ["--multi-arch", "all"] if len(entries) > 1 else []
            more += ["--dest-compress-format", "zstd"] if tag == "zstd" else []
            target = f"{address}/team/app:{tag}"
            push(f"oci:{layout}:x", target, "--dest-creds", LOGIN, *more)
        logins = Logins((login_file(folder / "login.json", address, LOGIN),))
        yield Pushed(
            address,
            Remote("archcompat/test", logins=logins, cache=folder / "cache"),
            {
                arch: unpacked_machines(made[arch], folder / f"{arch}.unpacked")
                for arch in ("amd64", "arm64")
            },
        )


def indexed(layout: Path, made: dict[str, Path], entries: list[tuple[str, str]]) -> Path:
    """A layout with an index that lists images by (which, the architecture it is listed for)."""
    listed: list[Json] = []
    files: Files = {}
    for which, architecture in entries:
        if which:
            shutil.copytree(made[which], layout, dirs_exist_ok=True)
            (one,) = json.loads((made[which] / "index.json").read_text())["manifests"]
            entry = {key: one[key] for key in ("mediaType", "digest", "size")}
        else:
            entry = attestation(files, listed[0]["digest"])
        os = "unknown" if architecture == "unknown" else "linux"
        listed.append(entry | {"platform": {"os": os, "architecture": architecture}})
    top = add_index(files, listed) | {"annotations": named("x")}
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [top]}
    files["index.json"] = json.dumps(index).encode()
    write_folder(layout, files)
    return layout


def attestation(files: Files, digest: str) -> Json:
    """What BuildKit puts beside an image: an in-toto statement under an image's media type."""
    statement = blob(
        files, b'{"_type": "https://in-toto.io/Statement/v0.1"}', "application/vnd.in-toto+json"
    )
    config = blob(files, b'{"architecture": "unknown", "os": "unknown"}', CONFIG)
    document = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [statement]}
    notes = {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": digest,
    }
    return blob(files, json.dumps(document).encode(), MANIFEST, annotations=notes)


def machines(report: Report) -> dict[str, str]:
    return {one.path: one.machine for part in report.components for one in part.natives}


def labels(report: Report) -> list[Finding]:
    return [one for one in report.findings if one.id.startswith("image-platform/")]


def listed(document: Json) -> dict[str, str]:
    """Digests by platform, of what is an image."""
    return {
        "/".join((one["platform"]["os"], one["platform"]["architecture"])): one["digest"]
        for one in document["manifests"]
        if one["platform"]["os"] != "unknown"
    }


@pytest.mark.parametrize("tag", ["both", "zstd"])
@pytest.mark.parametrize("arch", ["amd64", "arm64"])
def test_each_variant(pushed: Pushed, tag: str, arch: str) -> None:
    """Oracles: skopeo names the manifest, file the machine of each file that umoci unpacks."""
    report = analyze(
        pushed.name(tag), pushed.options(source_platform=Platform.parse(f"linux/{arch}"))
    )
    document = pushed.raw(tag)
    assert report.subject.digest == listed(document)[f"linux/{arch}"]
    assert machines(report) == pushed.machines[arch]
    assert len(machines(report)) == 4
    assert report.complete, report.problems
    assert labels(report) == []
    others = [one.detail for one in report.problems if one.code == "other-platforms"]
    assert others == [f"also offered for linux/{'arm64' if arch == 'amd64' else 'amd64'}"]


def test_zstd_layers_are_such(pushed: Pushed) -> None:
    """Oracle: skopeo says that the layers read above were stored so."""
    kinds = {
        layer["mediaType"].rpartition("+")[2]
        for digest in listed(pushed.raw("zstd")).values()
        for layer in pushed.raw(f"@{digest}")["layers"]
    }
    assert kinds == {"zstd"}


def test_of_one_machine_only(pushed: Pushed) -> None:
    """A lone image is read whatever it is for; its packages come with another build of it."""
    report = analyze(pushed.name("amd64"), pushed.options())
    assert report.subject.platform == "linux/amd64"
    assert machines(report) == pushed.machines["amd64"]
    assert report.verdict is Verdict.REINSTALL


@pytest.mark.parametrize(
    ("tag", "config"), [("relabelled", "linux/amd64"), ("lying", "linux/arm64")]
)
def test_an_amd64_image_under_an_arm64_platform(pushed: Pushed, tag: str, config: str) -> None:
    """By its bytes, whether its config lies too or only the index: it does not start there."""
    report = analyze(pushed.name(tag), pushed.options())
    assert report.subject.platform == config
    assert report.subject.digest == listed(pushed.raw(tag))["linux/arm64"]
    assert set(machines(report).values()) == {"x86_64"}
    assert report.verdict is Verdict.REBUILD
    (found,) = labels(report)
    assert (found.verdict, found.impact) == (Verdict.REBUILD, Impact.FAILS)
    assert found.title.startswith("The image is offered for linux/arm64, ")
    assert found.title.endswith("4 of its 4 native files are x86_64")
    assert ("its config says linux/amd64" in found.title) is (config == "linux/amd64")
    assert found.message.startswith(
        "usr/bin/dash, which it starts with, does not run on linux/arm64"
    )
    assert set(found.where) == pushed.machines["amd64"].keys()
    assert found.where[:2] == ("usr/bin/dash", "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")


def test_a_platform_that_is_listed_twice(pushed: Pushed) -> None:
    """The first is read, as engines do, and that there are two is told with their digests."""
    report = analyze(pushed.name("twice"), pushed.options(source_platform=AMD))
    first, second = (
        one["digest"]
        for one in pushed.raw("twice")["manifests"]
        if one["platform"]["architecture"] == "amd64"
    )
    assert report.subject.digest == first
    (told,) = [one.detail for one in report.problems if one.code == "platform-listed-twice"]
    assert told == f"its index lists 2 images for linux/amd64: {first[:19]}, {second[:19]}"


@pytest.mark.parametrize(
    ("tag", "wrong"),
    [("both", 0), ("zstd", 0), ("relabelled", 4), ("lying", 4)],
)
def test_side_by_side(pushed: Pushed, tag: str, wrong: int) -> None:
    """Oracle: both roots are of one Debian; file tells which files are another machine's."""
    variants = []
    for platform in (AMD, ARM):
        inventory, _ = read_subject(pushed.name(tag), pushed.options(source_platform=platform))
        variants.append(Variant(inventory, inventory.subject.claimed or platform))
    found = compare(*variants)
    paths = [one.path for one in found.wrong_machine]
    assert paths == (sorted(pushed.machines["amd64"]) if wrong else [])
    assert not found.natives
    assert not found.settings
