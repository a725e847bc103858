"""Images of a container engine, asked for over its socket."""

import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from archcompat.errors import ArchcompatError, InputError
from archcompat.sources.opening import open_source
from archcompat.sources.remote import Remote
from tests.make.image import Image, docker_legacy, tar_of, write_tar
from tests.sources.reading import read_all


@pytest.fixture
def answers() -> dict[str, tuple[int, bytes]]:
    return {}


@pytest.fixture
def engine(answers: dict[str, tuple[int, bytes]], tmp_path: Path) -> Iterator[Path]:
    """A socket that answers as Docker's API does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.get(self.path, (404, b'{"message":"No such image"}'))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def address_string(self) -> str:
            return "socket"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    path = tmp_path / "docker.sock"
    with socketserver.ThreadingUnixStreamServer(str(path), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield path
        server.shutdown()
        thread.join()


def test_an_image_of_the_engine(
    engine: Path,
    answers: dict[str, tuple[int, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is read as what docker save writes, and nothing of it stays."""
    image = Image((tar_of({"app": b"x"}),), tags=("team/app:1",))
    saved = write_tar(tmp_path / "saved.tar", docker_legacy(image)).read_bytes()
    answers["/images/team/app:1/get"] = (200, saved)
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    with open_source("daemon:team/app:1", remote=Remote("x", sockets=(engine,))) as source:
        assert source.subject.name == "team/app:1"
        assert [one.files for one in read_all(source)] == [{"app": b"x"}]
    assert not list((tmp_path / "temp").iterdir())


@pytest.mark.parametrize(
    ("reference", "answer", "says"),
    [
        pytest.param("none:1", None, "has no such image", id="none"),
        pytest.param("a:1", (500, b'{"message":"disk full"}'), "answers 500: disk full", id="500"),
        pytest.param("a:1", (500, b"oops"), "answers 500$", id="no-message"),
        pytest.param("a:1", (200, b"oops"), "what the engine gives for a:1 is none", id="no-image"),
        pytest.param("a:1", (200, b""), "is none", id="nothing"),
        pytest.param("A//", None, "is no image reference", id="no-reference"),
    ],
)
def test_what_goes_wrong(
    engine: Path,
    answers: dict[str, tuple[int, bytes]],
    reference: str,
    answer: tuple[int, bytes] | None,
    says: str,
) -> None:
    """One sentence that names the image and the cause."""
    if answer is not None:
        answers[f"/images/{reference}/get"] = answer
    with pytest.raises(ArchcompatError, match=says):
        open_source(f"daemon:{reference}", remote=Remote("x", sockets=(engine,)))


def test_no_engine(tmp_path: Path) -> None:
    """Where it was looked for is said."""
    with pytest.raises(InputError, match=r"no container engine listens \(looked at .*none\.sock\)"):
        open_source("daemon:a", remote=Remote("x", sockets=(tmp_path / "none.sock",)))
