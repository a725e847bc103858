"""The kind that reads lock files and pyproject.toml."""

import pytest

from archcompat.errors import FormatError
from archcompat.formats.tomldoc import MAX_BYTES
from archcompat.kinds.python_project import KIND
from archcompat.model.pythonfacts import Requirement
from tests.make.locks import pipfile_lock, poetry_lock, pylock, uv_lock
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("parts", "claimed"),
    [
        pytest.param(["pylock.toml"], True, id="pylock"),
        pytest.param(["app/pylock.dev.toml"], True, id="a-named-pylock"),
        pytest.param(["app/uv.lock"], True, id="uv"),
        pytest.param(["poetry.lock"], True, id="poetry"),
        pytest.param(["srv/Pipfile.lock"], True, id="pipenv"),
        pytest.param(["pyproject.toml"], True, id="project"),
        pytest.param(["Cargo.lock"], False, id="anothers-lock"),
        pytest.param(["mypylock.toml"], False, id="almost"),
        pytest.param(["usr/lib/python3/dist-packages/x/pyproject.toml"], False, id="installed"),
        pytest.param(["node_modules/node-gyp/gyp/pyproject.toml"], False, id="in-node-modules"),
        pytest.param(["x-1.tar.gz", "x-1/pyproject.toml"], False, id="in-an-archive"),
    ],
)
def test_claims(parts: list[str], *, claimed: bool) -> None:
    """By the names the tools know, where a project keeps them."""
    assert KIND.claims(entry(*parts)) is claimed


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pylock.toml", pylock()),
        ("pylock.dev.toml", pylock()),
        ("uv.lock", uv_lock()),
        ("poetry.lock", poetry_lock()),
        ("Pipfile.lock", pipfile_lock()),
        ("pyproject.toml", '[project]\ndependencies = ["numpy==1.19.5"]'),
    ],
)
def test_reads(name: str, text: str) -> None:
    """Each by its own reader."""
    facts = [fact for fact in KIND.read(entry(name, data=text)) if isinstance(fact, Requirement)]
    assert "numpy==1.19.5" in {f"{fact.name}{fact.specifier}" for fact in facts}


def test_too_large() -> None:
    """A file that no tool writes is not read into memory."""
    with pytest.raises(FormatError) as raised:
        list(KIND.read(entry("uv.lock", data=b" " * (MAX_BYTES + 1))))
    assert raised.value.code == "limit-size"
