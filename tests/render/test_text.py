"""The report a person reads."""

import re

import pytest
from rich.cells import cell_len

from archcompat.model.problem import Severity
from archcompat.model.report import Report, Verdict
from archcompat.render.page import Page
from archcompat.render.text import render
from tests.make.report import component, finding, native, problem, remedy, report, service
from tests.render.reports import HOSTILE, REPORTS, spoiled, with_problems

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
WIDTHS = (20, 40, 60, 79, 80, 100, 200)


def _sections(text: str) -> dict[str, list[str]]:
    """The lines of each section by its title, stripped; those before the first under ``""``."""
    found: dict[str, list[str]] = {"": []}
    title, blank = "", False
    for line in text.splitlines():
        if blank and line and not line.startswith(" "):
            title = line
            found[title] = []
        elif line:
            found[title].append(line.strip())
        blank = not line
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("made", [pytest.param(one, id=name) for name, one in REPORTS.items()])
def test_width(made: Report, encoding: str, width: int) -> None:
    """No line is wider than the page, whatever the names, and every line can be written."""
    text = render([made], Page(width, encoding=encoding, tree=True, verbose=True))
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert text.encode(encoding).decode(encoding) == text
    assert not re.search(r" $", text, re.MULTILINE)


@pytest.mark.parametrize("made", [pytest.param(one, id=name) for name, one in REPORTS.items()])
def test_colours(made: Report) -> None:
    """Colours are the only control sequences, only where they are wanted, and change no text."""
    for page in (Page(), Page(60, tree=True, verbose=True)):
        plain = render([made], page)
        coloured = render(
            [made], Page(page.width, color=True, tree=page.tree, verbose=page.verbose)
        )
        assert "\x1b" not in plain
        assert COLOUR.search(coloured)
        stripped = COLOUR.sub("", coloured)
        assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()
        assert stripped.replace("\n", "").isprintable()


def test_hostile_names() -> None:
    """Every name is there, as one line of visible characters."""
    text = render([REPORTS["hostile"]], Page(10_000, tree=True, verbose=True))
    assert text.replace("\n", "").isprintable()
    assert (
        r"\x1b]0;x\x07\x1b[2J\x9b31m\x7f\u202egnp.exe\u2066\n\r\tError\x00\udc80\u200b[bold]"
        in text
    )
    assert len(text.splitlines()) == len(
        render([service()], Page(10_000, tree=True, verbose=True)).splitlines()
    )


def test_markup_is_text() -> None:
    """Square brackets and emoji codes in names are shown as they are."""
    made = report(component("[red]x[/red] :bomb: [/]", version="[link=https://x]"))
    assert "[red]x[/red] :bomb: [/] [link=https://x]" in render([made], Page(200))


def test_very_long_names() -> None:
    """A name of a megabyte takes some lines, not thousands."""
    text = render([spoiled(service(), "a/" * 500_000)], Page(100, tree=True, verbose=True))
    assert len(text) < 100_000


def test_ascii_draws_with_ascii() -> None:
    """The tree is drawn with what the page can show."""
    assert "+-- opt/app.jar" in render([service()], Page(encoding="ascii", tree=True))
    assert "├── opt/app.jar" in render([service()], Page(tree=True))


def test_order_of_sections() -> None:
    """The verdict first, then what to do, then what is behind it, and problems last."""
    text = render([service()], Page(tree=True, verbose=True))
    assert list(_sections(text))[:-1] == [
        "",
        "Do this first",
        "Needs work",
        "Comes with the operating system",
        "Not judged",
        "Also seen",
        "Why",
        "Native files",
        "Problems",
    ]
    assert list(_sections(text))[-1].startswith("4 native files in 6 components")
    assert text.splitlines()[2].startswith("Not ready for linux/arm64: 2 components fail")


def test_empty_sections_are_left_out() -> None:
    """A report without findings is three or four lines."""
    assert render([report()], Page(200)).splitlines()[1:] == [
        "Ready for linux/arm64.",
        "Nothing native was found; everything was read.",
        "",
        "0 native files in 0 components read; no problems.",
    ]


def test_nothing_native_but_incomplete() -> None:
    """That nothing was found is said otherwise when not everything was read."""
    text = render([with_problems(1)], Page(200))
    assert text.splitlines()[1:4] == [
        "Not known to be ready for linux/arm64.",
        "Incomplete: 1 place could not be read; this is no all-clear.",
        "Nothing native was found in what could be read.",
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_each_finding_once(width: int) -> None:
    """Each component that needs work is one entry, each group and each remark one."""
    found = _sections(render([service()], Page(width)))
    work = " ".join(found["Needs work"])
    for name in ("numpy 1.18.1 ", "agent ", "4.1.30.Final "):
        assert f"{work} ".count(name) == 1
    assert "libc6" not in work
    assert "odd" not in work
    for title in ("Comes with the operating system", "Not judged", "Also seen"):
        assert sum(line.startswith("- ") for line in found[title]) == 1


def test_needs_work() -> None:
    """A line a component under its place and layer, with verdict, impact, basis and fix."""
    lines = _sections(render([service()], Page(100)))["Needs work"]
    assert [re.split(r"\s{2,}", line) for line in lines] == [
        ["Component", "Verdict", "Impact", "Basis", "Fix"],
        ["usr/lib/python3/numpy"],
        ["numpy 1.18.1 (and 1 more", "upgrade", "fails", "rule", "to 1.19.0"],
        ["place)"],
        ["opt/vendor", "layer 2"],
        ["agent", "rebuild", "fails", "guessed", "build it for linux/arm64"],
        ["opt/app.jar!/BOOT-INF/lib", "layer 1: COPY jars /opt"],
        ["netty-transport-native-epoll", "upgrade", "falls-back", "rule", "to 1.19.0, classifier"],
        ["4.1.30.Final", "linux-aarch_64"],
    ]


def test_needs_work_on_a_narrow_page() -> None:
    """Without room for columns the same words stand below each other."""
    lines = _sections(render([service()], Page(51)))["Needs work"]
    assert lines == [
        "usr/lib/python3/numpy",
        "numpy 1.18.1 (and 1 more place)  upgrade, fails",
        "to 1.19.0 (rule)",
        "opt/vendor  layer 2",
        "agent  rebuild, fails",
        "build it for linux/arm64 (guessed)",
        "opt/app.jar!/BOOT-INF/lib  layer 1: COPY jars",
        "/opt",
        "netty-transport-native-epoll 4.1.30.Final",
        "upgrade, falls-back",
        "to 1.19.0, classifier linux-aarch_64 (rule)",
    ]


def test_group_is_one_line() -> None:
    """Four hundred packages of a distribution are one line."""
    packages = tuple(
        component(
            f"p{n}", ecosystem="deb", verdict=Verdict.REINSTALL, natives=(native(f"lib/{n}"),)
        )
        for n in range(400)
    )
    group = finding(
        packages[0],
        topic="os-packages",
        title="Debian 12: as said",
        members=tuple(one.id for one in packages),
    )
    text = render([report(*packages, findings=(group,))], Page(100, tree=True))
    found = _sections(text)
    line = "Debian 12: 400 packages with 400 native files come with the linux/arm64 base image"
    assert found["Comes with the operating system"] == [f"- {line}"]
    assert found["Native files"] == ["service.tar", f"└── {line}"]
    assert "Needs work" not in found


def test_first_steps_are_few() -> None:
    """Five steps with one command each, and how many more there are."""
    parts = tuple(component(f"c{n}") for n in range(9))
    commands = ("pip install 'x==1'", "pip check")
    made = report(
        *parts, findings=tuple(finding(one, remediation=remedy(commands=commands)) for one in parts)
    )
    lines = _sections(render([made], Page()))["Do this first"]
    assert lines[:2] == ["1. Upgrade c0 1.18.1 to 1.19.0", "pip install 'x==1'"]
    assert sum(line == "pip install 'x==1'" for line in lines) == 5
    assert lines[-1] == "and 4 more, listed below"
    assert "pip check" not in lines


def test_problems_by_severity() -> None:
    """What makes the report incomplete comes first."""
    lines = _sections(render([REPORTS["every-severity"]], Page()))["Problems"]
    assert [line.split()[0] for line in lines] == [one.value for one in Severity]


def test_many_problems_of_a_kind() -> None:
    """Ten of each kind are listed, in order, and the others counted."""
    many = with_problems(1300).problems
    others = tuple(
        problem("elf-odd", where=f"{n}.so", severity=Severity.WARNING) for n in range(10)
    )
    mixed = tuple(one for pair in zip(many, others, strict=False) for one in pair) + many[10:]
    text = render([report(problems=mixed)], Page())
    lines = _sections(text)["Problems"]
    assert lines == [
        *(f"error   opt/{n:04}.jar: it ends early (zip-truncated)" for n in range(10)),
        "error   and 1,290 more of the same kind (zip-truncated); all are in the JSON report",
        *(f"warning {n}.so: it ends early (elf-odd)" for n in range(10)),
    ]
    assert "1,310 problems" in text


def test_tree() -> None:
    """Every native file once, under the archives it lies in, in order."""
    paths = ("opt/app.jar!/lib/a.jar!/x.so", "opt/app.jar!/lib/a.jar!/w.so", "bin/agent")
    natives = (
        native(paths[0]),
        native(paths[1], "aarch64", Verdict.READY),
        native(paths[2]),
    )
    text = render([report(component(natives=natives))], Page(tree=True))
    assert _sections(text)["Native files"] == [
        "service.tar",
        "├── bin/agent  x86_64, glibc  rebuild",
        "└── opt/app.jar",
        "└── lib/a.jar",
        "├── w.so  aarch64, glibc  ready",
        "└── x.so  x86_64, glibc  rebuild",
    ]
    assert "Native files" not in render([service()], Page())


def test_tree_has_an_end() -> None:
    """A name made of the mark between archives draws a bounded tree, and is there in full."""
    made = report(component(natives=(native("!/".join(["a"] * 200)),)))
    lines = _sections(render([made], Page(1000, tree=True)))["Native files"]
    assert len(lines) == 14
    assert lines[-1].count("a!/") + len(lines) - 2 == 199


def test_verbose_says_why() -> None:
    """Message, advice that the message does not hold, and the evidence with its address."""
    numpy = component()
    evidence = REPORTS["service"].findings[0].evidence
    one = finding(
        numpy, message="No wheel.", evidence=evidence, remediation=remedy(advice="Take care.")
    )
    said = finding(numpy, message="Take care. Now.", remediation=remedy(advice="Take care."))
    made = report(numpy, findings=(one, said))
    assert _sections(render([made], Page(verbose=True)))["Why"] == [
        "- numpy 1.18.1: No wheel. Take care.",
        "observed: core.so: x86_64",
        "https://a.b/c 2026-01-02",
        "- numpy 1.18.1: Take care. Now.",
    ]
    assert "Why" not in _sections(render([made], Page()))


def test_several_reports() -> None:
    """One after the other, each as it is alone, an empty line between."""
    first, second = render([service()], Page()), render([report()], Page())
    assert render([service(), report()], Page()) == f"{first}\n{second}"


def test_hostile_text_is_hostile() -> None:
    """The name that stands for all bad ones has every sort of character that acts."""
    assert not HOSTILE.isprintable()
    assert {"\x1b", "\x9b", "\u202e", "\n", "\0", "\udc80"} <= set(HOSTILE)
