"""What a build is not to fail for: read from ignore files before a scan, told of after it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archcompat.cli.configfile import IGNORE, ConfigFile, find_config
from archcompat.errors import InputError

if TYPE_CHECKING:
    from archcompat.gate.ignore import Entry
    from archcompat.model.report import Report


@dataclass(slots=True)
class Gate:
    """The entries of a run, and what came of them so far."""

    entries: "tuple[Entry, ...]"
    today: dt.date
    used: "set[Entry]" = field(default_factory=set)
    concerned: "set[Entry]" = field(default_factory=set)

    def judged(self, report: "Report") -> "Report":
        """The report with marks on what does not count."""
        from archcompat.gate.ignore import concerns, ignored  # noqa: PLC0415 - for a report only

        outcome = ignored(report, self.entries, self.today)
        self.used |= outcome.used
        self.concerned |= {entry for entry in self.entries if concerns(entry, report)}
        return outcome.report

    def warnings(self) -> Iterator[str]:
        """What is wrong with entries now that everything was scanned."""
        for entry in self.entries:
            if entry.over(self.today):
                yield f"{entry.place}: this entry ended on {entry.until}, it leaves out nothing"
            elif entry in self.concerned - self.used:
                yield f"{entry.place}: this entry leaves out nothing here ({entry})"


def gate_of(config: ConfigFile, files: Sequence[Path], today: dt.date) -> Gate:
    """The gate of a run. Raises InputError for an entry or a file that is wrong."""
    return Gate(entries_of(config, files), today)


def entries_of(config: ConfigFile, files: Sequence[Path]) -> "tuple[Entry, ...]":
    """The entries of the config file and of ignore files. Raises InputError."""
    found = _entries(config)
    for path in files:
        extra = find_config(path, Path())
        for key in extra.values:
            if key != IGNORE:
                raise InputError(f"{extra.place(key)}: only [[ignore]] belongs into an ignore file")
        found += _entries(extra)
    return found


def _entries(config: ConfigFile) -> "tuple[Entry, ...]":
    if IGNORE not in config.values:
        return ()
    from archcompat.gate.entries import read_entries  # noqa: PLC0415 - only where there are some

    return read_entries(config.values[IGNORE], config.place_of_entry)
