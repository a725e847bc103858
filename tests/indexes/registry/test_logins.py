"""Whose login a registry is told, and where it was found."""

import contextlib
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import InputError
from archcompat.indexes.registry.logins import Login, Logins, ask_helper

_ANNA = {"auth": "YW5uYTpzM2NyZXQ="}


def logins(path: Path, *documents: object) -> Logins:
    files = []
    for number, document in enumerate(documents):
        files.append(path / f"{number}.json")
        files[-1].write_text(json.dumps(document))
    return Logins((path / "none.json", *files), Login)


@pytest.mark.parametrize(
    ("documents", "host", "repository", "found"),
    [
        pytest.param([{}], "r.io", "a", None, id="empty"),
        pytest.param([{"auths": {"r.io": _ANNA}}], "r.io", "a", "anna", id="auth"),
        pytest.param([{"auths": {"https://r.io/v2/": _ANNA}}], "r.io", "a", "anna", id="address"),
        pytest.param(
            [{"auths": {"https://index.docker.io/v1/": _ANNA}}],
            "docker.io",
            "library/x",
            "anna",
            id="docker-hub",
        ),
        pytest.param([{"auths": {"r.io": {}}}], "r.io", "a", None, id="a-store-has-it"),
        pytest.param(
            [{"auths": {"r.io": {"username": "bo", "password": "p"}}}],
            "r.io",
            "a",
            "bo",
            id="plain",
        ),
        pytest.param(
            [{"auths": {"r.io": {"identitytoken": "t"}}}], "r.io", "a", "<token>", id="identity"
        ),
        pytest.param(
            [{"auths": {"r.io": {"username": "bo", "password": "p"}, "r.io/team": _ANNA}}],
            "r.io",
            "team/app",
            "anna",
            id="podman's-repositories",
        ),
        pytest.param([{"auths": {"r.io/tea": _ANNA}}], "r.io", "team/app", None, id="whole-parts"),
        pytest.param([{"credsStore": "desktop"}], "r.io", "a", "desktop", id="store-alone"),
        pytest.param(
            [{"credsStore": "desktop", "credHelpers": {"r.io": "ecr"}}],
            "r.io",
            "a",
            "ecr",
            id="helper-of-the-host",
        ),
        pytest.param(
            [{"auths": {"q.io": _ANNA}}, {"auths": {"r.io": _ANNA}}],
            "r.io",
            "a",
            "anna",
            id="second",
        ),
        pytest.param([{"auths": {"r.io": {"auth": "?"}}}], "r.io", "a", None, id="no-base64"),
    ],
)
def test_of(
    tmp_path: Path, documents: list[object], host: str, repository: str, found: str | None
) -> None:
    """The user that is told, None for nobody."""
    login = logins(tmp_path, *documents).of(host, repository)
    assert (login.user if login else None) == found


def test_a_store_files_docker_hub_under_its_address(tmp_path: Path) -> None:
    """What credential helpers are asked for it."""
    login = logins(tmp_path, {"credsStore": "x"}).of("docker.io", "library/x")
    assert login is not None
    assert login.secret == "https://index.docker.io/v1/"  # noqa: S105 - what was asked for, here


def test_no_secret_is_shown() -> None:
    """Not even by accident, in a message about the value."""
    assert "s3cret" not in repr(Login("anna", "s3cret"))


@pytest.mark.parametrize(
    ("script", "found"),
    [
        pytest.param(
            'read s; echo "{\\"Username\\":\\"a\\",\\"Secret\\":\\"$s\\"}"', "r.io", id="it-knows"
        ),
        pytest.param("echo credentials not found; exit 1", None, id="it-does-not"),
    ],
)
def test_a_helper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, found: str | None
) -> None:
    """The program is called as Docker calls it: the server on its standard input."""
    program = tmp_path / "docker-credential-x"
    program.write_text(f"#!/bin/sh\n[ $1 = get ] || exit 9\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    login = ask_helper("x", "r.io")
    assert (login.secret if login else None) == found


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("{", r"0\.json keeps no logins that can be read", id="no-json"),
        pytest.param('{"auths": 1}', r"0\.json keeps no logins that can be read", id="other-json"),
    ],
)
def test_a_damaged_file(tmp_path: Path, content: str, says: str) -> None:
    """It is named: a login that is silently not used is hard to find."""
    (tmp_path / "0.json").write_text(content)
    with pytest.raises(InputError, match=says):
        Logins((tmp_path / "0.json",)).of("r.io", "a")


def test_a_helper_that_is_missing() -> None:
    """It is named, with what it is for."""
    with pytest.raises(InputError, match=r"docker-credential-none-such.*login of r\.io: No such"):
        ask_helper("none-such", "r.io")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_file(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """A login, none, or an error of ours."""
    path = tmp_path_factory.mktemp("any") / "config.json"
    path.write_bytes(content)
    login = None
    with contextlib.suppress(InputError):
        login = Logins((path,)).of("r.io", "a")
    assert login is None or login.secret
