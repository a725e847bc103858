"""A Python package index on loopback, of wheels and source distributions made here."""

import gzip
import hashlib
import html
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.make.webserver import Asked, Reply, Site
from tests.make.ziparchive import DEFLATED, archive

JSON_TYPE = "application/vnd.pypi.simple.v1+json"


def normalized(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def metadata(
    name: str, version: str, requires: Sequence[str] = (), *, more: Sequence[str] = ()
) -> bytes:
    """A METADATA or PKG-INFO file."""
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *more]
    lines += [f"Requires-Dist: {line}" for line in requires]
    return ("\n".join(lines) + "\n").encode()


def wheel_of(
    name: str,
    version: str,
    tag: str,
    requires: Sequence[str] = (),
    files: Mapping[str, bytes] | None = None,
    *,
    method: int = DEFLATED,
) -> bytes:
    """A wheel with what an installer needs; ``tag`` as in its file name."""
    folder = f"{name}-{version}.dist-info"
    python, abi, platforms = tag.split("-")
    tags = "".join(
        f"Tag: {one}-{abi}-{platform}\n"
        for one in python.split(".")
        for platform in platforms.split(".")
    )
    pure = "true" if platforms == "any" else "false"
    members = {
        **(files or {f"{name}/__init__.py": b""}),
        f"{folder}/METADATA": metadata(name, version, requires),
        f"{folder}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: {pure}\n{tags}".encode(),
    }
    record = "".join(f"{path},,\n" for path in [*members, f"{folder}/RECORD"])
    return archive({**members, f"{folder}/RECORD": record.encode()}, method=method)


def source_of(name: str, version: str, files: Mapping[str, bytes]) -> bytes:
    """A ``.tar.gz`` of sources; ``files`` are below its one folder."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path, data in files.items():
            member = tarfile.TarInfo(f"{name}-{version}/{path}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(packed.getvalue(), mtime=0)


@dataclass
class Wheelhouse:
    """The projects of one index; every change is served at once."""

    site: Site
    json: bool = False
    """Pages are JSON, not HTML."""
    prefix: str = ""
    projects: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """What ``--index-url`` takes."""
        return f"{self.site.base}{self.prefix}/simple"

    def wheel(
        self,
        name: str,
        version: str,
        tag: str = "py3-none-any",
        requires: Sequence[str] = (),
        *,
        files: Mapping[str, bytes] | None = None,
        requires_python: str = "",
        yanked: bool = False,
        beside: bool = False,
        build: str = "",
    ) -> str:
        """Publish a wheel; ``beside`` with its METADATA as a file of its own (PEP 658)."""
        data = wheel_of(name.replace("-", "_"), version, tag, requires, files)
        stem = "-".join(filter(None, (name.replace("-", "_"), version, build, tag)))
        path = self._publish(
            name, f"{stem}.whl", data, requires_python=requires_python, yanked=yanked, beside=beside
        )
        if beside:
            self.site.give(f"{path}.metadata", Reply(200, metadata(name, version, requires)))
        return path

    def source(
        self,
        name: str,
        version: str,
        files: Mapping[str, bytes] | None = None,
        *,
        requires: Sequence[str] = (),
        requires_python: str = "",
    ) -> str:
        """Publish a source distribution; its own PKG-INFO may be among ``files``."""
        members = {"PKG-INFO": metadata(name, version, requires), **(files or {"setup.py": b""})}
        data = source_of(name, version, members)
        return self._publish(
            name, f"{name}-{version}.tar.gz", data, requires_python=requires_python
        )

    def _publish(
        self,
        name: str,
        file: str,
        data: bytes,
        *,
        requires_python: str,
        yanked: bool = False,
        beside: bool = False,
    ) -> str:
        path = f"{self.prefix}/files/{file}"
        self.site.give_file(path, data)
        said: dict[str, Any] = {
            "filename": file,
            "url": f"{self.site.base}{path}",
            "hashes": {"sha256": hashlib.sha256(data).hexdigest()},
            "yanked": yanked,
        }
        if requires_python:
            said["requires-python"] = requires_python
        if beside:
            said["core-metadata"] = True
        project = normalized(name)
        self.projects.setdefault(project, []).append(said)
        self.site.give(f"{self.prefix}/simple/{project}/", self.page(project))
        return path

    def page(self, project: str) -> Reply:
        """The page of a project as it is served."""
        files = self.projects[project]
        if self.json:
            said = {"meta": {"api-version": "1.1"}, "name": project, "files": files}
            return Reply(200, json.dumps(said).encode(), {"Content-Type": JSON_TYPE})
        anchors = "".join(map(_anchor, files))
        body = f"<!DOCTYPE html><html><body>{anchors}</body></html>".encode()
        return Reply(200, body, {"Content-Type": "text/html"})


def _anchor(said: Mapping[str, Any]) -> str:
    attributes = f'href="{said["url"]}#sha256={said["hashes"]["sha256"]}"'
    if "requires-python" in said:
        attributes += f' data-requires-python="{html.escape(said["requires-python"])}"'
    if said["yanked"]:
        attributes += ' data-yanked=""'
    if said.get("core-metadata"):
        attributes += ' data-core-metadata="true"'
    return f"<a {attributes}>{said['filename']}</a>\n"


def vulnerable(known: Mapping[tuple[str, str], Mapping[str, Any]]) -> Any:
    """An OSV service that answers ``POST /v1/query``; ``known`` by (package, version)."""

    def answer(asked: Asked) -> Reply:
        said = json.loads(asked.body or b"{}")
        key = (said.get("package", {}).get("name", "").lower(), said.get("version", ""))
        found = {"vulns": [known[key]]} if key in known else {}
        return Reply(200, json.dumps(found).encode(), {"Content-Type": "application/json"})

    return answer
