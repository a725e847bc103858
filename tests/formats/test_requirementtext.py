"""One requirement of a requirements file."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename

from archcompat.errors import FormatError
from archcompat.formats.requirementtext import Asked, read_requirement

WHEEL = "numpy-1.18.1-cp38-cp38-manylinux1_x86_64.whl"


@pytest.mark.parametrize(
    "text",
    [
        "numpy",
        "numpy==1.18.1",
        "zope.interface == 4.0.0",
        "Pillow>=7.0,<8 , !=7.1",
        "requests (>=2.0)",
        "foo[b,a]~=1.0; python_version < '3.9' and sys_platform == \"linux\"",
        "foo[ b ] ;platform_machine=='aarch64'",
        "foo===1.0-x",
        "foo==1.*",
        f"numpy @ https://x/{WHEEL}#sha256=00",
        "pip @ git+https://github.com/pypa/pip@22.0 ; os_name == 'posix'",
        "pkg[a]@https://x/pkg.zip",
        f"https://x/{WHEEL}",
        f"https://x/{WHEEL}#sha256=00 ; python_version > '3'",
        "https://x/a_b-1.0+local.1-2-py3-none-any.whl?token=1",
        "https://x/pkg-1.0.tar.gz",
        "https://x/archive/v1.0.zip#egg=pkg&subdirectory=c",
        "git+https://github.com/x/y.git@v1#egg=why",
        "git+ssh://git@github.com/x/y.git",
        "file:///srv/y-1.0.tar.gz",
    ],
)
def test_as_pip(text: str) -> None:
    """Oracle: pip's own reading of one requirement."""
    pip: Any = pytest.importorskip("pip._internal.req.constructors")
    theirs = pip.install_req_from_line(text)
    ours = read_requirement(text)
    assert ours.valid
    assert canonicalize_name(ours.name) == canonicalize_name(theirs.name or "")
    assert ours.extras == tuple(sorted(theirs.extras))
    assert ours.marker == (str(Marker(str(theirs.markers))) if theirs.markers else "")
    assert (ours.url != "") == (theirs.link is not None)
    if theirs.link is None:
        assert SpecifierSet(ours.specifier) == SpecifierSet(str(theirs.specifier))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("-e", id="an-option"),
        pytest.param("numpy=1.18.1", id="conda"),
        pytest.param("numpy=1.18.1=py38_0", id="conda-build"),
        pytest.param("numpy 1.18.1", id="no-operator"),
        pytest.param("==1.0", id="no-name"),
        pytest.param("<!DOCTYPE html>", id="html"),
        pytest.param("</body>", id="html-end"),
        pytest.param("Call it with:", id="prose"),
        pytest.param("foo; nonsense == 1", id="bad-marker"),
        pytest.param("foo>=7.*; nonsense == 1", id="bad-version-and-marker"),
        pytest.param("https://x/y.zip ; nonsense", id="bad-marker-of-a-url"),
        pytest.param("foo[", id="open-bracket"),
        pytest.param("foo>=1 bar", id="two"),
        pytest.param("foo; " + "(" * 2000 + "os_name == 'x'" + ")" * 2000, id="nested"),
        pytest.param("f" * 9000, id="long"),
        pytest.param("", id="empty"),
    ],
)
def test_none(text: str) -> None:
    """What pip refuses too is no requirement."""
    with pytest.raises(FormatError):
        read_requirement(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("pytz>dev", Asked("pytz", ">dev", (), "", "", valid=False), id="celery-4.4.2"),
        pytest.param(
            "click[x] (>=7.*) ; os_name == 'posix'",
            Asked("click", ">=7.*", ("x",), 'os_name == "posix"', "", valid=False),
            id="uvicorn-0.13.4",
        ),
        pytest.param(
            "a==1.0-custom,!=x", Asked("a", "==1.0-custom,!=x", (), "", "", valid=False), id="own"
        ),
        pytest.param("a==${V}", Asked("a", "==${V}", (), "", "", valid=False), id="variable"),
    ],
)
def test_unknown_version(text: str, asked: Asked) -> None:
    """A name is not lost for a version that older pips took."""
    assert read_requirement(text) == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param(".", Asked("", "", (), "", "."), id="here"),
        pytest.param("./sub[dev]", Asked("", "", ("dev",), "", "./sub[dev]"), id="folder-extras"),
        pytest.param("../y", Asked("", "", (), "", "../y"), id="above"),
        pytest.param("/srv/my dir", Asked("", "", (), "", "/srv/my dir"), id="absolute"),
        pytest.param("libs/foo", Asked("", "", (), "", "libs/foo"), id="below"),
        pytest.param("foo.zip", Asked("", "", (), "", "foo.zip"), id="archive"),
        pytest.param("${REPO}/foo", Asked("", "", (), "", "${REPO}/foo"), id="variable"),
        pytest.param(
            "https://x/v1.zip#egg=a%5Bb%5D",
            Asked("a", "", ("b",), "", "https://x/v1.zip#egg=a%5Bb%5D"),
            id="egg-extras",
        ),
        pytest.param(
            f"wheels/{WHEEL} ; os_name == 'x'",
            Asked("numpy", "==1.18.1", (), 'os_name == "x"', f"wheels/{WHEEL}"),
            id="wheel",
        ),
        pytest.param(
            f"{WHEEL}[a]", Asked("numpy", "==1.18.1", ("a",), "", f"{WHEEL}[a]"), id="wheel-extras"
        ),
        pytest.param(
            f"numpy @ file:///w/{WHEEL}",
            Asked("numpy", "==1.18.1", (), "", f"file:///w/{WHEEL}"),
            id="named-wheel",
        ),
    ],
)
def test_location(text: str, asked: Asked) -> None:
    """Paths need not be there; a wheel's name tells what it is."""
    assert read_requirement(text) == asked


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(".", "", id="here"),
        pytest.param("folder", "", id="folder"),
        pytest.param("git+https://x/y.git@main#egg=why&subdirectory=z", "why", id="egg"),
        pytest.param("why @ git+https://x/y.git", "why", id="named"),
    ],
)
def test_editable(text: str, name: str) -> None:
    """Behind ``-e`` stands a location, or a name with one."""
    asked = read_requirement(text, editable=True)
    assert asked.name == name
    assert asked.url


@pytest.mark.parametrize("file", [WHEEL, "a_b-1.0+local.1-2-py3-none-any.whl", "A-1-a.b-c-d.whl"])
def test_wheel_names(file: str) -> None:
    """Oracle: packaging.utils.parse_wheel_filename."""
    name, version, _, _ = parse_wheel_filename(file)
    asked = read_requirement(f"https://x/{file}")
    assert canonicalize_name(asked.name) == name
    assert str(version) in SpecifierSet(asked.specifier)


PARTS = ["a", "==", ">=", "1", ".*", ",", ";", " ", "[", "]", "(", ")", "@", "https://x/", ".whl"]
PARTS += ["-", "#egg=", "os_name", "'", " and ", "${V}", "\u0660", "_", "../", "é"]


@given(st.text() | st.lists(st.sampled_from(PARTS)).map("".join), st.booleans())
def test_any_text(text: str, editable: bool) -> None:
    """Any text gives a requirement or a FormatError."""
    try:
        asked = read_requirement(text, editable=editable)
    except FormatError:
        return
    assert asked.name or asked.url
