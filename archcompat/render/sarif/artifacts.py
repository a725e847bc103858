"""The files that SARIF results lie in: each listed once, files in archives below those."""

from typing import Any
from urllib.parse import quote

from archcompat.model.report import Report
from archcompat.render.location import chain, whole
from archcompat.render.safe import encodable, printable

# What stands for the folder that relative places are counted from (section 3.4.4).
_CHECKOUT = "%SRCROOT%"


class Artifacts:
    """The ``artifacts`` of a run (section 3.14.15), filled as places are named."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._index: dict[tuple[str, ...], int] = {}
        self._of(chain(report, ""))

    def location(self, place: str, line: int = 0) -> dict[str, Any]:
        """A place of the report, and a line of it, as a ``location`` object (section 3.28)."""
        paths = chain(self._report, place)
        return {
            "physicalLocation": {
                "artifactLocation": self.named(place),
                # Of a binary no line is meant, but GitHub shows nothing without one.
                "region": {
                    "startLine": line or 1,
                    "startColumn": 1,
                    "endLine": line or 1,
                    "endColumn": 1,
                },
            },
            "logicalLocations": [
                {
                    "name": printable(paths[-1]),
                    "fullyQualifiedName": printable(whole(paths)),
                    "kind": "resource",
                }
            ],
        }

    def named(self, place: str) -> dict[str, Any]:
        """The file of a place of the report as an ``artifactLocation`` object (section 3.4)."""
        paths = chain(self._report, place)
        return {**_uri(paths), "index": self._of(paths)}

    def listed(self) -> list[dict[str, Any]]:
        """The array itself; what is in an archive comes after the archive."""
        listed = []
        for paths in self._index:
            artifact: dict[str, Any] = {"location": _uri(paths)}
            if len(paths) > 1:
                artifact["parentIndex"] = self._index[paths[:-1]]
            listed.append(artifact)
        listed[0]["roles"] = ["analysisTarget"]
        return listed

    def bases(self) -> dict[str, Any]:
        """``originalUriBaseIds`` (section 3.14.14): where the checkout is, is nobody's business."""
        text = "The folder that archcompat was started in."
        return {_CHECKOUT: {"description": {"text": text}}}

    def _of(self, paths: tuple[str, ...]) -> int:
        if paths not in self._index:
            if len(paths) > 1:
                self._of(paths[:-1])
            self._index[paths] = len(self._index)
        return self._index[paths]


def _uri(paths: tuple[str, ...]) -> dict[str, str]:
    """The innermost path as a relative reference; one inside an archive has no base."""
    uri = {"uri": quote(encodable(paths[-1]), safe="/+@=,~")}
    return uri if len(paths) > 1 else {**uri, "uriBaseId": _CHECKOUT}
