"""The reader of package.json."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.npm import NpmPackage, is_package_name, parse_package_json


def _read(**fields: Any) -> NpmPackage:
    return parse_package_json(json.dumps(fields).encode())


def test_platform_package() -> None:
    """All fields, as a package for one platform and the one above it have them."""
    assert _read(
        name="@esbuild/linux-x64",
        version="0.21.5",
        os=["linux"],
        cpu=["x64"],
        libc=["glibc"],
        scripts={"install": "node-gyp rebuild"},
    ) == NpmPackage("@esbuild/linux-x64", "0.21.5", ("linux",), ("x64",), ("glibc",), (), ())
    parent = _read(
        name="esbuild",
        version="0.21.5",
        dependencies={"b": "1", "a": "^2"},
        optionalDependencies={"@esbuild/linux-x64": "0.21.5", "@esbuild/linux-arm64": "0.21.5"},
    )
    assert parent.optional == ("@esbuild/linux-x64", "@esbuild/linux-arm64")
    assert parent.dependencies == ("b", "a")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        pytest.param("x64", ("x64",), id="string"),
        pytest.param(["x64", "arm64"], ("x64", "arm64"), id="list"),
        pytest.param(["!arm", "!ia32"], ("!arm", "!ia32"), id="negations"),
        pytest.param([], (), id="empty-list"),
        pytest.param("", (), id="empty-string"),
        pytest.param(["x64", 7, None, ["y"]], ("x64",), id="list-of-anything"),
        pytest.param({"x64": True}, (), id="object"),
        pytest.param(None, (), id="null"),
    ],
)
@pytest.mark.parametrize("field", ["os", "cpu", "libc"])
def test_platforms(field: str, value: object, read: tuple[str, ...]) -> None:
    """A string is a list of one; what is no string says nothing."""
    assert getattr(_read(name="a", **{field: value}), field) == read


@pytest.mark.parametrize("value", [None, 7, True, ["a"], {"": "1", "../b": "2"}])
@pytest.mark.parametrize("field", ["name", "version", "dependencies", "optionalDependencies"])
def test_wrong_types(field: str, value: object) -> None:
    """A field of a wrong type is as good as missing, and so is a dependency without a name."""
    assert _read(**{field: value}) == _read()


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("left-pad", True),
        ("@babel/core", True),
        ("JSONStream", True),
        ("lodash._basecopy", True),
        ("@scope/", False),
        ("@scope", False),
        ("a/b", False),
        (".hidden", False),
        ("", False),
        ("a b", False),
        ("ä", False),
    ],
)
def test_names(name: str, *, valid: bool) -> None:
    """The registry's names, old ones too, and nothing a purl could not hold."""
    assert is_package_name(name) is valid
    assert _read(name=name).name == (name if valid else "")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'\xef\xbb\xbf{"name": "a"}', id="byte-order-mark"),
        pytest.param(b'{"name": "b", "name": "a"}', id="last-of-a-repeated-field"),
        pytest.param(b'{"author": "\xe9", "name": "a"}', id="latin-1"),
        pytest.param(b'{"name": "a", "os": "\xe9"}', id="latin-1-in-a-field-that-is-read"),
    ],
)
def test_spellings(data: bytes) -> None:
    """What Node takes is taken."""
    assert parse_package_json(data).name == "a"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"null", id="null"),
        pytest.param(b"<html>", id="html"),
        pytest.param(b'{"name": "a",}', id="comma"),
        pytest.param(b'{"name": "a"', id="cut-off"),
        pytest.param(b'{"name": ' + b"[" * 100_000, id="deep"),
        pytest.param(b'{"name": "a"}'.ljust((4 << 20) + 1), id="large"),
    ],
)
def test_no_package_json(data: bytes) -> None:
    """What is no JSON object, or one without end, is refused."""
    with pytest.raises(FormatError) as error:
        parse_package_json(data)
    assert error.value.code == "npm-malformed"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_FIELDS = st.sampled_from(
    ("name", "version", "os", "cpu", "libc", "dependencies", "optionalDependencies", "x")
)


@given(st.dictionaries(_FIELDS, _JSON, max_size=8))
def test_as_json_reads_it(document: dict[str, Any]) -> None:
    """Oracle: the standard library's json, for any types in any field."""
    found = parse_package_json(json.dumps(document, ensure_ascii=False).encode())
    version = document.get("version")
    assert found.version == (version.strip() if isinstance(version, str) else "")
    dependencies = document.get("dependencies")
    names = dependencies if isinstance(dependencies, dict) else {}
    assert found.dependencies == tuple(name for name in names if is_package_name(name))


@given(st.binary() | st.builds(lambda data: b'{"name": "' + data + b'"}', st.binary()))
def test_any_bytes(data: bytes) -> None:
    """Any bytes give a package or FormatError."""
    try:
        found = parse_package_json(data)
    except FormatError as error:
        assert error.code == "npm-malformed"  # noqa: PT017 - either outcome is right
    else:
        assert found.name.isascii()
        assert found.version.encode().decode() == found.version
