"""The table of the page in Chromium: filtered, sorted, opened, its commands copied."""

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.make.report import service
from tests.render.html.browser import SAMPLE, Browser


def test_filter(chrome: Browser) -> None:
    """By text, verdict, impact and origin; what is shown is counted and told."""
    chrome.show_reports(SAMPLE)
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
    chrome.show_reports(SAMPLE)
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
    chrome.show_reports(SAMPLE)
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
    chrome.show_reports(SAMPLE)
    row = chrome.row("netty")
    row.find_element("css selector", "td.fix").click()
    assert "Epoll" in row.text
    row.find_element("css selector", ".natives summary").click()
    assert "libnetty_transport_native_epoll_x86_64.so" in row.text
    chrome.one(".open-all").click()
    assert all(one.get_property("open") for one in chrome.all(".finding .behind > td > details"))


def test_copy(chrome: Browser) -> None:
    """A button puts the command where it can be pasted."""
    chrome.show_reports(SAMPLE)
    chrome.tell(
        "Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
    )
    chrome.one(".steps button").click()
    chrome.until("return document.querySelector('.steps button').textContent === 'Copied'")
    pasted = chrome.driver.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.readText().then(done, done)"
    )
    assert pasted == "pip install 'numpy==1.19.0'"


def test_several_targets(chrome: Browser) -> None:
    """Each has its own filter and its own picture."""
    chrome.show_reports(SAMPLE, service())
    first, second = chrome.all("article")
    second.find_element("css selector", "[name=text]").send_keys("numpy")
    assert first.find_element("css selector", "output").text == "6 of 14 rows shown"
    assert second.find_element("css selector", "output").text == "1 of 8 rows shown"
    assert [len(one.find_elements("css selector", "canvas")) > 0 for one in (first, second)] == [
        True,
        True,
    ]
