"""The kind that reads apt's sources and dpkg's architectures."""

import pytest

from archcompat.kinds.apt_sources import KIND
from archcompat.model.osfacts import DpkgArchitectures, PackageSource
from tests.make.packages import entry

LINE = "deb [arch=amd64] http://x/debian bookworm main\n"
STANZA = "Types: deb\nURIs: http://x/debian\nSuites: bookworm\nComponents: main\n"


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        pytest.param("etc/apt/sources.list", True, id="main"),
        pytest.param("etc/apt/sources.list.d/docker.list", True, id="list"),
        pytest.param("etc/apt/sources.list.d/debian.sources", True, id="deb822"),
        pytest.param("root/etc/apt/sources.list", True, id="nested-root"),
        pytest.param("var/lib/dpkg/arch", True, id="architectures"),
        pytest.param("etc/apt/sources.list.d/docker.list.save", False, id="apt-ignores-it"),
        pytest.param("etc/apt/sources.list.d/a b.list", False, id="a-name-that-apt-ignores"),
        pytest.param("var/lib/dpkg/info/bash.list", False, id="files-of-a-package"),
        pytest.param("usr/share/arch", False, id="another-arch"),
    ],
)
def test_claims(path: str, *, claimed: bool) -> None:
    """Only the files that apt and dpkg read."""
    assert KIND.claims(entry(path)) is claimed


def test_read() -> None:
    """Each form of a source gives the same fact."""
    one = entry("etc/apt/sources.list", data=LINE)
    fields = ("deb", "http://x/debian", "bookworm", ("main",))
    assert list(KIND.read(one)) == [PackageSource(one.where, 1, *fields, ("amd64",))]
    two = entry("etc/apt/sources.list.d/x.sources", data=STANZA)
    assert list(KIND.read(two)) == [PackageSource(two.where, 1, *fields)]


def test_architectures() -> None:
    """The machine's own comes first."""
    one = entry("var/lib/dpkg/arch", data="amd64\ni386\nA B\n")
    assert list(KIND.read(one)) == [DpkgArchitectures(one.where, ("amd64", "i386"))]
