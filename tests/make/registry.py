"""Registries on the loopback interface: Debian's docker-registry, and one that tells as told."""

import contextlib
import ctypes
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.make.image import INDEX, MANIFEST, Files, Json, digest_of
from tests.make.webserver import Reply, Site
from tests.need import need

_CONFIG = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: "{folder}/data"}}}}
http: {{addr: "{address}"{tls}}}
{auth}
"""


def give_image(site: Site, repository: str, tag: str, files: Files, top: Json) -> str:
    """Serve the blobs of a layout as a repository; gives the reference of the tag."""
    base = f"/v2/{repository}"
    for path, data in files.items():
        if path.startswith("blobs/") and isinstance(data, bytes):
            digest = path.removeprefix("blobs/").replace("/", ":")
            site.give_file(f"{base}/blobs/{digest}", data)
            for kind in (MANIFEST, INDEX):
                if kind.encode() in data[:200]:
                    site.give(f"{base}/manifests/{digest}", _manifest(data, kind))
                    if digest == top["digest"]:
                        site.give(f"{base}/manifests/{tag}", _manifest(data, kind))
    return f"{site.base.removeprefix('http://')}/{repository}:{tag}"


def _manifest(data: bytes, kind: str) -> Reply:
    return Reply(200, data, {"Content-Type": kind, "Docker-Content-Digest": digest_of(data)})


@contextlib.contextmanager
def docker_registry(
    folder: Path, *, login: str = "", certificate: Path | None = None
) -> Iterator[str]:
    """Run docker-registry until the block is left; gives its ``host:port``.

    ``login`` is ``user:password``, ``certificate`` a PEM file with its key.
    """
    need("docker-registry")
    folder.mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    tls = f', tls: {{certificate: "{certificate}", key: "{certificate}"}}' if certificate else ""
    auth = ""
    if login:
        (folder / "htpasswd").write_text(_htpasswd(login))
        auth = f'auth: {{htpasswd: {{realm: test, path: "{folder}/htpasswd"}}}}'
    config = folder / "config.yml"
    config.write_text(_CONFIG.format(folder=folder, address=address, tls=tls, auth=auth))
    with subprocess.Popen(
        ["docker-registry", "serve", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(address)
            yield address
        finally:
            process.terminate()


def certificate(path: Path) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, with its key, as openssl makes it."""
    need("openssl")
    kind = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    subprocess.run(
        ["openssl", *kind, *names, "-keyout", path, "-out", path.with_suffix(".crt")],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    ssl.create_default_context(cafile=str(path))  # it can be read
    return path


def push(source: str, reference: str, *more: str) -> None:
    """Copy an image into a registry with skopeo."""
    need("skopeo")
    subprocess.run(
        ["skopeo", "copy", "-q", "--dest-tls-verify=false", *more, source, f"docker://{reference}"],
        check=True,
        capture_output=True,
    )


def _htpasswd(login: str) -> str:
    """A line as htpasswd -B writes it: the registry takes bcrypt only."""
    user, _, password = login.partition(":")
    crypt = ctypes.CDLL("libcrypt.so.1").crypt
    crypt.restype = ctypes.c_char_p
    hashed: bytes = crypt(password.encode(), b"$2b$05$abcdefghijklmnopqrstuu")
    return f"{user}:{hashed.decode()}\n"


def _wait_for(address: str) -> None:
    host, port = address.split(":")
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection((host, int(port))):
            return
        time.sleep(0.05)
    raise AssertionError(f"no registry listens at {address}")
