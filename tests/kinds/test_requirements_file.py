"""The kind that reads requirements files."""

from os.path import normpath
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from archcompat.errors import FormatError
from archcompat.kinds.requirements_file import KIND
from archcompat.model.budget import Budget
from archcompat.model.problem import Problem
from archcompat.model.pythonfacts import Requirement, RequirementsInclude
from archcompat.sources.opening import open_source
from archcompat.walk import walk
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("parts", "claimed"),
    [
        pytest.param(["requirements.txt"], True, id="plain"),
        pytest.param(["usr/src/app/requirements.txt"], True, id="of-an-application"),
        pytest.param(["app/requirements-dev.txt"], True, id="requirements-dev"),
        pytest.param(["app/dev_Requirements.txt"], True, id="dev-requirements"),
        pytest.param(["app/requirements/base.txt"], True, id="in-a-folder-of-them"),
        pytest.param(["constraints.txt"], True, id="constraints"),
        pytest.param(["app/base.txt"], False, id="any-text"),
        pytest.param(["app/requirements.in"], False, id="source-of-another"),
        pytest.param(["app/requirements.txt.orig"], False, id="backup"),
        pytest.param(["app/myrequirements/base.txt"], False, id="almost-a-folder"),
        pytest.param(
            ["usr/local/lib/python3.8/site-packages/x/requirements.txt"], False, id="site-packages"
        ),
        pytest.param(["usr/lib/python3/dist-packages/requirements.txt"], False, id="dist-packages"),
        pytest.param(["usr/share/doc/x/requirements.txt"], False, id="documentation"),
        pytest.param(["app.zip", "requirements.txt"], False, id="in-an-archive"),
    ],
)
def test_claims(parts: list[str], *, claimed: bool) -> None:
    """By the usual names, but nothing that is only the way of an installed package."""
    assert KIND.claims(entry(*parts)) is claimed


def test_claims_by_role() -> None:
    """The source knows better than any name."""
    assert KIND.claims(replace(entry("deps"), role="requirements"))
    assert not KIND.claims(replace(entry("requirements.txt"), role="other"))


def test_read() -> None:
    """What cannot be read costs one line."""
    found = entry("requirements.txt", data="a==1\n-c limits.txt\nwhat is this\nb\n")
    facts = list(KIND.read(found))
    assert facts[:2] == [
        Requirement(found.where, 1, "a", "==1"),
        RequirementsInclude(found.where, 2, "limits.txt", constraint=True),
    ]
    assert [type(fact) for fact in facts[2:]] == [Problem, Requirement]


@pytest.mark.parametrize(
    "data",
    [pytest.param(b"\x7fELF\0", id="binary"), pytest.param(b"#" * ((4 << 20) + 1), id="endless")],
)
def test_no_requirements_file(data: bytes) -> None:
    """A name promises what the bytes do not hold."""
    with pytest.raises(FormatError):
        list(KIND.read(entry("requirements.txt", data=data)))


def test_included_files(tmp_path: Path) -> None:
    """Oracle: pip's own parser, on files that include others of any name."""
    pip: Any = pytest.importorskip("pip._internal.req.req_file")
    texts = {
        "deps.txt": "a==1\n-r more/base\n--constraint limits.txt # c\nb; os_name == 'posix'\n",
        "more/base": "c[x]>=2\n-r ../dev.in\n",
        "dev.in": "d @ https://x/d-4-py3-none-any.whl\n",
        "limits.txt": "e==5\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    with open_source(str(tmp_path / "deps.txt")) as source:
        (reading,) = walk(source, Budget())
    facts = [fact for found in reading.facts.values() for fact in found]
    assert not any(isinstance(fact, Problem) for fact in facts)
    ours = {
        f"{fact.name}: line {fact.line} of {tmp_path / fact.where.path}"
        for fact in facts
        if isinstance(fact, Requirement)
    }
    theirs = {
        f"{parsed.requirement[0]}: {normpath(parsed.line_source)}"
        for parsed in pip.parse_requirements(str(tmp_path / "deps.txt"), session=None)
    }
    assert ours == theirs
