"""``archcompat rules verify``."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Ran, Run, environment, run_in_terminal
from tests.make.indexes import give_project, wheel_names
from tests.make.rulefiles import rule_text, write_rule
from tests.make.webserver import Reply, Site

ARM = "manylinux2014_aarch64"
PAGE = "https://pypi.org/project/thing/#files"

Verify = Callable[..., Ran]


@pytest.fixture
def verify(run: Run, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Runs it on rules of one's own, beside an index on loopback."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("thing", "other", "quiet"):
        text = rule_text(package=f'"pkg:pypi/{name}"').replace(
            "https://example.org/thing", PAGE.replace("thing", name)
        )
        write_rule(tmp_path / "rules", text, f"pypi/{name}")
    give_project(
        site, "thing", [*wheel_names("thing", "1.2", ARM), *wheel_names("thing", "2.3", ARM)]
    )
    give_project(site, "other", [*wheel_names("other", "1.0", ARM), "other-1.3.tar.gz"])
    site.give("/simple/quiet/", Reply(403))
    index = f"--index-url=pypi={site.base}/simple"
    return lambda *args: run("rules", "verify", "--rules", tmp_path / "rules", index, *args)


def test_agrees(verify: Verify) -> None:
    """A line for each rule, a line for all, and 0."""
    ran = verify("pypi/thing")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "agrees     pypi/thing  2 versions\n1 rule: 1 agrees\n"


def test_disagrees(verify: Verify) -> None:
    """What about, below the rule, and 1, whatever else was asked for."""
    ran = verify("thing", "other", "quiet")
    assert ran.code == 1
    assert re.sub(r"127\.0\.0\.1:\d+", "HOST", ran.out).splitlines() == [
        "disagrees  pypi/other  2 versions",
        "           1.0: called unsupported, but a wheel installs on the target",
        "           1.3: called supported, but no wheel installs on the target",
        "unchecked  pypi/quiet",
        "           HOST refuses (403)",
        "agrees     pypi/thing  2 versions",
        "3 rules: 1 agrees, 1 disagrees, 1 could not be checked",
    ]


def test_not_checked(verify: Verify) -> None:
    """An index that is silent about one of them: 3."""
    assert verify("thing", "quiet").code == 3


def test_as_json(verify: Verify) -> None:
    """The same as an array."""
    thing, other = reversed(json.loads(verify("thing", "other", "-f", "json").out))
    assert thing == {
        "id": "pypi/thing",
        "standing": "agrees",
        "versions": ["1.2", "2.3"],
        "wrong": [],
        "notes": [],
    }
    assert other["standing"] == "disagrees"
    assert len(other["wrong"]) == 2


def test_what_is_kept_is_not_asked_for_again(verify: Verify, site: Site) -> None:
    """Not even by the next run, and an offline one has it too."""
    assert verify("thing").code == verify("thing").code == verify("thing", "--offline").code == 0
    assert site.count("/simple/thing/") == 1
    ran = verify("other", "--offline")
    assert ran.code == 3
    assert "was never read, and nothing is asked offline" in ran.out


def test_refresh(verify: Verify, tmp_path: Path) -> None:
    """The rule that was confirmed gets a new date, the others keep theirs."""
    paths = {name: tmp_path / "rules" / "pypi" / f"{name}.toml" for name in ("thing", "other")}
    before = {name: path.read_text("utf-8") for name, path in paths.items()}
    ran = verify("thing", "other", "--refresh")
    assert ran.err == "archcompat: new dates in 1 of 2 rules\n"
    assert paths["other"].read_text("utf-8") == before["other"]
    after = paths["thing"].read_text("utf-8")
    assert after != before["thing"]
    assert re.sub(r"seen = \S+", "seen = 2026-03-01", after) == before["thing"]


def test_refresh_of_what_cannot_be_written(verify: Verify, tmp_path: Path) -> None:
    """A file that keeps its evidence on one line is told, and left alone."""
    entry = f'{{url = "{PAGE}", seen = 2026-03-01, how = "x", kind = "observed"}}'
    path = write_rule(tmp_path / "rules", rule_text(evidence="", **{"evidence ": f"[{entry}]"}))
    before = path.read_text("utf-8")
    ran = verify("thing", "--refresh")
    assert ran.code == 0
    assert "write the date by hand" in ran.err
    assert path.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "name the rules to verify"),
        (["thing", "--all"], "either name rules, or say --ecosystem, or --all"),
        (["--ecosystem", "npm", "--all"], "either name rules"),
        (["--ecosystem", "docker"], "invalid choice: 'docker'"),
        (["docker/alpine"], "docker/alpine: no index can be asked about this rule"),
        (["no-such-thing"], "no rule is about 'no-such-thing'"),
        (["thing", "--index-url", "pypi"], "--index-url takes a type and an address"),
        (["thing", "--index-url", "pypi=file:///x"], "--index-url takes a type and an address"),
        (["thing", "--index-url", "gem=https://x"], "--index-url takes a type and an address"),
        (["thing", "--refresh", "--offline"], "--refresh needs answers of today"),
    ],
)
def test_usage(verify: Verify, site: Site, args: list[str], told: str) -> None:
    """One line, 2, and no index is asked."""
    ran = verify(*args)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert ran.err.count("\n") == 1
    assert not site.asked


def test_progress(site: Site, tmp_path: Path) -> None:
    """A terminal sees how far it is, then the result only."""
    write_rule(tmp_path / "rules", rule_text())
    give_project(site, "thing", wheel_names("thing", "1.2", ARM))
    shown = run_in_terminal(
        "rules",
        "verify",
        "thing",
        "--rules",
        tmp_path / "rules",
        f"--index-url=pypi={site.base}/simple",
        env=environment(
            XDG_CACHE_HOME=str(tmp_path), TERM="xterm", COLUMNS="80", ARCHCOMPAT_OFFLINE="off"
        ),
        cwd=tmp_path,
    )
    assert "1/1" in shown
    assert shown.rstrip().endswith("1 rule: 1 agrees")
