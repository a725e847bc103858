"""Images on a base of several layers: how that is known, and what it answers for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archcompat.analysis import Options, analyze
from archcompat.assess import Indexes
from archcompat.errors import InputError, UnreachableError
from archcompat.model.report import Basis, Component, Provenance, Report, Verdict
from archcompat.model.target import Platform
from tests.make.elf import elf
from tests.make.image import Image, digest_of, layout_of, tar_of, write_folder
from tests.make.rootfs import rootfs, wheel_files
from tests.make.rulebooks import put_rule

BASE = "org.opencontainers.image.base."
NAME = "team/python:3.8"
SITE = "usr/local/lib/python3.8/site-packages/"
LAYERS = tuple(
    tar_of(dict(files))
    for files in (
        rootfs("x86_64", packages={"netbase-x": "6.4"}),
        {"usr/local/bin/tini": elf("x86_64", e_type=2)}
        | {SITE + path: data for path, data in wheel_files("numpy", "1.18.1", "x86_64").items()},
        {"opt/agent": elf("x86_64", e_type=2)},
    )
)
AMD, ARM = Platform.parse("linux/amd64"), Platform.parse("linux/arm64")
HISTORY = [
    {"created_by": "ADD rootfs.tar /"},
    {"created_by": 'CMD ["bash"]', "empty_layer": True},
    {"created_by": "RUN pip install numpy"},
    {"created_by": 'CMD ["python3"]', "empty_layer": True},
    {"created_by": "COPY agent /opt/"},
    {"created_by": 'CMD ["/opt/agent"]', "empty_layer": True},
]
BROUGHT = {"numpy", "tini", "libc6", "netbase-x"}


class Registries:
    """Offers the base, for some platforms, and the layers of its build for amd64."""

    def __init__(self, *platforms: Platform, layers: tuple[bytes, ...] = LAYERS[:2]) -> None:
        self.offered = platforms
        self.stored = tuple(digest_of(one) for one in layers)
        self.asked: list[str] = []

    def platforms(self, reference: str) -> tuple[Platform, ...] | None:
        return self.offered if reference.startswith(NAME) else None

    def layers(self, reference: str, platform: Platform) -> tuple[str, ...] | None:
        self.asked.append(reference)
        if not self.offered:
            raise UnreachableError("it is down")
        return self.stored if reference.startswith(NAME) and platform == AMD else None

    def nearest(self, reference: str, platform: Platform) -> str:
        return "3.11" if reference.startswith(NAME) else ""


@pytest.fixture
def scanned(tmp_path: Path) -> Callable[..., Report]:
    """Scans an image of three layers, two of which are its base's."""

    def scanned(
        registries: Registries | None = None,
        *,
        base: str = "",
        history: bool = False,
        **labels: str,
    ) -> Report:
        config: dict[str, object] = {
            "config": {"Labels": {BASE + key: value for key, value in labels.items()}}
        }
        if history:
            config["history"] = HISTORY
        image = Image(LAYERS, tags=("app:1",), config=config)
        app = write_folder(tmp_path / "app", layout_of(image))
        write_folder(tmp_path / "base", layout_of(Image(LAYERS[:2], tags=(NAME,))))
        write_folder(tmp_path / "other", layout_of(Image(LAYERS[1:], tags=("other:1",))))
        (tmp_path / "Dockerfile").write_text(f"FROM {NAME} AS base\nFROM base\nCOPY agent /opt/\n")
        (tmp_path / "Dockerfile-prod").write_text(f"FROM {NAME}\n")
        (tmp_path / "Dockerfile.own").write_text("FROM scratch\n")
        put_rule(tmp_path / "rules", "pkg:docker/team/python", supported=">=3.8")
        indexes = Indexes(registries=registries)
        base = base.replace("TMP", str(tmp_path))
        return analyze(str(app), Options(rules=(tmp_path / "rules",), base=base, indexes=indexes))

    return scanned


def from_base(report: Report) -> set[str]:
    """The names of what the finding about the base speaks of."""
    names = {one.id: one.name for one in report.components}
    return {
        names[member]
        for finding in report.findings
        if finding.id.startswith("base-image/")
        for member in finding.members
    }


def component(report: Report, name: str) -> Component:
    return next(one for one in report.components if one.name == name)


@pytest.mark.parametrize(
    ("base", "labels", "history"),
    [
        pytest.param("2", {"name": NAME}, False, id="a-number"),
        pytest.param("TMP/base", {}, False, id="an-image"),
        pytest.param("", {"name": NAME}, True, id="the-history"),
        pytest.param("TMP/Dockerfile", {}, True, id="a-Dockerfile"),
        pytest.param("TMP/Dockerfile-prod", {}, True, id="another-Dockerfile"),
    ],
)
def test_offline(
    scanned: Callable[..., Report], base: str, labels: dict[str, str], history: bool
) -> None:
    """A rule knows that the base is offered: what comes with it is one thing, and no work."""
    report = scanned(base=base, history=history, **labels)
    assert from_base(report) == BROUGHT
    found = component(report, "tini")
    assert (found.verdict, found.provenance) == (Verdict.REINSTALL, Provenance.BASE_IMAGE)
    assert found.basis is (Basis.GUESSED if history else Basis.RULE)
    assert component(report, "agent").verdict is Verdict.REBUILD
    assert component(report, "agent").provenance is Provenance.UNOWNED
    work = [one.component for one in report.findings if one.verdict.rank > Verdict.REINSTALL.rank]
    assert work == ["file:opt/agent"]


@pytest.mark.parametrize(
    ("labels", "asked"),
    [
        pytest.param({"name": NAME}, [NAME], id="name"),
        pytest.param({"name": NAME, "digest": "sha256:" + "1" * 64}, [NAME + "@sha256:" + "1" * 64],
                     id="digest"),
    ],
)  # fmt: skip
def test_the_registry_knows_the_layers(
    scanned: Callable[..., Report], labels: dict[str, str], asked: list[str]
) -> None:
    """By the name or the digest in the labels; that it is offered is published then."""
    registries = Registries(AMD, ARM)
    report = scanned(registries, **labels)
    assert registries.asked == asked
    assert from_base(report) == BROUGHT
    assert component(report, "numpy").basis is Basis.PUBLISHED
    assert component(report, NAME.partition(":")[0]).verdict is Verdict.READY


def test_a_base_that_is_not_offered(scanned: Callable[..., Report]) -> None:
    """The base is the work, with the tag to take; what comes with it is not told besides."""
    report = scanned(Registries(AMD), name=NAME)
    assert from_base(report) == BROUGHT
    found = component(report, "team/python")
    assert (found.verdict, found.basis) == (Verdict.UPGRADE, Basis.PUBLISHED)
    (finding,) = [one for one in report.findings if one.component == found.id]
    assert finding.remediation is not None
    assert finding.remediation.to_version == "3.11"


@pytest.mark.parametrize(
    "registries",
    [
        pytest.param(Registries(), id="silent"),
        pytest.param(Registries(AMD, ARM, layers=LAYERS[1:]), id="other-layers"),
        pytest.param(None, id="not-asked"),
    ],
)
def test_nobody_knows_the_layers(
    scanned: Callable[..., Report], registries: Registries | None
) -> None:
    """A label alone says nothing of which layers are the base's: each thing is judged by itself."""
    report = scanned(registries, name=NAME)
    assert from_base(report) == set()
    assert component(report, "numpy").verdict is not Verdict.REINSTALL


@pytest.mark.parametrize(
    ("base", "says"),
    [
        pytest.param("3", "app:1 has 3 layers, base and all", id="all-of-them"),
        pytest.param("0", "app:1 has 3 layers, base and all", id="none"),
        pytest.param("TMP/other", "app:1 is not built on it, layer by layer", id="another-image"),
        pytest.param("TMP/Dockerfile.own", "does not say which image it builds on", id="scratch"),
        pytest.param("TMP/Dockerfile.gone", "cannot be read: No such file", id="no-dockerfile"),
        pytest.param("TMP/gone", "there is no such file", id="no-image"),
    ],
)
def test_what_is_no_base_of_it(scanned: Callable[..., Report], base: str, says: str) -> None:
    """One sentence says what is wrong."""
    with pytest.raises(InputError, match=says):
        scanned(base=base)
