"""SARIF against the schema of its standard, and against a second reader of it."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import msgspec
import pytest

from archcompat.analysis import analyze
from archcompat.model.problem import Severity
from archcompat.model.report import Impact, Report, Verdict
from archcompat.render.page import Page
from archcompat.render.sarif import MOST_RESULTS, SCHEMA, render
from tests.make.report import component, finding, problem, report, service
from tests.need import need
from tests.render.reports import HOSTILE, REPORTS, spoiled, with_problems, with_some_left_out
from tests.test_real_images import image

ROOT = Path(__file__).parents[3]
VALIDATOR = jsonschema.Draft4Validator(
    json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text("utf-8"))
)


def log_of(*reports: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render(reports, Page()))
    return log


def run_of(made: Report) -> dict[str, Any]:
    run: dict[str, Any] = log_of(made)["runs"][0]
    return run


def mistakes(log: dict[str, Any]) -> list[str]:
    """What the schema says, and of its standard what a schema cannot say."""
    found = [f"{one.json_path}: {one.message}" for one in VALIDATOR.iter_errors(log)]
    for run in log["runs"]:
        artifacts = run["artifacts"]
        for number, artifact in enumerate(artifacts):
            uri = artifact["location"]["uri"]
            parts = urlsplit(uri)
            relative = not (parts.scheme or parts.netloc or uri.startswith("/"))
            if not uri or not relative or re.search(r"[^!-~]|%(?![0-9A-F]{2})", uri):
                found.append(f"uri {uri!r}")
            nested = "parentIndex" in artifact
            if nested == ("uriBaseId" in artifact["location"]):
                found.append(f"base of {uri!r}")
            if nested and not 0 <= artifact["parentIndex"] < number:
                found.append(f"parent of {uri!r}")
        places = [
            place["physicalLocation"]["artifactLocation"]
            for told in (*run["results"], *run["invocations"][0]["toolExecutionNotifications"])
            for place in told["locations"]
        ]
        found += [
            str(one) for one in places if artifacts[one["index"]]["location"]["uri"] != one["uri"]
        ]
        for result in run["results"]:
            if run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] != result["ruleId"]:
                found.append(f"rule of {result['ruleId']}")
    return found


@pytest.mark.parametrize(
    "made",
    # A thousand problems are as valid as one, and the validator is slow.
    [pytest.param(one, id=name) for name, one in REPORTS.items() if name != "many-problems"],
)
def test_valid(made: Report) -> None:
    """Every report is what the standard asks for, alone and beside others."""
    assert mistakes(log_of(made)) == []
    assert mistakes(log_of(made, service(), made)) == []


def test_what_is_wrong_is_found() -> None:
    """Oracle of the oracle: a log with mistakes is refused."""
    wrong = render([service()], Page()).replace('"level": "error"', '"level": "bad"')
    assert any("'bad'" in text for text in mistakes(json.loads(wrong)))
    assert mistakes(json.loads(render([service()], Page()).replace("opt/", "/opt/"))) != []


@pytest.mark.parametrize("sample", ["service", "jar", "requirements", "wheel"])
def test_samples_are_valid(sample: str) -> None:
    """What is scanned in fact is valid too."""
    path = next(
        path for path in (ROOT / "samples" / sample).iterdir() if "expected" not in path.name
    )
    assert mistakes(log_of(analyze(str(path)))) == []


@pytest.mark.real
def test_a_real_image_is_valid() -> None:
    """So is an image of five hundred packages, each finding with a fingerprint of its own."""
    log = log_of(analyze(f"{image('amd64')}:app"))
    assert mistakes(log) == []
    results = log["runs"][0]["results"]
    prints = [one["partialFingerprints"]["archcompatFinding/v1"] for one in results]
    assert len(set(prints)) == len(prints) > 30


def multitool(log: str, path: Path) -> list[str]:
    """The errors and warnings of Microsoft's SARIF Multitool, with those for GitHub alone."""
    need("sarif-multitool")
    path.write_text(log, "utf-8")
    out = path.with_suffix(".out")
    options = ("--level", "Error;Warning", "--rule-kind", "Sarif;Gh", "-o", out)
    ran = subprocess.run(
        ["sarif-multitool", "validate", path, *options],
        check=False,
        capture_output=True,
        timeout=300,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )
    assert out.exists(), ran.stdout
    found = json.loads(out.read_text("utf-8"))["runs"][0].get("results", [])
    # A page about the tool, which it misses, is none that this package knows.
    return sorted({one["ruleId"] for one in found} - {"SARIF2005"})


def test_a_second_reader(tmp_path: Path) -> None:
    """Oracle: Microsoft's SARIF Multitool finds nothing wrong, and something where it is."""
    names = ("service", "hostile", "left-out", "every-severity", "empty", "verdicts-feature")
    log = render([REPORTS[name] for name in names], Page())
    assert multitool(log, tmp_path / "good.sarif") == []
    bad = render([service()], Page()).replace('"ruleIndex": 0', '"ruleIndex": 7777')
    assert multitool(bad, tmp_path / "bad.sarif") == ["SARIF1009"]


def test_places_in_archives() -> None:
    """A file in an archive is an artifact below it, and a result points at the innermost."""
    run = run_of(service())
    paths: list[tuple[str, ...]] = []
    for artifact in run["artifacts"]:
        above = paths[artifact["parentIndex"]] if "parentIndex" in artifact else ()
        paths.append((*above, artifact["location"]["uri"]))
    assert (
        "service.tar",
        "opt/app.jar",
        "BOOT-INF/lib/netty-transport-native-epoll-4.1.30.Final.jar",
    ) in paths
    netty = next(one for one in run["results"] if "netty" in one["properties"]["component"])
    place = netty["locations"][0]
    index = place["physicalLocation"]["artifactLocation"]["index"]
    assert paths[index][-1].startswith("BOOT-INF/lib/netty")
    whole = place["logicalLocations"][0]["fullyQualifiedName"]
    assert whole == "service.tar!/opt/app.jar!/" + paths[index][-1]


@pytest.mark.parametrize(
    "name",
    [
        "debian:10",
        "localhost:5000/a/b@sha256:0123",
        "docker://ghcr.io/a/b:1",
        "/srv/rootfs",
        "../up/image.tar",
        "./image.tar",
        "a b%20c.tar",
        "日本語.tar",
        "a\udcff.tar",
        "",
        "//x//",
    ],
)
def test_names_become_relative_uris(name: str) -> None:
    """Whatever the subject is called, its URI is relative and says no scheme."""
    log = log_of(report(component(), name=name))
    assert mistakes(log) == []
    uri = log["runs"][0]["artifacts"][0]["location"]["uri"]
    assert ".." not in unquote(uri).split("/")


def test_levels() -> None:
    """By impact and verdict; what nobody knows is never below a warning."""
    for impact, level in (
        (Impact.FAILS, "error"),
        (Impact.FEATURE, "warning"),
        (Impact.FALLS_BACK, "note"),
        (Impact.NONE, "note"),
    ):
        found = {
            one["properties"]["verdict"]: one["level"]
            for one in run_of(REPORTS[f"verdicts-{impact}"])["results"]
        }
        assert found == {
            "ready": "note",
            "reinstall": "note",
            "unknown": "warning",
            **dict.fromkeys(("rebuild", "upgrade", "replace", "blocked"), level),
        }


def test_worst_first_and_no_more_than_are_taken() -> None:
    """Of very many results the worst are kept, and it is said how many there were."""
    fails = tuple(component(f"bad{n}") for n in range(MOST_RESULTS - 1))
    slow = tuple(component(f"slow{n}", impact=Impact.FALLS_BACK) for n in range(9))
    run = run_of(report(*slow, *fails))
    levels = [one["level"] for one in run["results"]]
    assert levels == ["error"] * (MOST_RESULTS - 1) + ["note"]
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [(one["descriptor"]["id"], one["level"]) for one in told] == [
        ("results-left-out", "note")
    ]
    assert told[0]["message"]["text"].startswith("The 5,000 worst of 5,008 results")
    whole = run_of(report(*fails))
    assert whole["invocations"][0]["toolExecutionNotifications"] == []


def test_problems_are_notifications() -> None:
    """What could not be read is told with its severity: the standard takes it for incomplete."""
    run = run_of(REPORTS["every-severity"])
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["level"] for one in told] == ["error", "warning", "note"]
    assert [one["descriptor"]["id"] for one in told] == ["code-error", "code-warning", "code-info"]
    codes = [one["id"] for one in run["tool"]["driver"]["notifications"]]
    assert [codes[one["descriptor"]["index"]] for one in told] == codes
    assert run["properties"]["complete"] is False
    many = run_of(with_problems(1300))["invocations"][0]["toolExecutionNotifications"]
    assert many[-1]["message"]["text"] == "1,000 of 1,300 problems are told; all are in JSON."


def test_several_targets_are_several_runs() -> None:
    """Each has a category of its own, without which GitHub refuses the file."""
    other = msgspec.structs.replace(service(), subject=REPORTS["ready"].subject)
    runs = log_of(service(), service(), other)["runs"]
    names = [run["automationDetails"]["id"] for run in runs]
    assert len(set(names)) == 3
    assert all(name.startswith("archcompat/") and name.endswith("/") for name in names)


def test_category_stays_from_build_to_build() -> None:
    """Another tag is the same image: GitHub closes what its next build has not any more."""
    runs = [run_of(report(name=f"ghcr.io/team/orders:{tag}")) for tag in ("1.0", "2.0")]
    names = {run["automationDetails"]["id"] for run in runs}
    assert names == {"archcompat/ghcr.io/team/orders/linux/arm64/"}


def test_left_out() -> None:
    """What is ignored is suppressed with its reason, what was there before is unchanged."""
    run = run_of(with_some_left_out())
    found = {one["properties"]["component"].partition("@")[0]: one for one in run["results"]}
    old, tests, new = (found[f"pkg:pypi/{name}"] for name in ("old", "tests", "new"))
    assert (old["suppressions"], old["baselineState"]) == ([], "unchanged")
    assert (new["suppressions"], new["baselineState"]) == ([], "new")
    assert [one["kind"] for one in tests["suppressions"]] == ["external"]
    assert "until 2031-01-02" in tests["suppressions"][0]["justification"]
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["level"] for one in told] == ["note"]
    assert {"suppressions", "baselineState"}.isdisjoint(run_of(service())["results"][0])


def test_messages_hold_no_placeholder_or_link() -> None:
    """Braces are doubled and no name becomes a link (sections 3.11.5 and 3.11.6)."""
    run = run_of(spoiled(service(), HOSTILE))
    texts = [one["message"]["text"] for one in run["results"]]
    assert all("{{0}}" in text and "](" not in text for text in texts)
    assert all(one["shortDescription"]["text"] for one in run["tool"]["driver"]["rules"])


def test_rules_explain_themselves() -> None:
    """A rule of the database has its advice and its evidence, with pages to look at."""
    found = analyze(str(ROOT / "samples/requirements/requirements.txt"))
    rules = {one["id"]: one for one in run_of(found)["tool"]["driver"]["rules"]}
    numpy = rules["pypi/numpy"]
    assert numpy["helpUri"].startswith("https://")
    for form in ("text", "markdown"):
        assert "archcompat rules explain pypi/numpy" in numpy["help"][form]
        assert numpy["helpUri"] in numpy["help"][form]
    assert numpy["defaultConfiguration"] == {"level": "error"}
    assert len(rules) == len(run_of(found)["tool"]["driver"]["rules"])


def test_schema_is_the_one_it_names() -> None:
    """The log names the schema that it is checked against here."""
    assert VALIDATOR.schema["id"] == SCHEMA == log_of(service())["$schema"]


def test_a_finding_without_a_place_is_the_subjects() -> None:
    """Every result has a location: GitHub shows none without."""
    nowhere = component(where=())
    run = run_of(report(nowhere, findings=(finding(nowhere),), problems=(problem(where="."),)))
    places = [
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]
    ]
    assert places == ["service.tar"]
    assert Severity.ERROR.value == run["invocations"][0]["toolExecutionNotifications"][0]["level"]
    assert Verdict.UPGRADE.value == run["results"][0]["properties"]["verdict"]


def test_lines() -> None:
    """Of a text the line is pointed at, of each place; of anything else the first."""
    told = finding(component(where=("r.txt", "s.txt", "t.so")))
    told = msgspec.structs.replace(told, lines=(7, 9, 0))
    places = run_of(report(component(), findings=(told,)))["results"][0]["locations"]
    assert [one["physicalLocation"]["region"]["startLine"] for one in places] == [7, 9, 1]
