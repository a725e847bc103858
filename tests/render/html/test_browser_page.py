"""The page as a whole in Chromium: light, dark, narrow, without scripts, printed, attacked."""

from importlib.resources import files
from pathlib import Path

import pytest
from selenium.webdriver.support.ui import Select, WebDriverWait

from archcompat.model.report import Report
from tests.make.report import service
from tests.need import need, run
from tests.render.html.browser import NODES, SAMPLE, Browser
from tests.render.html.test_page import ATTACKS
from tests.render.reports import REPORTS, spoiled

AXE = (files("axe_core_python") / "axe.min.js").read_text("utf-8")


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
    chrome.show_reports(made, width=360)
    assert chrome.run("return document.documentElement.scrollWidth") <= 360
    assert chrome.one("h1").is_displayed()


@pytest.mark.parametrize("width", [1280, 390])
def test_light_and_dark(chrome: Browser, width: int) -> None:
    """The page follows the system, its picture too, also when that changes."""
    seen = {}
    for dark in (False, True):
        chrome.show_reports(SAMPLE, dark=dark, width=width)
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
    chrome.show_reports(*made, dark=dark, width=width)
    chrome.run("for (const one of document.querySelectorAll('details')) one.open = true")
    chrome.run(AXE)
    found = chrome.driver.execute_async_script(
        "const done = arguments[0]; axe.run({resultTypes: ['violations']}).then(done)"
    )
    assert found["passes"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def test_without_scripts(chrome: Browser) -> None:
    """Every row is there, opens and closes; what would need a script is not shown."""
    chrome.show_reports(SAMPLE, scripts=False)
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
    chrome.show_reports(SAMPLE, dark=True, scripts=scripts)
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
    chrome.show_reports(spoiled(service(), tail))
    assert chrome.run("return window.pwned") is None
    assert chrome.all("img, iframe, object, b") == []
    chrome.one("[name=text]").send_keys("numpy")
    Select(chrome.one(".find")).select_by_index(1)
    assert chrome.one(".chosen").text
    assert chrome.run("return window.pwned") is None


def colours(chrome: Browser) -> list[str]:
    """Of the page, its text, a verdict and a node of the picture."""
    found: list[str] = chrome.run(
        f"{NODES} const style = (one, name) => getComputedStyle(one).getPropertyValue(name);"
        "return [style(document.body, 'background-color'), style(document.body, 'color'),"
        " style(document.querySelector('.verdict'), 'background-color'),"
        " nodes[0].style('background-color'), nodes[0].style('color')]"
    )
    return found
