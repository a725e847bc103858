"""One rule as a page that a person reads."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from archcompat.model.report import Impact
from archcompat.model.rule import Alternative, Evidence, Example, KnownIssue, Rule
from archcompat.model.target import PAGE_SIZES
from archcompat.render.page import Page
from archcompat.render.paper import drawn, in_characters_of, section
from archcompat.render.ranges import in_words
from archcompat.render.safe import printable

# Alone, and with what the rule says of it.
_IMPACT = {
    Impact.FAILS: ("it fails", "it fails: {}"),
    Impact.FEATURE: ("one feature fails", "only this fails: {}"),
    Impact.FALLS_BACK: ("it falls back", "it falls back to {}"),
    Impact.NONE: ("it runs all the same", "it runs all the same: {}"),
}


def explained(rule: Rule, file: str, page: Page) -> str:
    """Everything that a rule says; ``file`` is where it is written."""
    rule = in_characters_of(page, rule)

    def draw(console: Console) -> None:
        console.print(Text(printable(rule.id), "bold"))
        console.print(Text(f"What runs on {printable(rule.target)}, as {printable(file)} has it"))
        for title, rows in _sections(rule):
            section(title, _harmless(rows), console, gap=2)

    return drawn(page, draw)


def _sections(rule: Rule) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    """The titles, and of each its rows: a mark and a text of one or two lines."""
    yield "Versions that run there", _versions(rule)
    alone, explained_by = _IMPACT[rule.impact]
    impact = explained_by.format(rule.fallback) if rule.fallback else alone
    yield "Any other version", [(rule.otherwise.value, impact)]
    yield "Advice", [("-", rule.advice)] if rule.advice else []
    yield (
        "Classifier of the native code",
        ((entry.classifier, in_words(entry.range)) for entry in rule.classifier),
    )
    yield "Goes wrong there all the same", map(_issue, rule.known_issue)
    yield "What to take instead", map(_alternative, rule.alternative)
    yield "Known by what its native code exports", (("-", name) for name in rule.jni)
    yield "Known by the modules that Go built it from", (("-", name) for name in rule.go_modules)
    yield "Evidence", map(_evidence, rule.evidence)
    yield "Examples, checked by `archcompat rules check`", map(_example, rule.example)


def _versions(rule: Rule) -> Iterator[tuple[str, str]]:
    """The range of all, and the narrower ones, which hold besides."""
    yield "-", f"{in_words(rule.supported)}{f' ({rule.supported})' if rule.supported else ''}"
    for family, constraints in rule.libc.items():
        yield f"{family}:", in_words(constraints)
    for version, constraints in rule.python.items():
        yield f"Python {version}:", in_words(constraints)


def _issue(issue: KnownIssue) -> tuple[str, str]:
    pages = f" with pages of {issue.page_size // 1024}k or more" if issue.page_size else ""
    locks = " where a lock leaves its late files out" if issue.hashes else ""
    return "-", f"{in_words(issue.range)}{pages}{locks}: {issue.what}"


def _alternative(other: Alternative) -> tuple[str, str]:
    since = f" since {other.version}" if other.version else ""
    return "-", f"{other.package}{since}{f': {other.note}' if other.note else ''}"


def _evidence(one: Evidence) -> tuple[str, str]:
    return one.kind.value, f"{one.seen.isoformat()}: {one.how}\n{one.url}"


def _example(one: Example) -> tuple[str, str]:
    pages = f"{one.page_size // 1024}k pages" if one.page_size != PAGE_SIZES["4k"] else ""
    place = [one.libc, f"Python {one.python}" if one.python else "", pages]
    given = ", ".join(part for part in place if part)
    answer = f"{one.expect.value}{f' to {one.to}' if one.to else ''}"
    classifier = f", classifier {one.classifier}" if one.classifier else ""
    return one.version or "any", f"{f'with {given}: ' if given else ''}{answer}{classifier}"


def _harmless(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Text]]:
    for mark, text in rows:
        first, _, second = text.partition("\n")
        shown = Text(printable(first))
        if second:
            shown.append(f"\n{printable(second)}", "dim")
        yield printable(mark), shown
