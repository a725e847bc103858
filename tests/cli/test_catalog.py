"""Scans that ask an index: what they say, what they keep, and what they do without an answer."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Ran, Run
from tests.make.elf import SO64, elf
from tests.make.webserver import Reply, Site
from tests.make.wheelhouse import Wheelhouse

X86 = "cp38-cp38-manylinux2014_x86_64"
ARM = "cp38-cp38-manylinux2014_aarch64"
TARGET = ("--python", "3.8", "--libc", "glibc:2.28")

Scan = Callable[..., Ran]


@pytest.fixture(params=[False, True], ids=["html", "json"])
def house(site: Site, request: pytest.FixtureRequest) -> Wheelhouse:
    """An index on loopback, in either form."""
    return Wheelhouse(site, json=request.param)


@pytest.fixture
def scan(run: Run, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scan:
    """Scans some requirements, beside an index on loopback and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)

    def scan(lines: str, *args: str) -> Ran:
        (tmp_path / "requirements.txt").write_text(lines)
        index = ("--index-url", f"{site.base}/simple")
        return run("scan", "requirements.txt", *TARGET, *index, "-f", "json", *args)

    return scan


def told(ran: Ran) -> dict[str, Any]:
    """The verdict, basis and version of each component by name."""
    report = json.loads(ran.out)
    to = {
        finding["component"]: finding["remediation"]["to_version"]
        for finding in report["findings"]
        if finding["remediation"]
    }
    return {
        one["name"]: (one["verdict"], one["basis"], to.get(one["id"], ""))
        for one in report["components"]
    }


def test_what_no_rule_names(scan: Scan, house: Wheelhouse) -> None:
    """Requirements are judged by what is published, pinned or not, and stderr tells it."""
    house.wheel("native-thing", "1.0", X86)
    house.wheel("native-thing", "1.1", ARM)
    house.wheel("plain", "1.0")
    house.wheel("there", "1.0", ARM)
    house.source("compiled", "1.0", {"setup.py": b"", "src/x.c": b""})
    house.source("scripts", "1.0", {"setup.py": b"", "x.py": b""})
    house.wheel("loose", "2.0", ARM)
    house.wheel("loose", "3.0", X86)
    lines = "native-thing==1.0\nplain==1.0\nthere==1.0\ncompiled==1.0\nscripts==1.0\nloose>=1\n"
    ran = scan(lines)
    assert told(ran) == {
        "native-thing": ("upgrade", "published", "1.1"),
        "plain": ("ready", "published", ""),
        "there": ("reinstall", "published", "1.0"),
        "compiled": ("rebuild", "published", ""),
        "scripts": ("ready", "published", ""),
        "loose": ("reinstall", "published", "2.0"),
    }
    assert ran.code == 1
    assert re.fullmatch(
        r"archcompat: looked up what is published, with 8 requests \(--offline asks nothing\)\n",
        ran.err,
    )


def test_the_index_beats_a_rule(scan: Scan, house: Wheelhouse) -> None:
    """What is published today counts more than what was when the rule was written."""
    house.wheel("numpy", "1.18.1", ARM)
    assert told(scan("numpy==1.18.1")) == {"numpy": ("reinstall", "published", "1.18.1")}
    assert told(scan("numpy==1.18.1", "--offline")) == {"numpy": ("upgrade", "rule", "1.19.0")}


def test_hashes(scan: Scan, house: Wheelhouse) -> None:
    """A lock of one machine's hashes is told as what it is."""
    house.wheel("thing", "1.0", X86)
    house.wheel("thing", "1.0", ARM)
    x86, arm = (file["hashes"]["sha256"] for file in house.projects["thing"])
    ran = scan(f"thing==1.0 --hash=sha256:{x86}")
    (finding,) = json.loads(ran.out)["findings"]
    assert (ran.code, finding["id"], finding["title"]) == (
        1,
        "rehash/pkg:pypi/thing@1.0",
        "thing 1.0: lock its file for the target too",
    )
    assert f"sha256:{arm}" in finding["message"]
    both = scan(f"thing==1.0 --hash=sha256:{x86} --hash=sha256:{arm}")
    assert told(both) == {"thing": ("reinstall", "published", "1.0")}
    table = scan(f"thing==1.0 --hash=sha256:{x86}", "-f", "table")
    assert "Lock thing 1.0 again, with its file for linux/arm64" in table.out
    assert "lock its linux/arm64 file" in table.out


def test_pips_configuration(
    run: Run, house: Wheelhouse, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an index on the command line that of pip is asked."""
    house.wheel("thing", "1.0", ARM)
    (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {site.base}/simple\n")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    (tmp_path / "requirements.txt").write_text("thing==1.0")
    ran = run("scan", "requirements.txt", *TARGET, "-f", "json", "--no-offline")
    assert told(ran) == {"thing": ("reinstall", "published", "1.0")}


def test_bytes_over_tags(scan: Scan, house: Wheelhouse) -> None:
    """A wheel that holds nothing of what its tag says is passed over, and the next one is read."""
    arm = elf("aarch64", soname="x.so", needed=("libc.so.6",))
    house.wheel("thing", "1.0", ARM, files={"thing/x.so": elf(0, soname="x.so")})
    house.wheel("thing", "1.1", ARM, files={"thing/x.so": SO64})
    house.wheel("thing", "1.2", ARM, files={"thing/x.so": arm})
    assert told(scan("thing==1.0")) == {"thing": ("reinstall", "published", "1.0")}
    ran = scan("thing==1.0", "--check-wheels")
    assert told(ran) == {"thing": ("upgrade", "observed", "1.2")}
    (finding,) = json.loads(ran.out)["findings"]
    lies = [line["text"] for line in finding["evidence"] if line["basis"] == "observed"]
    assert [re.sub(r"^thing-(.*?)-.* holds", r"\1 holds", lie) for lie in lies] == [
        "1.0 holds no code for aarch64: thing/x.so (EM_0)",
        "1.1 holds no code for aarch64: thing/x.so (x86_64)",
    ]
    assert "thing-1.0-cp38-cp38-manylinux2014_aarch64.whl holds no code" in finding["message"]


def test_cache(scan: Scan, house: Wheelhouse, site: Site, tmp_path: Path) -> None:
    """What was read is kept for the next run, unless it shall not be."""
    house.wheel("thing", "1.0", ARM)
    assert scan("thing==1.0").err
    again = scan("thing==1.0")
    assert (again.err, told(again)) == ("", {"thing": ("reinstall", "published", "1.0")})
    assert site.count("/simple/thing/") == 1
    assert list((tmp_path / "cache" / "archcompat").rglob("*"))
    assert scan("thing==1.0", "--no-cache").err
    assert site.count("/simple/thing/") == 2
    assert scan("thing==1.0", "--no-cache", "--quiet").err == ""


def test_offline(scan: Scan, house: Wheelhouse, site: Site) -> None:
    """Not one request; what no rule names is unknown."""
    house.wheel("thing", "1.0", ARM)
    ran = scan("thing==1.0", "--offline")
    assert (ran.code, ran.err, site.asked) == (3, "", [])
    assert told(ran) == {"thing": ("unknown", "guessed", "")}


def test_an_index_that_is_down(scan: Scan, site: Site) -> None:
    """The rules answer, one warning says so, and nothing is taken for missing."""
    for name in ("numpy", "psutil", "thing"):
        site.give(f"/simple/{name}/", Reply(403))
    ran = scan("numpy==1.18.1\npsutil==5.8.0\nthing==1.0\n")
    assert told(ran) == {
        "numpy": ("upgrade", "rule", "1.19.0"),
        "psutil": ("upgrade", "rule", "6.0.0"),
        "thing": ("unknown", "guessed", ""),
    }
    report = json.loads(ran.out)
    (problem,) = report["problems"]
    assert (problem["code"], problem["severity"]) == ("index-unreachable", "warning")
    assert re.fullmatch(
        r"127\.0\.0\.1:\d+ refuses \(403\); 3 packages were judged without it", problem["detail"]
    )
    assert report["complete"]


def test_an_unknown_package(scan: Scan, house: Wheelhouse) -> None:
    """It is named with its line, and the rest is judged."""
    house.wheel("thing", "1.0", ARM)
    ran = scan("thing==1.0\n\nno-such-thing==1.0\nwhat is this\n")
    assert told(ran)["thing"] == ("reinstall", "published", "1.0")
    assert told(ran)["no-such-thing"] == ("unknown", "guessed", "")
    details = {one["code"]: one["detail"] for one in json.loads(ran.out)["problems"]}
    assert details["package-unknown"] == "line 3: no-such-thing is in no index that was asked"
    assert details["requirement-invalid"].startswith("line 4: ")


def test_not_an_index(run: Run, tmp_path: Path) -> None:
    """An address that is none is a usage error."""
    (tmp_path / "requirements.txt").write_text("thing==1.0")
    ran = run("scan", "requirements.txt", "--index-url", "pypi.org")
    assert ran.code == 2
    assert "an index is an address that begins with https:// or http://" in ran.err
