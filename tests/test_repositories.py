"""A whole scan of a root file system whose packages' repositories are on loopback."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from archcompat.cli import main
from tests.make.elf import elf
from tests.make.packages import apk_record, stanza, status
from tests.make.repositories import DEBIAN, deb, give_alpine, give_debian, give_rpm
from tests.make.rpm import header, sqlite
from tests.make.webserver import Reply, Site

MIRRORS = {
    DEBIAN: "debian",
    "deb.debian.org/debian-security": "debian",
    "archive.debian.org": "old",
    "dl-cdn.alpinelinux.org/alpine": "alpine",
    "repo.almalinux.org": "alma",
}
INSTALLED = {"bash": "5.2-1", "curl": "7.88-1", "libmfx1": "22-1", "agent": "9"}


def made(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A root file system."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Debian with four packages, a 32-bit one, and a source that is limited to its machine."""
    files = {
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
    return made(tmp_path / "root", files)


def scanned(site: Site, root: Path, *options: str) -> dict[str, Any]:
    out = root.parent / "report.json"
    mirrors = (f"--package-mirror={place}={site.base}/{path}" for place, path in MIRRORS.items())
    main(["scan", "--no-offline", "--no-cache", *mirrors, *options, "-o", str(out), str(root)])
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
    assert "1 package for i386, which does not run on linux/arm64" in told
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


APK = {
    "lib/apk/db/installed": "\n".join(
        apk_record(P=name, V=version, A="x86_64")
        for name, version in {"same": "1-r0", "newer": "1-r0", "gone": "1-r0"}.items()
    ).encode()
}
RPM = {
    "var/lib/rpm/rpmdb.sqlite": sqlite(
        [header(name, "1", "1.el9") for name in ("same", "newer", "gone")]
    )
}
DISTROLESS = {
    f"var/lib/dpkg/status.d/{name}": stanza(
        Package=name, Version="1-1", Architecture="amd64"
    ).encode()
    for name in ("same", "newer", "gone")
}
ALMA = b"[baseos]\nbaseurl=https://repo.almalinux.org/almalinux/$releasever/BaseOS/$basearch/os/\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "etc/os-release": b"ID=alpine\nVERSION_ID=3.18.4\n",
                "etc/apk/repositories": b"https://dl-cdn.alpinelinux.org/alpine/v3.18/main\n",
                **APK,
            },
            id="alpine",
        ),
        pytest.param({"etc/os-release": b"ID=alpine\nVERSION_ID=3.18.4\n", **APK}, id="apk-alone"),
        pytest.param(
            {
                "etc/os-release": b'ID="almalinux"\nVERSION_ID="9.3"\n',
                "etc/yum.repos.d/almalinux.repo": ALMA,
                **RPM,
            },
            id="almalinux",
        ),
        pytest.param(
            {"etc/os-release": b"ID=debian\nVERSION_ID=12\n", **DISTROLESS}, id="distroless"
        ),
    ],
)
def test_every_package_manager(site: Site, tmp_path: Path, files: dict[str, bytes]) -> None:
    """The same, another version or none, for each of them; with repositories named or not."""
    for arch in ("aarch64", "x86_64"):
        has = {"same": "1", "newer": "2"} | ({"gone": "1"} if arch == "x86_64" else {})
        records = [{"P": name, "V": f"{version}-r0", "A": arch} for name, version in has.items()]
        give_alpine(site, arch, *records)
        give_alpine(site, arch, folder="community")
        versions = {name: f"{version}-1.el9" for name, version in has.items()}
        give_rpm(site, f"/alma/almalinux/9/BaseOS/{arch}/os", arch, versions)
    for suite in ("bookworm", "bookworm-updates", "bookworm-security"):
        lists = {
            "main/binary-arm64": [deb("same", "1-1"), deb("newer", "2-1")],
            "main/binary-amd64": [deb("gone", "1-1", "amd64")],
        }
        give_debian(site, lists, suite)
    report = scanned(site, made(tmp_path / "root", files))
    assert report["problems"] == []
    verdicts = {one["name"]: (one["verdict"], one["basis"]) for one in report["components"]}
    assert verdicts == {
        "same": ("reinstall", "published"),
        "newer": ("reinstall", "published"),
        "gone": ("blocked", "published"),
    }
    listed = "Listed for the target: 1 at the same version, 1 at another version, 1 not at all."
    assert [listed in one["message"] for one in report["findings"] if one["members"]] == [True]
