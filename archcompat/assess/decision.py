"""What is decided about one unit, before it is worded as a finding."""

from dataclasses import dataclass, replace

from archcompat.assess.makers import new_remediation
from archcompat.formats.distfile import DistFile
from archcompat.model.report import Basis, Edit, EvidenceLine, Impact, Remediation, Verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on a unit with everything that backs it."""

    verdict: Verdict
    impact: Impact
    basis: Basis
    message: str = ""
    """Why, in one or two sentences; may quote names from the artifact."""
    evidence: tuple[EvidenceLine, ...] = ()
    remediation: Remediation | None = None
    rule: str = ""
    """Id of the rule that answered."""
    wheel: DistFile | None = None
    """What an index lists and the decision leads to."""
    topic: str = "architecture"
    """Of the finding: ``architecture``, or ``rehash`` when only a lock stands in the way;
    ``not-needed`` or ``multiarch`` for packages of a distribution."""
    absent: bool = False
    """A package of a distribution that no repository has for the target."""
    mislabeled: bool = False
    """It is offered for the target, and holds another machine's code."""
    platforms: tuple[str, ...] = ()
    """What an image is offered for, as far as is known."""
    since: str = ""
    """The first version of an image that is offered for the target, as its rule knows."""
    base: str = ""
    """Id of the base image that it comes with, and which answers for it."""
    library: str = ""
    """The one library of the unit that is spoken of; empty for all of it."""
    parts: tuple["Decision", ...] = ()
    """What is decided about each library where they differ, gravest first; this is the first."""

    def leading(
        self,
        *,
        purl: str = "",
        from_version: str = "",
        to_version: str = "",
        classifier: str = "",
        commands: tuple[str, ...] = (),
        advice: str = "",
        edits: tuple[Edit, ...] = (),
    ) -> "Decision":
        """The decision with what to do, which is known as it is itself."""
        remediation = new_remediation(
            self.verdict,
            self.basis,
            purl=purl,
            from_version=from_version,
            to_version=to_version,
            classifier=classifier,
            commands=commands,
            advice=advice,
            edits=edits,
        )
        return replace(self, remediation=remediation)


READY = Decision(Verdict.READY, Impact.NONE, Basis.OBSERVED)
