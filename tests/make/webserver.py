"""An index on the loopback interface that answers what a test tells it to, well or badly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""
    port: int
    """Of the client: the same for all requests of one connection."""
    body: bytes = b""


@dataclass
class Reply:
    """One answer; ``length`` other than the body's makes it a broken one."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    before: Callable[[], object] | None = None
    """Called before the first byte is sent."""


Answerer = Callable[[Asked], Reply]


class Site:
    """Answers by path: a list is used up one by one, of which the last stays."""

    def __init__(self) -> None:
        self.base = ""
        self.asked: list[Asked] = []
        self._answers: dict[str, list[Reply | Answerer]] = {}
        self._lock = threading.Lock()

    def give(self, path: str, *replies: Reply | Answerer) -> str:
        """Answer a path so; gives its address."""
        self._answers[path] = list(replies)
        return self.base + path

    def give_file(self, path: str, data: bytes) -> str:
        """Serve a file with ranges (RFC 9110, section 14)."""

        def answer(asked: Asked) -> Reply:
            wanted = asked.headers.get("range", "").removeprefix("bytes=")
            if not wanted:
                return Reply(200, data)
            first, _, last = wanted.partition("-")
            start = int(first) if first else max(0, len(data) - int(last))
            end = min(int(last) + 1, len(data)) if first and last else len(data)
            said = f"bytes {start}-{end - 1}/{len(data)}"
            return Reply(206, data[start:end], {"Content-Range": said})

        return self.give(path, answer)

    def reply_to(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            answers = self._answers.get(asked.path, [Reply(404)])
            found = answers.pop(0) if len(answers) > 1 else answers[0]
        return found(asked) if callable(found) else found

    def answers(self) -> dict[str, list[Reply | Answerer]]:
        """What was given so far, by path."""
        return dict(self._answers)

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(one.path == path for one in self.asked)


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port of 127.0.0.1, until the block is left."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            reply = site.reply_to(Asked(self.path, headers, self.client_address[1], body))
            if reply.before is not None:
                reply.before()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            length = len(reply.body) if reply.length is None else reply.length
            self.send_header("Content-Length", str(length))
            if length != len(reply.body):
                self.close_connection = True
            self.end_headers()
            try:
                self.wfile.write(reply.body)
            except OSError:
                self.close_connection = True  # the client has seen enough

        do_POST = do_GET  # noqa: N815 - likewise

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away early is part of the tests."""

    server = Quiet(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
