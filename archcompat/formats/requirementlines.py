"""The lines of a requirements file as pip joins and splits them: a requirement, and options."""

import codecs
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from archcompat.errors import FormatError

# https://pip.pypa.io/en/stable/reference/requirements-file-format/, and what older pips took.
_SHORT = {
    "-i": "--index-url",
    "-f": "--find-links",
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-C": "--config-settings",
}
_VALUED = frozenset(
    (
        *("--index-url", "--extra-index-url", "--find-links", "--trusted-host"),
        *("--requirement", "--constraint", "--editable", "--hash"),
        *("--no-binary", "--only-binary", "--use-feature", "--config-settings"),
        *("--global-option", "--install-option", "--allow-external", "--allow-unverified"),
    )
)
_FLAGS = frozenset(
    (
        *("--no-index", "--pre", "--prefer-binary", "--require-hashes", "--always-unzip"),
        *("--use-wheel", "--no-use-wheel", "--allow-all-external", "--process-dependency-links"),
    )
)
_OPTIONS = _VALUED | _FLAGS

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_OPTION_STARTS = re.compile(r"(?:^|(?<=\s))-")
_SPACE = re.compile(r"[ \t]+")
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]{1,40})")  # PEP 263
_CODECS = re.compile(r"utf-8|ascii|iso8859-\d+|cp\d+|gb\w+|big5|euc_\w+|shift_jis|koi8-\w")
_MARKS = (  # the longer first: one of UTF-32's begins as UTF-16's does
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAX_BYTES = 4 << 20
"""Of a requirements file; the longest, with all hashes of 500 packages, have half of it."""
_MAX_LINES = 50_000  # the longest constraint files have 1,000
_MAX_LENGTH = 256 << 10  # characters; with 500 hashes a line has 50,000


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line that is no comment."""

    number: int
    """Of its first physical line, from 1."""
    requirement: str
    """What stands before the first option; empty for a line of options."""
    options: tuple[tuple[str, str], ...]
    """(long name, value), in order; the value of a flag is empty."""
    strange: str = ""
    """What pip would refuse among the options, as a sentence's end; mostly empty."""

    def values(self, option: str) -> tuple[str, ...]:
        """The values given to one option, by its long name."""
        return tuple(value for name, value in self.options if name == option)

    @property
    def include(self) -> tuple[str, bool] | None:
        """(path as written, whether it is a constraints file), as pip takes one from a line."""
        if self.requirement or self.values("--editable"):
            return None
        for option, constraint in (("--requirement", False), ("--constraint", True)):
            for value in self.values(option)[:1]:
                return value, constraint
        return None


def read_lines(data: bytes) -> Iterator[Line]:
    """Yield the lines of a requirements file; variables such as ``${TOKEN}`` stay as written.

    Raises FormatError for bytes that are no text, or after more lines than such a file can have.
    """
    for count, (number, text) in enumerate(_logical_lines(_decoded(data))):
        if count == _MAX_LINES:
            raise FormatError("limit-lines", f"it has more than {_MAX_LINES:,} lines")
        yield _split(number, text)


def _decoded(data: bytes) -> str:
    """By the byte order mark, then a coding comment in the first two lines, else as UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            break
    else:
        text = data.decode(_declared(data), "replace")
    if "\0" in text:
        raise FormatError("requirements-no-text", "it is no text")
    return text


def _declared(data: bytes) -> str:
    for line in data.split(b"\n", 2)[:2]:
        match = _CODING.match(line[:200])
        if match is not None:
            try:
                name = codecs.lookup(match[1].decode("ascii", "replace")).name
            except LookupError:
                continue
            if _CODECS.fullmatch(name):  # others are slow, or no encodings of text
                return name
    return "utf-8"


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines joined at a backslash, without comments and empty ones, by their first number."""
    start, parts = 0, []
    for number, line in enumerate(text.splitlines(), 1):
        start = start or number
        is_comment = line.lstrip().startswith("#")
        if line.endswith("\\") and not is_comment:
            parts.append(line.strip("\\"))
            continue
        # A comment ends the line that goes on into it.
        parts.append(f" {line}" if is_comment else line)
        whole = _COMMENT.sub("", "".join(parts)).strip()
        if whole:
            yield start, whole
        start, parts = 0, []
    whole = _COMMENT.sub("", "".join(parts)).strip()
    if whole:
        yield start, whole


def _split(number: int, text: str) -> Line:
    match = _OPTION_STARTS.search(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        return Line(number, text, ())
    requirement, rest = text[: match.start()].rstrip(), text[match.start() :]
    try:
        # Only quotes and backslashes need the shell's rules, which are slow.
        quoted = "'" in rest or '"' in rest or "\\" in rest
        words = shlex.split(rest) if quoted else _SPACE.split(rest)
    except ValueError:
        return Line(number, requirement, (), "a quotation in it does not end")
    options, strange = _parsed(words)
    return Line(number, requirement, options, strange)


def _parsed(words: list[str]) -> tuple[tuple[tuple[str, str], ...], str]:
    """The options among the words; as pip does, words that are none are passed over."""
    options = []
    strange = ""
    remaining = iter(words)
    for word in remaining:
        if not word.startswith("-") or word in ("-", "--"):
            continue
        written, equals, value = word.partition("=")
        name = _full_name(written)
        if not word.startswith("--"):
            name, value = _SHORT.get(word[:2], ""), word[2:]
            equals = value
        if not name:
            # The values of an index option may hold a password, so only the name is told.
            strange = f"pip has no option {(written if word[:2] == '--' else word[:2])[:60]}"
        elif name in _FLAGS:
            options.append((name, ""))
        else:
            found = value if equals else next(remaining, None)
            if found is None:
                strange = f"{name} has no value"
            else:
                options.append((name, found))
    return tuple(options), strange


def _full_name(written: str) -> str:
    """The option a long name stands for: itself, or the only one that begins so; else empty."""
    if written in _OPTIONS:
        return written
    meant = [option for option in _OPTIONS if option.startswith(written)]
    return meant[0] if len(meant) == 1 else ""
