"""The browser that the tests of a page share."""

from collections.abc import Iterator

import pytest

from tests.render.html.browser import Browser, browser


@pytest.fixture(scope="session")
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
