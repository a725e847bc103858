"""An image that a container engine on this machine has: Docker's, or podman's in its place.

https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Image/operation/ImageGet
"""

import http.client
import json
import shutil
import socket
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from archcompat.errors import FormatError, InputError
from archcompat.formats.imagereference import image_name
from archcompat.sources.choose import Wish
from archcompat.sources.image import ImageSource
from archcompat.sources.image_archive import open_image_archive
from archcompat.sources.spool import Spool

_SECONDS = 120.0  # without a byte: an engine packs a layer before it sends it
_SAID = 64 << 10  # bytes of an error that are read


def open_engine_image(reference: str, wish: Wish, sockets: Iterable[Path]) -> ImageSource:
    """Open the image that an engine knows by a name or an id, as ``docker save`` gives it.

    It is written to a temp file first, which ``close`` removes. Raises InputError when no engine
    listens or none has it, FormatError for what is no image reference, or damaged.
    """
    if not reference.removeprefix("sha256:").isalnum():
        image_name(reference)
    path = next((one for one in sockets if one.is_socket()), None)
    if path is None:
        listed = ", ".join(map(str, sockets)) or "nowhere"
        raise InputError(f"daemon:{reference}: no container engine listens (looked at {listed})")
    try:
        spool = Spool(partial(_fill, path, reference))
    except (OSError, http.client.HTTPException) as error:
        cause = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InputError(f"daemon:{reference}: the engine at {path} failed: {cause}") from error
    source: ImageSource | None = None
    try:
        source = open_image_archive(spool.path, reference, wish)
    finally:
        if source is None:
            spool.close()
    if source is None:
        raise FormatError("not-a-container-image", f"what the engine gives for {reference} is none")
    source.temporary = spool
    return source


def _fill(path: Path, reference: str, file: BinaryIO) -> None:
    connection = _Connection(path)
    try:
        connection.request("GET", f"/images/{quote(reference, safe='/:@')}/get")
        answer = connection.getresponse()
        if answer.status == 404:
            raise InputError(f"daemon:{reference}: the engine at {path} has no such image")
        if answer.status != 200:
            told = _message(answer.read(_SAID))
            raise InputError(
                f"daemon:{reference}: the engine at {path} answers {answer.status}{told}"
            )
        shutil.copyfileobj(answer, file, 1 << 20)
    finally:
        connection.close()


def _message(body: bytes) -> str:
    try:
        return ": " + str(json.loads(body)["message"])[:200]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


class _Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
