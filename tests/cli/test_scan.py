"""``archcompat scan``."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from archcompat.analysis import Options
from archcompat.errors import FormatError, InputError, RuleError
from archcompat.model.report import Impact, Report, Verdict
from archcompat.render import FORMATS, load_renderer
from archcompat.render.as_json import read_report
from archcompat.render.page import Page
from samples.build import fat_jar, service
from tests.cli.running import Run, command, environment, run_in_terminal
from tests.make.elf import elf
from tests.make.image import Image, hybrid, layout_of, tar_of, write_tar
from tests.make.report import component, problem, report

READY = report(component(verdict=Verdict.READY, impact=Impact.NONE), name="ready")
AGAIN = report(component(verdict=Verdict.REINSTALL), name="again")
BROKEN = report(component(), name="broken")
SLOWER = report(component(impact=Impact.FALLS_BACK), name="slower")
UNKNOWN = report(component(verdict=Verdict.UNKNOWN), name="unknown")
UNREAD = report(problems=(problem(),), verdict=Verdict.UNKNOWN, name="unread")
MADE: Mapping[str, Report | Exception] = {
    **{one.subject.name: one for one in (READY, AGAIN, BROKEN, SLOWER, UNKNOWN, UNREAD)},
    "missing": InputError("missing: there is no such file or folder"),
    "damaged": FormatError("tar-truncated", "it ends early"),
    "bug": ZeroDivisionError("division by zero"),
    "bad-rule": RuleError("r.toml: this is no TOML"),
}
INCOMPLETE = "archcompat: warning: unread: incomplete, not everything could be read\n"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Targets are the names in MADE, and scanning one gives what stands there."""

    def analyze(target: str, _options: Options, _progress: object) -> Report:
        outcome = MADE[target]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr("archcompat.analysis.analyze", analyze)


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("args", "code"),
    [
        ("ready", 0),
        ("again", 0),
        ("broken", 1),
        ("slower", 0),
        ("unknown", 3),
        ("unread", 3),
        ("missing", 2),
        ("damaged", 2),
        ("bug", 2),
        ("bad-rule", 2),
        ("again --fail-on reinstall", 1),
        ("broken --fail-on upgrade", 1),
        ("broken --fail-on replace", 0),
        ("slower --strict", 1),
        ("slower --strict --fail-on blocked", 0),
        ("unknown --allow-unknown", 0),
        ("unread --allow-unknown", 3),
        ("ready slower again", 0),
        ("ready broken", 1),
        ("broken unread", 1),
        ("unread ready", 3),
        ("unknown ready --allow-unknown", 0),
        ("broken missing ready", 2),
        ("missing damaged", 2),
        ("bug unread", 2),
        ("ready bad-rule", 2),
    ],
)
def test_exit_code(run: Run, args: str, code: int) -> None:
    """What is found, what was asked for, and the worst of several targets decide."""
    assert run("scan", *args.split()).code == code
    assert run("scan", "-f", "json", *args.split()).code == code


@pytest.mark.usefixtures("made")
def test_other_targets_are_scanned_all_the_same(run: Run) -> None:
    """One line a target that cannot be scanned, in order, and the reports of the others."""
    ran = run("scan", "missing", "ready", "bug", "unread", "damaged", "-f", "json")
    bug = "internal error: ZeroDivisionError: division by zero; please report it"
    assert ran.err.splitlines() == [
        "archcompat: error: missing: there is no such file or folder",
        f"archcompat: error: bug: {bug}",
        INCOMPLETE.strip(),
        "archcompat: error: damaged: it ends early",
    ]
    assert [one["subject"]["name"] for one in json.loads(ran.out)] == ["ready", "unread"]


@pytest.mark.usefixtures("made")
def test_a_broken_rule_ends_it(run: Run) -> None:
    """No other target would fare better: one line, and no report."""
    ran = run("scan", "ready", "bad-rule", "broken")
    assert (ran.out, ran.err) == ("", "archcompat: error: r.toml: this is no TOML\n")


@pytest.mark.usefixtures("made")
def test_no_report_no_output(run: Run, tmp_path: Path) -> None:
    """Without any report nothing is written, and an older file stays."""
    assert run("scan", "missing", "-f", "json").out == ""
    (tmp_path / "out.json").write_text("old")
    assert run("scan", "missing", "-o", "out.json").code == 2
    assert (tmp_path / "out.json").read_text() == "old"


@pytest.mark.usefixtures("made")
def test_stdout_has_the_result_and_nothing_else(run: Run) -> None:
    """One target gives an object, two an array, and the warning goes to stderr."""
    one = run("scan", "unread", "-f", "json")
    assert read_report(one.out.encode()) == UNREAD
    assert one.err == INCOMPLETE
    both = run("scan", "unread", "broken", "-f", "json", "--verbose")
    assert len(json.loads(both.out)) == 2
    assert both.err == INCOMPLETE
    alone = run("scan", "missing", "broken", "-f", "json")
    assert len(json.loads(alone.out)) == 1


@pytest.mark.usefixtures("made")
def test_quiet(run: Run) -> None:
    """No warnings; what is an error is still told."""
    ran = run("scan", "unread", "missing", "--quiet")
    assert (ran.code, ran.err) == (
        2,
        "archcompat: error: missing: there is no such file or folder\n",
    )


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("name", FORMATS)
def test_output_file(run: Run, tmp_path: Path, name: str) -> None:
    """The same bytes as on stdout, which stays empty; the exit code does not change."""
    shown = run("scan", "broken", "-f", name)
    ran = run("scan", "broken", "-f", name, "-o", "report")
    assert (ran.code, ran.out, ran.err) == (1, "", "")
    assert (tmp_path / "report").read_text("utf-8") == shown.out
    assert shown.out == load_renderer(name)([BROKEN], Page())


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("place", "said"),
    [
        pytest.param("none/report", "none/report: No such file or directory", id="no-folder"),
        pytest.param(".", ".: Is a directory", id="folder"),
    ],
)
def test_output_file_that_cannot_be(run: Run, place: str, said: str) -> None:
    """One line that names the file as it was given; exit code 2."""
    ran = run("scan", "ready", "-o", place)
    assert (ran.code, ran.out, ran.err) == (2, "", f"archcompat: error: {said}\n")


@pytest.mark.usefixtures("made")
def test_verbose_shows_where_an_error_comes_from(run: Run) -> None:
    """The traceback is for who asks for it."""
    assert "Traceback" not in run("scan", "bug").err
    assert "Traceback" in run("scan", "bug", "-v").err


def test_missing_rules(run: Run, tmp_path: Path) -> None:
    """A folder of rules that is not there is told before anything is scanned."""
    ran = run("scan", tmp_path, "--rules", "nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "archcompat: error: nowhere: no such folder of rules\n"


def test_a_service(run: Run, tmp_path: Path) -> None:
    """A real image: it fails, tree and reasons come when asked for, JSON is a whole report."""
    (tmp_path / "image.tar").write_bytes(service())
    ran = run("scan", "image.tar")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[1].startswith("Not ready for linux/arm64: ")
    more = run("scan", "image.tar", "--tree", "-v").out
    assert "\nNative files\n  orders:2.3.0\n" in more
    assert "\nWhy\n" in more
    assert "Native files" not in ran.out
    assert "\nWhy\n" not in ran.out
    read = read_report(run("scan", "image.tar", "-f", "json").out.encode())
    assert read.verdict is Verdict.UPGRADE
    assert run("scan", "image.tar", "-f", "json") == run("scan", "image.tar", "-f", "json")


def test_only_slower(run: Run, tmp_path: Path) -> None:
    """A JAR whose natives have a fallback passes, unless --strict."""
    (tmp_path / "orders.jar").write_bytes(fat_jar())
    assert run("scan", "orders.jar").code == 0
    assert run("scan", "orders.jar", "--strict").code == 1
    assert run("scan", "orders.jar", "-t", "linux/amd64", "--strict").code == 0


def test_which_platform(run: Run, tmp_path: Path) -> None:
    """Of several platforms --from chooses one; of one that is missing it says which there are."""
    images = [Image((), architecture=name, tags=("app:1",)) for name in ("amd64", "arm64")]
    write_tar(tmp_path / "both.tar", hybrid(*images))
    for platform in ("linux/amd64", "linux/arm64"):
        chosen = run("scan", "both.tar", "--from", platform, "-f", "json")
        assert json.loads(chosen.out)["subject"]["platform"] == platform
    ran = run("scan", "both.tar", "--from", "linux/s390x")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "archcompat: error: both.tar holds no image for linux/s390x: choose one of"
        " app:1 (linux/amd64), app:1 (linux/arm64) with --from linux/amd64\n"
    )


def test_which_image(run: Run, tmp_path: Path) -> None:
    """Several images of a platform are listed in one line that says how to name one."""
    other = Image((tar_of({"x": b""}),), tags=("b:2",))
    write_tar(tmp_path / "two.tar", layout_of(Image((), tags=("a:1",)), other))
    ran = run("scan", "two.tar")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "archcompat: error: two.tar holds several images: a:1 (linux/amd64), b:2 (linux/amd64);"
        " name one as two.tar:NAME, or give its platform with --from linux/amd64\n"
    )
    assert run("scan", "two.tar:b:2").out.startswith("b:2 (image, ")


BAD = [
    pytest.param("missing", None, "missing: there is no such file or folder", id="missing"),
    pytest.param("", None, "the target is empty", id="no-name"),
    pytest.param("empty", b"", "empty is empty", id="empty-file"),
    pytest.param("empty.tar", b"", "empty.tar is empty", id="empty-tar"),
    pytest.param(
        "text.tar",
        b"this is some text\n" * 100,
        "text.tar is named as a tar, but what is in it is none",
        id="text-named-tar",
    ),
    pytest.param(
        "cut.tar",
        service()[:30_000],
        r"cut\.tar is damaged or was cut off \(it ends in the middle of 'blobs/sha256/[0-9a-f]+'\):"
        r" cut\.tar has no manifest\.json or index\.json that lists an image",
        id="truncated-image",
    ),
    pytest.param(
        "a\x1b[31m\nb\u202e",
        None,
        re.escape(r"a\x1b[31m\nb\u202e: there is no such file or folder"),
        id="hostile-name",
    ),
]


@pytest.mark.parametrize(("name", "data", "said"), BAD)
def test_bad_input(run: Run, tmp_path: Path, name: str, data: bytes | None, said: str) -> None:
    """One clear line on stderr, nothing on stdout, exit code 2, for every command that reads."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    for args in (("scan", name), ("graph", name), ("why", name, "x")):
        ran = run(*args)
        assert (ran.code, ran.out) == (2, "")
        assert re.fullmatch(f"archcompat: error: {said}\n", ran.err)


@pytest.mark.parametrize("name", ["web.jar", "web.whl"])
def test_archive_that_is_a_web_page(run: Run, tmp_path: Path, name: str) -> None:
    """An archive that is HTML is read as far as it goes, which is no all-clear: exit code 3."""
    (tmp_path / name).write_bytes(b"<html><body>404</body></html>")
    ran = run("scan", name)
    assert ran.code == 3
    assert ran.err == f"archcompat: warning: {name}: incomplete, not everything could be read\n"
    lines = ran.out.splitlines()
    assert lines[1:4] == [
        "Not known to be ready for linux/arm64.",
        "Incomplete: 1 place could not be read; this is no all-clear.",
        "Nothing native was found in what could be read.",
    ]
    assert lines[-3] == (
        f"  error {name}: is not a zip archive: it begins with '<html><body>404<' (archive-corrupt)"
    )


def test_nothing_native(run: Run, tmp_path: Path) -> None:
    """A folder without machine code is ready, and the report says that it found none."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "readme.txt").write_text("hello")
    ran = run("scan", "app")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[1:3] == [
        "Ready for linux/arm64.",
        "Nothing native was found; everything was read.",
    ]


def test_hostile_names(run: Run, tmp_path: Path) -> None:
    """File names that speak to the terminal are silenced in every format, also no UTF-8."""
    folder = tmp_path / "app"
    folder.mkdir()
    for name in (b"\x1b]0;x\x07.so", b"line\nbreak.so", b"\xff\xfe.so", "\u202egpj.so".encode()):
        (folder / os_path(name)).write_bytes(elf("x86_64", soname="x"))
    for args in (("scan", "app", "--tree", "-v"), ("scan", "app", "-f", "json"), ("graph", "app")):
        ran = run(*args)
        assert ran.out.replace("\n", "").isprintable()
        assert len(re.findall(r"[^/]\.so", ran.out)) >= 4


def os_path(name: bytes) -> str:
    """A file name of any bytes, as Python has it."""
    return name.decode("utf-8", "surrogateescape")


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    path = tmp_path / "orders.jar"
    path.write_bytes(fat_jar())
    return path


def test_a_terminal_gets_colours(jar: Path) -> None:
    """As wide as it is; progress is gone once the report is there."""
    env = environment(TERM="xterm-256color", COLUMNS="50")
    sent = run_in_terminal("scan", jar, env=env, cwd=jar.parent)
    last = re.split(r"\x1b\[2K|\x1b\[\?25h", sent)[-1]
    assert "\x1b[1;32mReady for linux/arm64" in last
    lines = re.sub(r"\x1b\[[0-9;]*m", "", last).splitlines()
    assert max(map(len, lines)) <= 50


@pytest.mark.parametrize(
    "env", [{"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"]
)
def test_a_terminal_without_colours(jar: Path, env: dict[str, str]) -> None:
    """Wishes of the user, and of the terminal, are obeyed."""
    sent = run_in_terminal("scan", jar, "-q", env=environment(COLUMNS="80", **env), cwd=jar.parent)
    assert "\x1b" not in sent
    assert "Ready for linux/arm64" in sent


def test_a_pipe_gets_neither_colours_nor_progress(jar: Path) -> None:
    """Whatever the environment says of terminals, and in 100 columns."""
    ran = subprocess.run(
        command("scan", jar.name),
        capture_output=True,
        text=True,
        env=environment(TERM="xterm", COLUMNS="40"),
        cwd=jar.parent,
        check=True,
    )
    assert ran.stderr == ""
    assert ran.stdout.replace("\n", "").isprintable()
    assert max(map(len, ran.stdout.splitlines())) > 80
