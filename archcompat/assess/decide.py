"""Decides about one unit: observed bytes first, then the rules, then what its kind implies."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from archcompat.assess.claims import at_least_rebuild, is_broken_now, is_tagged_for
from archcompat.assess.coverage import Standing, State
from archcompat.assess.decision import READY, Decision
from archcompat.assess.distributions import by_files, is_refused, needing_work
from archcompat.assess.goprograms import decide_go
from archcompat.assess.hardcoded import decide_hard_coded
from archcompat.assess.imageoffers import NO_OFFERS, Offers
from archcompat.assess.listed import decide_listed
from archcompat.assess.lookup import NOTHING, Lookups
from archcompat.assess.makers import new_remediation
from archcompat.assess.musl import decided
from archcompat.assess.ospackages import by_repositories
from archcompat.assess.references import decide_reference
from archcompat.assess.ruling import Ruling
from archcompat.assess.rustprograms import decide_rust
from archcompat.assess.stock import NO_STOCKS, Stocks
from archcompat.graph.libraries import Library
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch, arch_of_token
from archcompat.model.native import NativeObject
from archcompat.model.report import (
    Basis,
    EvidenceLine,
    Impact,
    Provenance,
    Remediation,
    Verdict,
)
from archcompat.model.target import Target
from archcompat.model.where import Where

_NEUTRAL = ("all", "noarch", "any")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a decision depends on beside the unit itself."""

    target: Target
    standings: Mapping[Where, Standing]
    libraries: Mapping[Where, Library]
    """The library that each native file belongs to."""
    ruling: Ruling
    claims_target: bool
    """The subject says it is for the target already: what is foreign in it is broken now."""
    siblings: frozenset[str]
    """Names of npm packages that some package of the subject lists as optional."""
    source: Arch = Arch.X86_64
    """The machine the subject comes from."""
    lookups: Lookups = NOTHING
    """What package indexes said."""
    offers: Offers = NO_OFFERS
    """What container registries said."""
    stocks: Stocks = NO_STOCKS
    """What distributions' repositories said."""

    def state(self, native: NativeObject) -> State:
        """What a file means for the target."""
        return self.standings[native.where].state

    def identities(self, natives: Iterable[NativeObject]) -> tuple[str, ...]:
        """The JNI identities of the libraries that files belong to, as helpers too."""
        found = {
            identity
            for native in natives
            for build in self.libraries[native.where].natives
            for identity in build.jni
        }
        return tuple(sorted(found))


def decide(unit: Unit, here: Circumstances) -> Decision:
    """The decision about one unit."""
    if unit.references:
        return decide_reference(unit, here.ruling, here.offers)
    if unit.hard_coded:
        return decide_hard_coded(unit)
    counted = [native for native in unit.natives if here.state(native) in COUNTED]
    if counted and unit.ecosystem == "pypi" and len(unit.where) > 1:
        served = [native for native in unit.natives if here.state(native) is State.SERVES]
        counted = needing_work(counted, served, here.target)
    if not counted:
        return _without_foreign(unit, here)
    parts = [_of_files(unit, files, here) for files in _apart(unit, counted, here)]
    parts.sort(key=lambda part: (part.impact.rank, -part.verdict.rank))
    return parts[0] if len(parts) == 1 else replace(parts[0], parts=tuple(parts))


def _apart(
    unit: Unit, counted: list[NativeObject], here: Circumstances
) -> list[list[NativeObject]]:
    """The files of a JAR by what is to be known of them: many libraries may be shaded into it.

    All together where a rule names the JAR itself.
    """
    if unit.ecosystem != "maven" or here.ruling.names(unit):
        return [counted]
    found: dict[str, list[NativeObject]] = {}
    for native in counted:
        rule = here.ruling.of_code(here.identities([native]))
        key = rule.id if rule is not None else f"#{here.libraries[native.where].name}"
        found.setdefault(key, []).append(native)
    return list(found.values())


def _of_files(unit: Unit, files: list[NativeObject], here: Circumstances) -> Decision:
    decision = _judged(unit, files, here)
    if unit.detail:
        decision = replace(decision, message=f"{decision.message} {unit.detail}")
    evidence = tuple(_seen(native, here) for native in files[:_SHOWN])
    names = dict.fromkeys(here.libraries[native.where].name for native in files)
    decision = replace(decision, evidence=evidence + decision.evidence, library=", ".join(names))
    seen = [(native, here.state(native)) for native in files]
    arch = here.target.platform.arch
    if is_broken_now(unit, seen, arch, claims_target=here.claims_target):
        return at_least_rebuild(decision, unit, seen, arch)
    return decision


# States that ask for something to be done.
COUNTED = (State.FOREIGN, State.MISFIT, State.STRANGER, State.LINKED)
_SHOWN = 5  # files named as evidence: enough to look at, the component lists them all


def _without_foreign(unit: Unit, here: Circumstances) -> Decision:
    """Nothing in it stands in the way, unless it is a requirement or built for one machine."""
    if unit.requirement and not unit.natives and not unit.tags:
        return _requirement(unit, here)
    if unit.provenance is Provenance.OS_PACKAGE:
        return _os_package(unit, here)
    if unit.listed:
        return decide_listed(unit, here.ruling)
    if unit.ecosystem == "pypi" and is_refused(unit.natives, here.target):
        return _refused(unit, here)
    if unit.natives:
        return here.ruling.on_present(unit) or replace(
            READY,
            message="Its native code is there for the target, or belongs to other systems.",
        )
    return replace(READY, message="It holds no native code.")


def _judged(unit: Unit, counted: list[NativeObject], here: Circumstances) -> Decision:
    states = {here.state(native) for native in counted}
    if unit.provenance is Provenance.OS_PACKAGE:
        return _os_package(unit, here)
    if states == {State.LINKED}:
        return Decision(
            Verdict.REBUILD,
            Impact.FEATURE,
            Basis.GUESSED,
            "It holds only object files that are linked, not loaded; linking on the target needs"
            " them built there.",
        )
    ruled = here.ruling.on_unit(unit, here.identities(counted))
    # Bytes that were read beat a rule that calls their version good.
    arch = here.target.platform.arch
    mislabeled = is_tagged_for(unit, arch) and State.MISFIT not in states
    belied = mislabeled or (State.FOREIGN not in states and State.MISFIT in states)
    listed = by_files(unit, ruled, here.ruling, here.lookups, here.source, belied=belied)
    if listed is not None:
        return _softened(listed, unit, states)
    if ruled is not None and not (belied and ruled.verdict is Verdict.REINSTALL):
        return _softened(ruled, unit, states)
    if unit.go is not None:
        return decide_go(unit, unit.go, here.ruling)
    if unit.rust is not None:
        return decide_rust(unit, unit.rust, here.target)
    if unit.ecosystem == "npm" and _has_sibling(unit, here):
        return Decision(
            Verdict.REINSTALL,
            Impact.FAILS,
            Basis.DECLARED,
            "It is one platform's build; its parent lists the target's build beside it, which"
            " npm installs when it runs on or for the target.",
            remediation=_again(unit, ("npm ci",)),
        )
    if unit.ecosystem == "conda" and not belied:
        return _softened(_CONDA, unit, states)
    if unit.provenance is Provenance.RUNTIME and not belied:
        return Decision(
            Verdict.REINSTALL,
            Impact.FAILS,
            Basis.GUESSED,
            f"A copied {unit.name} for another machine; take the target's build of it.",
            remediation=_again(unit, ()),
        )
    if unit.provenance is Provenance.BASE_IMAGE and not belied:
        return Decision(
            Verdict.REINSTALL,
            Impact.FAILS,
            Basis.GUESSED,
            "It came with the base image; the target's build of that image brings its own.",
            remediation=_again(unit, ()),
        )
    return _softened(_nothing_known(unit, counted, here), unit, states)


_CONDA = Decision(
    Verdict.REINSTALL,
    Impact.FAILS,
    Basis.GUESSED,
    "Conda's channels have most packages for linux-aarch64 too; whether they have this one, in a"
    " version that agrees with the others, a solve for that platform tells.",
)


def _nothing_known(unit: Unit, counted: list[NativeObject], here: Circumstances) -> Decision:
    misfits = [native for native in counted if here.state(native) is State.MISFIT]
    if misfits:
        standing = here.standings[misfits[0].where]
        if standing.musl is not None:
            return decided(standing.musl)
        return Decision(
            Verdict.REBUILD,
            Impact.FAILS,
            Basis.OBSERVED,
            f"Its code for the target does not load there: {standing.reason}.",
        )
    machines = ", ".join(sorted({native.machine for native in counted}))
    what = "It is" if unit.ecosystem == "file" else "It holds"
    return Decision(
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.GUESSED,
        f"{what} {machines} code and nothing for {here.target.platform.arch.value}; no rule knows"
        " more. That it will not run is certain, that it can be rebuilt is a guess.",
    )


def _softened(decision: Decision, unit: Unit, states: set[State]) -> Decision:
    """Take back ``fails`` where the code is a side dish: a helper in a pure wheel, a stranger."""
    side_dish = unit.pure or states <= {State.STRANGER, State.LINKED}
    if side_dish and decision.impact is Impact.FAILS:
        return replace(decision, impact=Impact.FEATURE)
    return decision


def _os_package(unit: Unit, here: Circumstances) -> Decision:
    arch = arch_of_token(unit.arch)
    if not unit.natives and (unit.arch in _NEUTRAL or arch is here.target.platform.arch):
        return replace(READY, message="It is architecture-independent.")
    if arch is here.target.platform.arch and not any(
        here.state(native) in COUNTED for native in unit.natives
    ):
        return replace(READY, message="It is the target's own package.")
    foreign = any(here.state(native) is State.FOREIGN for native in unit.natives)
    listed = by_repositories(unit, here.stocks, here.target.platform.arch, foreign=foreign)
    return (
        listed
        or here.ruling.on_distribution(unit)
        or Decision(
            Verdict.REINSTALL,
            Impact.FAILS if foreign else Impact.NONE,
            Basis.GUESSED,
            "The distribution's packages are built for many machines; no rule knows this one.",
        )
    )


def _refused(unit: Unit, here: Circumstances) -> Decision:
    """Wheels with the target's code, of which the tags name another Python or C library."""
    anew = replace(unit, python=here.target.python)
    ruled = here.ruling.on_unit(anew, ())
    listed = by_files(anew, ruled, here.ruling, here.lookups, here.source)
    known = listed if listed is not None else ruled
    message = "Installers refuse it on the target: its tags name another Python or C library."
    if known is None:
        return Decision(Verdict.UPGRADE, Impact.FAILS, Basis.DECLARED, message)
    return replace(known, message=f"{message} {known.message}")


def _requirement(unit: Unit, here: Circumstances) -> Decision:
    ruled = here.ruling.on_unit(unit, ())
    listed = by_files(unit, ruled, here.ruling, here.lookups, here.source)
    known = listed if listed is not None else ruled
    if known is not None:
        return known
    return Decision(
        Verdict.UNKNOWN,
        Impact.NONE,
        Basis.GUESSED,
        "No rule names this package, and without its files nothing can be observed.",
    )


def _has_sibling(unit: Unit, here: Circumstances) -> bool:
    """Whether the name with the target's spelling in place of its own is listed beside it."""
    name = f"{unit.namespace}/{unit.name}".lstrip("/")
    target = here.target.platform.arch
    words = re.split(r"([-/_.])", name)
    for position, word in enumerate(words):
        if word == "64" or arch_of_token(word) is not None:  # esbuild-linux-64, until 0.15
            twin = [*words[:position], _NPM.get(target, target.oci), *words[position + 1 :]]
            if "".join(twin) in here.siblings:
                return True
    return False


# process.arch of Node.js, where it is not Go's spelling.
_NPM = {Arch.X86_64: "x64", Arch.I386: "ia32", Arch.PPC64LE: "ppc64"}


def _again(unit: Unit, commands: tuple[str, ...]) -> Remediation:
    return new_remediation(
        Verdict.REINSTALL,
        Basis.DECLARED,
        purl=unit.purl,
        from_version=unit.version,
        to_version=unit.version,
        commands=commands,
    )


def _seen(native: NativeObject, here: Circumstances) -> EvidenceLine:
    reason = here.standings[native.where].reason
    says = f"{native.machine} {native.format.upper()} {native.type.value}"
    if reason:
        says += f"; {reason}"
    return EvidenceLine(Basis.OBSERVED, f"{native.where}: {says}")
