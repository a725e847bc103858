"""A whole scan of a root file system whose packages' repositories are on loopback."""

import json
from pathlib import Path
from typing import Any

import pytest

from archcompat.cli import main
from tests.make.elf import elf
from tests.make.packages import stanza, status
from tests.make.repositories import DEBIAN, deb, give_debian
from tests.make.webserver import Reply, Site

INSTALLED = {"bash": "5.2-1", "curl": "7.88-1", "libmfx1": "22-1", "agent": "9"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Debian with four packages, a 32-bit one, and a source that is limited to its machine."""
    made = {
        "etc/os-release": b"ID=debian\nVERSION_ID=12\nPRETTY_NAME=Debian\n",
        "etc/apt/sources.list": f"deb http://{DEBIAN} bookworm main\n".encode(),
        "etc/apt/sources.list.d/x.list": f"deb [arch=amd64] http://{DEBIAN} x x\n".encode(),
        "var/lib/dpkg/status": status(
            *(
                stanza(
                    Package=name, Status="install ok installed", Version=version, Architecture=arch
                )
                for arch, names in (("amd64", INSTALLED), ("i386", {"libc6": "2-1"}))
                for name, version in names.items()
            )
        ),
        "usr/bin/curl": elf("x86_64"),
        "var/lib/dpkg/info/curl.list": b"/usr/bin/curl\n",
    }
    folder = tmp_path / "root"
    for path, data in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def scanned(site: Site, root: Path, *options: str) -> dict[str, Any]:
    out = root.parent / "report.json"
    mirror = f"--package-mirror={DEBIAN}={site.base}/debian"
    old = f"--package-mirror=archive.debian.org/debian={site.base}/old"
    main(["scan", "--no-offline", "--no-cache", mirror, old, *options, "-o", str(out), str(root)])
    report: dict[str, Any] = json.loads(out.read_text())
    return report


LISTS = {
    "main/binary-arm64": [deb("bash", "5.2-1"), deb("curl", "7.88-2"), deb("libc6", "2-1")],
    "main/binary-amd64": [deb("libmfx1", "22-1", "amd64")],
}


def test_scan(site: Site, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each package is judged by the lists; what is alike is one finding with its counts."""
    give_debian(site, LISTS)
    give_debian(site, {"x/binary-arm64": [deb("agent", "9")]}, "x")
    report = scanned(site, root, "-o-")
    verdicts = {one["name"]: one["verdict"] for one in report["components"]}
    assert verdicts == {
        "bash": "reinstall",
        "curl": "reinstall",
        "libmfx1": "blocked",
        "agent": "rebuild",
        "libc6": "replace",
    }
    assert report["problems"] == []
    listed = "Listed for the target: 1 at the same version, 1 at another version, 1 not at all."
    (group,) = (one for one in report["findings"] if one["id"] == "os-packages/deb/debian")
    assert listed in group["message"]
    told = " ".join(capsys.readouterr().out.split())
    assert listed in told
    assert "1 package of i386, which nothing runs on linux/arm64" in told
    assert f"http://{DEBIAN} x x is limited to amd64" in told


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        pytest.param(Reply(404), "nothing is at", id="gone"),
        pytest.param(Reply(403), "refuses (403)", id="refused"),
        pytest.param(Reply(200, b"<html>"), "no Release file", id="a-web-page"),
    ],
)
def test_silence(site: Site, root: Path, reply: Reply, words: str) -> None:
    """A repository that does not answer is one warning, and the rules judge as they do offline."""
    give_debian(site, {"x/binary-arm64": []}, "x")
    site.give("/debian/dists/bookworm/Release", reply)
    report = scanned(site, root)
    (problem,) = report["problems"]
    assert problem["severity"] == "warning"
    assert words in problem["detail"]
    verdicts = {one["name"]: one["verdict"] for one in report["components"]}
    assert set(verdicts.values()) == {"reinstall", "blocked"}  # of i386 nobody needs to be asked


def test_offline(site: Site, root: Path) -> None:
    """Nothing is asked."""
    report = scanned(site, root, "--offline")
    assert site.asked == []
    assert report["problems"] == []
    basis = {one["name"]: one["basis"] for one in report["components"]}
    assert basis == dict.fromkeys(INSTALLED, "rule") | {"libc6": "declared"}
