"""ld.so.conf of glibc and the path file of musl: where the dynamic linker looks."""

import re

_SEPARATORS = re.compile(r"[:,\s]+")


def parse_ld_so_conf(data: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(folders, patterns of ``include`` lines), each in file order and as written.

    ldconfig(8): one folder a line (older releases also part them by colons, commas, spaces and
    tabs), ``#`` begins a comment, ``include`` takes globs, and ``hwcap`` lines mean nothing since
    glibc 2.37.
    Folders lose their trailing slash and the ``=TYPE`` of libc5 times; relative ones, which
    ldconfig refuses, are left out.
    """
    folders: list[str] = []
    includes: list[str] = []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        words = line.partition("#")[0].split()
        if not words or words[0] == "hwcap":
            continue
        if words[0] == "include" and len(words) > 1:
            includes += words[1:]
            continue
        folders += _folders(" ".join(words))
    return tuple(folders), tuple(includes)


def parse_musl_path(data: bytes) -> tuple[str, ...]:
    """The folders of ``/etc/ld-musl-<arch>.path``, parted by colons or newlines.

    https://musl.libc.org/doc/1.1.24/manual.html: there are no comments and no includes.
    """
    text = data.decode("utf-8", "surrogateescape")
    return tuple(_folder(part.strip()) for part in re.split(r"[:\n]", text) if "/" in part)


def _folders(text: str) -> list[str]:
    parts = (part.partition("=")[0] for part in _SEPARATORS.split(text))
    return [_folder(part) for part in parts if part.startswith("/")]


def _folder(path: str) -> str:
    return path.rstrip("/") or "/"
