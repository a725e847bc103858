"""Whether a SARIF result counts: what was ignored, and what an earlier report has already."""

from dataclasses import dataclass
from typing import Any

from archcompat.model.report import Report, Suppression, SuppressionKind
from archcompat.render import words


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said of every result of a run, or of none (section 3.27.23)."""

    ignores: bool
    """Some result is ignored."""
    baseline: bool
    """There was an earlier report."""

    @classmethod
    def of(cls, report: Report) -> "Standing":
        """Find out from what is suppressed."""
        kinds = {one.suppressed.kind for one in report.findings if one.suppressed is not None}
        return cls(
            ignores=SuppressionKind.IGNORED in kinds,
            baseline=SuppressionKind.BASELINE in kinds or bool(report.fixed),
        )

    def told(self, suppressed: Suppression | None) -> dict[str, Any]:
        """The properties of one result.

        What is ignored is suppressed, what the baseline has is unchanged: it is no news, and open.
        """
        kind = suppressed.kind if suppressed is not None else None
        told: dict[str, Any] = {}
        if self.ignores:
            told["suppressions"] = []
        if suppressed is not None and kind is SuppressionKind.IGNORED:
            told["suppressions"] = [
                {
                    "kind": "external",
                    "status": "accepted",
                    "justification": words.reason(suppressed),
                }
            ]
        elif self.baseline:
            told["baselineState"] = "unchanged" if suppressed is not None else "new"
        return told
