"""Reading config files of any content."""

import argparse
import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.cli.configfile import find_config
from archcompat.cli.gating import entries_of
from archcompat.cli.precedence import complete
from archcompat.cli.settings import EVERY
from archcompat.errors import InputError

_KEYS = st.sampled_from([*(one.name for one in EVERY), "ignore", "x", '"a b"', "tool.archcompat"])
_VALUES = st.sampled_from(
    (
        *("1", "-1", "9" * 5000, f"0x{'f' * 5000}", "1.5", "nan", "true", "2020-01-01", "07:32:00"),
        *('"x"', '"linux/arm64"', "[]", "[1]", '["x"]', "{}", "[{}]"),
        *('[{path = "x"}]', '[{path = "x", reason = "y"}]'),
    )
)
_LINES = st.builds("{} = {}".format, _KEYS, _VALUES)
_HEADERS = st.sampled_from(["[ignore]", "[[ignore]]", "[tool]", "[tool.archcompat]", "[[x]]"])


def _used(path: Path) -> None:
    """Everything that is asked of a config file."""
    args = argparse.Namespace(settings=EVERY)
    complete(args, {"ARCHCOMPAT_CONFIG": str(path)}, path.parent)
    assert set(args.given) == {one.name for one in EVERY}
    assert all(str(entry) for entry in entries_of(args.config_file, args.ignore_file))


@pytest.mark.parametrize("name", [".archcompat.toml", "pyproject.toml"])
@given(lines=st.lists(_LINES | _HEADERS | st.text(max_size=20)))
def test_any_lines(tmp_path_factory: pytest.TempPathFactory, name: str, lines: list[str]) -> None:
    """Whatever is in it, there are values of all options, or one sentence that names the file."""
    path = tmp_path_factory.mktemp("config") / name
    path.write_text("\n".join(lines), "utf-8", errors="replace")
    try:
        _used(path)
    except InputError as error:
        said = str(error)
    except OSError:
        return  # an ignore file that it names is not there
    else:
        return
    assert name in said


@given(data=st.binary())
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Bytes that are no text either."""
    path = tmp_path_factory.mktemp("config") / ".archcompat.toml"
    path.write_bytes(data)
    with contextlib.suppress(InputError):
        assert find_config(path, path.parent).path == path


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"jobs = {'9' * 5000}", id="long-number"),
        pytest.param("a = " + "[" * 5000, id="deep"),
        pytest.param("a." * 5000 + "b = 1", id="deep-key"),
        pytest.param("until = 9999-99-99", id="no-day"),
    ],
)
def test_no_document(tmp_path: Path, text: str) -> None:
    """What TOML's reader itself fails at is one sentence too."""
    path = tmp_path / ".archcompat.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"\.archcompat\.toml"):
        find_config(path, tmp_path)
