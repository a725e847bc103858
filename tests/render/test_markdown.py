"""The comment on a pull request, rendered as GitHub renders it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.model.report import Impact, Report
from archcompat.render import words
from archcompat.render.markdown import MARK, MOST, render
from archcompat.render.markup import code, escaped
from archcompat.render.page import Page
from tests.make.report import component, report, service
from tests.render.reports import HOSTILE, REPORTS, with_problems, with_some_left_out
from tests.render.structure import html_of, mentions_in, of_markup

ANY_TEXT = st.text(st.characters(codec="utf-8")) | st.text("`|\\*_[]()<>#@!&;- \n1.x~$:/w")


def titles(text: str) -> list[str]:
    found = re.finditer(r"^#+ (.*)$|<summary>(.*?)</summary>", text, re.MULTILINE)
    return [one[1] or one[2] for one in found]


@pytest.mark.parametrize("made", [pytest.param(one, id=name) for name, one in REPORTS.items()])
def test_fits_in_a_comment(made: Report) -> None:
    """However much there is to say, GitHub takes it, and every tag that is opened is closed."""
    for reports in ([made], [made] * 5, [made] * 300):
        text = render(reports, Page())
        assert len(text.encode()) < 65_536
        assert text.startswith(f"{MARK}\n")
        assert html_of(text).count("<details>") == html_of(text).count("</details>")


def test_what_does_not_fit_is_said() -> None:
    """Rows that are left out are counted, the worst are not among them."""
    bad = tuple(component(f"bad{n}") for n in range(900))
    slow = tuple(component(f"slow{n}", impact=Impact.FALLS_BACK) for n in range(900))
    text = render([report(*bad, *slow)], Page())
    rows = re.findall(r"^\| `(\w+) 1\.18\.1`", text, re.MULTILINE)
    assert rows == [one.name for one in (*bad, *slow)][: len(rows)]
    left = re.search(r"There is no room here for ([\d,]+) more; all are in the JSON report\.", text)
    assert left is not None
    assert int(left[1].replace(",", "")) + len(rows) == 1800
    assert MOST - 5000 < len(text.encode()) <= MOST


def test_targets_that_do_not_fit_are_said() -> None:
    """Of very many targets the first are told, and how many more there are."""
    text = render([service()] * 300, Page())
    told = text.count("\n### ")
    assert 10 < told < 300
    assert f"There is no room here for {300 - told} more targets" in text


def test_order() -> None:
    """The verdict, what to do first, what needs work; then folded away what is behind it."""
    text = render([service()], Page())
    assert titles(text) == [
        words.subject(service()),
        "Do this first",
        "Needs work",
        "Comes with the operating system (1)",
        "Not judged (1)",
        "Also seen (1)",
        "Problems (2)",
    ]
    html = html_of(text)
    assert html.index("<strong>Not ready for linux/arm64: 2 components fail") < html.index("<ol>")
    assert "<li>Upgrade numpy 1.18.1 to 1.19.0</li>" in html
    assert "<td><code>numpy 1.18.1 (and 1 more place)</code></td>" in html
    assert "Incomplete: 1 place could not be read" in html


def test_left_out() -> None:
    """What does not count is only counted and its reasons told, behind a fold."""
    text = render([with_some_left_out()], Page())
    work = text[text.index("Needs work") : text.index("Left out")]
    assert "`new 1.18.1`" in work
    assert "old" not in work
    assert "tests" not in work
    assert "the baseline base.json" in text
    assert "Fixed since the baseline (1)" in text


def test_many_problems_are_counted() -> None:
    """Of a thousand problems of a kind the first are told."""
    assert "1,290 more of the same kind" in render([with_problems(1300)], Page())


@pytest.mark.parametrize("text", [HOSTILE, *HOSTILE.split("\n"), "- x", "1. x", "+ x", "=", "# x"])
@pytest.mark.parametrize("before", ["", "- ", "1. ", "| ", "x: "])
def test_words_stay_words(text: str, before: str) -> None:
    """Whatever a text is, and wherever it stands, it is rendered as the words that it is."""
    plain, marked = (of_markup(html_of(f"{before}{one}")) for one in ("word", escaped(text)))
    assert [tag for tag in marked if tag not in plain] == []
    assert mentions_in(f"{before}{escaped(text)}") == []


@given(ANY_TEXT)
def test_any_words_stay_words(text: str) -> None:
    """Nothing but a paragraph comes of any text, and nobody is mentioned."""
    marked = f"x {escaped(text)} x"
    assert of_markup(html_of(marked)) == [("p", []), "/p"]
    assert mentions_in(marked) == []


@given(ANY_TEXT)
def test_any_code_stays_code(text: str) -> None:
    """A code span ends where it should, in a table too."""
    table = f"| a | b |\n|---|---|\n| {code(text)} | y |\n"
    cells = [tag for tag in of_markup(html_of(table)) if tag[0] in ("td", "code", "a", "script")]
    assert cells == [("td", []), *([("code", [])] if text else []), ("td", [])]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("numpy 1.18.1", "`numpy 1.18.1`", id="plain"),
        pytest.param("a`b", "``a`b``", id="tick"),
        pytest.param("`a``", "``` `a`` ```", id="ends-in-ticks"),
        pytest.param("a|b", r"`a\x7cb`", id="pipe"),
        pytest.param("a\nb", r"`a\nb`", id="line"),
        pytest.param("", "", id="empty"),
    ],
)
def test_code(text: str, written: str) -> None:
    """Fences are longer than what they hold."""
    assert code(text) == written
