"""Options from the command line, the environment and config files, and ``archcompat config``."""

from pathlib import Path

import pytest

from archcompat.cli.settings import EVERY, Takes
from tests.cli.running import Run


def _of(run: Run, name: str, *args: str) -> tuple[str, str]:
    """The value of an option, and where it comes from."""
    ran = run("config", *args)
    assert (ran.code, ran.err) == (0, "")
    (line,) = (line for line in ran.out.splitlines() if line.split()[0] == name)
    value, _, source = line.removeprefix(name).strip().partition("  ")
    return value, source.strip()


def test_every_option_is_shown(run: Run) -> None:
    """One line an option, and without anything given each is its default."""
    lines = run("config").out.splitlines()
    assert [line.split()[0] for line in lines] == [setting.name for setting in EVERY]
    assert {line.split()[-1] for line in lines} == {"default"}


def test_precedence(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each place is stronger than the one before it: default, file, environment, command line."""
    assert _of(run, "fail-on") == ("rebuild", "default")
    (tmp_path / ".archcompat.toml").write_text('jobs = 2\nfail-on = "upgrade"\n')
    assert _of(run, "fail-on") == ("upgrade", ".archcompat.toml:2")
    monkeypatch.setenv("ARCHCOMPAT_FAIL_ON", "replace")
    assert _of(run, "fail-on") == ("replace", "ARCHCOMPAT_FAIL_ON")
    assert _of(run, "fail-on", "--fail-on", "blocked") == ("blocked", "command line")
    assert _of(run, "jobs") == ("2", ".archcompat.toml:1")


SAMPLES = {
    "target": "linux/riscv64",
    "from": "linux/amd64",
    "libc": "musl:1.2",
    "python": "3.12",
    "page-size": "64k",
    "rules": "mine",
    "jobs": "3",
    "index-url": "https://example.org/simple",
    "maven-url": "https://example.org/maven2",
    "jar-search": "central",
    "package-mirror": "deb.debian.org/debian=https://example.org/debian",
    "format": "json",
    "output": "out.txt",
    "ignore-file": "none.toml",
    "baseline": "base.json",
    "cache-dir": "kept",
    "base": "2",
    "fail-on": "upgrade",
    "fail-on-impact": "fails",
}


@pytest.mark.parametrize("name", [one.name for one in EVERY if one.in_file])
def test_every_option_everywhere(
    run: Run, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each option can be given in each of the three places, with the same outcome."""
    (tmp_path / SAMPLES["ignore-file"]).write_text("")
    setting = next(one for one in EVERY if one.name == name)
    value = "true" if setting.takes is Takes.FLAG else SAMPLES[name]
    written = {Takes.FLAG: value, Takes.MANY: f'["{value}"]', Takes.ONE: f'"{value}"'}
    args = (f"--{name}",) if setting.takes is Takes.FLAG else (f"--{name}", value)
    assert _of(run, name, *args) == (value, "command line")
    (tmp_path / ".archcompat.toml").write_text(f"{name} = {written[setting.takes]}")
    assert _of(run, name) == (value, ".archcompat.toml:1")
    monkeypatch.setenv(setting.variable, value)
    assert _of(run, name) == (value, setting.variable)


def test_a_flag_can_be_taken_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the file turns on, the environment and the command line turn off."""
    (tmp_path / ".archcompat.toml").write_text("strict = true")
    assert _of(run, "strict", "--no-strict") == ("false", "command line")
    monkeypatch.setenv("ARCHCOMPAT_STRICT", "off")
    assert _of(run, "strict") == ("false", "ARCHCOMPAT_STRICT")


def test_paths_of_a_file_count_from_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A config file can be used from anywhere; an empty variable gives nothing."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "ci.toml").write_text('rules = ["a", "/b"]')
    assert _of(run, "rules", "--config", "etc/ci.toml") == ("etc/a:/b", "etc/ci.toml:1")
    monkeypatch.setenv("ARCHCOMPAT_CONFIG", "etc/ci.toml")
    monkeypatch.setenv("ARCHCOMPAT_RULES", "")
    assert _of(run, "rules") == ("etc/a:/b", "etc/ci.toml:1")
    monkeypatch.setenv("ARCHCOMPAT_RULES", "c:d")
    assert _of(run, "rules") == ("c:d", "ARCHCOMPAT_RULES")


PYPROJECT = '[project]\nname = "x"\n[tool.archcompat]\njobs = 4\n'


def test_pyproject(run: Run, tmp_path: Path) -> None:
    """Its table is read where there is no file of its own; one without the table says nothing."""
    path = tmp_path / "pyproject.toml"
    path.write_text('[project]\nname = "archcompat-user"\n')
    assert _of(run, "jobs") == ("1", "default")
    path.write_text(PYPROJECT)
    assert _of(run, "jobs") == ("4", "pyproject.toml:4")
    assert _of(run, "jobs", "--config", "pyproject.toml") == ("4", "pyproject.toml:4")
    (tmp_path / ".archcompat.toml").write_text("")
    assert _of(run, "jobs") == ("1", "default")
    path.write_text("neither = ours = nor toml")
    (tmp_path / ".archcompat.toml").unlink()
    assert _of(run, "jobs") == ("1", "default")


@pytest.mark.parametrize("command", ["scan", "why", "graph"])
def test_a_scan_obeys(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The commands that read a target take options from everywhere."""
    (tmp_path / ".archcompat.toml").write_text('rules = ["nowhere"]')
    (tmp_path / "app").mkdir()
    ran = run("scan", "app")
    assert (ran.code, ran.err) == (2, "archcompat: error: nowhere: no such folder of rules\n")
    monkeypatch.setenv("ARCHCOMPAT_TARGET", "linux/z80")
    names = ("x",) if command == "why" else ()
    assert (
        "ARCHCOMPAT_TARGET: target: 'linux/z80' is not a platform"
        in run(command, "app", *names).err
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            'jobs = 1\nfail_on = "upgrade"',
            ".archcompat.toml:2: 'fail_on' is no option; did you mean fail-on?",
            id="unknown-key",
        ),
        pytest.param("[x]\na = 1", ".archcompat.toml:1: 'x' is no option", id="unknown-table"),
        pytest.param("a = = 1", ".archcompat.toml: this is no TOML: ", id="no-toml"),
        pytest.param("a = " + "[" * 9999, ".archcompat.toml: ", id="deep"),
        pytest.param(
            'fail-on = "upgrad"',
            ".archcompat.toml:1: fail-on: 'upgrad' is none of reinstall, rebuild, upgrade,"
            " replace, blocked; did you mean upgrade?",
            id="choice",
        ),
        pytest.param(
            "python = 3.10",
            '.archcompat.toml:1: python is to be a text, such as python = "..."',
            id="number-for-text",
        ),
        pytest.param(
            "jobs = true", ".archcompat.toml:1: jobs is to be a text, such as", id="flag-for-number"
        ),
        pytest.param("jobs = 0", ".archcompat.toml:1: jobs: '0' is not a number", id="value"),
        pytest.param(
            'strict = "yes"', ".archcompat.toml:1: strict is to be true or false", id="flag"
        ),
        pytest.param(
            'rules = "mine"', ".archcompat.toml:1: rules is to be a list of texts", id="list"
        ),
        pytest.param("rules = [1]", "rules is to be a list of texts", id="list-of-numbers"),
        pytest.param('config = "x"', "'config' is no option", id="config"),
    ],
)
def test_wrong_files(run: Run, tmp_path: Path, text: str, said: str) -> None:
    """One line with the place, what is wrong, and the mend; exit code 2."""
    (tmp_path / ".archcompat.toml").write_text(text)
    for args in (("config",), ("scan", ".")):
        ran = run(*args)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("archcompat: error: ")
        assert said in ran.err
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(None, "ci.toml: No such file or directory", id="missing"),
        pytest.param(b"\xff", "ci.toml: this is no UTF-8 text", id="no-text"),
    ],
)
def test_files_that_cannot_be_read(run: Run, tmp_path: Path, data: bytes | None, said: str) -> None:
    """A file that was asked for must be there."""
    if data is not None:
        (tmp_path / "ci.toml").write_bytes(data)
    ran = run("config", "--config", "ci.toml")
    assert (ran.code, ran.out, ran.err) == (2, "", f"archcompat: error: {said}\n")


def test_pyproject_whose_table_is_none(run: Run, tmp_path: Path) -> None:
    """``tool.archcompat = 1`` is told, not passed over."""
    (tmp_path / "pyproject.toml").write_text("[tool]\narchcompat = 1\n")
    ran = run("config")
    assert (ran.code, ran.err) == (
        2,
        "archcompat: error: pyproject.toml:1: tool.archcompat is to be a table\n",
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        pytest.param("STRICT", "maybe", "'maybe' is neither true nor false", id="flag"),
        pytest.param("JOBS", "many", "jobs: 'many' is not a number of processes", id="value"),
        pytest.param("FAIL_ON", "ready", "fail-on: 'ready' is none of", id="choice"),
    ],
)
def test_wrong_variables(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """One line that names the variable; exit code 2."""
    monkeypatch.setenv(f"ARCHCOMPAT_{name}", value)
    ran = run("config")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"archcompat: error: ARCHCOMPAT_{name}: {said}")


def test_unknown_variable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that no option has is warned of, unless quiet."""
    monkeypatch.setenv("ARCHCOMPAT_FAILON", "upgrade")
    warning = (
        "archcompat: warning: the environment variable ARCHCOMPAT_FAILON is no option;"
        " did you mean ARCHCOMPAT_FAIL_ON?\n"
    )
    assert run("config").err == warning
    assert run("config", "-q").err == ""
    assert run("kinds").code == 0
