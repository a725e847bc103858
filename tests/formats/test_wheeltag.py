"""The reader of WHEEL."""

from importlib.metadata import Distribution, distributions

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.tags import parse_tag

from archcompat.errors import FormatError
from archcompat.formats.wheeltag import expand_tag, parse_wheel_file

INSTALLED = sorted(
    (found for found in distributions() if found.read_text("WHEEL")),
    key=lambda found: found.name,
)
HEAD = "Wheel-Version: 1.0\nGenerator: x\n"


@pytest.mark.parametrize("found", INSTALLED, ids=[found.name for found in INSTALLED])
def test_installed(found: Distribution) -> None:
    """Oracle: packaging.tags and the text itself, on what this interpreter has."""
    text = found.read_text("WHEEL") or ""
    said = parse_wheel_file(text.encode())
    written = [line.partition(": ")[2] for line in text.splitlines() if line[:5] == "Tag: "]
    assert set(said.tags) == {str(tag) for line in written for tag in parse_tag(line)}
    assert said.pure == ("Root-Is-Purelib: true" in text)


@pytest.mark.parametrize(
    "written",
    [
        "py3-none-any",
        "py2.py3-none-any",
        "cp38-cp38-manylinux_2_17_aarch64.manylinux2014_aarch64",
        "cp36.cp37-abi3.none-linux_x86_64.any",
        "CP38-CP38m-Linux_x86_64",
    ],
)
def test_expand(written: str) -> None:
    """Oracle: packaging.tags.parse_tag."""
    assert sorted(expand_tag(written)) == sorted(str(tag) for tag in parse_tag(written))


@pytest.mark.parametrize("written", ["", "py3", "py3-none", "a-b-c-d", "py3--any", "py2.-none-any"])
def test_invalid_tag(written: str) -> None:
    """What is no tag stands for none."""
    assert expand_tag(written) == ()


@pytest.mark.parametrize(
    ("text", "tags", "pure", "build"),
    [
        pytest.param(
            "Root-Is-Purelib: false\nTag: cp38-cp38-b\nTag: cp38-cp38-a\nBuild: 2\n",
            ("cp38-cp38-a", "cp38-cp38-b"),
            False,
            "2",
            id="several",
        ),
        pytest.param(
            "Root-Is-Purelib: True\nTag: py2.py3-none-any\n",
            ("py2-none-any", "py3-none-any"),
            True,
            "",
            id="compressed",
        ),
        pytest.param("tag: a-b-c\ntag: nonsense\n", ("a-b-c",), False, "", id="one-is-invalid"),
    ],
)
def test_fields(text: str, tags: tuple[str, ...], build: str, *, pure: bool) -> None:
    """The fields are found whatever their case and order."""
    said = parse_wheel_file((HEAD + text).encode())
    assert (said.tags, said.pure, said.build) == (tags, pure, build)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"Root-Is-Purelib: true\n", id="no-tag"),
        pytest.param(b"Tag: nonsense\n", id="no-valid-tag"),
        pytest.param(b"Tag: " + b"-".join([b".".join([b"a"] * 5000)] * 3), id="bomb"),
        pytest.param(b"".join(b"Tag: a-b-c%d\n" % n for n in range(10_001)), id="too-many"),
    ],
)
def test_damaged(data: bytes) -> None:
    """A file that says nothing of what it was built for is told."""
    with pytest.raises(FormatError):
        parse_wheel_file(data)


PARTS = st.lists(st.sampled_from(["Tag: ", "py3", "-", ".", "\n", "Root-Is-Purelib: ", "true"]))


@given(st.binary() | PARTS.map(lambda parts: "".join(parts).encode()))
def test_any_bytes(data: bytes) -> None:
    """Any bytes give sorted tags of three parts, or a FormatError."""
    try:
        said = parse_wheel_file(data)
    except FormatError:
        return
    assert list(said.tags) == sorted(set(said.tags))
    assert all(tag.count("-") == 2 for tag in said.tags)
