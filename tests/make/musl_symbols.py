r"""Writes archcompat/formats/musl-symbols.txt: which symbols each release of musl gives a library.

    git clone https://git.musl-libc.org/git/musl
    python tests/make/musl_symbols.py musl [--cc aarch64-linux-gnu-gcc --target aarch64] > \
        archcompat/formats/musl-symbols.txt

Each release is built from its tag; its dynamic symbols are read, and from 1.2.4 on the names
ending in 64 that its loader still resolves for old programs (lfs64_list in ldso/dynlink.c).
"""

import argparse
import io
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

# Alpine: 3.12 has the first, 3.13 and 3.14 the second, 3.15 to 3.17 the third, 3.18 and 3.19 the
# fourth, 3.20 and later the last.
RELEASES = ("1.1.24", "1.2.2", "1.2.3", "1.2.4", "1.2.5")
_LFS64 = re.compile(r"lfs64_list\[\] =(.*?);", re.DOTALL)


def built(repository: Path, release: str, options: argparse.Namespace, folder: Path) -> Path:
    """Build one release in ``folder``; the library."""
    command = ["git", "-C", str(repository), "archive", f"v{release}"]
    source = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(source)) as tar:
        tar.extractall(folder, filter="data")
    configure = ["./configure", f"CC={options.cc}", "CFLAGS=-O0", "--disable-static"]
    if options.target:
        configure.append(f"--target={options.target}")
    for step in (configure, ["make", "-j2", "lib/libc.so"]):
        subprocess.run(step, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / "lib/libc.so"


def symbols(folder: Path) -> set[str]:
    """What a built release resolves."""
    with (folder / "lib/libc.so").open("rb") as stream:
        section = ELFFile(stream).get_section_by_name(".dynsym")
        if not isinstance(section, SymbolTableSection):
            raise SystemExit("musl_symbols: libc.so has no dynamic symbols")
        found = {
            symbol.name
            for symbol in section.iter_symbols()
            if symbol["st_shndx"] != "SHN_UNDEF" and symbol.name
        }
    loader = (folder / "ldso/dynlink.c").read_text("utf-8")
    for names in _LFS64.findall(loader):
        found.update(f"{name}64" for name in re.findall(r"\w+", re.sub(r'["\s]|\\0', " ", names)))
        found.add("readdir64_r")
    return found


def table(found: list[set[str]]) -> str:
    """The file: the releases, then each symbol, with the first and last release where not all."""
    lines = [
        "# Made by tests/make/musl_symbols.py from musl's source; do not edit.",
        " ".join(RELEASES),
    ]
    for name in sorted(set().union(*found)):
        having = [index for index, names in enumerate(found) if name in names]
        first, last = having[0], having[-1]
        span = (
            f"{RELEASES[first] if first else ''}-{RELEASES[last] if last + 1 < len(found) else ''}"
        )
        lines.append(name if span == "-" else f"{name} {span}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Build every release and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", type=Path, help="a clone of musl with its tags")
    parser.add_argument("--cc", default="gcc", help="default: %(default)s")
    parser.add_argument("--target", default="", help="what --cc compiles for, if not this machine")
    options = parser.parse_args()
    found = []
    for release in RELEASES:
        with tempfile.TemporaryDirectory() as folder:
            built(options.repository, release, options, Path(folder))
            found.append(symbols(Path(folder)))
        sys.stderr.write(f"{release}: {len(found[-1])} symbols\n")
    sys.stdout.write(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
