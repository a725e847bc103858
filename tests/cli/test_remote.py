"""Where the environment says that logins, registries, engines and the cache are."""

import argparse
from pathlib import Path

import pytest

from archcompat.cli.remote import cache_folder, remote_of

_PLAIN = argparse.Namespace(cache=True, cache_dir=None, offline=False)


@pytest.mark.parametrize(
    ("options", "environ", "found"),
    [
        pytest.param({}, {"HOME": "/h"}, "/h/.cache/archcompat", id="home"),
        pytest.param({}, {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/archcompat", id="xdg"),
        pytest.param({}, {"HOME": "/h", "XDG_CACHE_HOME": "x"}, "/h/.cache/archcompat", id="rel"),
        pytest.param({"cache_dir": Path("c")}, {"HOME": "/h"}, "c", id="given"),
        pytest.param({"cache": False, "cache_dir": Path("c")}, {"HOME": "/h"}, None, id="none"),
    ],
)
def test_cache_folder(
    options: dict[str, object], environ: dict[str, str], found: str | None
) -> None:
    """The option, or else the user's cache folder; none when nothing is to be kept."""
    args = argparse.Namespace(**{**vars(_PLAIN), **options})
    assert cache_folder(args, environ) == (Path(found) if found else None)


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        pytest.param({}, ["/var/run/docker.sock", "/run/podman/podman.sock"], id="usual"),
        pytest.param({"DOCKER_HOST": "unix:///x/d.sock"}, ["/x/d.sock"], id="docker-host"),
        pytest.param(
            {"XDG_RUNTIME_DIR": "/run/user/7"},
            ["/var/run/docker.sock", "/run/user/7/podman/podman.sock", "/run/podman/podman.sock"],
            id="rootless-podman",
        ),
    ],
)
def test_sockets(environ: dict[str, str], found: list[str]) -> None:
    """Docker's first."""
    assert [str(path) for path in remote_of(_PLAIN, environ).sockets] == found


@pytest.mark.parametrize(
    ("variable", "place"),
    [
        pytest.param("REGISTRY_AUTH_FILE", "auth.json", id="podman's-variable"),
        pytest.param("XDG_RUNTIME_DIR", "containers/auth.json", id="podman's"),
        pytest.param("XDG_CONFIG_HOME", "containers/auth.json", id="user's"),
        pytest.param("DOCKER_CONFIG", "config.json", id="docker's"),
        pytest.param("HOME", ".docker/config.json", id="docker's-usual"),
    ],
)
def test_login_files(variable: str, place: str, tmp_path: Path) -> None:
    """Each of the places where docker and podman keep logins is looked at."""
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"auths": {"r.io": {"auth": "YW5uYTpzM2NyZXQ="}}}')
    named = file if variable == "REGISTRY_AUTH_FILE" else tmp_path
    login = remote_of(_PLAIN, {variable: str(named)}).logins.of("r.io", "a")
    assert login is not None
    assert login.user == "anna"
