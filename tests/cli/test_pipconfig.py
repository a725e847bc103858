"""pip's own configuration, from its files and variables."""

import os
import stat
from pathlib import Path

import pytest

from archcompat.cli.pipconfig import PipConfig, read_pip_config
from archcompat.errors import InputError
from archcompat.indexes.pythonindex import PYPI


def test_nothing(tmp_path: Path) -> None:
    """PyPI, and nothing else."""
    config = read_pip_config({"HOME": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null"})
    assert config == PipConfig()
    assert config.locations().indexes == (PYPI,)


def test_files_and_variables(tmp_path: Path) -> None:
    """The later file weighs more, a variable most; lists hold several."""
    (tmp_path / ".pip").mkdir()
    (tmp_path / ".pip/pip.conf").write_text(
        "[global]\nindex-url = https://a/simple\ntrusted-host = a\n    b:8443\n"
        "[install]\nfind_links = /wheels\n[download]\nproxy = other:1\n"
    )
    own = tmp_path / "own.conf"
    own.write_text("[global]\nindex-url = https://c/simple\ncert = /c.pem\n")
    config = read_pip_config(
        {
            "HOME": str(tmp_path),
            "XDG_CONFIG_DIRS": str(tmp_path / "none"),
            "PIP_CONFIG_FILE": str(own),
            "PIP_EXTRA_INDEX_URL": "https://d/simple https://e/simple",
            "PIP_PROXY": "proxy:3128",
        }
    )
    assert config.locations().indexes == (
        "https://c/simple",
        "https://d/simple",
        "https://e/simple",
    )
    assert config.find_links[-1:] == ("/wheels",)
    network = config.network()
    assert network.proxies == {"http": "http://proxy:3128", "https": "http://proxy:3128"}
    assert network.verify("https://c/simple") == "/c.pem"
    assert network.verify("https://a/simple") is False
    assert network.verify("https://b:8443/simple") is False
    assert network.verify("https://b/simple") == "/c.pem"


def test_no_index() -> None:
    """Folders only."""
    config = PipConfig().told("no-index", []).told("find-links", ["/wheels"])
    assert (config.locations().indexes, config.locations().find_links) == ((), ("/wheels",))
    assert PipConfig().told("no-index", ["false"]).locations().indexes == (PYPI,)


def test_a_damaged_file(tmp_path: Path) -> None:
    """It is named."""
    own = tmp_path / "pip.conf"
    own.write_text("index-url = x\n")
    with pytest.raises(InputError, match=r"pip\.conf"):
        read_pip_config({"HOME": str(tmp_path), "PIP_CONFIG_FILE": str(own)})


def test_a_keyring_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a program, and only for a user name without a password."""
    program = tmp_path / "keyring"
    program.write_text('#!/bin/sh\n[ "$2" = index.example.org ] && echo "p@ss of $3"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    config = PipConfig("https://me@index.example.org/simple", ("https://you:x@other/simple",))
    assert config.locations().indexes == (
        "https://me:p%40ss%20of%20me@index.example.org/simple",
        "https://you:x@other/simple",
    )
    off = config.told("keyring-provider", ["disabled"])
    assert off.locations().indexes[0] == "https://me@index.example.org/simple"
