"""Root file systems of real Debian files for two machines, made images by umoci."""

import json
import subprocess
from pathlib import Path

from tests.need import need, run

_KEPT = (
    "./usr/lib/os-release",
    "./var/lib/dpkg/status",
    "./var/lib/dpkg/info/libc6*.list",
    "./var/lib/dpkg/info/dash.list",
    "./var/lib/dpkg/info/coreutils.list",
    "./usr/bin/dash",
    "./usr/bin/sh",
    "./usr/bin/cat",
    "./usr/lib/*-linux-gnu/libc.so.6",
    "./usr/lib/*-linux-gnu/ld-linux*",
    "./usr/lib64/ld-linux*",
    "./bin",
    "./lib",
    "./lib64",
)
"""Of the real images' lowest layer: a shell, one more program, the C library, and who owns them."""


def real_root(oci: Path, folder: Path) -> Path:
    """A few files of the lowest layer of a real image, with dpkg's whole database."""
    (listed,) = json.loads((oci / "index.json").read_text())["manifests"]
    manifest = json.loads(_blob(oci, listed["digest"]).read_text())
    layer = _blob(oci, manifest["layers"][0]["digest"])
    folder.mkdir()
    # tar fails for a pattern that matches nothing: an arm64 Debian has no /lib64.
    subprocess.run(
        ["tar", "-xzf", layer, "-C", folder, "--wildcards", *_KEPT],
        check=False,
        stderr=subprocess.DEVNULL,
    )
    assert (folder / "usr/bin/dash").exists()
    return folder


def umoci_image(layout: Path, root: Path, architecture: str) -> Path:
    """An OCI layout with one image, ``x``, of a root file system; it starts a shell."""
    need("umoci")
    image = f"{layout}:x"
    run("umoci", "init", "--layout", str(layout))
    run("umoci", "new", "--image", image)
    run("umoci", "insert", "--image", image, str(root), "/")
    run(
        *("umoci", "config", "--image", image),
        *("--architecture", architecture, "--config.entrypoint", "/bin/sh"),
    )
    return layout


def unpacked_machines(layout: Path, folder: Path) -> dict[str, str]:
    """The machine of each ELF file of an image, as ``file`` names it after ``umoci unpack``."""
    need("file")
    run("umoci", "unpack", "--image", f"{layout}:x", str(folder))
    root = folder / "rootfs"
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
    told = run("file", "--brief", *map(str, files)).splitlines()
    return {
        str(path.relative_to(root)): "x86_64" if "x86-64" in line else "aarch64"
        for path, line in zip(files, told, strict=True)
        if line.startswith("ELF")
    }


def _blob(oci: Path, digest: str) -> Path:
    return oci / "blobs" / digest.replace(":", "/")
