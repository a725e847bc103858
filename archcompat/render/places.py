"""Where every native file lies, as a tree of the archives around it."""

from rich.text import Text
from rich.tree import Tree

from archcompat.model.report import Native, Report, Verdict
from archcompat.render import words
from archcompat.render.safe import printable
from archcompat.render.sections import Sections

# The place of a native is written with this between an archive and what is inside it.
_INSIDE = "!/"
_DEEPEST = 12  # levels drawn: more than are ever read, and a name may hold the mark itself


def places(report: Report, found: Sections) -> Tree:
    """A tree of all native files but those of grouped packages, which are one line."""
    grouped = {name for finding in found.groups for name in finding.members}
    root = Tree(printable(report.subject.name))
    branches: dict[tuple[str, ...], Tree] = {(): root}
    natives = sorted(
        (native for one in report.components if one.id not in grouped for native in one.natives),
        key=lambda native: native.path.split(_INSIDE),
    )
    for native in natives:
        parts = tuple(native.path.split(_INSIDE, _DEEPEST))
        for depth in range(1, len(parts)):
            if parts[:depth] not in branches:
                label = Text(printable(parts[depth - 1]), "bold", overflow="fold")
                branches[parts[:depth]] = branches[parts[: depth - 1]].add(label)
        branches[parts[:-1]].add(_leaf(parts[-1], native))
    for finding in found.groups:
        root.add(Text(words.group(finding, report, found), "dim"))
    return root


def _leaf(name: str, native: Native) -> Text:
    about = ", ".join(
        printable(part)
        for part in (native.machine, native.os if native.os != "linux" else "", native.libc)
        if part
    )
    style = "green" if native.verdict is Verdict.READY else "yellow"
    return Text.assemble(
        printable(name), "  ", (about, "dim"), "  ", (native.verdict.value, style), overflow="fold"
    )
