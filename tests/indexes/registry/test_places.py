"""Where an image is asked for, by the configuration of podman, skopeo and Docker."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import InputError
from archcompat.formats.imagereference import image_name
from archcompat.indexes.registry.places import read_places


@pytest.mark.parametrize(
    ("toml", "daemon", "reference", "found"),
    [
        pytest.param("", "", "nginx", ["docker.io/library/nginx"], id="official"),
        pytest.param("", "", "index.docker.io/a/b:1", ["docker.io/a/b"], id="other-name-of-hub"),
        pytest.param("", "", "ghcr.io/a/b", ["ghcr.io/a/b"], id="registry"),
        pytest.param("", "", "localhost:5000/a", ["localhost:5000/a!"], id="loopback"),
        pytest.param("", "", "127.0.0.1/a", ["127.0.0.1/a!"], id="loopback-address"),
        pytest.param(
            "",
            '{"registry-mirrors": ["http://m.example:5000/"]}',
            "redis",
            ["m.example:5000/library/redis!", "docker.io/library/redis"],
            id="docker's-mirror",
        ),
        pytest.param(
            "",
            '{"registry-mirrors": ["https://m.example"]}',
            "ghcr.io/a/b",
            ["ghcr.io/a/b"],
            id="docker's-mirror-is-of-hub",
        ),
        pytest.param(
            "",
            '{"insecure-registries": ["r.lan"]}',
            "r.lan:5000/a",
            ["r.lan:5000/a!"],
            id="docker's-insecure",
        ),
        pytest.param(
            '[[registry]]\nlocation = "r.lan"\ninsecure = true',
            "",
            "r.lan/a",
            ["r.lan/a!"],
            id="insecure",
        ),
        pytest.param(
            '[[registry]]\nprefix = "docker.io/library"\nlocation = "q.io/hub"',
            "",
            "nginx",
            ["q.io/hub/nginx"],
            id="moved",
        ),
        pytest.param(
            '[[registry]]\nlocation = "r.io"\n[[registry.mirror]]\nlocation = "m.io/x"',
            "",
            "r.io/a/b",
            ["m.io/x/a/b", "r.io/a/b"],
            id="mirror",
        ),
        pytest.param(
            '[[registry]]\nlocation = "r.io"\n[[registry]]\nprefix = "r.io/a"\nlocation = "s.io"',
            "",
            "r.io/a/b",
            ["s.io/b"],
            id="longest-prefix",
        ),
        pytest.param(
            '[[registry]]\nprefix = "r.io/a"\nlocation = "s.io"',
            "",
            "r.io/ab",
            ["r.io/ab"],
            id="whole-parts",
        ),
        pytest.param(
            '[[registry]]\nprefix = "*.lan"\ninsecure = true',
            "",
            "r.lan/a",
            ["r.lan/a!"],
            id="domain",
        ),
    ],
)
def test_of(tmp_path: Path, toml: str, daemon: str, reference: str, found: list[str]) -> None:
    """The places in their order; one that may be insecure has a mark."""
    (tmp_path / "r.conf").write_text(toml)
    (tmp_path / "daemon.json").write_text(daemon)
    places = read_places((tmp_path / "none.conf", tmp_path / "r.conf"), tmp_path / "daemon.json")
    told = [f"{place}{'!' * place.insecure}" for place in places.of(image_name(reference))]
    assert told == found


def test_blocked(tmp_path: Path) -> None:
    """What is not to be asked is not asked."""
    (tmp_path / "r.conf").write_text('[[registry]]\nlocation = "r.io"\nblocked = true')
    with pytest.raises(InputError, match=r"r\.io/a is blocked"):
        read_places((tmp_path / "r.conf",)).of(image_name("r.io/a"))


@settings(deadline=None)
@given(st.binary(max_size=100), st.booleans())
def test_any_file(tmp_path_factory: pytest.TempPathFactory, content: bytes, daemon: bool) -> None:
    """Places, or an error that names the file."""
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(content)
    places = None
    with contextlib.suppress(InputError):
        places = read_places(() if daemon else (path,), path if daemon else None)
    assert places is None or places.of(image_name("r.io/a"))
