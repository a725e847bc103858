"""What conda says of one package that it installed: a JSON file in the folder conda-meta.

https://docs.conda.io/projects/conda/en/stable/dev-guide/deep-dives/install.html: its record, with
the files counted from the prefix.
"""

from dataclasses import dataclass

import msgspec

from archcompat.errors import FormatError
from archcompat.formats.pymetadata import rooted


@dataclass(frozen=True, slots=True)
class CondaRecord:
    """The fields that tell what it is and what belongs to it."""

    name: str
    version: str
    build: str
    subdir: str
    """``linux-64``, ``linux-aarch64``, ``noarch``; empty in the oldest."""
    channel: str
    """``conda-forge``; of an address the last part that names it."""
    depends: tuple[str, ...]
    """``python >=3.8,<3.9.0a0``."""
    files: tuple[str, ...]
    """From the root of the file system."""


class _Record(msgspec.Struct):
    name: str
    version: str
    build: str = ""
    subdir: str = ""
    channel: str = ""
    depends: list[str] = []
    files: list[str] = []


_DECODER = msgspec.json.Decoder(_Record)
_SUBDIRS = ("noarch", "linux-", "osx-", "win-")


def parse_conda_record(data: bytes, prefix: str) -> CondaRecord:
    """Read a record; its paths are counted from ``prefix``.

    Raises FormatError (``conda-record-damaged``) for what is none.
    """
    try:
        said = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("conda-record-damaged", f"it is no record of conda: {error}") from None
    return CondaRecord(
        said.name,
        said.version,
        said.build,
        said.subdir,
        _channel(said.channel),
        tuple(said.depends),
        rooted(said.files, prefix),
    )


def _channel(said: str) -> str:
    """``main`` of ``https://repo.anaconda.com/pkgs/main/linux-64``."""
    parts = [part for part in said.split("/") if part and not part.startswith(_SUBDIRS)]
    return parts[-1] if parts else ""
