"""The HTML page as it is written: what it says, and that nothing in it can do harm."""

import base64
import hashlib
import json
import re
import string
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.model.problem import Severity
from archcompat.model.report import Basis, EvidenceLine, Provenance, Report, Verdict
from archcompat.render import load_renderer, words
from archcompat.render.html import render
from archcompat.render.page import Page
from archcompat.render.safe import printable
from archcompat.render.sections import sections, steps
from tests.make.report import component, finding, native, problem, remedy, report, service
from tests.render.html.reading import Element, read
from tests.render.reports import HOSTILE, REPORTS, spoiled, with_problems
from tests.render.structure import shape

ATTACKS = {
    "element": "</script><script>window.pwned = 1</script>",
    "cdata": "]]><img src=x onerror=pwned=1>",
    "comment": "--><!--<script>",
    "attribute": "\"' onmouseover=pwned=1 x='",
    "template": "{{ 7 * 7 }}{% raw %}",
    "entity": "&lt;b&gt; &#60;script&#62;",
    "terminal": HOSTILE,
    "surrogates": "\ud800 \udfff \udc80",
    "workflow": "\n::error::x\r\n",
}
EVERY = [pytest.param(made, id=name) for name, made in REPORTS.items()]


def page_of(*reports: Report) -> Element:
    return read(render(reports, Page()))


def plain(text: str) -> str:
    """As a page shows it: escaped, and each run of spaces as one."""
    return " ".join(printable(text).split())


@cache
def good() -> object:
    return shape("html", render([spoiled(service(), "x")], Page()))


def test_the_format_is_offered() -> None:
    """`-f html` finds it."""
    assert load_renderer("html") is render


@pytest.mark.parametrize("made", EVERY)
def test_well_formed(made: Report) -> None:
    """Every element ends where it should, every anchor is there once, every link leads to one."""
    text = render([made], Page())
    page = read(text)
    anchors = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert len(set(anchors)) == len(anchors)
    for link in page.all("a"):
        if not link.attributes["href"].startswith("https://"):
            assert link.attributes["href"][:1] == "#"
            assert link.attributes["href"][1:] in anchors
    for label in page.all("label"):
        assert label.attributes.get("for", anchors[0]) in anchors
    assert text.isascii()
    assert set(text) <= set(string.printable)


@pytest.mark.parametrize("made", EVERY)
def test_the_words_of_the_text_report(made: Report) -> None:
    """Headline, notices, steps in their order, commands, problems and numbers are the same."""
    page, found = page_of(made), sections(made)
    assert next(page.all("h1")).text.split() == words.headline(made, found).split()
    for notice in (words.incomplete(made), words.nothing_native(made)):
        assert notice in page.text
    told = [step for one in page.all("ol", class_="steps") for step in one.all("p")]
    assert [step.text for step in told] == [
        plain(words.step(one, made, found)) for one in steps(found)[:5]
    ]
    for step in steps(found)[:5]:
        for command in step.remediation.commands[:1] if step.remediation else ():
            assert plain(command) in page.text
    for one in made.problems[:10]:
        if one.suppressed is None:
            assert plain(words.problem(one)) in page.text
    if made.components:
        assert plain(words.closing(made)) in page.text


@pytest.mark.parametrize("made", EVERY)
def test_everything_is_in_the_table(made: Report) -> None:
    """Every finding with all it says, and every component with its files, has one row."""
    rows = list(page_of(made).all("tbody", class_="item"))
    findings = [row for row in rows if row.has("class_", "finding")]
    assert len(findings) == len(made.findings)
    for row, one in zip(findings, made.findings, strict=True):
        assert plain(one.message) in row.text
        assert (
            f"{one.verdict.value} {one.impact.value} {one.basis.value}".split()
            == [cell.text for cell in row.all("td") if "data-label" in cell.attributes][:3]
        )
        for line in one.evidence:
            assert plain(line.text) in row.text
            assert plain(line.url) in row.text
        for command in one.remediation.commands if one.remediation else ():
            assert plain(command) in row.text
    alone = {one.component for one in made.findings if one.judges}
    assert len(rows) == len(made.findings) + sum(one.id not in alone for one in made.components)
    text = " ".join(row.text for row in rows)
    for each in made.components:
        assert plain(each.name)[:300] in text  # of a very long one the middle is left out
        for file in each.natives:
            assert plain(file.path) in text


@pytest.mark.parametrize("tail", [pytest.param(tail, id=name) for name, tail in ATTACKS.items()])
def test_hostile_names_are_text(tail: str) -> None:
    """Whatever the names, the page has the elements and attributes of one with good names."""
    made = spoiled(service(), tail)
    text = render([made], Page())
    page = read(text)
    assert shape("html", text) == good()
    assert all(plain(one.name)[:300] in page.text for one in made.components)
    assert set(text) <= set(string.printable)
    data = json.loads("".join(map(str, next(page.all("script", class_="graph-data")).children)))
    assert all(node["label"].isprintable() for node in data)


@given(st.text(min_size=1, max_size=30))
@settings(max_examples=15, deadline=None)
def test_any_name_is_text(tail: str) -> None:
    """So for any text at all."""
    assert shape("html", render([spoiled(service(), tail)], Page())) == good()


@pytest.mark.parametrize(
    "url", ["javascript:pwned=1", "data:text/html,x", "//evil.example", "HTTPS://x", " https://x"]
)
def test_only_web_addresses_are_links(url: str) -> None:
    """Any other address is shown as text."""
    one = component()
    evidence = (EvidenceLine(Basis.RULE, "seen there", url),)
    page = page_of(report(one, findings=(finding(one, evidence=evidence),)))
    assert url.strip() in page.text
    assert all(link.attributes["href"].startswith("#") for link in page.all("a"))


@pytest.mark.parametrize("made", EVERY)
def test_the_policy_allows_this_page_only(made: Report) -> None:
    """Its hashes are of its scripts and style; no address is loaded and no handler written."""
    page = page_of(made)
    metas = {one.attributes.get("http-equiv"): one for one in page.all("meta")}
    policy = metas["Content-Security-Policy"].attributes["content"]
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    own = [one for one in (*page.all("script"), *page.all("style")) if "type" not in one.attributes]
    assert allowed == {
        base64.b64encode(hashlib.sha256("".join(map(str, one.children)).encode()).digest()).decode()
        for one in own
    }
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none';")
    for one in page.all():
        loading = {"src", "srcset", "action", "formaction", "data", "poster", "background", "style"}
        assert not loading & one.attributes.keys()
        assert not [name for name in one.attributes if name.startswith("on")]
        if one.tag in ("link", "use"):
            assert one.attributes["href"].startswith(("data:,", "#i-"))


def test_several_targets() -> None:
    """Each has its article, and one table leads to them."""
    page = page_of(service(), report(name="b"), with_problems(3))
    assert [one.text for one in page.all("h1")] == ["3 targets"]
    assert [one.attributes["id"] for one in page.all("article")] == ["r1", "r2", "r3"]
    overview = next(page.all("section", class_="overview"))
    assert [one.attributes["href"] for one in overview.all("a")] == ["#r1", "#r2", "#r3"]
    assert words.incomplete(with_problems(3)) in overview.text


def test_one_of_several_targets() -> None:
    """When the others gave no report it still is one of several."""
    page = read(render([service()], Page(several=True)))
    assert next(page.all("h1")).text == "1 target"


def test_a_bounded_page() -> None:
    """A report of any size gives a page that opens, and says how much it leaves out."""
    files = tuple(native(f"opt/{'x' * 80}/{number}.so") for number in range(200))
    many = [component(f"lib{number}", natives=files[: number % 200]) for number in range(6000)]
    made = report(*many, problems=tuple(problem(f"code-{number}") for number in range(6000)))
    text = render([made], Page())
    assert len(text) < 10_000_000
    rows = text.count('class="item')
    assert f"and {6000 - rows:,} more components; all are in the JSON report" in text
    assert re.search(r"and \d+ more files; all are in the JSON report", text)
    assert len(render([made] * 20, Page())) < 10_000_000


def test_a_long_name_is_short() -> None:
    """A name of a megabyte takes a thousand characters."""
    assert len(render([spoiled(service(), "a/" * 500_000)], Page())) < 1_000_000


def test_the_same_page_again() -> None:
    """Two runs give the same bytes; nothing in it is of the day or the machine."""
    assert render([service()], Page()) == render([service()], Page(20, encoding="ascii"))


def test_worst_problems_first() -> None:
    """Errors before warnings before remarks."""
    page = page_of(REPORTS["every-severity"])
    told = [one.text for one in page.all("span", class_="severity")]
    assert told == [severity.value for severity in Severity]


def test_numbers_by_origin_and_verdict() -> None:
    """The table of numbers counts every component once."""
    made = service()
    system = tuple(
        msgspec.structs.replace(one, provenance=Provenance.OS_PACKAGE)
        if one.name == "libc6"
        else one
        for one in made.components
    )
    page = page_of(msgspec.structs.replace(made, components=system))
    table = next(page.all("table", class_="counts"))
    assert [row.text.split() for row in table.all("tr")] == [
        ["Components", "os-package", "language-package", "all"],
        ["upgrade", "-", "2", "2"],
        ["rebuild", "-", "1", "1"],
        ["unknown", "-", "1", "1"],
        ["reinstall", "1", "-", "1"],
        ["ready", "-", "1", "1"],
        ["all", "1", "5", "6"],
    ]


def test_what_does_not_count_says_why() -> None:
    """An ignored finding is in its row, with who said so, and asks for no work in the tree."""
    page = page_of(REPORTS["left-out"])
    row = next(one for one in page.all("tbody", class_="item") if "tests 1.18.1" in one.text)
    assert "Left out: tests only, until 2031-01-02 (purl pkg:pypi/*)" in row.text
    assert "a: upgrade" in page.text


def test_no_command_is_lost() -> None:
    """All commands of a finding are in its row, the first of them in the steps too."""
    one = component()
    fix = remedy(Verdict.UPGRADE, commands=("first -x 'y'", "second"))
    page = page_of(report(one, findings=(finding(one, remediation=fix),)))
    told = [code.text for code in page.all("div", class_="command")]
    assert told == ["first -x 'y'", "first -x 'y'", "second"]
