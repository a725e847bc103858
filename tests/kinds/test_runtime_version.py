"""The files by which a runtime tells its version."""

import platform
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.runtimeversion import VERSION_FILES, VersionFile, read_version
from archcompat.kinds.runtime_version import KIND
from archcompat.model.programfacts import RuntimeVersion
from tests.make.packages import entry

_NODE = (
    "#define NODE_MAJOR_VERSION 14\n#define NODE_MINOR_VERSION 17\n#define NODE_PATCH_VERSION 3\n"
)
_PACK = '{"libraries": {"runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/3.1.10": {}}}'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("usr/local/include/node/node_version.h", _NODE, ("nodejs", "14.17.3")),
        (
            "usr/local/include/python3.8/patchlevel.h",
            '#define PY_VERSION      "3.8.5+"',
            ("python", "3.8.5"),
        ),
        (
            "usr/local/lib/ruby/2.7.0/x86_64-linux/rbconfig.rb",
            '  CONFIG["RUBY_PROGRAM_VERSION"] = "2.7.4"',
            ("ruby", "2.7.4"),
        ),
        (
            "usr/local/include/php/main/php_version.h",
            '#define PHP_VERSION "7.4.3-dev"',
            ("php", "7.4.3"),
        ),
        ("usr/local/go/VERSION", "go1.17.1", ("go", "1.17.1")),
        ("usr/local/go/VERSION", "go1.21.0\ntime 2023-08-04T20:14:06Z\n", ("go", "1.21.0")),
        ("usr/local/lib/erlang/releases/23/OTP_VERSION", "23.3.4.9\n", ("erlang", "23.3.4.9")),
        ("app/web.deps.json", _PACK, ("dotnet", "3.1.10")),
        ("usr/local/include/node/node_version.h", "#pragma once", None),
        ("app/web.deps.json", "{}", None),
    ],
)
def test_read(path: str, text: str, expected: tuple[str, str] | None) -> None:
    """The version, where the file tells one."""
    one = entry(path, data=text)
    assert KIND.claims(one)
    found = [RuntimeVersion(one.where, *expected)] if expected else []
    assert list(KIND.read(one)) == found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("opt/app/VERSION", "1.2.3"),
        ("opt/app/package.json", "{}"),
        ("src/node_version.h", _NODE),
        ("opt/OTP_VERSION", "23"),
    ],
)
def test_other_files(path: str, text: str) -> None:
    """Of other places, or about other things."""
    assert not KIND.claims(entry(path, data=text))


def test_this_python() -> None:
    """Oracle: the Python that runs the tests, where its headers are installed."""
    header = Path(sysconfig.get_paths()["include"]) / "patchlevel.h"
    if not header.exists():
        pytest.skip("the headers of this Python are not installed")
    (found,) = KIND.read(entry("usr/include/python3.11/patchlevel.h", data=header.read_text()))
    assert isinstance(found, RuntimeVersion)
    assert platform.python_version().startswith(found.version)


@given(st.sampled_from(VERSION_FILES), st.binary())
def test_any_bytes(kind: VersionFile, data: bytes) -> None:
    """Give a version of digits and dots, or none."""
    assert read_version(kind, data).replace(".", "0").isdigit() or not read_version(kind, data)
