"""pip-audit itself, against an OSV service on loopback."""

import pytest

from archcompat.indexes.pipaudit import audit
from tests.make.webserver import Reply, Site
from tests.make.wheelhouse import vulnerable

ADVISORY = {
    "id": "PYSEC-2018-28",
    "summary": "sends credentials to another host",
    "details": "",
    "aliases": ["CVE-2018-18074"],
    "affected": [
        {
            "package": {"name": "requests", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.20.0"}]}],
        }
    ],
}


def test_what_is_known(site: Site) -> None:
    """The identifier and the fix of a version, and of a clean one that it was audited."""
    url = site.give("/v1/query", vulnerable({("requests", "2.19.0"): ADVISORY}))
    answer = audit([("requests", "2.19.0"), ("six", "1.16.0")], url)
    assert answer.not_audited == ()
    (found,) = answer.found
    assert (found.package, found.version) == ("requests", "2.19.0")
    assert found.id in {"PYSEC-2018-28", "CVE-2018-18074"}
    assert found.fixed_in == ("2.20.0",)


@pytest.mark.parametrize(
    "url", [pytest.param("", id="refuses"), pytest.param("http://127.0.0.1:9/v1/query", id="gone")]
)
def test_silence_is_no_all_clear(site: Site, url: str) -> None:
    """A service that fails leaves every package unaudited, with a cause."""
    answer = audit([("six", "1.16.0")], url or site.give("/v1/query", Reply(500)))
    assert answer.found == ()
    assert answer.not_audited == ("six 1.16.0",)
    assert answer.cause
