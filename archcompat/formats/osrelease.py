"""os-release: which distribution a root file system is of."""

import re

# https://www.freedesktop.org/software/systemd/man/latest/os-release.html: shell assignments
# without expansion, one a line.
_ASSIGNMENT = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_ESCAPED = re.compile(r"\\(.)")


def parse_os_release(data: bytes) -> dict[str, str]:
    """The variables of an os-release file, unquoted; the last of a name wins.

    Lines that are no assignment are passed over, as the shell that reads the file would not do
    but every reader of the file does. Bytes that are not UTF-8 become U+FFFD.
    """
    found = {}
    for line in data.decode("utf-8", "replace").splitlines():
        match = _ASSIGNMENT.fullmatch(line)
        if match is not None:
            found[match[1]] = _unquoted(match[2].strip())
    return found


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1]
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return _ESCAPED.sub(r"\1", value)
