"""What a report is written on; the command line finds out, renderers only obey."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """The place a report is written to, and how much of it is wanted."""

    width: int = 100
    """Columns."""
    color: bool = False
    encoding: str = "utf-8"
    """What cannot be written in it is escaped, and lines are drawn with ASCII."""
    tree: bool = False
    """Show where every native file lies."""
    verbose: bool = False
    """Show the reasons and the evidence of every finding."""
    several: bool = False
    """More than one target was asked for, though fewer may have given a report."""
    time: dt.datetime | None = None
    """When the report is written, for formats that say it; without, every run writes the same."""
