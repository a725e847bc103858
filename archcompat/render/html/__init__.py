"""The report as one HTML page that asks nothing of a network, for people with and without time."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from archcompat.model.report import Basis, Coverage, Impact, Provenance, Report, Verdict
from archcompat.render import meaning, words
from archcompat.render.html.allowance import Allowance
from archcompat.render.html.rows import WORST_FIRST
from archcompat.render.html.view import view
from archcompat.render.page import Page
from archcompat.render.safe import printable

_LINES = 20_000  # in the lists of the whole page: places, files, evidence; some MB
_LIBRARY = "vendor/cytoscape.min.js"
_SCRIPTS = ("assets/table.js", "assets/graph.js", "assets/page.js")
_STYLE = "assets/style.css"
_OTHER = re.compile(r"[^\x00-\x7f]")


def render(reports: Sequence[Report], page: Page) -> str:
    """One page with all reports, in ASCII: it is the same in whatever encoding it is written."""
    lines = _LINES // max(len(reports), 1)
    views = [
        view(report, f"r{number}", Allowance(lines)) for number, report in enumerate(reports, 1)
    ]
    style = _asset(_STYLE)
    scripts = [_script(_LIBRARY), "\n".join(map(_script, _SCRIPTS))]
    template = _environment().get_template("page.html.j2")
    text = template.render(
        views=views,
        several=words.count(len(views), "target") if page.several or len(views) > 1 else "",
        policy=_policy(scripts, style),
        style=style,
        scripts=scripts,
    )
    return _ascii(text) + "\n"


@cache
def _environment() -> Environment:
    """Templates in which no text reaches the page but through ``printable`` and escaping."""
    environment = Environment(
        loader=PackageLoader(__name__, "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        glossary=(
            ("Verdict", "what has to be done", [(v, meaning.VERDICT[v]) for v in Verdict]),
            ("Impact", "what happens otherwise", [(v, meaning.IMPACT[v]) for v in Impact]),
            ("Basis", "how it is known, strongest first", [(v, meaning.BASIS[v]) for v in Basis]),
            ("Origin", "who put it there", [(v, meaning.PROVENANCE[v]) for v in Provenance]),
            ("Builds", "of a Java library", [(v, meaning.COVERAGE[v]) for v in Coverage]),
        ),
        verdicts=WORST_FIRST,
        impacts=tuple(Impact),
        bases=tuple(Basis),
        provenances=tuple(Provenance),
    )
    environment.tests["web"] = lambda url: url.startswith(("https://", "http://"))
    return environment


def _policy(scripts: Iterable[str], style: str) -> str:
    """A Content-Security-Policy by which the page's own scripts and style run, nothing else.

    Source: https://www.w3.org/TR/CSP3/. A browser asks for an icon of every page: it is ``data:``.
    """
    script = " ".join(map(_source, scripts))
    return (
        f"default-src 'none'; script-src {script}; style-src {_source(style)}; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _asset(path: str) -> str:
    return (files(__name__) / path).read_text("utf-8").rstrip()


def _script(path: str) -> str:
    """A script of this package in ASCII: an escape is the same as its character in a literal."""
    return _OTHER.sub(lambda found: f"\\u{ord(found[0]):04x}", _asset(path))


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode()
