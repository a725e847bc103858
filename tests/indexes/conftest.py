"""What every test of an index has: a site on loopback, and nothing of this machine's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.make.webserver import Site, serving


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Site]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("machine netrc.invalid login a password b\n")
    with serving() as site:
        yield site
