"""Told to end in the middle of a scan: at once, with the shell's code, leaving nothing behind."""

import contextlib
import gzip
import hashlib
import json
import os
import pty
import signal
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import command, environment
from tests.make.image import CONFIG, LAYER, MANIFEST, Files, blob, layout
from tests.make.webserver import Reply, Site
from tests.need import need_path

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "build/real/amd64/oci"

SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])


@pytest.fixture(autouse=True)
def _not_in_the_background() -> Iterator[None]:
    """Children end when told to, though nohup ignores SIGHUP, and a script's `&` SIGINT."""
    ignored = [
        one for one in (signal.SIGHUP, signal.SIGINT) if signal.getsignal(one) is signal.SIG_IGN
    ]
    for one in ignored:
        signal.signal(one, signal.SIG_DFL)
    yield
    for one in ignored:
        signal.signal(one, signal.SIG_IGN)


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An image of two layers that take minutes to read, in a few megabytes.

    Each is a tar of one file, the zeros of which are members of gzip, 64 MiB each, one after the
    other (RFC 1952, section 2.2).
    """
    folder = tmp_path_factory.mktemp("endless")
    zeros = gzip.compress(bytes(1 << 26), mtime=0)
    files: Files = {}
    layers = []
    for number in range(2):
        info = tarfile.TarInfo(f"big{number}")
        info.size = 1 << 36
        head = gzip.compress(info.tobuf(tarfile.GNU_FORMAT), mtime=0)
        layers.append(blob(files, head + zeros * 100, f"{LAYER}+gzip"))
    diff_ids = [f"sha256:{hashlib.sha256(bytes([number])).hexdigest()}" for number in range(2)]
    config = {
        "architecture": "amd64",
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    document = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": blob(files, json.dumps(config).encode(), CONFIG),
        "layers": layers,
    }
    made = layout(files, [blob(files, json.dumps(document).encode(), MANIFEST)])
    for name, data in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        assert isinstance(data, bytes)
        (folder / name).write_bytes(data)
    return folder


class _Scan:
    """A scan in a terminal and a session of its own, with its own folder for temporary files."""

    def __init__(self, folder: Path, *args: str | Path, **more: str) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self._sent: list[bytes] = []
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            command("scan", *args),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(TERM="xterm", COLUMNS="100", TMPDIR=str(self.temporary), **more),
            cwd=folder,
            start_new_session=True,
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @property
    def sent(self) -> str:
        return b"".join(self._sent).decode()

    def until(self, text: str) -> None:
        """Wait until the terminal was sent a text."""
        while text not in self.sent:
            assert self.process.poll() is None, self.sent
            time.sleep(0.02)

    def end(self, number: int) -> int:
        """Send a signal to all its processes, as a terminal does; gives the exit code."""
        os.killpg(self.process.pid, number)
        code = self.process.wait()
        while self.processes():  # helpers end by themselves when nobody asks them any more
            time.sleep(0.02)
        self._reader.join()
        os.close(self._master)
        return code

    def processes(self) -> list[str]:
        """All that is left of the session."""
        left = []
        for path in Path("/proc").glob("[0-9]*/stat"):  # proc_pid_stat(5)
            with contextlib.suppress(OSError):  # it ended meanwhile
                state, _, _, session, *_ = path.read_text("utf-8").rpartition(")")[2].split()
                if int(session) == self.process.pid and state != "Z":
                    left.append(path.parent.name)
        return left

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._master, 65536)
            except OSError:
                return
            if not piece:
                return
            self._sent.append(piece)


def _ends_clean(scan: _Scan, number: int) -> None:
    assert scan.end(number) == 128 + number, scan.sent
    assert "Traceback" not in scan.sent
    assert "Error" not in scan.sent
    assert scan.sent.endswith("\x1b[2K")  # the bar is wiped, and nothing is said after it
    assert list(scan.temporary.iterdir()) == []


@SIGNALS
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_while_layers_are_read(endless: Path, tmp_path: Path, number: int, jobs: str) -> None:
    """The code is the signal's, the bar is gone, and no process or temporary file is left."""
    scan = _Scan(tmp_path, endless, "--jobs", jobs, "-o", "report.json")
    scan.until("0/2")
    if jobs == "1":
        scan.until("file")
    _ends_clean(scan, number)
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]


@SIGNALS
def test_while_an_index_is_silent(site: Site, tmp_path: Path, number: int) -> None:
    """Nobody waits for an answer that may take a minute."""
    answered = threading.Event()
    site.give("/simple/numpy/", Reply(before=answered.wait))
    (tmp_path / "requirements.txt").write_text("numpy==1.18.1\n")
    scan = _Scan(
        tmp_path,
        "requirements.txt",
        "--index-url",
        f"{site.base}/simple",
        "--cache-dir",
        "cache",
        ARCHCOMPAT_OFFLINE="off",
    )
    scan.until("asking")
    _ends_clean(scan, number)
    answered.set()
    assert list(tmp_path.rglob("*.partial")) == []


@pytest.mark.real
@SIGNALS
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_on_a_real_image(tmp_path: Path, number: int, jobs: str) -> None:
    """The same of an image as people have them."""
    need_path(REAL, "bash samples/real/build.sh")
    scan = _Scan(tmp_path, f"{REAL}:app", "--jobs", jobs)
    scan.until("0/4")
    _ends_clean(scan, number)
