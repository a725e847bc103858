"""The npm registry: what each version of a package installs on which platform.

https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md, the abbreviated form.
"""

from dataclasses import dataclass
from urllib.parse import quote

import msgspec

from archcompat.errors import FormatError
from archcompat.formats.npm import parse_package_json
from archcompat.indexes.fetch import Fetcher

_ACCEPT = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8"


@dataclass(frozen=True, slots=True)
class NpmVersion:
    """One version of a package; see ``formats.npm.NpmPackage`` for what is not told here."""

    version: str
    os: tuple[str, ...]
    cpu: tuple[str, ...]
    libc: tuple[str, ...]
    dependencies: tuple[str, ...]
    optional: tuple[str, ...]
    """Among these are its packages for single platforms, of which npm takes what fits."""
    installs: bool
    """A script is run when it is installed, which compiles or downloads whatever is missing."""


class _Version(msgspec.Struct):
    installs: object = msgspec.field(default=None, name="hasInstallScript")
    scripts: object = None


class _Packument(msgspec.Struct):
    versions: dict[str, msgspec.Raw]


_DECODER = msgspec.json.Decoder(_Packument)
_VERSION = msgspec.json.Decoder(_Version)
_SCRIPTS = ("preinstall", "install", "postinstall")


def package_versions(fetcher: Fetcher, base: str, name: str) -> tuple[NpmVersion, ...] | None:
    """Every version of a package, None if the registry at ``base`` does not know it.

    ``name`` has its scope, ``@swc/core``. Raises UnreachableError, and FormatError
    (``index-malformed``) for a page that is none.
    """
    page = fetcher.page(f"{base.rstrip('/')}/{quote(name, safe='@')}", _ACCEPT)
    return parse_packument(page.body) if page is not None else None


def parse_packument(data: bytes) -> tuple[NpmVersion, ...]:
    """The versions of a packument, in its order."""
    try:
        versions = _DECODER.decode(data).versions
        return tuple(_version(version, bytes(raw)) for version, raw in versions.items())
    except FormatError as error:
        raise FormatError("index-malformed", error.detail) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("index-malformed", f"its page is no package: {error}") from None


def _version(version: str, raw: bytes) -> NpmVersion:
    package = parse_package_json(raw)
    said = _VERSION.decode(raw)
    scripts = said.scripts if isinstance(said.scripts, dict) else {}
    return NpmVersion(
        version=version,
        os=package.os,
        cpu=package.cpu,
        libc=package.libc,
        dependencies=package.dependencies,
        optional=package.optional,
        installs=said.installs is True or any(scripts.get(script) for script in _SCRIPTS),
    )
