"""The whole way from a subject to a plan: read it, find the smallest change, verify, tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec import structs

from archcompat import __version__
from archcompat.errors import InputError
from archcompat.indexes.pythonindex import PythonIndex
from archcompat.model.plan import Plan, PlanPackage, SecondOpinion
from archcompat.model.problem import Severity
from archcompat.model.report import Basis, ReportProblem, ReportTarget, ReportTool
from archcompat.model.target import Target
from archcompat.plan.alternatives import alternatives
from archcompat.plan.audited import Auditor, audited
from archcompat.plan.make import Ground, Made, make, today
from archcompat.plan.market import Market, Silence
from archcompat.plan.need import Need
from archcompat.plan.preference import Preference
from archcompat.plan.reading import Reading
from archcompat.plan.reasons import link
from archcompat.plan.request import Request
from archcompat.plan.resolve import NoSolutionError
from archcompat.plan.told import Teller
from archcompat.rulebook.load import Rulebook

_TOLD = 6  # requirements of a conflict


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan is to tell besides the changes."""

    rulebook: Rulebook
    alternatives: bool = True
    audit: Auditor | None = None
    opinion: Callable[[Sequence[PlanPackage], Sequence[str]], SecondOpinion] | None = None
    """Asks another resolver about a set, of which the packages named are not wheels."""


def plan(
    subject: str, reading: Reading, target: Target, index: PythonIndex, wanted: Wanted
) -> Plan:
    """The plan of what was read of ``subject``. Raises InputError if it asks for no package."""
    request = reading.request
    if not request.roots and not reading.problems:
        raise InputError(
            f"{subject} asks for no Python package by its name (a file with lines that are no"
            " requirements is read as such a file only if it is named so: requirements.txt)"
        )
    silence = Silence()
    here = Market(
        index, target, silence, built=request.sources, yanked=request.pins, start=index.ahead
    )
    now = today(index, request, here, silence)
    spare = request.installed.keys() - now.solution.chosen.keys()
    if spare and not now.conflict:
        request = request.asking_for(frozenset(spare))
        now = today(index, request, here, silence)
    about = _About(subject, request, silence)
    problems = [*reading.problems, *about.conflict(now.conflict, "as it is")]
    audit = None
    try:
        ground = Ground(index, request, now, here, Preference(now.current, request.wishes))
        made = make(ground)
        if wanted.audit is not None:
            made, audit = audited(ground, made, wanted.audit)
    except NoSolutionError as error:
        problems += about.conflict(error.conflict or tuple(request.needs()), "for the target")
        return _told(subject, target, None, problems + about.silent())
    problems += [*about.silent(), *about.unverified(made)]
    teller = Teller(request, now, made, wanted.rulebook)
    told = _told(subject, target, teller, problems)
    left_out = sorted(made.found.freedom.built)
    return structs.replace(
        told,
        alternatives=alternatives(ground, made) if wanted.alternatives else (),
        audit=audit,
        opinion=wanted.opinion(told.packages, left_out) if wanted.opinion is not None else None,
    )


@dataclass(frozen=True, slots=True)
class _About:
    """Tells what went wrong, with the place in the user's file."""

    subject: str
    request: Request
    silence: Silence

    def conflict(self, needs: Sequence[Need], where: str) -> list[ReportProblem]:
        """Requirements that no set of versions was found for; nothing without any."""
        if not needs:
            return []
        places = {root.name: root.place for root in self.request.roots}
        lines = dict.fromkeys(
            link(need)
            + (f" ({places[need.name]})" if need.parent is None and places.get(need.name) else "")
            for need in needs
        )
        shown = "; ".join(list(lines)[:_TOLD])
        more = f"; and {len(lines) - _TOLD} more" if len(lines) > _TOLD else ""
        detail = f"no set of versions was found {where} that meets all of: {shown}{more}"
        return [ReportProblem("no-solution", self.subject, detail, Severity.ERROR)]

    def silent(self) -> list[ReportProblem]:
        """What no index knows, or answered about."""
        places = {root.name: root.place for root in self.request.roots}
        found = []
        for code, names in (
            ("package-unknown", self.silence.unknown),
            ("index-unreachable", self.silence.unanswered),
        ):
            for name, cause in sorted(names.items()):
                place = places.get(name) or self.subject
                found.append(ReportProblem(code, place, f"{name}: {cause}", Severity.ERROR))
        return found

    def unverified(self, made: Made) -> list[ReportProblem]:
        """What the check of the closure or of the files left open."""
        found = [
            ReportProblem("closure-broken", self.subject, text, Severity.ERROR)
            for text in made.closure.complaints
        ]
        unread = {name: code.unread for name, code in made.code.items() if code.unread}
        unread.update(made.closure.unread)
        found += [
            ReportProblem("wheel-unread", self.subject, f"{name}: {cause}", Severity.ERROR)
            for name, cause in sorted(unread.items())
        ]
        chosen = made.found.solution.chosen.values()
        shown = {f"{one.name} {one.version}" for one in chosen}
        for name, cause in sorted(self.silence.requirements.items()):
            if name in shown:
                detail = f"{name}: what it requires is not known: {cause}"
                found.append(
                    ReportProblem("requirements-unknown", self.subject, detail, Severity.WARNING)
                )
        return found


def _told(
    subject: str, target: Target, teller: Teller | None, problems: Sequence[ReportProblem]
) -> Plan:
    complete = all(problem.severity is not Severity.ERROR for problem in problems)
    changes = teller.changes() if teller is not None else ()
    return Plan(
        tool=ReportTool("archcompat", __version__),
        target=ReportTarget.of(target),
        subject=subject,
        solved=teller is not None,
        basis=Basis.RESOLVED if teller is not None and complete else Basis.DECLARED,
        complete=complete,
        changes=changes,
        packages=teller.packages(changes) if teller is not None else (),
        added=teller.added() if teller is not None else (),
        dropped=teller.dropped() if teller is not None else (),
        held=teller.held() if teller is not None else (),
        notes=tuple(teller.notes()) if teller is not None else (),
        alternatives=(),
        audit=None,
        opinion=None,
        problems=tuple(problems),
    )
