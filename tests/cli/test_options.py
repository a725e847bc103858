"""The options that the commands share."""

import argparse
import re
from dataclasses import replace
from pathlib import Path

import pytest

from archcompat.analysis import Options
from archcompat.cli.options import add_options, options_of
from archcompat.cli.precedence import complete
from archcompat.cli.settings import EVERY
from archcompat.model.arch import Arch
from archcompat.model.target import Libc, Platform, Target
from archcompat.sources.remote import Remote
from tests.cli.running import ROOT, Run

README = (ROOT / "README.md").read_text("utf-8")

_REMOTE = Remote("compared by test_remote")


def _options(*args: str) -> Options:
    parser = argparse.ArgumentParser()
    add_options(parser)
    parsed = parser.parse_args(args)
    complete(parsed, {}, Path("/nowhere"))
    return replace(options_of(parsed), remote=_REMOTE)


def test_defaults() -> None:
    """linux/arm64 with 4k pages; the rest is the subject's own; one process."""
    assert _options() == Options(
        Target(Platform("linux", Arch.AARCH64), None, "", 4096), remote=_REMOTE
    )


def test_everything() -> None:
    """Each option reaches the analysis."""
    assert _options(
        "--target=linux/amd64",
        "--from=linux/arm/v7",
        "--libc=musl:1.2",
        "--python=3.8.20",
        "--page-size=64k",
        "--rules=a",
        "--rules=b",
        "--jobs=4",
        "--offline",
    ) == Options(
        Target(Platform("linux", Arch.X86_64), Libc("musl", "1.2"), "3.8", 65536),
        source_platform=Platform("linux", Arch.ARM, "v7"),
        rules=(Path("a"), Path("b")),
        jobs=4,
        remote=_REMOTE,
    )


def test_readme_lists_every_option() -> None:
    """The table in the README is the one table of options, in its order."""
    rows = []
    for one in EVERY:
        names = ", ".join(f"`{name}`" for name in (one.short, f"--{one.name}", one.also) if name)
        default = f"`{one.default}`" if one.default else one.unset
        rows.append(f"| {names} | {default} | {one.help} |".replace("  ", " "))
    block = re.search(r"<!-- options -->\n\n\| option .*\n\|[-|]+\n((?:\|.*\n)+)", README)
    assert block is not None
    assert block[1].splitlines() == rows


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(
            ["-t", "windows/amd64"],
            "argument -t/--target: 'windows/amd64': only Linux can be the target,"
            " such as linux/arm64",
            id="other-system",
        ),
        pytest.param(["-t", "arm64"], "'arm64' is not a platform", id="no-platform"),
        pytest.param(["-t", "linux/z80"], "'linux/z80' is not a platform", id="no-architecture"),
        pytest.param(["--from", "amd64"], "'amd64' is not a platform", id="from"),
        pytest.param(["--libc", "bionic"], "'bionic' is not a C library", id="libc"),
        pytest.param(["--python", "three"], "'three' is not a Python version", id="python"),
        pytest.param(["--python", "4.0"], "'4.0' is not a Python version", id="python-4"),
        pytest.param(["--page-size", "8k"], "--page-size: invalid choice: '8k'", id="page-size"),
        pytest.param(["--jobs", "0"], "'0' is not a number of processes", id="no-jobs"),
        pytest.param(["--jobs", "-1"], "'-1' is not a number of processes", id="less-than-no-jobs"),
        pytest.param(["--jobs", "many"], "'many' is not a number of processes", id="jobs"),
        pytest.param(["-f", "yaml"], "-f/--format: invalid choice: 'yaml'", id="format"),
        pytest.param(["--fail-on", "unknown"], "--fail-on: invalid choice", id="fail-on"),
        pytest.param(["--fail-on", "ready"], "--fail-on: invalid choice", id="fail-on-ready"),
        pytest.param(["--form", "json"], "unrecognized arguments: --form", id="abbreviated"),
        pytest.param(["-t"], "argument -t/--target: expected one argument", id="no-value"),
        pytest.param(["--nope\x1b[31m"], r"--nope\x1b[31m", id="escape"),
    ],
)
def test_bad_values(run: Run, args: list[str], said: str) -> None:
    """One line that says what is wrong and where to look, exit code 2, nothing on stdout."""
    ran = run("scan", "x", *args)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err
    assert ran.err.startswith("archcompat")
    assert ran.err.endswith("--help\n")
    assert ran.err.count("\n") == 1
