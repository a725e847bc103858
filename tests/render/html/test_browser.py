"""The page as people use it in Chromium: by mouse, by keyboard, without scripts, on paper."""

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from archcompat.analyze import analyze
from archcompat.model.report import Report
from archcompat.render.as_json import read_report
from archcompat.render.html import render
from archcompat.render.page import Page
from tests.make.report import service
from tests.need import need, need_path, run
from tests.render.html.browser import Browser, browser
from tests.render.html.test_page import ATTACKS
from tests.render.reports import REPORTS, spoiled

ROOT = Path(__file__).parents[3]
SAMPLE = read_report((ROOT / "samples/service/expected.json").read_bytes())
AXE = (files("axe_core_python") / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("pages")) as opened:
        yield opened


@pytest.fixture
def chrome(chromium: Browser) -> Iterator[Browser]:
    """The browser; whatever a test does, nothing is logged and nothing asked of a network."""
    chromium.log()
    chromium.requests()
    yield chromium
    assert chromium.log() == []
    assert chromium.requests() == []


def show(chrome: Browser, *reports: Report, **how: Any) -> None:
    chrome.show(render(reports, Page()), **how)


def test_a_broken_page_would_be_noticed(chromium: Browser) -> None:
    """The fixture above sees errors, refused loads and requests."""
    chromium.show(
        "<!doctype html><meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
        "<img src=http://archcompat.invalid/x.png><script>1</script>"
    )
    told = " ".join(chromium.log())
    assert "archcompat.invalid" in told
    assert "script" in told
    chromium.show("<!doctype html><img src=http://archcompat.invalid/y.png>")
    assert chromium.requests() == [f"http://archcompat.invalid/{name}.png" for name in "xy"]
    chromium.log()


@pytest.mark.parametrize("made", [pytest.param(one, id=name) for name, one in REPORTS.items()])
def test_every_report_opens(chrome: Browser, made: Report) -> None:
    """Any sort of report, in the narrowest window, without scrolling sideways."""
    show(chrome, made, width=360)
    assert chrome.run("return document.documentElement.scrollWidth") <= 360
    assert chrome.one("h1").is_displayed()


def test_filter(chrome: Browser) -> None:
    """By text, verdict, impact and origin; what is shown is counted and told."""
    show(chrome, SAMPLE)
    told = chrome.one(".filter output")
    assert told.text == "6 of 14 rows shown"
    assert told.get_attribute("aria-live") == "polite"
    chrome.one("[name=text]").send_keys("BOOT-INF epoll")
    assert chrome.names() == ["netty-transport-native-epoll"]
    chrome.one("[type=reset]").click()
    Select(chrome.one("[name=verdict]")).select_by_visible_text("upgrade")
    assert chrome.names() == ["numpy", "psycopg2-binary", "netty-transport-native-epoll", "jansi"]
    Select(chrome.one("[name=impact]")).select_by_visible_text("falls-back")
    assert chrome.names() == ["netty-transport-native-epoll", "jansi"]
    assert told.text == "2 of 14 rows shown"
    chrome.one("[type=reset]").click()
    Select(chrome.one("[name=show]")).select_by_value("all")
    Select(chrome.one("[name=origin]")).select_by_visible_text("os-package")
    assert chrome.names() == ["Debian", "coreutils", "libc6", "zlib1g"]


def test_sort_by_keyboard(chrome: Browser) -> None:
    """A head is reached and pressed with keys; it says how the table is sorted."""
    show(chrome, SAMPLE)
    button = chrome.one("[data-key=verdict] button")
    button.send_keys(Keys.ENTER)
    head = chrome.one("[data-key=verdict]")
    assert head.get_attribute("aria-sort") == "ascending"
    assert chrome.names()[:3] == ["numpy", "psycopg2-binary", "netty-transport-native-epoll"]
    assert chrome.names()[-1] == "Debian"
    button.send_keys(Keys.SPACE)
    assert head.get_attribute("aria-sort") == "descending"
    assert chrome.names()[0] == "Debian"
    chrome.one("[data-key=files] button").send_keys(Keys.ENTER)
    assert head.get_attribute("aria-sort") is None
    assert chrome.names()[:2] == ["Debian", "numpy"]


def test_a_step_leads_to_its_reasons(chrome: Browser) -> None:
    """A link opens the row behind it, also one that a filter hides."""
    show(chrome, SAMPLE)
    chrome.one("[name=text]").send_keys("agent")
    assert chrome.names() == ["agent"]
    chrome.one(".steps a").click()
    row = chrome.row("numpy")
    assert row.is_displayed()
    assert "1.18.1 is not published for the target" in row.text
    summary = chrome.driver.switch_to.active_element
    assert summary.tag_name == "summary"
    summary.send_keys(Keys.ENTER)
    assert "1.18.1 is not published" not in row.text


def test_a_row_opens_by_mouse(chrome: Browser) -> None:
    """Anywhere on its line; its files open behind it."""
    show(chrome, SAMPLE)
    row = chrome.row("netty")
    row.find_element("css selector", "td.fix").click()
    assert "Epoll" in row.text
    row.find_element("css selector", ".natives summary").click()
    assert "libnetty_transport_native_epoll_x86_64.so" in row.text
    chrome.one(".open-all").click()
    assert all(one.get_property("open") for one in chrome.all(".finding .behind > td > details"))


def test_copy(chrome: Browser) -> None:
    """A button puts the command where it can be pasted."""
    show(chrome, SAMPLE)
    chrome.tell(
        "Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
    )
    chrome.one(".steps button").click()
    chrome.until("return document.querySelector('.steps button').textContent === 'Copied'")
    pasted = chrome.driver.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.readText().then(done, done)"
    )
    assert pasted == "pip install 'numpy==1.19.0'"


def test_the_graph_by_mouse(chrome: Browser) -> None:
    """It begins with what asks for work; a click on a node tells every way to it."""
    show(chrome, SAMPLE)
    labels = graph_labels(chrome)
    assert "numpy 1.18.1\nupgrade to 1.19.0" in labels
    assert not [label for label in labels if "slf4j" in label]
    click_node(chrome, "jansi")
    chosen = chrome.one(".chosen")
    way = chosen.find_element("css selector", ".ways").text.splitlines()
    assert (way[0], way[-1]) == ("orders 2.3.0", "jansi 1.18")
    on = chrome.run(_NODES + "return nodes.filter(n => n.hasClass('on')).map(n => n.data('label'))")
    assert sorted(label.split()[0] for label in on) == ["jansi", "layer", "orders", "orders:2.3.0"]
    chosen.find_element("css selector", "a[href^='#']:last-child").click()
    assert "plain output without colours" in chrome.row("jansi").text


def test_the_graph_by_keyboard(chrome: Browser) -> None:
    """Any component is chosen from a list, also one that was not drawn; everything by a box."""
    show(chrome, SAMPLE)
    Select(chrome.one(".find")).select_by_visible_text("slf4j-api 1.7.30")
    assert "slf4j-api 1.7.30" in graph_labels(chrome)
    assert "orders 2.3.0" in chrome.one(".chosen").text
    few = len(graph_labels(chrome))
    chrome.one(".everything").send_keys(Keys.SPACE)
    assert len(graph_labels(chrome)) > few
    before = chrome.run(_CY + "return cy.zoom()")
    chrome.one("[data-zoom='1.25']").send_keys(Keys.ENTER)
    assert chrome.run(_CY + "return cy.zoom()") == pytest.approx(before * 1.25)


def test_the_graph_shows_more_step_by_step(chrome: Browser) -> None:
    """A node says how much it brings besides, and a button draws that."""
    show(chrome, SAMPLE)
    click_node(chrome, "orders 2.3.0  +2")
    chrome.one(".chosen button").click()
    assert {"slf4j-api 1.7.30", "snappy-java 1.1.7.3"} <= set(graph_labels(chrome))


def test_the_wheel_scrolls_the_page(chrome: Browser) -> None:
    """Over the picture too; only with Ctrl it zooms."""
    show(chrome, SAMPLE)
    canvas = chrome.one(".canvas")
    chrome.run("arguments[0].scrollIntoView({block: 'center'})", canvas)
    zoom = chrome.run(_CY + "return cy.zoom()")
    top = chrome.run("return scrollY")
    chrome.until(_CY + "return !cy.renderer().scrollingPage")  # until then it takes no wheel
    wheel(chrome, canvas, modifiers=2)
    chrome.until(_CY + "return cy.zoom() !== arguments[0]", zoom)
    zoom = chrome.run(_CY + "return cy.zoom()")
    assert chrome.run("return scrollY") == top
    wheel(chrome, canvas)
    chrome.until("return scrollY > arguments[0]", top)
    assert chrome.run(_CY + "return cy.zoom()") == zoom


def test_the_tree(chrome: Browser) -> None:
    """Open as far as something asks for work; the rest opens on demand."""
    show(chrome, SAMPLE)
    tree = chrome.one(".tree")
    assert "jansi 1.18" in tree.text
    assert "slf4j-api" not in tree.text
    rest = next(one for one in chrome.all(".tree .rest summary") if one.text.startswith("2 "))
    rest.send_keys(Keys.ENTER)
    assert "slf4j-api 1.7.30" in tree.text


@pytest.mark.parametrize("width", [1280, 390])
def test_light_and_dark(chrome: Browser, width: int) -> None:
    """The page follows the system, its picture too, also when that changes."""
    seen = {}
    for dark in (False, True):
        show(chrome, SAMPLE, dark=dark, width=width)
        seen[dark] = colours(chrome)
    chrome.prefer(dark=False)
    WebDriverWait(chrome.driver, 10).until(lambda _: colours(chrome) == seen[False])
    assert all(light != dark for light, dark in zip(seen[False], seen[True], strict=True))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["service", "several", "left-out"])
def test_accessible(chrome: Browser, name: str, width: int, dark: bool) -> None:
    """Oracle: axe-core finds nothing against the WCAG and its own good practice."""
    made = (SAMPLE, REPORTS["many-problems"]) if name == "several" else (REPORTS[name],)
    show(chrome, *made, dark=dark, width=width)
    chrome.run("for (const one of document.querySelectorAll('details')) one.open = true")
    chrome.run(AXE)
    found = chrome.driver.execute_async_script(
        "const done = arguments[0]; axe.run({resultTypes: ['violations']}).then(done)"
    )
    assert found["passes"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def test_without_scripts(chrome: Browser) -> None:
    """Every row is there, opens and closes; what would need a script is not shown."""
    show(chrome, SAMPLE, scripts=False)
    assert len(chrome.names()) == 14
    assert not chrome.one(".filter").is_displayed()
    assert not chrome.one(".graph").is_displayed()
    assert not chrome.all("button:not(.filter *, .graph *)")
    row = chrome.row("numpy")
    row.find_element("css selector", "summary").click()
    assert "1.18.1 is not published for the target" in row.text
    assert "jansi 1.18" in chrome.one(".tree").text


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_print(chrome: Browser, tmp_path: Path, scripts: bool) -> None:
    """Oracle: pdftotext finds verdict, steps, findings, tree and meanings on paper."""
    need("pdftotext")
    show(chrome, SAMPLE, dark=True, scripts=scripts)
    path = tmp_path / "report.pdf"
    path.write_bytes(chrome.pdf())
    text = " ".join(run("pdftotext", "-layout", str(path), "-").split())
    for told in (
        "Not ready for linux/arm64",
        "Upgrade numpy 1.18.1 to 1.19.0",
        "pip install 'numpy==1.19.0'",
        "Findings and components",
        "layer 2: COPY orders.jar /opt/app/",
        "What the words mean",
    ):
        assert told in text
    if scripts:
        assert "1.18.1 is not published for the target" in text
        assert not chrome.one(".behind > td > details").get_property("open")


@pytest.mark.parametrize("tail", [pytest.param(tail, id=name) for name, tail in ATTACKS.items()])
def test_hostile_names_do_nothing(chrome: Browser, tail: str) -> None:
    """No name runs, loads or draws anything, in the table, the picture or the tree."""
    show(chrome, spoiled(service(), tail))
    assert chrome.run("return window.pwned") is None
    assert chrome.all("img, iframe, object, b") == []
    chrome.one("[name=text]").send_keys("numpy")
    Select(chrome.one(".find")).select_by_index(1)
    assert chrome.one(".chosen").text
    assert chrome.run("return window.pwned") is None


def test_several_targets(chrome: Browser) -> None:
    """Each has its own filter and its own picture."""
    show(chrome, SAMPLE, service())
    first, second = chrome.all("article")
    second.find_element("css selector", "[name=text]").send_keys("numpy")
    assert first.find_element("css selector", "output").text == "6 of 14 rows shown"
    assert second.find_element("css selector", "output").text == "1 of 8 rows shown"
    assert [len(one.find_elements("css selector", "canvas")) > 0 for one in (first, second)] == [
        True,
        True,
    ]


@pytest.mark.real
@pytest.mark.parametrize("arch", ["amd64", "arm64"])
def test_a_real_image(chrome: Browser, arch: str) -> None:
    """Some 500 components: all have a row, and the picture begins with those that ask for work."""
    real = Path(os.environ.get("ARCHCOMPAT_REAL", ROOT / "build/real")) / arch / "oci"
    need_path(real, "bash samples/real/build.sh")
    made = analyze(f"{real}:app")
    page = render([made], Page())
    assert len(page) < 3_000_000
    chrome.show(page)
    work = sum(one.judges for one in made.findings)
    drawn = len(graph_labels(chrome))
    assert work < drawn < work + 50
    chrome.one(".everything").send_keys(Keys.SPACE)
    assert len(graph_labels(chrome)) > 300
    Select(chrome.one("[name=show]")).select_by_value("all")
    shown = chrome.run("return document.querySelectorAll('.item:not([hidden])').length")
    assert shown > len(made.components) > 400


_CY = "const cy = document.querySelector('.canvas')._cyreg.cy;"
_NODES = f"{_CY} const nodes = cy.nodes().filter(n => n.data('label'));"


def graph_labels(chrome: Browser) -> list[str]:
    """What stands on the nodes that are drawn."""
    labels: list[str] = chrome.run(_NODES + "return nodes.map(n => n.data('label'))")
    return labels


def click_node(chrome: Browser, label: str) -> None:
    """Press the mouse where the node is drawn whose label begins so."""
    canvas = chrome.one(".canvas")
    chrome.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", canvas)
    x, y = chrome.run(
        f"{_NODES} const node = nodes.filter(n => n.data('label').startsWith(arguments[0]))[0];"
        "const at = node.renderedPosition(); return [at.x, at.y]",
        label,
    )
    size = canvas.size
    ActionChains(chrome.driver, duration=50).move_to_element_with_offset(
        canvas, round(x - size["width"] / 2), round(y - size["height"] / 2)
    ).click().perform()


def wheel(chrome: Browser, over: WebElement, modifiers: int = 0) -> None:
    """Turn the wheel a little over an element; modifier 2 is Ctrl."""
    where = over.rect
    top = chrome.run("return scrollY")
    chrome.tell(
        "Input.dispatchMouseEvent",
        type="mouseWheel",
        x=where["x"] + where["width"] / 2,
        y=where["y"] - top + 30,
        deltaX=0,
        deltaY=40,
        modifiers=modifiers,
    )


def colours(chrome: Browser) -> list[str]:
    """Of the page, its text, a verdict and a node of the picture."""
    found: list[str] = chrome.run(
        f"{_NODES} const style = (one, name) => getComputedStyle(one).getPropertyValue(name);"
        "return [style(document.body, 'background-color'), style(document.body, 'color'),"
        " style(document.querySelector('.verdict'), 'background-color'),"
        " nodes[0].style('background-color'), nodes[0].style('color')]"
    )
    return found
