"""Times a scan against what no scan of the same things can do without, in pairs.

python benchmarks/floor.py build/real/amd64/oci:app [--pairs 5] [--check]
python benchmarks/floor.py --jars FOLDER [--pairs 5] [--check]

An image's layers are decompressed and nothing else; of JARs each member's first bytes are read.
"""

import argparse
import contextlib
import dataclasses
import io
import json
import os
import pathlib
import shlex
import statistics
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, Protocol, cast

from isal import igzip

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# What the project promises; --check holds it to them.
MOST_RATIO = 2.0
MOST_RATIO_OF_JARS = 3.0
MOST_MEGABYTES = 400.0

TAG = "org.opencontainers.image.ref.name"
SCAN = "{python} -m archcompat scan {image} --offline --jobs 1 -f json -o {report}"
CHUNK = 1 << 20
Opener = Callable[[str], io.BufferedReader]


class Stream(Protocol):
    """What is read here of any decompressing file."""

    def readinto(self, buffer: bytearray, /) -> int | None:
        """Fill ``buffer`` as far as one step goes; 0 at the end."""


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """One finished process: its exit status, wall seconds and peak memory."""

    status: int
    seconds: float
    megabytes: float


def run(command: list[str]) -> Run:
    """Run ``command`` with an empty cache, its output thrown away, and measure it."""
    with tempfile.TemporaryDirectory() as cache, pathlib.Path(os.devnull).open("wb") as null:
        output = [(os.POSIX_SPAWN_DUP2, null.fileno(), 1)]
        begun = time.perf_counter()
        child = os.posix_spawnp(command[0], command, environment(cache), file_actions=output)
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - begun
    return Run(os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss / 1024)


def environment(cache: str) -> dict[str, str]:
    """The own one, but with an empty cache, and with bytecode as an installed tool has it."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "XDG_CACHE_HOME": cache}


def decompress(image: str) -> None:
    """Decompress every layer of ``image`` on this thread and drop the bytes."""
    buffer = bytearray(CHUNK)
    with blobs(image) as (opener, tag):
        for name in layers(opener, tag):
            with opener(name) as blob:
                stream = plain(blob)
                while stream.readinto(buffer):
                    pass


def heads(folder: str) -> None:
    """Read twenty bytes of each member of each JAR in ``folder``: enough for an ELF's machine."""
    for jar in sorted(pathlib.Path(folder).glob("*.jar")):
        with zipfile.ZipFile(jar) as archive:
            for member in archive.infolist():
                with archive.open(member) as content:
                    content.read(20)


@contextlib.contextmanager
def blobs(image: str) -> Iterator[tuple[Opener, str]]:
    """Open what holds the image's files, a folder or a tar; yield the opener and the tag asked."""
    place, tag = image, ""
    if not pathlib.Path(place).exists():
        place, _, tag = image.rpartition(":")
    path = pathlib.Path(place)
    if path.is_dir():
        yield (lambda name: (path / name).open("rb")), tag
        return
    with tarfile.open(path, "r:") as tar:
        members = {member.name: member for member in tar}

        def open_member(name: str) -> io.BufferedReader:
            return cast("io.BufferedReader", tar.extractfile(members[name]))

        yield open_member, tag


def layers(opener: Opener, tag: str) -> Iterator[str]:
    """Yield the file name of each layer of the one image there is, or of the one tagged ``tag``."""
    try:
        index = document(opener, "manifest.json")
    except (FileNotFoundError, KeyError):
        index = document(opener, "index.json")
    else:
        yield from index[0]["Layers"]
        return
    while "layers" not in index:
        found = index["manifests"]
        if tag:
            found = [each for each in found if each.get("annotations", {}).get(TAG) == tag]
        if len(found) != 1:
            raise SystemExit(f"floor: {len(found)} images, one is wanted: DIR:TAG")
        # Only the outermost index has tags.
        tag = ""
        index = document(opener, blob_name(found[0]))
    for layer in index["layers"]:
        yield blob_name(layer)


def document(opener: Opener, name: str) -> Any:
    """The JSON file ``name``."""
    with opener(name) as file:
        return json.load(file)


def blob_name(descriptor: dict[str, str]) -> str:
    """Where a layout keeps what ``descriptor`` describes."""
    return "blobs/" + descriptor["digest"].replace(":", "/")


def plain(blob: io.BufferedReader) -> Stream:
    """``blob`` decompressed by what its first bytes say."""
    head = blob.read(4)
    blob.seek(0)
    if head[:2] == b"\x1f\x8b":
        gunzip: Callable[..., Stream] = igzip.IGzipFile
        return gunzip(fileobj=blob, mode="rb")
    if head == b"\x28\xb5\x2f\xfd":
        return zstd.open(blob, "rb")
    return blob


def main() -> int:
    """Measure the pairs asked for on the command line and print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "image", help="OCI layout (DIR or DIR:TAG), docker-archive tar, JARs' folder"
    )
    parser.add_argument("--jars", action="store_true", help="it is a folder of JARs")
    parser.add_argument("--pairs", type=int, default=5, help="default: 5")
    parser.add_argument("--command", default=SCAN, help="what is timed; default: %(default)s")
    parser.add_argument(
        "--check",
        action="store_true",
        help=f"exit 1 above a ratio of {MOST_RATIO} ({MOST_RATIO_OF_JARS} for JARs)"
        f" or {MOST_MEGABYTES:.0f} MB",
    )
    parser.add_argument("--floor", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.floor:
        (heads if args.jars else decompress)(args.image)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return measure(args, pathlib.Path(folder, "report"))


def measure(args: argparse.Namespace, report: pathlib.Path) -> int:
    """Run the pairs, the scan writing ``report``, and return the exit status."""
    values = {"python": sys.executable, "image": args.image, "report": str(report)}
    scan = [word.format(**values) for word in shlex.split(args.command)]
    floor = [sys.executable, __file__, args.image, "--floor", *(["--jars"] if args.jars else [])]

    run(floor)  # not counted: it brings what is read into the page cache
    run(scan)  # nor this: it compiles the program to bytecode, as installing it does
    floors: list[float] = []
    scans: list[Run] = []
    for number in range(1, args.pairs + 1):
        report.unlink(missing_ok=True)
        below, above = run(floor), run(scan)
        # 1 and 3 are verdicts on the image, but Python too ends with 1, and then without a report.
        reported = "{report}" not in args.command or report.exists()
        if below.status or above.status not in {0, 1, 3} or not reported:
            print(f"floor: exit status {below.status} and {above.status}", file=sys.stderr)
            return 2
        floors.append(below.seconds)
        scans.append(above)
        print(
            f"pair {number}: floor {below.seconds:.2f} s, scan {above.seconds:.2f} s,"
            f" ratio {above.seconds / below.seconds:.2f}, peak {above.megabytes:.0f} MB",
            flush=True,
        )
    seconds = [each.seconds for each in scans]
    ratio = statistics.median(seconds) / statistics.median(floors)
    least = min(above / below for above, below in zip(seconds, floors, strict=True))
    peak = max(each.megabytes for each in scans)
    print(f"ratio of medians {ratio:.2f}, least ratio {least:.2f}, peak {peak:.0f} MB")
    most = MOST_RATIO_OF_JARS if args.jars else MOST_RATIO
    return int(args.check and (ratio > most or peak >= MOST_MEGABYTES))


if __name__ == "__main__":
    sys.exit(main())
