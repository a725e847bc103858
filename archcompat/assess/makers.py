"""Makes remediations, most of which leave most empty: a report has every field of them."""

from archcompat.model.report import Basis, Edit, Remediation, Verdict


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
