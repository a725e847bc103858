"""``archcompat completion``: the scripts in the shells that they are for."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archcompat.cli.completion import SHELLS
from archcompat.cli.settings import FAIL_ON
from tests.cli.running import Run
from tests.need import need

Complete = Callable[[str], list[str]]

_BASH = """\
source "$0"
read -r -a COMP_WORDS <<< "$1"
[[ $1 != *' ' ]] || COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
complete=$(complete -p archcompat)
[[ $complete =~ -F\\ ([^ ]+) ]] && "${BASH_REMATCH[1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
_FISH = "source $argv[1]; complete -C $argv[2]"
# What a person types, a tab after it, in a terminal of zsh's own; the line it becomes is printed.
_ZSH = """\
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=(${1:h} \\$fpath); autoload -U compinit; compinit -u -D"
zpty -w shell 'line() { print -r -- "<<$BUFFER>>"; }; zle -N line; bindkey "^X" line; echo re""ady'
zpty -r -m shell out '*ready*'
zpty -w -n shell "$2"$'\\t\\x18'
zpty -r -m shell out '*<<*>>*'
print -r -- ${${out##*<<}%%>>*}
zpty -d shell
"""


def ran(*command: str | Path, folder: Path) -> list[str]:
    done = subprocess.run(
        list(map(str, command)),
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=100,
    )
    assert not done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def script(request: pytest.FixtureRequest, run: Run, tmp_path: Path) -> Path:
    """The script for a shell, in a file as zsh wants it to be called; beside it another file."""
    need(request.param)
    ended = run("completion", request.param)
    assert ended.code == 0, ended.err
    path = tmp_path / "scripts/_archcompat"
    path.parent.mkdir()
    path.write_text(ended.out)
    (tmp_path / "orders.jar").touch()
    return path


ASKED = pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("archcompat sc", {"scan"}),
        ("archcompat scan --fail-on-im", {"--fail-on-impact"}),
        ("archcompat scan --fail-on ", set(FAIL_ON)),
        ("archcompat scan ord", {"orders.jar"}),
        ("archcompat rules expl", {"explain"}),
    ],
    ids=["command", "option", "values", "file", "command-below"],
)


@ASKED
@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_bash(line: str, completed: set[str], script: Path, tmp_path: Path) -> None:
    """Oracle: bash fills COMPREPLY with what fits."""
    assert set(ran("bash", "--norc", "-c", _BASH, script, line, folder=tmp_path)) == completed


@ASKED
@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish(line: str, completed: set[str], script: Path, tmp_path: Path) -> None:
    """Oracle: fish offers what fits, each with its help after a tab."""
    offered = ran("fish", "--no-config", "-c", _FISH, script, line, folder=tmp_path)
    assert {one.partition("\t")[0] for one in offered} == completed


@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh(script: Path, tmp_path: Path) -> None:
    """Oracle: a tab in an interactive zsh completes the option."""
    line = ran(
        "zsh", "-f", "-c", _ZSH, "zsh", script, "archcompat scan --fail-on-i", folder=tmp_path
    )
    assert "".join(line).strip() == "archcompat scan --fail-on-impact"


def test_the_help_says_where_it_belongs(run: Run) -> None:
    """A line for every shell."""
    help_text = run("completion", "--help").out
    assert re.findall(r"archcompat completion (\w+) >", help_text) == list(SHELLS)


def test_another_shell(run: Run) -> None:
    """What is no known shell is told in one line."""
    ended = run("completion", "csh")
    assert ended.code == 2
    assert ended.err.count("\n") == 1
