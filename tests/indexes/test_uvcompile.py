"""uv itself, against an index on loopback."""

import os
from pathlib import Path

import pytest

from archcompat.indexes.pythonindex import Locations
from archcompat.indexes.uvcompile import opinion
from archcompat.model.target import Libc, Target
from tests.make.webserver import Reply, Site
from tests.make.wheelhouse import Wheelhouse

ARM = "cp38-cp38-manylinux_2_28_aarch64"


@pytest.fixture
def house(site: Site) -> Wheelhouse:
    house = Wheelhouse(site)
    house.wheel("x", "1.0", ARM, requires=["y>=1"], beside=True)
    house.wheel("y", "1.0", beside=True)
    house.wheel("y", "2.0", beside=True)
    return house


@pytest.mark.parametrize(
    ("lines", "libc", "agrees"),
    [
        pytest.param(["x==1.0", "y==1.0"], "glibc:2.28", True, id="the whole set"),
        pytest.param(["x==1.0", "y==1.0"], "glibc:2.34", True, id="a later glibc"),
        pytest.param(["x==1.0"], "glibc:2.28", False, id="something is missing"),
        pytest.param(["x==1.0", "y==0.5"], "glibc:2.28", False, id="a version that is none"),
        pytest.param(["x==1.0", "y==1.0"], "glibc:2.17", False, id="an older glibc"),
        pytest.param(["x==1.0", "y==1.0"], "musl:1.2", False, id="another C library"),
        pytest.param(["x==1.0", "y==1.0"], "glibc:2.12", None, id="a platform it does not know"),
    ],
)
def test_opinions(
    house: Wheelhouse, tmp_path: Path, lines: list[str], libc: str, agrees: bool | None
) -> None:
    """It takes a whole set from wheels, and nothing else; what it cannot judge is no yes."""
    target = Target(libc=Libc.parse(libc), python="3.8")
    environ = {**os.environ, "UV_CACHE_DIR": str(tmp_path / "cache")}
    said = opinion(lines, target, Locations((house.url,)), environ)
    assert said.agrees is agrees
    assert said.detail


def test_what_is_left_out(house: Wheelhouse, tmp_path: Path) -> None:
    """A package that has to be built is not asked for, though another one requires it."""
    house.wheel("z", "1.0", ARM, requires=["built>=1"], beside=True)
    house.wheel("built", "1.0", "cp38-cp38-manylinux_2_28_x86_64", beside=True)
    target = Target(libc=Libc.parse("glibc:2.28"), python="3.8")
    environ = {**os.environ, "UV_CACHE_DIR": str(tmp_path / "cache")}
    said = [
        opinion(["z==1.0"], target, Locations((house.url,)), environ, left_out).agrees
        for left_out in ((), ("built",))
    ]
    assert said == [False, True]


@pytest.mark.parametrize("status", [403, 500])
def test_an_index_that_fails_is_no_disagreement(site: Site, tmp_path: Path, status: int) -> None:
    """What uv could not read it has no opinion on."""
    site.give("/simple/x/", Reply(status))
    environ = {**os.environ, "UV_CACHE_DIR": str(tmp_path / "cache"), "UV_HTTP_RETRIES": "0"}
    target = Target(libc=Libc.parse("glibc:2.28"), python="3.8")
    said = opinion(["x==1.0"], target, Locations((f"{site.base}/simple",)), environ)
    assert said.agrees is None
