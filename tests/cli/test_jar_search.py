"""JARs without a name in them, looked up by their SHA-1 where that is asked for."""

import hashlib
import json
from pathlib import Path

from tests.cli.running import Run
from tests.make.indexes import give_holders, native_jar
from tests.make.webserver import Reply, Site


def test_it_has_to_be_asked_for(run: Run, site: Site, tmp_path: Path) -> None:
    """By an option, and offline it asks nothing."""
    data = native_jar({"linux64/libfast.so": "x86_64"})
    subject = tmp_path / "native.jar"
    subject.write_bytes(data)
    sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    give_holders(site, sha1, "org.acme:fast:1.0")
    site.give("/maven2/org/acme/fast/1.0/fast-1.0.jar.sha1", Reply(200, sha1.encode()))
    where = (f"--maven-url={site.base}/maven2", "-f", "json", "--no-cache")
    search = f"--jar-search={site.base}/search"
    for asked, name in (
        ((search, "--no-offline"), "fast"),
        ((search, "--offline"), "native"),
        (("--no-offline",), "native"),
    ):
        ran = run("scan", subject, *where, *asked)
        assert [one["name"] for one in json.loads(ran.out)["components"]] == [name]


def test_a_service_that_is_none(run: Run, tmp_path: Path) -> None:
    """It takes ``central`` or an address."""
    ran = run("scan", tmp_path, "--jar-search", "somebody")
    assert (ran.code, ran.out) == (2, "")
    assert "https://" in ran.err
