"""Lists every ELF file of an image with other tools than archcompat's: umoci, zipfile and readelf.

    python samples/real/oracle.py build/real/amd64/oci:app > amd64.jsonl

One JSON object a line, sorted by path: path, machine, elf_class, soname, needed, max_glibc. A path
inside archives is joined with ``!/``. Symlinks are not followed; each name of a hardlink counts.
"""

import argparse
import collections
import gzip
import io
import itertools
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

# readelf's words for a machine and what `uname -m` calls it; i386 and arm stand for families.
MACHINES = {
    "Advanced Micro Devices X86-64": "x86_64",
    "AArch64": "aarch64",
    "Intel 80386": "i386",
    "ARM": "arm",
    "PowerPC": "ppc",
    "IBM S/390": "s390x",
    "RISC-V": "riscv64",
    "LoongArch": "loongarch64",
    "MIPS R3000": "mips",
    "Sparc": "sparc",
    "Sparc v8+": "sparc",
    "Sparc v9": "sparc64",
    "Intel IA-64": "ia64",
    "Linux BPF": "bpf",
}
# Where one machine number serves two widths, and the name depends on the class.
BY_CLASS = {
    ("IBM S/390", 32): "s390",
    ("RISC-V", 32): "riscv32",
    ("MIPS R3000", 64): "mips64",
}
BATCH = 400
GLIBC = re.compile(r"Name: GLIBC_(\d+(?:\.\d+)*)\b")
DYNAMIC = re.compile(r"\((NEEDED|SONAME)\)[^\[]*\[(.*)\]$")


def natives(root: pathlib.Path, spool: pathlib.Path) -> Iterator[tuple[str, pathlib.Path]]:
    """Each ELF file under ``root``: its place, and a file that holds its bytes."""
    numbers = itertools.count()
    for folder, _, names in os.walk(root):
        for name in names:
            path = pathlib.Path(folder, name)
            if not stat.S_ISREG(path.lstat().st_mode):
                continue
            place = str(path.relative_to(root))
            with path.open("rb") as file:
                head = file.read(4)
            if head == b"\x7fELF":
                yield place, path
            elif zipfile.is_zipfile(path):
                for inner, data in members(zipfile.ZipFile(path), place):
                    held = spool / str(next(numbers))
                    held.write_bytes(data)
                    yield inner, held


def members(archive: zipfile.ZipFile, place: str) -> Iterator[tuple[str, bytes]]:
    """Each ELF file in ``archive``, in the archives inside it, and in compressed members."""
    with archive:
        for info in archive.infolist():
            inner = f"{place}!/{info.filename}"
            try:
                data = inflated(archive.read(info))
            except (RuntimeError, NotImplementedError, zipfile.BadZipFile, OSError) as error:
                print(f"{inner}: {error}", file=sys.stderr)
                continue
            if data[:4] == b"\x7fELF":
                yield inner, data
            elif data[:2] in (b"PK", b"JM", b"#!") and zipfile.is_zipfile(io.BytesIO(data)):
                yield from members(zipfile.ZipFile(io.BytesIO(data)), inner)


def inflated(data: bytes) -> bytes:
    """``data`` without the gzip or zstd around it, if there is one."""
    if data[:3] == b"\x1f\x8b\x08":
        return gzip.decompress(data)
    if data[:4] == b"\x28\xb5\x2f\xfd":
        return subprocess.run(["zstd", "-dc"], input=data, capture_output=True, check=True).stdout
    return data


def readelf(files: Iterable[pathlib.Path]) -> Iterator[dict[str, Any]]:
    """What readelf says of each file, in order; a few hundred files a call."""
    with tempfile.TemporaryDirectory() as links:
        # Plain numbers for names: what is printed can then not be mistaken for a path.
        names = []
        for number, file in enumerate(files):
            name = pathlib.Path(links, str(number))
            name.symlink_to(file)
            names.append(str(name))
        for start in range(0, len(names), BATCH):
            batch = names[start : start + BATCH]
            said = subprocess.run(
                # The null device makes a batch of one print its "File:" line too.
                ["readelf", "-hdVW", *batch, os.devnull],
                env={**os.environ, "LC_ALL": "C"},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                check=False,
            ).stdout.decode("utf-8", "surrogateescape")
            parts = re.split(r"^File: (.*)$", said, flags=re.MULTILINE)[1:]
            by_name = dict(zip(parts[::2], parts[1::2], strict=True))
            yield from (parsed(by_name[name]) for name in batch)


def parsed(text: str) -> dict[str, Any]:
    """One file's part of readelf's output as values."""
    header = dict(re.findall(r"^  (Class|Data|Machine): +(.*)$", text, re.MULTILINE))
    width = 64 if header["Class"] == "ELF64" else 32
    said = header["Machine"]
    machine = BY_CLASS.get((said, width)) or MACHINES.get(said, said)
    if said == "PowerPC64":
        machine = "ppc64le" if "little" in header["Data"] else "ppc64"
    dynamic: dict[str, list[str]] = collections.defaultdict(list)
    for line in text.splitlines():
        if found := DYNAMIC.search(line):
            dynamic[found[1]].append(found[2])
    # Version needs only: the definitions of glibc's own libraries are no demand.
    _, _, needs = text.partition("Version needs section")
    versions = [tuple(map(int, found.split("."))) for found in GLIBC.findall(needs)]
    return {
        "machine": machine,
        "elf_class": width,
        "soname": next(iter(dynamic["SONAME"]), None),
        "needed": dynamic["NEEDED"],
        "max_glibc": ".".join(map(str, max(versions))) if versions else None,
    }


def main() -> int:
    """Unpack the image named on the command line and print its inventory."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("image", help="an OCI layout and a tag, DIR:TAG")
    image = parser.parse_args().image
    with tempfile.TemporaryDirectory() as temporary:
        bundle = pathlib.Path(temporary, "bundle")
        spool = pathlib.Path(temporary, "spool")
        spool.mkdir()
        rootless = [] if os.geteuid() == 0 else ["--rootless"]
        subprocess.run(["umoci", "unpack", *rootless, "--image", image, str(bundle)], check=True)
        found = sorted(natives(bundle / "rootfs", spool))
        facts = readelf(file for _, file in found)
        for (place, _), fact in zip(found, facts, strict=True):
            print(json.dumps({"path": place, **fact}))
        # A rootless unpack may leave folders that cannot be entered.
        shutil.rmtree(bundle, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
