"""A folder of rules in Markdown: how many there are of each sort, and one line a rule."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from archcompat.model.rule import Evidence, EvidenceKind, Rule
from archcompat.render.ranges import in_words
from archcompat.render.safe import printable

BEGIN, END = "<!-- counts -->", "<!-- /counts -->"
"""Lines of a README between which the counts stand."""

_HEAD = """\
# Every rule

Made by `archcompat rules index`; [README.md](README.md) says what the columns mean and how to add a
rule.

"""
_ABOUT = {
    "docker": "container images",
    "generic": "operating systems, runtimes, and tools that no package manager installs",
}


def index_page(rules: Iterable[Rule]) -> str:
    """The page that lists rules by id: range, what becomes of the rest, strongest evidence."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    parts = [_HEAD + counts_table(ordered)]
    for ecosystem, members in groupby(ordered, key=lambda rule: rule.ecosystem):
        lines = ["| rule | runs there | any other version | evidence |", "|---|---|---|---|"]
        lines += [_line(rule) for rule in members]
        parts.append(f"## {_cell(ecosystem)}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def counts_table(rules: Sequence[Rule]) -> str:
    """How many rules there are of each purl type, by the kind of their strongest evidence."""
    kinds = [kind.value for kind in EvidenceKind]
    lines = [f"| purl type | rules | {' | '.join(kinds)} |", "|---" * (len(kinds) + 2) + "|"]
    types = sorted({rule.ecosystem for rule in rules})
    for name in (*types, ""):
        members = [rule for rule in rules if name in ("", rule.ecosystem)]
        strongest = [one.kind.value for rule in members if (one := _strongest(rule))]
        counts = [len(members), *(strongest.count(kind) for kind in kinds)]
        about = f": {_ABOUT[name]}" if name in _ABOUT else ""
        title = f"{_cell(name)}{about}" if name else "all"
        lines.append(f"| {title} | {' | '.join(f'{number:,}' for number in counts)} |")
    return "\n".join(lines) + "\n"


def with_counts(readme: str, rules: Sequence[Rule]) -> str:
    """A README with the counts between its marks; as it is without marks."""
    before, begin, rest = readme.partition(f"{BEGIN}\n")
    _, end, after = rest.partition(END)
    return f"{before}{begin}{counts_table(rules)}{end}{after}" if begin and end else readme


def _line(rule: Rule) -> str:
    strongest = _strongest(rule)
    proof = f"[{strongest.kind.value}]({_cell(strongest.url)})" if strongest else "none"
    cells = (
        f"[{_cell(rule.id.partition('/')[2])}]({_cell(rule.id)}.toml)",
        _cell(_versions(rule)),
        "-" if rule.supported.strip() == "*" else f"{rule.otherwise.value}, {rule.impact.value}",
        proof,
    )
    return f"| {' | '.join(cells)} |"


def _strongest(rule: Rule) -> Evidence | None:
    """The first of the strongest kind: a page that looking again would change is never done."""
    kinds = list(EvidenceKind)
    return min(rule.evidence, key=lambda one: kinds.index(one.kind), default=None)


def _versions(rule: Rule) -> str:
    """The range in words; of an image's many tags that are named one by one the number."""
    parts = rule.supported.split("|") if rule.ecosystem == "docker" else []
    tags = [part for part in parts if part.strip().startswith("=")]
    if len(tags) < 3 or len(tags) == len(parts):
        return in_words(rule.supported)
    rest = "|".join(part for part in parts if part not in tags)
    return f"{in_words(rest)}, and {len(tags)} tags by name"


def _cell(text: str) -> str:
    """Text that neither ends the cell of a table nor is taken for markup."""
    return "".join(f"\\{char}" if char in r"\|`*_[]<" else char for char in printable(text))
