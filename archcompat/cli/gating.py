"""What a build is not to fail for: read before a scan, told of after it."""

import argparse
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archcompat.cli.configfile import IGNORE, ConfigFile, find_config
from archcompat.errors import InputError
from archcompat.model.target import Platform

if TYPE_CHECKING:
    from archcompat.gate.ignore import Entry
    from archcompat.model.report import Report


@dataclass(slots=True)
class Gate:
    """What a run leaves out, and what came of it so far."""

    entries: "tuple[Entry, ...]"
    baseline: "Baseline | None"
    today: dt.date
    told: list[str] = field(default_factory=list)
    used: "set[Entry]" = field(default_factory=set)
    concerned: "set[Entry]" = field(default_factory=set)

    def judged(self, report: "Report") -> "Report":
        """The report with marks on what does not count."""
        from archcompat.gate.ignore import concerns, ignored  # noqa: PLC0415 - for a report only

        outcome = ignored(report, self.entries, self.today)
        self.used |= outcome.used
        self.concerned |= {entry for entry in self.entries if concerns(entry, report)}
        if self.baseline is None:
            return outcome.report
        return self._compared(outcome.report, self.baseline)

    def warnings(self) -> Iterator[str]:
        """What is wrong with entries and baseline now that everything was scanned."""
        for entry in self.entries:
            if entry.over(self.today):
                yield f"{entry.place}: this entry ended on {entry.until}, it leaves out nothing"
            elif entry in self.concerned - self.used:
                yield f"{entry.place}: this entry leaves out nothing here ({entry})"
        yield from self.told

    def _compared(self, report: "Report", baseline: "Baseline") -> "Report":
        from archcompat.gate.baseline import compared  # noqa: PLC0415 - for a report only

        before = baseline.of(report)
        name = report.subject.name
        if before is None:
            self.told.append(f"{baseline.path}: it has no report of {name}: all there is new")
            return report
        if not report.complete:
            self.told.append(f"{name}: not everything was read, so nothing is said to be fixed")
        return compared(report, before, str(baseline.path))


@dataclass(frozen=True, slots=True)
class Baseline:
    """The reports of an earlier run."""

    path: Path
    reports: "tuple[Report, ...]"
    single: bool
    """Whether one report is compared with one target: then whatever they are called."""

    def of(self, report: "Report") -> "Report | None":
        """The earlier report of the same subject."""
        from archcompat.gate.baseline import baseline_of  # noqa: PLC0415 - for a report only

        return self.reports[0] if self.single else baseline_of(report, self.reports)


def gate_of(args: argparse.Namespace, today: dt.date) -> Gate:
    """The gate of a scan. Raises InputError for an entry or a file that is wrong."""
    entries = entries_of(args.config_file, args.ignore_file)
    if args.baseline is None:
        return Gate(entries, None, today)
    return Gate(entries, _baseline(args.baseline, args.target, len(args.targets)), today)


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


def _baseline(path: Path, target: Platform, targets: int) -> Baseline:
    from archcompat.render.as_json import read_reports  # noqa: PLC0415 - only for a baseline

    try:
        reports, _ = read_reports(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(
            f"{path}: there is no such file: write one with archcompat scan ... -f json -o {path}"
        ) from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    for one in reports:
        if one.target.platform != str(target):
            raise InputError(
                f"{path}: it was judged for {one.target.platform}, and not for {target}: give a"
                " baseline of the same target"
            )
    return Baseline(path, reports, single=len(reports) == targets == 1)
