"""``archcompat rules``."""

import json
from pathlib import Path

import pytest

from archcompat.rulebook.load import load_rules, shipped_rules
from tests.cli.running import Run, environment, run_in_terminal
from tests.make.rulefiles import EVIDENCE, rule_text, write_rule

MISTAKES = (
    "rules/pypi/thing.toml:4: impact 'feature' does not say to what; describe it in `fallback`\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one rule of one's own."""
    write_rule(tmp_path / "rules", rule_text())
    return tmp_path / "rules"


def test_list(run: Run) -> None:
    """Every shipped rule, one a line, sorted, with range, verdict, impact and evidence."""
    ran = run("rules", "list")
    assert (ran.code, ran.err) == (0, "")
    head, *lines = ran.out.splitlines()
    assert head.split() == ["Rule", "Otherwise", "Impact", "Evidence", "Seen", "Supported"]
    ids = [line.split()[0] for line in lines]
    assert ids == sorted(load_rules().ids())
    (numpy,) = (line.split() for line in lines if line.startswith("pypi/numpy "))
    assert numpy[1:4] == ["upgrade", "fails", "observed"]


def test_list_some(run: Run) -> None:
    """Those that have a text in their id, in any capitals."""
    lines = run("rules", "list", "ROCKSDB").out.splitlines()
    found = [line.split()[0] for line in lines[1:]]
    assert found == [one for one in load_rules().ids() if "rocksdb" in one]
    assert "maven/org.rocksdb/rocksdbjni" in found


def test_list_as_json(run: Run) -> None:
    """An array of the same; nothing that matches is an empty one, and a word on stderr."""
    every = json.loads(run("rules", "list", "-f", "json").out)
    assert [one["id"] for one in every] == load_rules().ids()
    assert all(one["evidence"] and one["seen"] for one in every)
    none = run("rules", "list", "no-such-thing", "-f", "json")
    assert (none.code, none.out) == (0, "[]\n")
    assert none.err == "archcompat: no rule has 'no-such-thing' in its id\n"
    assert run("rules", "list", "no-such-thing").out == ""


def test_list_of_ones_own(run: Run, folder: Path) -> None:
    """A folder of further rules is listed among the shipped ones, and before them."""
    write_rule(folder, rule_text(package='"pkg:pypi/numpy"', supported='"*"'), "pypi/numpy")
    listed = json.loads(run("rules", "list", "-f", "json", "--rules", folder).out)
    found = {one["id"]: one["supported"] for one in listed}
    assert list(found) == sorted({*load_rules().ids(), "pypi/thing"})
    assert found["pypi/thing"] == ">=1.2|<2|>=2.3"
    assert found["pypi/numpy"] == "*"


def test_list_in_a_terminal(folder: Path) -> None:
    """A terminal gets lines as wide as it is."""
    env = environment(COLUMNS="40", TERM="dumb")
    sent = run_in_terminal("rules", "list", env=env, cwd=folder)
    assert len(sent.splitlines()) > len(load_rules().ids())
    assert max(map(len, sent.splitlines())) <= 40


def test_shipped_rules_are_sound(run: Run) -> None:
    """All of them answer their own examples."""
    ran = run("rules", "check")
    last = ran.out.splitlines()[-1]
    assert (ran.code, ran.err) == (0, "")
    assert last.startswith(f"{len(load_rules().ids()):,} rules checked: no mistakes")


def test_check_finds_mistakes(run: Run, folder: Path) -> None:
    """A line each with file and line, a summary, exit code 2; the shipped ones are checked too."""
    write_rule(folder, rule_text(impact='"feature"'))
    ran = run("rules", "check", "rules")
    assert (ran.code, ran.err) == (2, "")
    assert ran.out == f"{MISTAKES}1 rule checked: 1 mistake\n"
    all_of_them = run("rules", "check", "--rules", "rules")
    assert all_of_them.code == 2
    assert all_of_them.out.startswith(MISTAKES)
    count = len(load_rules().ids()) + 1
    assert f"\n{count:,} rules checked: 1 mistake" in all_of_them.out


def test_check_given_files(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is checked by itself, from wherever, under the name that it was given."""
    bad = write_rule(folder, rule_text(package='"pkg:pypi/bad"', impact='"feature"'), "pypi/bad")
    good = run("rules", "check", "rules/pypi/thing.toml")
    assert (good.code, good.out) == (0, "1 rule checked: no mistakes\n")
    assert run("rules", "check", bad).code == 2
    assert run("rules", "check", "rules/pypi").out.endswith("2 rules checked: 1 mistake\n")
    monkeypatch.chdir(folder / "pypi")
    assert run("rules", "check", "thing.toml").code == 0
    assert run("rules", "check", "bad.toml").out.startswith("bad.toml:4: ")


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        pytest.param(
            "rules/thing.toml",
            rule_text(),
            "rules/thing.toml:1: package is 'pkg:pypi/thing', so the file belongs at"
            " pypi/thing.toml; ",
            id="wrong-folder",
        ),
        pytest.param(
            "rules/pypi/x.toml",
            "package = 3\n",
            "rules/pypi/x.toml:1: Expected `str`, got `int` - at `$.package`; ",
            id="package-is-no-text",
        ),
        pytest.param("rules/pypi/x.toml", "", "rules/pypi/x.toml:1: Object missing ", id="empty"),
        pytest.param(
            "rules/pypi/x.toml",
            'a = 1\nb = "\n',
            "rules/pypi/x.toml:2: this is no TOML: ",
            id="no-toml",
        ),
        pytest.param(
            "rules/x.toml",
            rule_text(package=f'"pkg:{"a/" * 200}b"'),
            "rules/x.toml:1: package is ",
            id="package-of-many-parts",
        ),
    ],
)
def test_check_broken_files(run: Run, tmp_path: Path, place: str, text: str, said: str) -> None:
    """Whatever is in a file, it is one line and exit code 2."""
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(text)
    ran = run("rules", "check", place)
    assert (ran.code, ran.err) == (2, "")
    assert ran.out.startswith(said)
    assert ran.out.endswith("\n1 rule checked: 1 mistake\n")
    assert ran.out.count("\n") == 2


def test_stale_evidence_is_a_warning(run: Run, folder: Path) -> None:
    """Old evidence is told, but is no mistake."""
    write_rule(folder, rule_text(evidence=EVIDENCE.replace("2026", "2016")))
    ran = run("rules", "check", "rules")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "rules/pypi/thing.toml:8: warning: evidence was seen on 2016-03-01; look again",
        "1 rule checked: no mistakes, 1 warning",
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(["check", "none"], "none: there is no such file or folder", id="no-file"),
        pytest.param(["check", "."], ".: there is no rule in this folder", id="no-rules"),
        pytest.param(["check", "--rules", "no"], "no: no such folder of rules", id="check"),
        pytest.param(["list", "--rules", "no"], "no: no such folder of rules", id="list"),
        pytest.param(["explain", "x", "--rules", "no"], "no: no such folder of rules", id="one"),
        pytest.param(
            ["explain", "nmpy\x1b"],
            r"no rule is about 'nmpy\x1b'",
            id="misspelled",
        ),
    ],
)
def test_bad_input(run: Run, args: list[str], said: str) -> None:
    """One line on stderr, exit code 2."""
    ran = run("rules", *args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"archcompat: error: {said}")
    assert ran.err.count("\n") == 1


def test_a_broken_rule_of_ones_own(run: Run, folder: Path) -> None:
    """It is named, with the mend, by what needs to read it."""
    write_rule(folder, "package = 3")
    for args in (("list",), ("explain", "pypi/thing")):
        ran = run("rules", *args, "--rules", "rules")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "archcompat: error: rules/pypi/thing.toml: Expected `str`, got `int` - at `$.package`\n"
        )


@pytest.mark.parametrize(
    "asked",
    [
        "maven/org.rocksdb/rocksdbjni",
        "pkg:maven/org.rocksdb/rocksdbjni@6",
        "org.rocksdb:rocksdbjni",
    ],
)
def test_explain(run: Run, asked: str) -> None:
    """The page of the rule that is meant, and where it is written."""
    ran = run("rules", "explain", asked)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "maven/org.rocksdb/rocksdbjni"
    assert lines[1].startswith("What runs on linux/arm64, as ")
    said = " ".join(ran.out.split())
    assert "maven/org.rocksdb/rocksdbjni.toml has it" in said
    assert "5.18.4 to before 6, 6.2.2 and newer (>=5.18.4|<6|>=6.2.2)" in said
    assert max(map(len, lines)) <= 100


def test_explain_ones_own(run: Run, folder: Path) -> None:
    """A folder of one's own comes before the shipped rules."""
    write_rule(folder, rule_text(package='"pkg:pypi/numpy"', supported='"*"'), "pypi/numpy")
    lines = run("rules", "explain", "pypi/numpy", "--rules", "rules").out.splitlines()
    assert lines[1] == "What runs on linux/arm64, as rules/pypi/numpy.toml has it"
    assert "  -  every version (*)" in lines


def test_explain_in_a_terminal(tmp_path: Path) -> None:
    """As wide as it is, and with colours."""
    env = environment(COLUMNS="60", TERM="xterm")
    sent = run_in_terminal("rules", "explain", "pypi/numpy", env=env, cwd=tmp_path)
    assert sent.startswith("\x1b[1mpypi/numpy\x1b[0m\n")


def test_every_shipped_rule_is_explained_by_its_id(run: Run) -> None:
    """No id is another's end, or hidden by one."""
    for path in sorted(shipped_rules().rglob("*.toml"))[::25]:
        wanted = path.relative_to(shipped_rules()).with_suffix("").as_posix()
        assert run("rules", "explain", wanted).out.splitlines()[0] == wanted
