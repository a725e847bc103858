"""Tells of what was not rendered, charts and Kustomize's overlays: once a folder, not a file."""

from collections import Counter
from collections.abc import Iterable, Iterator

from archcompat.model.problem import Problem, Severity
from archcompat.model.where import Where
from archcompat.model.workload import UnrenderedTemplate


def unrendered(templates: Iterable[UnrenderedTemplate]) -> Iterator[Problem]:
    """A problem for each folder.

    Of error severity for a chart, whose images are not known; a warning where manifests were read
    that an overlay changes.
    """
    found = list(templates)
    charts = Counter(one.chart for one in found if not one.kustomize)
    for chart, number in sorted(charts.items()):
        files = "1 file of it says" if number == 1 else f"{number:,} files of it say"
        detail = (
            f"a chart that is not rendered: {files} what to deploy only then;"
            f" scan what `helm template {chart or '.'}` gives"
        )
        yield Problem(Where((chart or ".",)), "not-rendered", detail)
    for one in (one for one in found if one.kustomize):
        detail = (
            "it changes the manifests that it names, which were read as they are;"
            f" scan what `kubectl kustomize {one.chart or '.'}` gives"
        )
        yield Problem(one.where, "not-rendered", detail, Severity.WARNING)
