"""Makes what package indexes serve: pages of files, lists of versions, packuments, JARs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.make.elf import elf
from tests.make.webserver import Reply, Site
from tests.make.ziparchive import archive

SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"


def wheel_names(name: str, version: str, *platforms: str, tag: str = "cp311-cp311") -> list[str]:
    """File names of wheels, one a platform."""
    return [f"{name}-{version}-{tag}-{platform}.whl" for platform in platforms]


def give_project(site: Site, name: str, files: Iterable[str | dict[str, Any]]) -> None:
    """A project of a simple index below ``/simple``; files by name, or with more keys."""
    said = [
        {"filename": file, "url": f"/files/{file}"} if isinstance(file, str) else file
        for file in files
    ]
    for file in said:
        file.setdefault("url", f"/files/{file['filename']}")
    body = json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": said}).encode()
    site.give(f"/simple/{name}/", Reply(200, body, {"Content-Type": SIMPLE_JSON}))


def give_artifact(site: Site, group: str, artifact: str, versions: Iterable[str]) -> str:
    """A ``maven-metadata.xml`` below ``/maven2``; gives the path of the artifact's folder."""
    folder = f"/maven2/{group.replace('.', '/')}/{artifact}"
    listed = "".join(f"<version>{version}</version>" for version in versions)
    body = f"<metadata><versioning><versions>{listed}</versions></versioning></metadata>"
    site.give(f"{folder}/maven-metadata.xml", Reply(200, body.encode()))
    return folder


def native_jar(natives: Mapping[str, str], more: Mapping[str, bytes] | None = None) -> bytes:
    """A JAR of ELF files by name, each for a machine, and of other files."""
    code = {name: elf(machine) for name, machine in natives.items()}
    return archive({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n", **code, **(more or {})})


def give_packument(site: Site, name: str, versions: Mapping[str, Mapping[str, Any]]) -> None:
    """An npm package below ``/npm``, by what its versions say."""
    said = {
        version: {"name": name, "version": version, **keys} for version, keys in versions.items()
    }
    body = json.dumps({"name": name, "dist-tags": {}, "versions": said}).encode()
    path = f"/npm/{name.replace('/', '%2F')}"
    site.give(path, Reply(200, body, {"Content-Type": "application/json"}))


def give_holders(site: Site, sha1: str, *labels: str, endings: Iterable[str] = (".jar",)) -> None:
    """What a search for a SHA-1 at ``/search`` finds: ``group:artifact:version`` each."""
    docs = [
        {"g": group, "a": artifact, "v": version, "ec": list(endings)}
        for group, artifact, version in (label.split(":") for label in labels)
    ]
    body = json.dumps({"response": {"numFound": len(docs), "docs": docs}}).encode()
    site.give(f"/search?q=1:{sha1}&rows=20&wt=json", Reply(200, body))
