"""Where answers of package indexes are kept between runs."""

from collections.abc import Mapping
from pathlib import Path


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """``$XDG_CACHE_HOME/archcompat``, mostly ``~/.cache/archcompat``; None for who has no home.

    https://specifications.freedesktop.org/basedir-spec/latest/: a relative one is as good as none.
    """
    given = Path(environ.get("XDG_CACHE_HOME", ""))
    if given.is_absolute():
        return given / "archcompat"
    try:
        return Path.home() / ".cache" / "archcompat"
    except RuntimeError:
        return None
