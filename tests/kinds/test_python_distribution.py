"""The kind that reads the metadata of Python distributions."""

from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from packaging.requirements import Requirement

from archcompat.errors import FormatError
from archcompat.kinds.python_distribution import KIND
from archcompat.model.osfacts import FileList
from archcompat.model.pythonfacts import PythonMetadata, PythonRequires, PythonWheelTags
from tests.make.packages import entry

SITE = "usr/lib/python3.8/site-packages"
INSTALLED = sorted(
    (found for found in distributions() if found.read_text("RECORD")),
    key=lambda found: found.name,
)


@pytest.mark.parametrize(
    ("parts", "claimed"),
    [
        pytest.param([f"{SITE}/x-1.dist-info/METADATA"], True, id="metadata"),
        pytest.param([f"{SITE}/x-1.dist-info/WHEEL"], True, id="wheel"),
        pytest.param([f"{SITE}/x-1.dist-info/RECORD"], True, id="record"),
        pytest.param([f"{SITE}/x-1.dist-info/RECORD.jws"], False, id="signature"),
        pytest.param([f"{SITE}/x-1.dist-info/LICENSE"], False, id="licence"),
        pytest.param([f"{SITE}/pip/_vendor/y-1.dist-info/METADATA"], True, id="vendored"),
        pytest.param([f"{SITE}/x-1-py3.8.egg-info/PKG-INFO"], True, id="egg-info"),
        pytest.param([f"{SITE}/x-1.egg-info/installed-files.txt"], True, id="installed-files"),
        pytest.param([f"{SITE}/x-1.egg-info/requires.txt"], True, id="requires"),
        pytest.param(
            [f"{SITE}/x-1-py3.8.egg/EGG-INFO/requires.txt"], True, id="requires-of-an-egg"
        ),
        pytest.param(
            ["x-1.tar.gz", "x-1.tar", "x-1/x.egg-info/requires.txt"], False, id="to-build"
        ),
        pytest.param([f"{SITE}/x-1.egg-info/SOURCES.txt"], False, id="sources"),
        pytest.param([f"{SITE}/x-1.egg-info"], True, id="single-file-egg-info"),
        pytest.param([f"{SITE}/x-1-py3.8.egg/EGG-INFO/PKG-INFO"], True, id="egg-folder"),
        pytest.param([f"{SITE}/x-1-py3.8.egg/EGG-INFO/native_libs.txt"], True, id="egg-natives"),
        pytest.param([f"{SITE}/x-1.egg", "EGG-INFO/PKG-INFO"], True, id="zipped-egg"),
        pytest.param(["a/NOEGG-INFO/PKG-INFO"], False, id="almost-an-egg"),
        pytest.param(["a/PKG-INFO"], False, id="pkg-info-alone"),
        pytest.param(["a/METADATA"], False, id="metadata-alone"),
        pytest.param(["x-1-py3-none-any.whl", "x-1.dist-info/METADATA"], True, id="in-a-wheel"),
        pytest.param(["a.zip", "w.whl", "x-1.dist-info/RECORD"], True, id="wheel-in-a-zip"),
        pytest.param(["x-1.tar.gz", "x-1.tar", "x-1/PKG-INFO"], False, id="sdist"),
        pytest.param(
            ["x-1.tar.gz", "x-1.tar", "x-1/src/x.egg-info/PKG-INFO"], False, id="sdist-egg-info"
        ),
        pytest.param(["d/x-1.zip", "x-1/x.egg-info/PKG-INFO"], False, id="sdist-egg-info-zip"),
        pytest.param(["app-1.zip", "app-1/lib/x-2.egg-info/PKG-INFO"], True, id="bundle-egg-info"),
        pytest.param(["app-1.zip", "app-1/x-2.dist-info/METADATA"], True, id="bundle-dist-info"),
        pytest.param(["root.tar", f"{SITE}/x.egg-info/PKG-INFO"], True, id="root-in-a-tar"),
        pytest.param(["src/x/x.egg-info/PKG-INFO"], True, id="development-install"),
    ],
)
def test_claims(parts: list[str], *, claimed: bool) -> None:
    """What is installed or would be counts, wherever it lies; a source of it does not."""
    assert KIND.claims(entry(*parts)) is claimed


@pytest.mark.parametrize(
    ("parts", "data", "facts"),
    [
        pytest.param(
            [f"{SITE}/x-1.dist-info/METADATA"],
            "Name: X.y\nVersion: 1\nRequires-Dist: pytz>dev\nRequires-Python: >=3\n\ntext",
            [(PythonMetadata, "X.y", "1", ("pytz>dev",), ">=3")],
            id="metadata",
        ),
        pytest.param(
            [f"{SITE}/x-1.egg-info"],
            "Name: x\n",
            [(PythonMetadata, "x", "", (), "")],
            id="single-file",
        ),
        pytest.param(
            ["x.egg", "EGG-INFO/PKG-INFO"],
            "Name: x\n",
            [(PythonMetadata, "x", "", (), "")],
            id="egg",
        ),
        pytest.param(
            ["x.whl", "x-1.dist-info/WHEEL"],
            "Root-Is-Purelib: false\nTag: py2.py3-none-any\n",
            [(PythonWheelTags, ("py2-none-any", "py3-none-any"), False)],
            id="wheel",
        ),
        pytest.param(
            [f"{SITE}/x-1.dist-info/RECORD"],
            "x/a.so,,\n../../../bin/x,,\n/opt/b.so,,\n",
            [
                (
                    FileList,
                    "pypi",
                    f"{SITE}/x-1.dist-info",
                    (f"{SITE}/x/a.so", "usr/bin/x", "opt/b.so"),
                )
            ],
            id="record",
        ),
        pytest.param(
            ["a/x.whl", "x-1.dist-info/RECORD"],
            "x/a.so,,\nx-1.dist-info/RECORD,,\n",
            [(FileList, "pypi", "x-1.dist-info", ("x/a.so", "x-1.dist-info/RECORD"))],
            id="record-in-a-wheel",
        ),
        pytest.param(
            [f"{SITE}/x-1.egg-info/installed-files.txt"],
            "../x/a.so\nPKG-INFO\n",
            [
                (
                    FileList,
                    "pypi",
                    f"{SITE}/x-1.egg-info",
                    (f"{SITE}/x/a.so", f"{SITE}/x-1.egg-info/PKG-INFO"),
                )
            ],
            id="installed-files",
        ),
        pytest.param(
            [f"{SITE}/x.egg/EGG-INFO/native_libs.txt"],
            "x/a.so\n",
            [(FileList, "pypi", f"{SITE}/x.egg/EGG-INFO", (f"{SITE}/x.egg/x/a.so",))],
            id="native-libs",
        ),
    ],
)
def test_read(parts: list[str], data: str, facts: list[tuple[Any, ...]]) -> None:
    """Each file tells one thing; paths are counted from the root of what it lies in."""
    found = entry(*parts, data=data)
    assert list(KIND.read(found)) == [fact(found.where, *said) for fact, *said in facts]


@pytest.mark.parametrize("found", INSTALLED, ids=[found.name for found in INSTALLED])
def test_installed(found: Distribution) -> None:
    """Oracle: importlib.metadata, on all that this interpreter has."""
    assert found.files is not None
    metadata = next(file for file in found.files if file.name == "METADATA")
    facts = [
        fact
        for name in ("METADATA", "RECORD")
        for fact in KIND.read(
            entry(f"{SITE}/{metadata.parent / name}", data=found.read_text(name) or "")
        )
    ]
    said, listed = facts
    assert isinstance(said, PythonMetadata)
    assert (said.name, said.version) == (found.metadata["Name"], found.version)
    assert said.requires == tuple(found.requires or ())
    assert isinstance(listed, FileList)
    assert listed.package == f"{SITE}/{metadata.parent}"
    inside = {str(SITE / PurePosixPath(file)) for file in found.files if ".." not in file.parts}
    assert inside <= set(listed.paths)
    assert len(listed.paths) == len(found.files)


def test_long_description() -> None:
    """Metadata of megabytes is read as far as its fields go."""
    said = "Name: x\nVersion: 1\n\n" + "text\n" * (1 << 20)
    facts = list(KIND.read(entry("x.dist-info/METADATA", data=said)))
    assert [(fact.name, fact.version) for fact in facts if isinstance(fact, PythonMetadata)] == [
        ("x", "1")
    ]


def test_endless_record() -> None:
    """A list too long to be read whole is an error: owners would be missing."""
    with pytest.raises(FormatError, match="list of files is over"):
        list(KIND.read(entry("x.dist-info/RECORD", data=b"a" * ((64 << 20) + 1))))


def test_requires_of_an_egg_info(tmp_path: Path) -> None:
    """Oracle: importlib.metadata reads the same requirements from the same folder."""
    text = "six>=1.4\n\n[:python_version < '3']\nold\n\n[dev]\npytest\n\n[dev:os_name=='nt']\nwin\n"
    folder = tmp_path / "x-1.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text("Metadata-Version: 1.0\nName: x\nVersion: 1\n")
    (folder / "requires.txt").write_text(text)
    (theirs,) = distributions(path=[str(tmp_path)])
    (found,) = KIND.read(entry(f"{SITE}/x-1.egg-info/requires.txt", data=text))
    assert isinstance(found, PythonRequires)
    assert [_read(line) for line in found.requires] == [
        _read(line) for line in theirs.requires or ()
    ]


def _read(line: str) -> tuple[str, str, bool, bool]:
    """A requirement by what it says, as markers have many spellings."""
    read = Requirement(line)
    marker = str(read.marker or "")
    return read.name, str(read.specifier), "extra" in marker, "os_name" in marker
