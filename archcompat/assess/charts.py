"""Tells of charts whose templates were not rendered: once a chart, not once a file."""

from collections import Counter
from collections.abc import Iterable, Iterator

from archcompat.model.facts import Problem
from archcompat.model.where import Where
from archcompat.model.workload import UnrenderedTemplate


def unrendered(templates: Iterable[UnrenderedTemplate]) -> Iterator[Problem]:
    """A problem for each chart, of error severity: which images it deploys is not known."""
    charts = Counter(one.chart for one in templates)
    for chart, number in sorted(charts.items()):
        files = "1 file of it says" if number == 1 else f"{number:,} files of it say"
        detail = (
            f"a chart that is not rendered: {files} what to deploy only then;"
            f" scan what `helm template {chart or '.'}` gives"
        )
        yield Problem(Where((chart or ".",)), "not-rendered", detail)
