"""Asks many things at once, and says what came of those that gave no answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from archcompat.errors import FormatError, UnreachableError
from archcompat.indexes.threads import Threads
from archcompat.model.problem import Problem, Severity
from archcompat.model.where import Where

_Q = TypeVar("_Q")
_A = TypeVar("_A")
_TOLD = 20  # causes told one by one; a host that does not answer at all is one
_HERE = Where((".",))


def answers(
    ask: Callable[[_Q], _A], questions: Iterable[_Q], *, threads: int
) -> tuple[list[tuple[_Q, _A]], Counter[str]]:
    """Each question that was answered, with the answer; and how many were not, by the cause.

    ``ask`` raises UnreachableError or FormatError where there is no answer.
    """

    def asked(question: _Q) -> _A | UnreachableError | FormatError:
        try:
            return ask(question)
        except (UnreachableError, FormatError) as error:
            return error

    told: list[tuple[_Q, _A]] = []
    causes: Counter[str] = Counter()
    wanted = list(questions)
    with Threads(threads, "lookup") as pool:
        for question, answer in zip(wanted, pool.map(asked, wanted), strict=True):
            if isinstance(answer, UnreachableError | FormatError):
                causes[str(answer)] += 1
            else:
                told.append((question, answer))
    return told, causes


def silence(
    causes: Mapping[str, int], *, noun: str = "package", code: str = "index-unreachable"
) -> Iterator[Problem]:
    """What to say of those that gave no answer: each cause with what was judged without one."""
    for cause, number in list(causes.items())[:_TOLD]:
        without = f"1 {noun} was" if number == 1 else f"{number:,} {noun}s were"
        yield Problem(_HERE, code, f"{cause}; {without} judged without it", Severity.WARNING)
    if len(causes) > _TOLD:
        detail = f"and {len(causes) - _TOLD:,} more causes alike"
        yield Problem(_HERE, code, detail, Severity.WARNING)
