"""File names of wheels and source distributions."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import (
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from archcompat.errors import FormatError
from archcompat.formats.distfile import normalized, parse_file_name

NAMES = [
    ("numpy-1.19.0-cp38-cp38-manylinux2014_aarch64.whl", "numpy", "1.19.0", ()),
    ("numba-0.54.0-2-cp38-cp38-manylinux2014_aarch64.whl", "numba", "0.54.0", (2, "")),
    ("foo-1-1a-py2.py3-none-any.whl", "foo", "1", (1, "a")),
    ("scikit_learn-1.4.0-1-cp39-cp39-win_amd64.whl", "scikit-learn", "1.4.0", (1, "")),
    ("torch-1.12.0+cpu-cp38-cp38-linux_aarch64.whl", "torch", "1.12.0+cpu", ()),
    ("uWSGI-2.0.31.tar.gz", "uwsgi", "2.0.31", ()),
    ("zope.interface-5.0.0.tar.gz", "zope-interface", "5.0.0", ()),
    ("python-ldap-3.4.8.tar.gz", "python-ldap", "3.4.8", ()),
    ("ruamel.yaml-0.17.4.zip", "ruamel-yaml", "0.17.4", ()),
    ("pytz-2020a.tar.bz2", "pytz", "2020a", ()),
]


@pytest.mark.parametrize(("name", "project", "version", "build"), NAMES, ids=[n[0] for n in NAMES])
def test_names(name: str, project: str, version: str, build: tuple[int, str]) -> None:
    """Project, version and build number come out of the name, and packaging agrees."""
    file = parse_file_name(name)
    assert (file.project, file.version, file.build) == (project, version, build)
    assert file.is_wheel == name.endswith(".whl")
    if file.is_wheel:
        its_name, its_version, its_build, its_tags = parse_wheel_filename(name)
        assert (its_name, str(its_version), its_build) == (project, version, build)
        assert {str(tag) for tag in its_tags} == set(file.tags)
    elif name.endswith((".tar.gz", ".zip")):
        its_name, its_version = parse_sdist_filename(name)
        assert (its_name, str(its_version)) == (project, version)


@pytest.mark.parametrize(
    ("name", "pure"),
    [
        ("six-1.16.0-py2.py3-none-any.whl", True),
        ("debugpy-1.8.11-py2.py3-none-any.whl", True),
        ("psutil-6.0.0-cp36-abi3-manylinux2014_aarch64.whl", False),
        ("six-1.16.0.tar.gz", False),
    ],
)
def test_pure(name: str, pure: bool) -> None:
    """A wheel is for every platform by its tags alone."""
    assert parse_file_name(name).is_pure is pure


@pytest.mark.parametrize(
    "name",
    [
        "",
        "numpy.whl",
        "numpy-1.0.whl",
        "numpy-1.0-x-py3-none-any.whl",
        "numpy-1.0-py3-none-.whl",
        "numpy-1.0-1-2-py3-none-any.whl",
        "numpy-1.0.exe",
        "numpy-1.0.tar.gz.asc",
        "numpy.tar.gz",
        "a/b-1.0.tar.gz",
        "a" * 2000 + "-1.tar.gz",
    ],
    ids=lambda name: name[:30],
)
def test_what_is_none(name: str) -> None:
    """Installers, signatures and damaged names are refused."""
    with pytest.raises(FormatError) as raised:
        parse_file_name(name)
    assert raised.value.code == "file-name-unknown"


@given(st.text(alphabet="a1-._+ cp38linux\0é", max_size=40))
def test_any_wheel_name(stem: str) -> None:
    """Any name gives a file or FormatError; what packaging takes for a wheel is taken here."""
    name = f"{stem}.whl"
    try:
        parse_file_name(name)
    except FormatError:
        with pytest.raises(InvalidWheelFilename):
            parse_wheel_filename(name)


@given(st.text(alphabet="a1-._+ \0é", max_size=40))
def test_any_sdist_name(stem: str) -> None:
    """Any name gives a file without tags or FormatError."""
    with suppress(FormatError):
        assert not parse_file_name(f"{stem}.tar.gz").is_wheel


@given(st.text(alphabet="aB9-_.", min_size=1, max_size=20))
def test_normalized_as_packaging_does(name: str) -> None:
    """Oracle: packaging.utils."""
    assert normalized(name) == canonicalize_name(name)
