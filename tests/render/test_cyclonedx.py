"""CycloneDX against the schema that its own library holds."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from archcompat.analysis import analyze
from archcompat.model.report import Component, Report
from archcompat.render.cyclonedx import render
from archcompat.render.page import Page
from tests.make.report import component, finding, native, remedy, report, service
from tests.render.reports import REPORTS, with_some_left_out
from tests.test_real_images import image

ROOT = Path(__file__).parents[2]
VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)


def document_of(*reports: Report, page: Page | None = None) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render(reports, page or Page()))
    return document


def properties(part: dict[str, Any]) -> dict[str, str]:
    return {one["name"].removeprefix("archcompat:"): one["value"] for one in part["properties"]}


def depends(document: dict[str, Any]) -> dict[str, set[str]]:
    return {one["ref"]: set(one.get("dependsOn", ())) for one in document["dependencies"]}


@pytest.mark.parametrize(
    "made",
    [pytest.param(one, id=name) for name, one in REPORTS.items() if name != "many-problems"],
)
def test_valid(made: Report) -> None:
    """Oracle: the library's validator and its own reader take every report, alone and together."""
    for reports in ([made], [made, made, service()]):
        text = render(reports, Page())
        assert VALIDATOR.validate_str(text) is None
        read = Bom.from_json(json.loads(text))  # type: ignore[attr-defined]  # made by a decorator
        assert len(read.components) == (len(made.components) if len(reports) == 1 else 3)


def test_what_is_wrong_is_found() -> None:
    """Oracle of the oracle: a document with a mistake is refused."""
    text = render([service()], Page()).replace('"library"', '"book"')
    assert VALIDATOR.validate_str(text) is not None


@pytest.mark.real
def test_a_real_image_is_valid() -> None:
    """An image of five hundred packages, each with its purl, all of them reached from the image."""
    found = analyze(f"{image('amd64')}:app")
    text = render([found], Page())
    assert VALIDATOR.validate_str(text) is None
    document = json.loads(text)
    purls = [one["purl"] for one in document["components"] if "purl" in one]
    assert sorted(purls) == sorted(one.purl for one in found.components if one.purl)
    below = depends(document)
    reached, todo = set[str](), [document["metadata"]["component"]["bom-ref"]]
    while todo:
        here = todo.pop()
        if here not in reached:
            reached.add(here)
            todo.extend(below.get(here, ()))
    assert {one["bom-ref"] for one in document["components"]} <= reached


def test_head() -> None:
    """What it is comes first: the format, what was scanned and what was found."""
    document = document_of(service())
    assert list(document)[:4] == ["$schema", "bomFormat", "specVersion", "serialNumber"]
    assert document["metadata"]["tools"]["components"][0]["name"] == "archcompat"
    subject = document["metadata"]["component"]
    assert (subject["type"], subject["name"]) == ("container", "service.tar")
    said = properties(subject)
    assert said["complete"] == "false"
    assert said["problem"].startswith("opt/app.jar: it ")
    assert said["summary"].startswith("Not ready for linux/arm64: 2 components fail")


def test_component() -> None:
    """A component has its purl, where it was seen, and what was decided about it."""
    whole = native("opt/numpy/core.so")
    made = component(where=("opt/numpy/METADATA", "opt/numpy/core.so"), layer=3, natives=(whole,))
    told = finding(made, message="No wheel.", remediation=remedy(commands=("pip install x",)))
    part = document_of(report(made, findings=(told,)))["components"][0]
    assert (part["name"], part["version"], part["purl"]) == ("numpy", "1.18.1", made.purl)
    assert part["evidence"]["occurrences"] == [
        {"location": "opt/numpy/METADATA"},
        {
            "location": "opt/numpy/core.so",
            "additionalContext": "elf x86_64 linux glibc rebuild",
        },
    ]
    assert properties(part) == {
        "verdict": "upgrade",
        "impact": "fails",
        "basis": "rule",
        "provenance": "language-package",
        "natives": "1",
        "layer": "3",
        "message": "No wheel.",
        "remedy": "pkg:pypi/numpy",
        "remedy:version": "1.19.0",
        "remedy:command": "pip install x",
    }


def test_dependencies() -> None:
    """What introduced a component depends on it; the subject on what nothing introduced."""

    def needed(name: str, *ways: tuple[str, ...]) -> Component:
        return msgspec.structs.replace(component(name), id=name, introduced_by=ways)

    made = report(
        needed("app"),
        needed("lib", ("app", "lib"), ("other", "lib")),
        needed("deep", ("app", "lib", "deep")),
        needed("other"),
    )
    document = document_of(made)
    subject = document["metadata"]["component"]["bom-ref"]
    assert depends(document) == {
        subject: {"app", "other"},
        "app": {"lib"},
        "other": {"lib"},
        "lib": {"deep"},
        "deep": set(),
    }


def test_several_targets() -> None:
    """Each target is a component that has its own, and nothing is confused with another's."""
    document = document_of(service(), service())
    parts = document["components"]
    assert [part["name"] for part in parts] == ["service.tar", "service.tar"]
    refs = [one["bom-ref"] for part in parts for one in (part, *part["components"])]
    assert len(set(refs)) == len(refs) == 14
    assert depends(document)[document["metadata"]["component"]["bom-ref"]] == {
        part["bom-ref"] for part in parts
    }


def test_serial_number() -> None:
    """It is made of what the document says: the same for the same, another for another."""
    serials = [document_of(one)["serialNumber"] for one in (service(), service(), report())]
    assert serials[0] == serials[1] != serials[2]
    assert all(serial.startswith("urn:uuid:") for serial in serials)


def test_time() -> None:
    """There is a timestamp only where the page has one."""
    assert "timestamp" not in document_of(service())["metadata"]
    time = dt.datetime(2027, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    dated = document_of(service(), page=Page(time=time))
    assert dated["metadata"]["timestamp"] == "2027-01-02T03:04:05+00:00"


def test_what_is_no_purl() -> None:
    """A component without one, or with a text that is none, is still there."""
    for purl in ("", "no purl", "pkg:", "pkg:a"):
        made = msgspec.structs.replace(component(), purl=purl)
        assert "purl" not in document_of(report(made))["components"][0]


def test_left_out() -> None:
    """Why something does not count is said beside what is true of it."""
    parts = {
        one["name"]: properties(one) for one in document_of(with_some_left_out())["components"]
    }
    assert parts["old"]["left-out"] == "the baseline base.json"
    assert parts["tests"]["left-out"].endswith("(until 2031-01-02)")
    assert "left-out" not in parts["new"]
    assert {part["verdict"] for part in parts.values()} == {"upgrade"}
