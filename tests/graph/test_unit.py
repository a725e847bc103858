"""Units' package URLs; the oracle is packageurl-python, the reference implementation."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from archcompat.graph.unit import Unit, purl_of
from archcompat.model.facts import ImageReference
from archcompat.model.pythonfacts import Requirement
from archcompat.model.report import Provenance
from archcompat.model.where import Where
from tests.make.inventory import at


@pytest.mark.parametrize(
    ("ecosystem", "namespace", "name", "version", "qualifiers"),
    [
        pytest.param("maven", "org.rocksdb", "rocksdbjni", "6.2.2", {}, id="maven"),
        pytest.param("maven", "", "app", "", {}, id="nothing-but-a-name"),
        pytest.param(
            "maven",
            "io.netty",
            "Epoll",
            "4.1.Final",
            {"classifier": "linux-x86_64"},
            id="classifier",
        ),
        pytest.param(
            "deb", "debian", "libstdc++6", "12.2.0-14+deb12u1", {"arch": "amd64"}, id="deb-plus"
        ),
        pytest.param(
            "deb", "debian", "zlib1g", "1:1.2.13.dfsg-1", {"arch": "amd64"}, id="deb-epoch"
        ),
        pytest.param("apk", "alpine", "musl", "1.2.5-r0", {"arch": ""}, id="empty-qualifier"),
        pytest.param("npm", "@swc", "core", "1.3.0", {}, id="npm-scope"),
        pytest.param("pypi", "", "Zope-Interface", "5.0+local.1", {}, id="pypi-case"),
        pytest.param("generic", "", "a b%c", "1 2", {}, id="spaces"),
        pytest.param(
            "rpm", "rhel", "bash", "5.1~rc^1", {"b": "2", "a": "1"}, id="sorted-qualifiers"
        ),
        pytest.param("generic", "", "größe", "é", {}, id="not-ascii"),
    ],
)
def test_a_package_url_is_spelt_as_the_reference_library_does(
    ecosystem: str, namespace: str, name: str, version: str, qualifiers: dict[str, str]
) -> None:
    """Each type archcompat makes, with what its names and versions may hold."""
    expected = PackageURL(ecosystem, namespace or None, name, version or None, qualifiers)

    assert purl_of(ecosystem, name, version, namespace=namespace, **qualifiers) == str(expected)


@given(
    name=st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1),
    version=st.text(st.characters(codec="utf-8", exclude_characters="/")),
)
def test_any_name_is_read_back_as_it_was(name: str, version: str) -> None:
    """The reference library's own reader gets the parts again; it strips spaces at their ends."""
    found = purl_of("maven", name.strip() or "x", version.strip(), namespace="a.b")

    read = PackageURL.from_string(found)

    assert (read.namespace, read.name, read.version or "") == (
        "a.b",
        name.strip() or "x",
        version.strip(),
    )


ANY_TEXT = st.text(st.characters())


@given(name=ANY_TEXT, version=ANY_TEXT, namespace=ANY_TEXT)
def test_no_text_of_an_artifact_is_refused(name: str, version: str, namespace: str) -> None:
    """Lone surrogates, slashes and nothing at all: the purl is plain ASCII."""
    found = purl_of("maven", name, version, namespace=namespace, classifier=version)

    assert found.startswith("pkg:maven/")
    assert found.isascii()


def test_bytes_that_are_no_text_are_spelt_out() -> None:
    """A file name that is no UTF-8 has a purl that is: two such names stay two."""
    names = [raw.decode("utf-8", "surrogateescape") for raw in (b"caf\xe9", b"caf\xe8")]

    found = [PackageURL.from_string(purl_of("maven", name, "1")).name for name in names]

    assert found == ["caf\\udce9", "caf\\udce8"]


@pytest.mark.parametrize(
    ("unit_id", "purl"),
    [
        pytest.param("pkg:pypi/numpy@1.18.1", "pkg:pypi/numpy@1.18.1", id="package"),
        pytest.param("file:opt/agent", "", id="file"),
    ],
)
def test_only_packages_have_a_purl(unit_id: str, purl: str) -> None:
    """A file nobody owns has an id, and no purl."""
    unit = Unit(unit_id, "x", "x", "", Provenance.UNOWNED, (at("opt/agent"),))

    assert unit.purl == purl


def test_lines() -> None:
    """Each place that is a text has the first line that names the unit; entries are no lines."""
    where = tuple(Where((name,)) for name in ("Dockerfile", "r.txt", "uv.lock", "x.jar"))
    unit = Unit(
        id="x",
        ecosystem="pypi",
        name="x",
        version="1",
        provenance=Provenance.LANGUAGE_PACKAGE,
        where=where,
        asked=tuple(
            Requirement(place, line, "x", "")
            for place, line in ((where[1], 9), (where[1], 4), (where[2], 3))
        ),
        references=(ImageReference(where[0], 2, "x"),),
    )
    assert unit.lines == (2, 4, 0, 0)
    assert replace(unit, where=where[2:]).lines == ()
