"""Finds in build instructions what names one architecture: URLs, GOARCH, packages, flags, paths."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archcompat.model.arch import Arch, arch_of_token

_WORD = (
    r"amd64|x86[_-]64|x64|i[3-6]86|aarch64|arm64(?:v8)?|armhf|armv[67]l?|ppc64le|ppc64el|s390x"
    r"|riscv64"
)
_TOKEN = re.compile(rf"(?<![A-Za-z0-9])({_WORD})(?![A-Za-z0-9])", re.IGNORECASE)
# In a URL also linux64, and a machine behind a word or a number: jq-linux64, linux_x64, win32.
_LINUX64 = re.compile(r"linux-?64(?![A-Za-z0-9])", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"windows|\bwin(?:32|64)?[-_]|darwin|macos|freebsd|\.exe\b|\.dmg\b|\.msi\b", re.IGNORECASE
)
_URL = re.compile(r"(?:https?|ftp)://[^\s'\"<>|;)\\]+")
_CHOOSES = re.compile(r"\b(?:case|if|test)\b|\[\[? |&& *\[", re.IGNORECASE)
_ASKS = re.compile(
    r"TARGETARCH|TARGETPLATFORM|BUILDARCH|uname -(?:m|p|a)|print-architecture|\barch\b|--print-arch"
    r"|GOARCH|%_arch|HOSTTYPE"
)
_GOARCH = re.compile(rf"\bGOARCH[= ]['\"]?({_WORD}|386)\b['\"]?", re.IGNORECASE)
_ASSIGNED = re.compile(
    rf"(?<![\w-])[A-Za-z_]*(?:ARCH|arch|PLATFORM)[A-Za-z_]*=['\"]?(?:linux/)?({_WORD})(?![\w/-])"
)
_APT = re.compile(r"\[[^\[\]\n]{0,300}\barch=([\w,-]{1,99})[^\[\]\n]{0,300}\]")
_STAGE = re.compile(r"--from=\S+")
_NO_LINUX = re.compile(r"\bGOOS=['\"]?(?!linux\b|['\"$])\w")  # of another system's program
_ADDED = re.compile(r"\bdpkg\s+--add-architecture\s+([\w-]+)")
_PACKAGE = re.compile(
    r"(?<![\w./:@+-])([a-z0-9][a-z0-9+.-]+):(amd64|i386|arm64|armhf|ppc64el|s390x)(?![\w./])"
)
_FILE = re.compile(
    rf"(?<![\w./$}}{{:-])[\w./+~][\w./+~-]*(?<![A-Za-z0-9])({_WORD})(?:[.][A-Za-z0-9]+)*(?![\w/-])",
    re.IGNORECASE,
)
_TRIPLE = re.compile(
    r"(?<![\w/])(?:--target[= ]|CARGO_BUILD_TARGET[= ])?['\"]?"
    r"((x86_64|aarch64|i686)-(?:unknown-|pc-|alpine-)?linux-(?:gnu|musl))(?![\w/])"
)
# https://gcc.gnu.org/onlinedocs/gcc/x86-Options.html
_FLAG = re.compile(
    r"(?<![\w-])-m(?:(?:arch|tune|cpu)=(?:x86-64(?:-v\d)?|haswell|skylake[\w-]*|broadwell"
    r"|sandybridge|ivybridge|core2|nehalem|westmere|icelake[\w-]*|znver\d)"
    r"|sse[\d.]*[a-z]?|ssse3|avx\w*|fma|bmi2?|aes|pclmul)(?![\w.])"
)
_PATH = re.compile(
    r"/(?:usr/)?lib/((x86_64|i386|aarch64)-linux-gnu)\b|/usr/lib/jvm/[\w.-]*-(amd64|arm64|x86_64)\b"
)


_LONGEST = 4000  # characters of a line that are looked at


class Word(NamedTuple):
    """One thing that names an architecture."""

    line: int
    arch: Arch
    kind: str
    """As ``HardCoded.kind``."""
    text: str


def hard_coded(lines: Iterable[tuple[int, str]]) -> tuple[tuple[Word, ...], tuple[Arch, ...]]:
    """What the lines of one instruction name, and all architectures that they speak of.

    Nothing where the instruction asks for its machine and chooses by that.
    """
    numbered = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    text = "\n".join(line for _, line in numbered)
    named = {arch for match in _TOKEN.finditer(text) if (arch := _arch(match[1])) is not None}
    if _CHOOSES.search(text) and _ASKS.search(text):
        return (), tuple(sorted(named))
    found: dict[tuple[int, str], Word] = {}
    for number, line in numbered:
        for word in _of_line(number, line):
            found.setdefault((word.line, word.text), word)
    loaded = {word.arch for word in found.values() if word.kind == "download"}
    words = (word for word in found.values() if word.kind != "file" or word.arch not in loaded)
    return tuple(words), tuple(sorted(named))


def _of_line(number: int, line: str) -> Iterator[Word]:
    rest = line = _STAGE.sub("", line[:_LONGEST])
    for match in _URL.finditer(line):
        arch = url_arch(match[0])
        if arch is not None:
            yield Word(number, arch, "download", match[0])
        rest = rest.replace(match[0], " ")
    elsewhere = _NO_LINUX.search(rest) is not None
    for pattern, kind, group in _PATTERNS:
        if elsewhere and kind in ("goarch", "variable"):
            continue
        for match in pattern.finditer(rest):
            arch = _arch(next(filter(None, match.groups()[group:]), ""))
            if arch is not None:
                yield Word(number, arch, kind, match[0].strip(" '\""))
                rest = rest.replace(match[0], " ")
    for match in _FLAG.finditer(rest):
        yield Word(number, Arch.X86_64, "flag", match[0])
    for match in _FILE.finditer(rest):
        arch = _arch(match[1])
        own = match[0].lower() != match[1].lower() and not _ELSEWHERE.search(match[0])
        if arch is not None and own:
            yield Word(number, arch, "file", match[0])


# (pattern, kind, first of its groups that names the machine)
_PATTERNS = (
    (_GOARCH, "goarch", 0),
    (_APT, "apt", 0),
    (_ASSIGNED, "variable", 0),
    (_ADDED, "apt", 0),
    (_PATH, "path", 1),
    (_TRIPLE, "toolchain", 1),
    (_PACKAGE, "package", 1),
)


def url_arch(url: str) -> Arch | None:
    """The one architecture that a URL names; None for none, several, or another system's."""
    if _ELSEWHERE.search(url):
        return None
    found = {_arch(match[1]) for match in _TOKEN.finditer(url)} - {None}
    if not found and _LINUX64.search(url):
        found = {Arch.X86_64}
    return found.pop() if len(found) == 1 else None


def value_arch(value: str) -> Arch | None:
    """The architecture that the value of a variable is, ``amd64`` or ``linux-x64``."""
    text = value.strip("'\" ")
    name = re.sub(r"^(?:linux|unknown)[-_/]", "", text, flags=re.IGNORECASE)
    return _arch(name) if _TOKEN.fullmatch(name) else None


def _arch(token: str) -> Arch | None:
    name = token.lower().split(",")[0]
    if name in ("386", "i386"):
        return Arch.I386
    return arch_of_token(name.replace("x86-64", "x86_64"))


def stage_arch(name: str) -> Arch | None:
    """The architecture at the end of a stage's name, ``build-arm64``."""
    match = re.search(rf"(?:^|[-_.])({_WORD})$", name, re.IGNORECASE)
    return _arch(match[1]) if match is not None else None


def urls(text: str) -> tuple[str, ...]:
    """The addresses in a line, each once, in order."""
    return tuple(dict.fromkeys(match[0] for match in _URL.finditer(text[: 10 * _LONGEST])))


# How publishers pair the names of machines: who says x86_64 says aarch64.
_PAIRED = {
    "x86_64": {Arch.AARCH64: "aarch64"},
    "x86-64": {Arch.AARCH64: "aarch64"},
    "aarch64": {Arch.X86_64: "x86_64"},
}


def respelled(url: str, arch: Arch) -> str:
    """The address with another machine's name in place of the one in it, as they are paired."""

    def other(match: re.Match[str]) -> str:
        return _PAIRED.get(match[1].lower(), {}).get(arch, arch.oci)

    return _LINUX64.sub(f"linux-{arch.oci}", _TOKEN.sub(other, url))
