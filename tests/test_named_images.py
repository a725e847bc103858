"""From an image archive to what is said of its name and its base."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from archcompat.analysis import Options, analyze
from archcompat.model.report import Finding, Impact, Provenance, Report, Verdict
from archcompat.render.page import Page
from archcompat.render.text import render
from samples.build import debian, native
from tests.make.image import (
    Files,
    Image,
    docker_legacy,
    hybrid,
    layout_of,
    tar_of,
    write_tar,
)
from tests.make.rulebooks import put_rule
from tests.need import need, run
from tests.test_real_images import image as real_image

BASE = "org.opencontainers.image.base.name"


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """A rule that knows two images: one for arm64 from 3.2 on, one from 1.12 on."""
    put_rule(tmp_path / "rules", "pkg:docker/store", supported=">=3.2")
    put_rule(tmp_path / "rules", "pkg:docker/team/web", supported=">=1.12")
    return Options(rules=(tmp_path / "rules",))


def made(tag: str, base: str = "", machine: str = "x86_64") -> Image:
    """An image of an application on Debian."""
    layers = (debian() if machine == "x86_64" else {}, {"opt/tool": native(machine)})
    return Image(
        tuple(tar_of(dict(files)) for files in layers),
        architecture={"x86_64": "amd64", "aarch64": "arm64"}[machine],
        tags=(tag,),
        config={"config": {"Labels": {BASE: base}}},
    )


def said(report: Report) -> dict[str, Verdict]:
    """The images that a report speaks of."""
    return {
        one.id: one.verdict
        for one in report.components
        if one.ecosystem == "docker" and one.provenance is Provenance.BASE_IMAGE
    }


@pytest.mark.parametrize("form", [docker_legacy, hybrid, layout_of])
@pytest.mark.parametrize(
    ("tag", "base", "images"),
    [
        pytest.param("store:3.0", "", {"pkg:docker/store@3.0": Verdict.UPGRADE}, id="old-name"),
        pytest.param("store:3.2", "", {"pkg:docker/store@3.2": Verdict.REINSTALL}, id="new-name"),
        pytest.param(
            "orders:1", "team/web:1.9", {"pkg:docker/team/web@1.9": Verdict.UPGRADE}, id="old-base"
        ),
        pytest.param(
            "store:3.0",
            "team/web:1.12",
            {
                "pkg:docker/store@3.0": Verdict.UPGRADE,
                "pkg:docker/team/web@1.12": Verdict.REINSTALL,
            },
            id="old-name-new-base",
        ),
        pytest.param("orders:1", "web:1.9", {}, id="neither-has-a-rule"),
    ],
)
def test_every_form_of_archive(
    form: Callable[..., Files],
    tag: str,
    base: str,
    images: dict[str, Verdict],
    *,
    options: Options,
    tmp_path: Path,
) -> None:
    """The name and the base are components; what is in the image is judged as without them."""
    report = analyze(str(write_tar(tmp_path / "a.tar", form(made(tag, base)))), options)
    plain = analyze(str(write_tar(tmp_path / "b.tar", form(made("orders:1")))), options)

    assert said(report) == images
    rest = [one for one in report.components if one.id not in images]
    assert rest == list(plain.components)
    assert [one.id for one in report.components] == sorted(one.id for one in report.components)
    found = [one for one in report.findings if one.component not in images]
    # The commands that build it name it.
    assert [without_commands(one) for one in found] == list(map(without_commands, plain.findings))


def without_commands(finding: Finding) -> Finding:
    remedy = finding.remediation
    if remedy is None:
        return finding
    return msgspec.structs.replace(
        finding, remediation=msgspec.structs.replace(remedy, commands=())
    )


def test_the_targets_own_image(options: Options, tmp_path: Path) -> None:
    """Whatever it is called and built on: the files in it are the target's."""
    path = write_tar(tmp_path / "a.tar", layout_of(made("store:3.0", "team/web:1.9", "aarch64")))
    report = analyze(str(path), options)
    assert (report.verdict, said(report)) == (Verdict.READY, {})


def test_a_known_issue_of_the_targets_own_image(tmp_path: Path) -> None:
    """What goes wrong there all the same is a finding, and the image is not ready."""
    issue = '[[known_issue]]\nrange = "<3.2"\nwhat = "It loses data."\n'
    put_rule(tmp_path / "rules", "pkg:docker/store", issue, supported="*")
    path = write_tar(tmp_path / "a.tar", layout_of(made("store:3.0", machine="aarch64")))
    report = analyze(str(path), Options(rules=(tmp_path / "rules",)))
    (finding,) = report.findings
    assert (report.verdict, finding.impact) == (Verdict.UPGRADE, Impact.FAILS)
    assert finding.message.endswith("It loses data.")
    assert finding.remediation is not None
    assert finding.remediation.to_version == "3.2"


def test_skopeo_stores_it(options: Options, tmp_path: Path) -> None:
    """The same said of an archive that skopeo wrote under another registry's name."""
    need("skopeo")
    first = write_tar(tmp_path / "a.tar", layout_of(made("orders:1", "team/web:1.9")))
    second = f"docker-archive:{tmp_path / 'b.tar'}:docker.io/library/store:3.0"
    run("skopeo", "--insecure-policy", "copy", "-q", f"oci-archive:{first}:orders:1", second)
    report = analyze(str(tmp_path / "b.tar"), options)
    assert said(report) == {
        "pkg:docker/store@3.0": Verdict.UPGRADE,
        "pkg:docker/team/web@1.9": Verdict.UPGRADE,
    }


def test_table(options: Options, tmp_path: Path) -> None:
    """It stands under a heading of its own, and is the first thing to do."""
    path = write_tar(tmp_path / "a.tar", layout_of(made("store:3.0", "team/web:1.12")))
    lines = render([analyze(str(path), options)], Page()).splitlines()

    first = lines.index("Do this first")
    assert lines[first + 1] == "  1. Upgrade image store:3.0 to 3.2"
    heading = lines.index("  the image itself and its base")
    told = " ".join(lines[heading + 1].split())
    assert told.startswith("image store:3.0 upgrade fails rule to 3.2")
    web = next(line for line in lines[heading:] if "team/web" in line)
    assert " ".join(web.split()).startswith("image team/web:1.12 reinstall none rule ")


@pytest.mark.real
@pytest.mark.parametrize(
    ("machine", "verdict"), [("amd64", Verdict.UPGRADE), ("arm64", None)], ids=["amd64", "arm64"]
)
def test_real_image_under_a_name(
    machine: str, verdict: Verdict | None, options: Options, tmp_path: Path
) -> None:
    """A real image that skopeo stores under a name and umoci labels: only amd64's is spoken of."""
    need("skopeo")
    need("umoci")
    place = f"{tmp_path / 'oci'}:store:3.0"
    run(
        "skopeo",
        "--insecure-policy",
        "copy",
        "-q",
        f"oci:{real_image(machine)}:app",
        f"oci:{place}",
    )
    run("umoci", "config", "--image", place, f"--config.label={BASE}=team/web:1.9")
    report = analyze(str(tmp_path / "oci"), options)
    wanted = ("pkg:docker/store@3.0", "pkg:docker/team/web@1.9") if verdict else ()
    assert said(report) == dict.fromkeys(wanted, verdict)
    assert len(report.components) > 400
