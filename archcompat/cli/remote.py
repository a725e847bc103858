"""How registries and container engines are reached from here."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from archcompat import __version__
from archcompat.indexes.registry.logins import Logins
from archcompat.indexes.registry.places import Places, read_places
from archcompat.model.progress import SILENT, Progress
from archcompat.sources.remote import Remote


def remote_of(
    args: argparse.Namespace, environ: Mapping[str, str], progress: Progress = SILENT
) -> Remote:
    """What docker, podman and skopeo would use. Raises InputError for a file that is damaged."""
    cache = cache_folder(args, environ)
    return Remote(
        agent=f"archcompat/{__version__}",
        places=_places(environ),
        logins=Logins(_login_files(environ)),
        cache=cache / "images" if cache is not None else None,
        offline=args.offline,
        sockets=_sockets(environ),
        fetched=progress.fetched,
    )


def cache_folder(args: argparse.Namespace, environ: Mapping[str, str]) -> Path | None:
    """Where to keep what was fetched; None for nowhere.

    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    if not args.cache:
        return None
    if args.cache_dir is not None:
        return Path(args.cache_dir)
    return _home(environ, "XDG_CACHE_HOME", ".cache") / "archcompat"


def _home(environ: Mapping[str, str], variable: str, otherwise: str) -> Path:
    given = environ.get(variable, "")
    return Path(given) if given.startswith("/") else Path(environ.get("HOME", "/")) / otherwise


def _login_files(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """As containers-auth.json(5) orders them; Docker's own is the last."""
    config = _home(environ, "XDG_CONFIG_HOME", ".config")
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    docker = environ.get("DOCKER_CONFIG", "")
    return (
        *(Path(environ[name]) for name in ("REGISTRY_AUTH_FILE",) if environ.get(name)),
        *((Path(runtime) / "containers/auth.json",) if runtime else ()),
        config / "containers/auth.json",
        (Path(docker) if docker else Path(environ.get("HOME", "/")) / ".docker") / "config.json",
    )


def _places(environ: Mapping[str, str]) -> Places:
    """As containers-registries.conf(5) says: the user's file stands for the system's."""
    own = environ.get("CONTAINERS_REGISTRIES_CONF", "")
    users = _home(environ, "XDG_CONFIG_HOME", ".config") / "containers"
    system = Path("/etc/containers")
    if own:
        files = [Path(own)]
    else:
        base = users if (users / "registries.conf").is_file() else system
        drops = [
            path
            for folder in (system, users)
            for path in sorted(folder.glob("registries.conf.d/*.conf"))
        ]
        files = [base / "registries.conf", *drops]
    return read_places(files, Path("/etc/docker/daemon.json"))


def _sockets(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Docker's, wherever it was put, and podman's in its place."""
    given = environ.get("DOCKER_HOST", "")
    if given.startswith("unix://"):
        return (Path(given.removeprefix("unix://")),)
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    return (
        Path("/var/run/docker.sock"),
        *((Path(runtime) / "podman/podman.sock",) if runtime else ()),
        Path("/run/podman/podman.sock"),
    )
