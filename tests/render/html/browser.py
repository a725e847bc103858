"""A headless Chromium that tells everything it logs and everything it would load."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from archcompat.model.report import Report
from archcompat.render.as_json import read_report
from archcompat.render.html import render
from archcompat.render.page import Page
from tests.need import need

ROOT = Path(__file__).parents[3]
SAMPLE = read_report((ROOT / "samples/service/expected.json").read_bytes())
CY = "const cy = document.querySelector('.canvas')._cyreg.cy;"
"""Script that names the picture of the page's first report, as its library knows it."""
NODES = f"{CY} const nodes = cy.nodes().filter(n => n.data('label'));"
"""And what is drawn in it, but the boxes around many."""

_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browser:
    """One page at a time, in any width, light or dark, with and without scripts."""

    def __init__(self, driver: webdriver.Chrome, folder: Path) -> None:
        self.driver = driver
        self._folder = folder
        self._pages = 0

    def show_reports(self, *reports: Report, **how: Any) -> None:
        """Open the page of these reports; ``how`` as for ``show``."""
        self.show(render(reports, Page()), **how)

    def show(
        self, page: str, *, dark: bool = False, width: int = 1280, scripts: bool = True
    ) -> None:
        """Open a page from a file of its own."""
        self._pages += 1
        path = self._folder / f"{self._pages}.html"
        path.write_text(page, "utf-8")
        self.prefer(dark=dark)
        self.tell("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.driver.get(path.as_uri())

    def prefer(self, *, dark: bool) -> None:
        """Set what the system prefers: its colours, and nothing that moves."""
        wanted = {
            "prefers-color-scheme": "dark" if dark else "light",
            "prefers-reduced-motion": "reduce",
        }
        features = [{"name": name, "value": value} for name, value in wanted.items()]
        self.tell("Emulation.setEmulatedMedia", features=features)

    def until(self, script: str, *arguments: Any) -> None:
        """Wait until a function body gives something true; fails after some seconds."""
        WebDriverWait(self.driver, 10).until(lambda _: self.run(script, *arguments))

    def tell(self, command: str, **arguments: Any) -> dict[str, Any]:
        """A command of the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/)."""
        answer: dict[str, Any] = self.driver.execute_cdp_cmd(command, arguments)
        return answer

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function body gives in the page."""
        return self.driver.execute_script(script, *arguments)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def row(self, name: str) -> WebElement:
        """The row of the table whose name begins so."""
        return next(
            row
            for row in self.all(".item")
            if self.run("return arguments[0].textContent", row).strip().startswith(name)
        )

    def names(self) -> list[str]:
        """The first words of the rows that are to be seen, from the top."""
        return [name.text.split()[0] for name in self.all(".item .name") if name.is_displayed()]

    def pdf(self) -> bytes:
        return base64.b64decode(self.tell("Page.printToPDF", printBackground=True)["data"])

    def log(self) -> list[str]:
        """Everything on the console since the last question."""
        return [entry["message"] for entry in self._entries("browser")]

    def requests(self) -> list[str]:
        """Every address asked for since the last question, but the pages themselves."""
        messages = (
            json.loads(entry["message"])["message"] for entry in self._entries("performance")
        )
        own = self._folder.as_uri()
        asked = [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
            and message["params"]["documentURL"].startswith(own)  # not the browser's own first page
        ]
        return [url for url in asked if not url.startswith((own, "data:"))]

    def _entries(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.driver.execute("getLog", {"type": kind})["value"]
        return entries


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser with a new profile; needs Debian's chromium and chromium-driver."""
    need("chromium")
    need("chromedriver")
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in (*_ARGUMENTS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        yield Browser(driver, folder)
    finally:
        driver.quit()
