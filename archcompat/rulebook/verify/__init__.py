"""Asks the package indexes whether what rules say is still so."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from archcompat.errors import FormatError, UnreachableError
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.threads import Threads
from archcompat.model.rule import Rule
from archcompat.rulebook.verify import maven, npm, pypi
from archcompat.rulebook.verify.outcome import Outcome

_VERIFIERS: dict[str, Callable[[Rule, Fetcher, str], Outcome]] = {
    "maven": maven.verify,
    "npm": npm.verify,
    "pypi": pypi.verify,
}
VERIFIABLE = tuple(_VERIFIERS)
"""The purl types of which an index can be asked."""
INDEXES: Mapping[str, str] = {
    "maven": "https://repo.maven.apache.org/maven2",
    "npm": "https://registry.npmjs.org",
    "pypi": "https://pypi.org/simple",
}
"""The public index of each."""
_AT_ONCE = 3  # rules; each asks for one thing at a time


def verify_all(
    rules: Iterable[Rule], fetcher: Fetcher, indexes: Mapping[str, str] = INDEXES
) -> Iterator[tuple[Rule, Outcome]]:
    """Compare rules, of verifiable types, with the indexes; in their order, a few at once.

    An index that does not answer, or with nonsense, makes an outcome without versions.
    """

    def outcome(rule: Rule) -> Outcome:
        return verify(rule, fetcher, indexes[rule.ecosystem])

    rules = list(rules)
    with Threads(_AT_ONCE) as pool:
        yield from zip(rules, pool.map(outcome, rules), strict=True)


def verify(rule: Rule, fetcher: Fetcher, index: str) -> Outcome:
    """What a rule of a verifiable type and the index at an address disagree about."""
    try:
        return _VERIFIERS[rule.ecosystem](rule, fetcher, index)
    except (UnreachableError, FormatError) as error:
        return Outcome(notes=(str(error),))
