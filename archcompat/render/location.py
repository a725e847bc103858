"""Where a finding lies, for formats that point at files: paths without a root, outermost first."""

from archcompat.model.report import Report

_INSIDE = "!/"
_DEEPEST = 12  # levels told apart: more than are ever read, and a name may hold the mark itself
# A file of these says what to install, and so do files beside it that it includes: where those
# are named, they are no part of it. Everything else that is scanned as a file is an archive.
_LISTS = (
    ".txt",
    ".in",
    ".toml",
    ".lock",
    ".json",
    ".xml",
    ".yaml",
    ".yml",
    ".pip",
    ".req",
    ".reqs",
)


def chain(report: Report, place: str) -> tuple[str, ...]:
    """The paths from the subject, or a file on disk, to a place in it: each is inside the last.

    Never empty, and nor is any of them: a place that says nothing is the subject.
    """
    name = relative(report.subject.name)
    if place in ("", "."):
        return (name,)
    outer, *inner = (relative(part) for part in place.split(_INSIDE, _DEEPEST))
    outermost: tuple[str, ...]
    match report.subject.kind:
        case "directory":
            outermost = (relative(f"{name}/{outer}"),)
        case "file" if outer == name.rpartition("/")[2]:
            outermost = (name,)
        case "file" if name.lower().endswith(_LISTS):
            outermost = (_beside(name, outer),)
        case _:
            outermost = (name, outer)
    return (*outermost, *inner)


def on_disk(report: Report, place: str) -> str:
    """The file of a checkout that a place is in; empty for one of an image, which is in none."""
    return "" if report.subject.kind == "image" else chain(report, place)[0]


def whole(paths: tuple[str, ...]) -> str:
    """``app.jar!/BOOT-INF/lib/x.jar``: the paths of a chain as one."""
    return _INSIDE.join(paths)


def relative(path: str) -> str:
    """A path without a root, empty parts, and parts that lead upwards; ``.`` for nothing."""
    return "/".join(part for part in path.split("/") if part not in ("", ".", "..")) or "."


def _beside(name: str, other: str) -> str:
    """A file that ``name`` includes: both are counted from the same folder, if it is told."""
    return (
        name if f"/{name}".endswith(f"/{other}") else relative(f"{name.rpartition('/')[0]}/{other}")
    )
