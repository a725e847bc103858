"""Makes the files package managers leave in a root file system, and entries for the kinds."""

import io
from collections.abc import Iterable

from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.where import Where


def entry(*parts: str, data: bytes | str = b"") -> Entry:
    """A file as the walker gives it to a kind; ``parts`` nest as in Where."""
    raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    return Entry(Where(parts), len(raw), raw[:HEAD_SIZE], lambda: io.BytesIO(raw))


def stanza(**fields: str) -> str:
    """A paragraph of a Debian control file; ``_`` in a field's name stands for ``-``."""
    return "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())


def status(*stanzas: str) -> bytes:
    """A dpkg status file."""
    return "\n".join(stanzas).encode()


def apk_record(files: Iterable[str] = (), **fields: str) -> str:
    """A record of an apk database: its fields, and the files in the folders they are in."""
    lines = [f"{letter}:{value}" for letter, value in fields.items()]
    folder = None
    for path in files:
        above, _, name = path.rpartition("/")
        if above != folder:
            folder = above
            lines += [f"F:{folder}", "M:0:0:755"]
        lines += [f"R:{name}", "a:0:0:755", "Z:Q1xyz="]
    return "\n".join(lines) + "\n"
