"""Makes findings and remediations, most of which leave much empty: a report has every field."""

from archcompat.model.report import Basis, Edit, EvidenceLine, Finding, Impact, Remediation, Verdict


def new_finding(
    finding_id: str,
    *,
    component: str,
    verdict: Verdict,
    impact: Impact,
    basis: Basis,
    title: str,
    message: str,
    where: tuple[str, ...] = (),
    evidence: tuple[EvidenceLine, ...] = (),
    remediation: Remediation | None = None,
    rule: str = "",
    members: tuple[str, ...] = (),
    library: str = "",
    lines: tuple[int, ...] = (),
) -> Finding:
    """A statement that asks for work; what is not given is empty."""
    return Finding(
        id=finding_id,
        component=component,
        verdict=verdict,
        impact=impact,
        basis=basis,
        title=title,
        message=message,
        where=where,
        evidence=evidence,
        remediation=remediation,
        rule=rule,
        members=members,
        library=library,
        lines=lines,
    )


def new_remediation(
    action: Verdict,
    basis: Basis,
    *,
    purl: str = "",
    from_version: str = "",
    to_version: str = "",
    classifier: str = "",
    commands: tuple[str, ...] = (),
    advice: str = "",
    edits: tuple[Edit, ...] = (),
) -> Remediation:
    """A change that helps; what is not given is empty."""
    return Remediation(
        action=action,
        purl=purl,
        from_version=from_version,
        to_version=to_version,
        classifier=classifier,
        commands=commands,
        basis=basis,
        advice=advice,
        edits=edits,
    )
