"""The graph of the page in Chromium: as a picture, by mouse and by keyboard, and as a tree."""

import os
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from archcompat.analysis import analyze
from archcompat.render.html import render
from archcompat.render.page import Page
from tests.need import need_path
from tests.render.html.browser import CY, NODES, ROOT, SAMPLE, Browser


def test_the_graph_by_mouse(chrome: Browser) -> None:
    """It begins with what asks for work; a click on a node tells every way to it."""
    chrome.show_reports(SAMPLE)
    labels = graph_labels(chrome)
    assert "numpy 1.18.1\nupgrade to 1.19.0" in labels
    assert not [label for label in labels if "slf4j" in label]
    click_node(chrome, "jansi")
    chosen = chrome.one(".chosen")
    way = chosen.find_element("css selector", ".ways").text.splitlines()
    assert (way[0], way[-1]) == ("orders 2.3.0", "jansi 1.18")
    on = chrome.run(NODES + "return nodes.filter(n => n.hasClass('on')).map(n => n.data('label'))")
    assert sorted(label.split()[0] for label in on) == ["jansi", "layer", "orders", "orders:2.3.0"]
    chosen.find_element("css selector", "a[href^='#']:last-child").click()
    assert "plain output without colours" in chrome.row("jansi").text


def test_the_graph_by_keyboard(chrome: Browser) -> None:
    """Any component is chosen from a list, also one that was not drawn; everything by a box."""
    chrome.show_reports(SAMPLE)
    Select(chrome.one(".find")).select_by_visible_text("slf4j-api 1.7.30")
    assert "slf4j-api 1.7.30" in graph_labels(chrome)
    assert "orders 2.3.0" in chrome.one(".chosen").text
    few = len(graph_labels(chrome))
    chrome.one(".everything").send_keys(Keys.SPACE)
    assert len(graph_labels(chrome)) > few
    before = chrome.run(CY + "return cy.zoom()")
    chrome.one("[data-zoom='1.25']").send_keys(Keys.ENTER)
    assert chrome.run(CY + "return cy.zoom()") == pytest.approx(before * 1.25)


def test_the_graph_shows_more_step_by_step(chrome: Browser) -> None:
    """A node says how much it brings besides, and a button draws that."""
    chrome.show_reports(SAMPLE)
    click_node(chrome, "orders 2.3.0  +2")
    chrome.one(".chosen button").click()
    assert {"slf4j-api 1.7.30", "snappy-java 1.1.7.3"} <= set(graph_labels(chrome))


def test_the_wheel_scrolls_the_page(chrome: Browser) -> None:
    """Over the picture too; only with Ctrl it zooms."""
    chrome.show_reports(SAMPLE)
    canvas = chrome.one(".canvas")
    chrome.run("arguments[0].scrollIntoView({block: 'center'})", canvas)
    zoom = chrome.run(CY + "return cy.zoom()")
    top = chrome.run("return scrollY")
    chrome.until(CY + "return !cy.renderer().scrollingPage")  # until then it takes no wheel
    wheel(chrome, canvas, modifiers=2)
    chrome.until(CY + "return cy.zoom() !== arguments[0]", zoom)
    zoom = chrome.run(CY + "return cy.zoom()")
    assert chrome.run("return scrollY") == top
    wheel(chrome, canvas)
    chrome.until("return scrollY > arguments[0]", top)
    assert chrome.run(CY + "return cy.zoom()") == zoom


def test_the_tree(chrome: Browser) -> None:
    """Open as far as something asks for work; the rest opens on demand."""
    chrome.show_reports(SAMPLE)
    tree = chrome.one(".tree")
    assert "jansi 1.18" in tree.text
    assert "slf4j-api" not in tree.text
    rest = next(one for one in chrome.all(".tree .rest summary") if one.text.startswith("2 "))
    rest.send_keys(Keys.ENTER)
    assert "slf4j-api 1.7.30" in tree.text


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


def graph_labels(chrome: Browser) -> list[str]:
    """What stands on the nodes that are drawn."""
    labels: list[str] = chrome.run(NODES + "return nodes.map(n => n.data('label'))")
    return labels


def click_node(chrome: Browser, label: str) -> None:
    """Press the mouse where the node is drawn whose label begins so."""
    canvas = chrome.one(".canvas")
    chrome.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", canvas)
    x, y = chrome.run(
        f"{NODES} const node = nodes.filter(n => n.data('label').startsWith(arguments[0]))[0];"
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
