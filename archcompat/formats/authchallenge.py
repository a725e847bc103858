"""Reads ``WWW-Authenticate``: how a server wants to be told who asks (RFC 9110, section 11.6.1)."""

import re
from dataclasses import dataclass

_MOST = 8 << 10  # letters that are read; servers send some hundred
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the grammar's name for a word
_PARAMETER = rf'({_TOKEN})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|({_TOKEN}))'
_PIECE = re.compile(
    rf"[ \t]*(?:,[ \t]*)*(?:{_PARAMETER}|({_TOKEN})(?:[ \t]+([\w.~+/-]+=*)(?=[ \t]*(?:,|$)))?)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to authenticate."""

    scheme: str
    """Lower case: ``basic``, ``bearer``."""
    parameters: tuple[tuple[str, str], ...]
    """Names in lower case."""

    def get(self, name: str) -> str:
        """A parameter, empty without one."""
        return dict(self.parameters).get(name, "")


def read_challenges(header: str) -> tuple[Challenge, ...]:
    """The challenges of a header's value, up to what cannot be read."""
    header = header[:_MOST]
    found: list[Challenge] = []
    position = 0
    while match := _PIECE.match(header, position):
        name, quoted, bare, scheme, _token68 = match.groups()
        if scheme is not None:
            found.append(Challenge(scheme.lower(), ()))
        elif not found:
            break  # a parameter of nothing
        else:
            value = bare if bare is not None else re.sub(r"\\(.)", r"\1", quoted)
            last = found[-1]
            found[-1] = Challenge(last.scheme, (*last.parameters, (name.lower(), value)))
        position = match.end()
    return tuple(found)
