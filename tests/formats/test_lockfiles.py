"""Lock files of every tool, and pyproject.toml, read to the same requirements."""

import json
import tomllib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.pylock import Pylock

from archcompat.errors import FormatError
from archcompat.formats.lockfiles import Found, any_of, file_name, without_secrets
from archcompat.formats.pipfilelock import parse_pipfile_lock
from archcompat.formats.poetrylock import parse_poetry_lock
from archcompat.formats.pylock import parse_pylock
from archcompat.formats.pyproject import parse_pyproject
from archcompat.formats.tomldoc import parse_toml
from archcompat.formats.uvlock import parse_uv_lock
from archcompat.model.problem import Problem
from archcompat.model.pythonfacts import Requirement
from archcompat.model.where import Where
from tests.make.locks import (
    ENVIRONMENT,
    NUMPY,
    pipfile_lock,
    poetry_lock,
    pylock,
    sha,
    uv_lock,
)

Parser = Callable[[bytes, Where], Found]
HERE = Where(("a.lock",))
HASHES = tuple(sorted(f"sha256:{sha(file)}" for file in NUMPY))
LOCKS: list[tuple[str, Parser, str, bool, bool]] = [
    # id, parser, text, whether it names files, whether it has markers
    ("pylock", parse_pylock, pylock(), True, True),
    ("uv", parse_uv_lock, uv_lock(), True, True),
    ("poetry 2.1", parse_poetry_lock, poetry_lock("2.1"), True, True),
    ("poetry 1.1", parse_poetry_lock, poetry_lock("1.1"), True, False),
    ("poetry 1.0", parse_poetry_lock, poetry_lock("1.0"), False, False),
    ("pipenv", parse_pipfile_lock, pipfile_lock(), False, True),
]
IDS = [row[0] for row in LOCKS]


def read(parse: Parser, text: str | bytes) -> list[Requirement | Problem]:
    return list(parse(text if isinstance(text, bytes) else text.encode(), HERE))


def by_name(found: list[Requirement | Problem]) -> dict[str, Requirement]:
    return {one.name: one for one in found if isinstance(one, Requirement)}


@pytest.mark.parametrize(("parse", "text", "names", "marked"), [row[1:] for row in LOCKS], ids=IDS)
def test_the_same_package(parse: Parser, text: str, names: bool, marked: bool) -> None:
    """Version, hashes, files and marker of numpy come out of each."""
    found = by_name(read(parse, text))
    numpy = found["numpy"]
    assert numpy.specifier == "==1.19.5"
    assert numpy.hashes == HASHES
    assert numpy.files == (NUMPY if names else ())
    assert numpy.marker == (ENVIRONMENT if marked else "")
    assert found["theirs"].url.startswith("https://example.org/theirs.git")
    assert not [one for one in read(parse, text) if isinstance(one, Problem)]


@pytest.mark.parametrize(
    ("parse", "text", "requires"),
    [
        pytest.param(parse_pylock, pylock(), ("six",), id="pylock"),
        pytest.param(parse_uv_lock, uv_lock(), ("greenlet",), id="uv"),
        pytest.param(
            parse_poetry_lock, poetry_lock(), (f"six ; {ENVIRONMENT}", "other"), id="poetry"
        ),
    ],
)
def test_what_a_package_requires(parse: Parser, text: str, requires: tuple[str, ...]) -> None:
    """The edges between the packages, with their markers."""
    assert by_name(read(parse, text))["greenlet"].requires == requires


def test_the_project_itself_has_its_edges() -> None:
    """Of uv's project its extras and groups count too."""
    demo = by_name(read(parse_uv_lock, uv_lock()))["demo"]
    assert (demo.url, demo.files) == (".", ())
    assert demo.requires == ("numpy", "pywin32 ; sys_platform == 'win32'", "greenlet")


def test_pipenv_groups() -> None:
    """What both groups have is taken from the default one; a star pins nothing."""
    found = by_name(read(parse_pipfile_lock, pipfile_lock()))
    assert found["numpy"].specifier == "==1.19.5"
    assert (found["extra"].specifier, found["extra"].extras) == ("", ("a", "b"))


def test_packaging_reads_the_same_pylock() -> None:
    """Oracle: packaging.pylock."""
    theirs = Pylock.from_dict(tomllib.loads(pylock())).packages
    ours = by_name(read(parse_pylock, pylock()))
    assert [(one.name, f"=={one.version}" if one.version else "") for one in theirs] == [
        (one.name, one.specifier) for one in ours.values()
    ]
    for one in theirs:
        listed = [one.sdist.name] if one.sdist else []
        listed += [wheel.name for wheel in one.wheels or []]
        assert tuple(listed) == ours[one.name].files


PROJECT = """
[project]
dependencies = ["numpy==1.18.1", "uvicorn[standard] >=0.13 ; python_version < '3.9'", "not one!"]
[project.optional-dependencies]
db = ["psycopg2-binary~=2.8", "numpy==1.18.1"]
[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
lint = ["x @ https://me:secret@example.org/x.zip"]
[tool.poetry.dependencies]
python = "^3.8"
pandas = "^1.0.3"
lxml = { version = "~4.5", markers = "sys_platform == 'linux'" }
theirs = { git = "https://example.org/theirs.git" }
torch = [{ version = "1.8", python = "<3.9" }, { version = ">=1.9" }]
[tool.poetry.group.dev.dependencies]
black = "*"
"""


def test_pyproject() -> None:
    """Every table that asks for packages; what is none costs one line."""
    found = read(parse_pyproject, PROJECT)
    problems = [one for one in found if isinstance(one, Problem)]
    assert [one.code for one in problems] == ["requirement-invalid"]
    assert "project.dependencies: 'not one!'" in problems[0].detail
    asked = [
        (one.name, one.specifier, one.marker, one.url)
        for one in found
        if isinstance(one, Requirement)
    ]
    assert asked == [
        ("numpy", "==1.18.1", "", ""),
        ("uvicorn", ">=0.13", 'python_version < "3.9"', ""),
        ("psycopg2-binary", "~=2.8", "", ""),
        ("pytest", "", "", ""),
        ("x", "", "", "https://example.org/x.zip"),
        ("pandas", ">=1.0.3,<2", "", ""),
        ("lxml", ">=4.5,<4.6", "sys_platform == 'linux'", ""),
        ("theirs", "", "", "https://example.org/theirs.git"),
        ("torch", "==1.8", "", ""),
        ("torch", ">=1.9", "", ""),
        ("black", "", "", ""),
    ]


BROKEN = [
    ("no TOML", parse_uv_lock, "version = 1\n[[package]\n", "toml-malformed"),
    ("no UTF-8", parse_uv_lock, b"\xff\xfe", "toml-malformed"),
    ("too deep", parse_uv_lock, "a = " + "[" * 5000, "toml-malformed"),
    ("dotted too deep", parse_uv_lock, "a." * 5000 + "b = 1", "toml-malformed"),
    ("another version", parse_uv_lock, "version = 2\n", "lock-malformed"),
    ("no version", parse_pylock, "", "lock-malformed"),
    ("a newer version", parse_pylock, 'lock-version = "2.0"\n', "lock-malformed"),
    ("packages that are none", parse_pylock, 'lock-version = "1.0"\npackages = 1\n',
     "lock-malformed"),
    ("another's lock", parse_poetry_lock, "version = 1\n", "lock-malformed"),
    ("no JSON", parse_pipfile_lock, "{", "lock-malformed"),
    ("other JSON", parse_pipfile_lock, "{}", "lock-malformed"),
    ("JSON too deep", parse_pipfile_lock, "[" * 100_000, "lock-malformed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("parse", "text", "code"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_no_lock(parse: Parser, text: str | bytes, code: str) -> None:
    """What is no such file is refused as a whole."""
    with pytest.raises(FormatError) as raised:
        read(parse, text)
    assert raised.value.code == code


ENTRIES = [
    (
        "pylock",
        parse_pylock,
        'lock-version = "1.0"\n[[packages]]\nname = 1\n[[packages]]\nname="b"',
    ),
    ("uv", parse_uv_lock, 'version = 1\n[[package]]\nversion = "1"\n[[package]]\nname = "b"'),
    (
        "poetry",
        parse_poetry_lock,
        '[[package]]\nname = "a"\n[[package]]\nname = "b"\nversion = "1"\n[metadata]\n',
    ),
    (
        "pipenv",
        parse_pipfile_lock,
        json.dumps({"_meta": {}, "default": {"a": 1, "b": {"version": "==1"}}}),
    ),
]


@pytest.mark.parametrize(
    ("parse", "text"), [row[1:] for row in ENTRIES], ids=[row[0] for row in ENTRIES]
)
def test_one_bad_entry(parse: Parser, text: str) -> None:
    """An entry that is none is a problem, and the next one is read."""
    problem, good = read(parse, text)
    assert isinstance(problem, Problem)
    assert problem.code == "lock-malformed"
    assert isinstance(good, Requirement)
    assert good.name == "b"


REAL = [pylock(), uv_lock(), poetry_lock(), pipfile_lock(), PROJECT]


@pytest.mark.parametrize(
    "parse", [parse_pylock, parse_uv_lock, parse_poetry_lock, parse_pyproject, parse_pipfile_lock]
)
@given(data=st.data())
def test_any_bytes(parse: Parser, data: st.DataObject) -> None:
    """Real files with anything put into them, and anything at all: facts or FormatError."""
    start = data.draw(
        st.sampled_from([pylock(), uv_lock(), poetry_lock(), pipfile_lock(), PROJECT])
    )
    at = data.draw(st.integers(0, len(start)))
    text = start[:at].encode() + data.draw(st.binary(max_size=12)) + start[at + 3 :].encode()
    try:
        found = read(parse, text)
    except FormatError:
        return
    assert all(isinstance(one, Requirement | Problem) for one in found)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/a/x-1%2Bcpu.whl?k=v#sha256=0", "x-1+cpu.whl"),
        ("wheels\\x-1.whl", "x-1.whl"),
        ("../wheels/x-1.whl", "x-1.whl"),
        ("https://[::1/x.whl", ""),
        ("", ""),
    ],
)
def test_file_name(url: str, name: str) -> None:
    """The last part of a URL or path, decoded."""
    assert file_name(url) == name


def test_small_things() -> None:
    """Secrets are left out, one marker stays as it is, and a byte order mark is none's fault."""
    assert without_secrets("https://a:b@c/d@e") == "https://c/d@e"
    assert without_secrets("../a@b") == "../a@b"
    assert any_of(["", "a == 'b'"]) == "a == 'b'"
    assert any_of(["a", "b"]) == "(a) or (b)"
    assert parse_toml(b"\xef\xbb\xbfa = 1\r\n") == {"a": 1}
