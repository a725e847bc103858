"""Breaks paths and package names over lines where a reader would."""

import re

from rich.cells import cell_len

_PIECE = re.compile(r"[^/\-\s]*(?:[/\-]+\s*|\s+|$)")


def folded(text: str, width: int) -> str:
    """``text`` with line breaks after ``/`` and ``-`` so that lines fit ``width`` columns.

    A piece without such a place stays whole, however long.
    """
    lines = [""]
    for piece in filter(None, _PIECE.findall(text)):
        if lines[-1] and cell_len((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)
