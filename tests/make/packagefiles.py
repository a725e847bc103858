"""Packages as files, by the tools that make them: dpkg-deb, rpmbuild and ar."""

import subprocess
from pathlib import Path

from tests.need import need

_SPEC = """\
Name: agent
Version: 1.2
Release: 3
Epoch: 4
Summary: s
License: l
%global _binary_payload {payload}
%global __os_install_post %{{nil}}
%global debug_package %{{nil}}
%global _build_id_links none
AutoReqProv: no
%description
d
%install
mkdir -p %{{buildroot}}
cp -a {tree}/. %{{buildroot}}
%files
/*
"""


def tree(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder with these files in it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def deb(folder: Path, files: dict[str, bytes], *options: str) -> Path:
    """``agent 1.2-3`` for amd64, built by dpkg-deb; ``options`` say how it compresses."""
    need("dpkg-deb")
    root = tree(folder / "deb", files)
    control = root / "DEBIAN/control"
    control.parent.mkdir()
    control.write_text(
        "Package: agent\nVersion: 1.2-3\nArchitecture: amd64\nMaintainer: m <m@m.m>\n"
        "Description: d\n"
    )
    made = folder / "agent.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", *options, "--build", root, made],
        check=True,
        capture_output=True,
    )
    return made


def rpm(folder: Path, files: dict[str, bytes], payload: str) -> Path:
    """``agent 4:1.2-3`` for x86_64, built by rpmbuild; ``payload`` is its ``_binary_payload``."""
    need("rpmbuild")
    spec = folder / "x.spec"
    spec.write_text(_SPEC.format(payload=payload, tree=tree(folder / "rpm", files)))
    subprocess.run(
        [
            *("rpmbuild", "-bb", "--quiet", "--target", "x86_64-linux"),
            *("--define", f"_topdir {folder}", spec),
        ],
        check=True,
        capture_output=True,
    )
    (made,) = (folder / "RPMS").rglob("*.rpm")
    return made


def static(folder: Path, files: dict[str, bytes], options: str = "rcs") -> Path:
    """A static library of these object files, built by ar."""
    need("ar")
    tree(folder, files)
    subprocess.run(["ar", options, "libx.a", *files], check=True, capture_output=True, cwd=folder)
    return folder / "libx.a"
