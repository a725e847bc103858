"""The kind that reads conda's records."""

import pytest

from archcompat.kinds.conda_package import KIND
from archcompat.model.osfacts import FileList
from archcompat.model.pythonfacts import CondaPackage
from tests.make.packages import entry

DATA = '{"name": "a", "version": "1", "subdir": "noarch", "files": ["bin/a"]}'


@pytest.mark.parametrize(
    ("parts", "claimed"),
    [
        pytest.param(["opt/conda/conda-meta/a-1-0.json"], True, id="record"),
        pytest.param(["conda-meta/a-1-0.json"], True, id="at-the-root"),
        pytest.param(["opt/conda/conda-meta/history"], False, id="history"),
        pytest.param(["opt/conda/pkgs/a-1-0/info/index.json"], False, id="cache"),
        pytest.param(["opt/my-conda-meta/a.json"], False, id="another-folder"),
        pytest.param(["a.zip", "conda-meta/a-1-0.json"], False, id="in-an-archive"),
    ],
)
def test_claims(parts: list[str], *, claimed: bool) -> None:
    """By the folder that makes a prefix."""
    assert KIND.claims(entry(*parts)) is claimed


@pytest.mark.parametrize(
    ("folder", "path"), [("opt/conda/conda-meta", "opt/conda/bin/a"), ("conda-meta", "bin/a")]
)
def test_read(folder: str, path: str) -> None:
    """A package, and its files from the root."""
    found = entry(f"{folder}/a-1-0.json", data=DATA)
    assert list(KIND.read(found)) == [
        CondaPackage(found.where, "a", "1", "", "noarch", ""),
        FileList(found.where, "conda", "a", (path,)),
    ]
