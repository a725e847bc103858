"""Writes today's date to the evidence of a rule that was confirmed, and touches nothing else."""

import datetime as dt
import re
import tomllib
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

import msgspec

from archcompat.errors import RuleError
from archcompat.model.rule import Evidence, EvidenceKind, Rule
from archcompat.rulebook.verify.outcome import Outcome, Standing

_TABLE = re.compile(r"\s*\[\s*(\[?)\s*([^\]]*?)\s*\]")
_SEEN = re.compile(r"^(\s*seen\s*=\s*)\d{4}-\d\d-\d\d(?!\d|T| \d)")
# Pages of public indexes about one package: the site, and what stands before its name.
_PAGES = {
    "pypi": (("pypi.org", "/project/"), ("pypi.org", "/simple/")),
    "maven": (("central.sonatype.com", "/artifact/"),),
    "npm": (("www.npmjs.com", "/package/"), ("registry.npmjs.org", "/")),
}


def confirmed(rule: Rule, outcome: Outcome) -> frozenset[int]:
    """Which entries of the rule's evidence the index has just shown again, by their place.

    Those that somebody observed on the index's page of the package, or of one of its versions
    that was compared; none unless the rule agrees. Other pages were not looked at.
    """
    if outcome.standing is not Standing.AGREES:
        return frozenset()
    return frozenset(
        place
        for place, entry in enumerate(rule.evidence)
        if _is_about(entry, rule, outcome.versions)
    )


def _is_about(entry: Evidence, rule: Rule, versions: Collection[str]) -> bool:
    if entry.kind is not EvidenceKind.OBSERVED:
        return False
    ecosystem, _, name = rule.id.partition("/")
    parts = urlsplit(entry.url)
    for site, before in _PAGES[ecosystem]:
        start = f"{before}{name}/"
        path = f"{unquote(parts.path).rstrip('/')}/"
        if parts.hostname == site and path.startswith(start):
            rest = path[len(start) :].strip("/").removeprefix("v/")
            return rest in ("", *versions)
    return False


def refreshed(text: str, places: Collection[int], today: dt.date) -> str:
    """The text of a rule file with the date of some entries of its evidence set to today.

    Raises RuleError when the file is laid out so that no line can be told to be that date.
    """
    lines = text.splitlines(keepends=True)
    place = -1
    inside = False
    for number, line in enumerate(lines):
        if table := _TABLE.match(line):
            inside = table[1] == "[" and table[2] == "evidence"
            place += inside
        elif inside and place in places:
            lines[number] = _SEEN.sub(rf"\g<1>{today.isoformat()}", line, count=1)
    changed = "".join(lines)
    if _rule(changed) != _dated(_rule(text), places, today):
        raise RuleError("the dates of its evidence are not each on a line of their own")
    return changed


def _rule(text: str) -> Rule:
    try:
        return msgspec.convert(tomllib.loads(text), Rule)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(str(error)) from error


def _dated(rule: Rule, places: Collection[int], today: dt.date) -> Rule:
    evidence = tuple(
        msgspec.structs.replace(entry, seen=today) if place in places else entry
        for place, entry in enumerate(rule.evidence)
    )
    return msgspec.structs.replace(rule, evidence=evidence)
