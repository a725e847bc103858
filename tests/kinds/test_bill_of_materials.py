"""Bills of materials: what is listed comes through, in every format of both standards."""

import io
import subprocess
from pathlib import Path

import pytest
from cyclonedx.schema import OutputFormat, SchemaVersion
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.analysis import analyze
from archcompat.errors import FormatError
from archcompat.kinds.bill_of_materials import KIND
from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.facts import SbomPackage
from archcompat.model.report import Basis, Verdict
from archcompat.model.where import Where
from tests.make.sbom import Purls, cyclonedx, spdx
from tests.need import need

PURLS: Purls = {
    "pkg:pypi/numpy@1.18.1": (),
    "pkg:pypi/pandas@1.0.3": ("pkg:pypi/numpy@1.18.1",),
    "pkg:maven/org.rocksdb/rocksdbjni@6.0.1": (),
    "pkg:maven/com.example/own@1": ("pkg:maven/org.rocksdb/rocksdbjni@6.0.1",),
    "pkg:npm/%40img/sharp-linux-x64@0.33.0": (),
    "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12": (),
    "pkg:deb/debian/tzdata@2026a?arch=all": (),
    "pkg:golang/github.com/a/b@v1.2.3": (),
}


def entry(name: str, data: bytes) -> Entry:
    return Entry(Where((name,)), len(data), data[:HEAD_SIZE], lambda: io.BytesIO(data))


def read(name: str, data: bytes) -> list[SbomPackage]:
    one = entry(name, data)
    assert KIND.claims(one), data[:HEAD_SIZE]
    return [fact for fact in KIND.read(one) if isinstance(fact, SbomPackage)]


def edges(found: list[SbomPackage]) -> Purls:
    """Purls with the purls of what they need."""
    purls = {one.ref: one.purl for one in found}
    return {one.purl: tuple(purls[ref] for ref in one.requires) for one in found}


@pytest.mark.parametrize("form", [OutputFormat.JSON, OutputFormat.XML], ids=["json", "xml"])
@pytest.mark.parametrize(
    "version",
    [SchemaVersion.V1_2, SchemaVersion.V1_4, SchemaVersion.V1_6],
    ids=["1.2", "1.4", "1.6"],
)
def test_cyclonedx(form: OutputFormat, version: SchemaVersion) -> None:
    """Oracle: cyclonedx-python-lib wrote them."""
    name = f"bom.{form.name.lower()}"
    assert edges(read(name, cyclonedx(PURLS, form, version))) == PURLS


@pytest.mark.parametrize("suffix", ["spdx.json", "spdx.xml", "spdx"])
def test_spdx(suffix: str, tmp_path: Path) -> None:
    """Oracle: spdx-tools wrote them; what the document describes is no part of it."""
    path = spdx(PURLS, tmp_path / f"bill.{suffix}")
    assert edges(read(path.name, path.read_bytes())) == PURLS


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_what_npm_writes(form: str, tmp_path: Path) -> None:
    """Oracle: npm sbom, of a project with two packages of its own making."""
    need("npm")
    (tmp_path / "node_modules/left").mkdir(parents=True)
    (tmp_path / "package.json").write_text(
        '{"name":"app","version":"1.0.0","dependencies":{"left":"2.0.0"}}'
    )
    (tmp_path / "node_modules/left/package.json").write_text('{"name":"left","version":"2.0.0"}')
    run = subprocess.run(
        ["npm", "sbom", "--sbom-format", form, "--offline"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    found = read("bom.json", run.stdout)
    assert "pkg:npm/left@2.0.0" in [one.purl for one in found]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        pytest.param("a.json", b'{"bomFormat": "CycloneDX", ', "no CycloneDX", id="cut-json"),
        pytest.param("a.json", b'{"bomFormat": "Other"}', "no CycloneDX", id="another-format"),
        pytest.param("a.xml", b"<bom><a></bom>", "no XML: mismatched tag: line 1", id="cut-xml"),
        pytest.param(
            "a.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><bom>&a;</bom>', "has a DTD", id="dtd"
        ),
        pytest.param("a.xml", b"<bom>" * 300, "too deep", id="deep"),
        pytest.param("a.json", b'{"spdxVersion": "SPDX-1.2"}', "it says 'SPDX-1.2'", id="spdx-1"),
        pytest.param(
            "a.json",
            b'{"@context": "https://spdx.org/rdf/3.0.1/x"}',
            "SPDX 3 is not read",
            id="spdx-3",
        ),
        pytest.param("a.spdx", b"SPDXVersion: SPDX-2.3\n\xff", "no SPDX 2 document", id="no-text"),
    ],
)
def test_damaged(name: str, data: bytes, says: str) -> None:
    """One sentence says what is wrong."""
    with pytest.raises(FormatError, match=says):
        read(name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("package.json", b'{"name": "x"}', id="other-json"),
        pytest.param("pom.xml", b"<project/>", id="other-xml"),
        pytest.param("bom.txt", b'{"bomFormat": "CycloneDX"}', id="other-suffix"),
    ],
)
def test_what_is_none(name: str, data: bytes) -> None:
    """It is left to others."""
    assert not KIND.claims(entry(name, data))


@settings(deadline=None)
@given(
    st.sampled_from(
        [b'{"bomFormat":', b'{"spdxVersion":', b"<bom>", b"<spdxVersion>", b"SPDXVersion:"]
    ),
    st.binary(max_size=300),
)
def test_any_bytes(start: bytes, rest: bytes) -> None:
    """Packages or FormatError."""
    one = entry("a.json", start + rest)
    try:
        found = list(KIND.read(one))
    except FormatError:
        return
    assert all(isinstance(fact, SbomPackage) for fact in found)


@pytest.mark.parametrize("form", [OutputFormat.JSON, OutputFormat.XML], ids=["json", "xml"])
def test_what_is_direct(form: OutputFormat) -> None:
    """What the document's own subject depends on, be it needed by others too."""
    direct = ["pkg:pypi/pandas@1.0.3", "pkg:pypi/numpy@1.18.1"]
    name = f"bom.{form.name.lower()}"

    found = read(name, cyclonedx(PURLS, form, SchemaVersion.V1_6, direct))

    assert {one.purl for one in found if one.direct} == set(direct)


def test_verdicts(tmp_path: Path) -> None:
    """Rules judge what is listed; what nobody knows is said in one finding for each ecosystem."""
    path = tmp_path / "bom.json"
    path.write_bytes(cyclonedx(PURLS, OutputFormat.JSON, SchemaVersion.V1_6))
    report = analyze(str(path))
    said = {one.id: (one.verdict, one.basis) for one in report.components}
    assert said["pkg:pypi/numpy@1.18.1"] == (Verdict.UPGRADE, Basis.RULE)
    assert said["pkg:maven/org.rocksdb/rocksdbjni@6.0.1"] == (Verdict.UPGRADE, Basis.RULE)
    assert said["pkg:deb/debian/tzdata@2026a?arch=all"][0] is Verdict.READY
    assert said["pkg:deb/debian/libc6@2.36-9?arch=amd64"][0] is Verdict.REINSTALL
    assert said["pkg:golang/github.com/a/b@v1.2.3"] == (Verdict.REINSTALL, Basis.DECLARED)
    assert said["pkg:maven/com.example/own@1"] == (Verdict.UNKNOWN, Basis.GUESSED)
    unknown = {one.id: one.members for one in report.findings if one.verdict is Verdict.UNKNOWN}
    assert unknown["unknown/maven"] == ("pkg:maven/com.example/own@1",)
    ways = {one.id: one.introduced_by for one in report.components}
    assert ways["pkg:pypi/numpy@1.18.1"] == (("pkg:pypi/pandas@1.0.3", "pkg:pypi/numpy@1.18.1"),)


@pytest.mark.parametrize("purl", ["pkg:", "numpy", "pkg:pypi", "pkg:/x@1", ""])
def test_what_has_no_purl(purl: str, tmp_path: Path) -> None:
    """It is known by its name, and not judged."""
    path = tmp_path / "bom.json"
    path.write_text(
        '{"bomFormat":"CycloneDX","components":'
        f'[{{"type":"library","name":"thing","version":"1","purl":"{purl}"}}]}}'
    )
    (component,) = analyze(str(path)).components
    assert (component.name, component.verdict) == ("thing", Verdict.UNKNOWN)


@pytest.mark.parametrize(
    "path", ["lib/python3.11/site-packages/x-1.dist-info/sboms/x.cdx.json", "usr/share/x/bom.json"]
)
def test_of_what_is_installed(path: str) -> None:
    """A bill beside an installed package (PEP 770) tells what is in it, not what to install."""
    assert not KIND.claims(entry(path, cyclonedx(PURLS, OutputFormat.JSON, SchemaVersion.V1_6)))


def test_what_only_speaks_of_bills() -> None:
    """A schema of bills is none; a file that is named as a bill and is none is told."""
    schema = b'{"$schema": "x", "properties": {"bomFormat": {"enum": ["CycloneDX"]}}}'
    assert read("bom-1.6.schema.json", schema) == []
    with pytest.raises(FormatError, match="no CycloneDX document"):
        read("bom.json", schema)
