"""A report in words."""

import msgspec
import pytest

from archcompat.model.report import (
    Finding,
    Impact,
    Provenance,
    Remediation,
    ReportLayer,
    ReportRules,
    Verdict,
)
from archcompat.render import remedies, words
from archcompat.render.sections import sections
from tests.make.report import component, finding, native, problem, remedy, report, service


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (12345, "12,345 files")]
)
def test_count(number: int, text: str) -> None:
    """One is singular, thousands have a comma."""
    assert words.count(number, "file") == text


def test_count_plural() -> None:
    """A plural that is not made with s is given."""
    assert words.count(2, "library", "libraries") == "2 libraries"


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        (Verdict.READY, "Ready for linux/arm64."),
        (Verdict.REINSTALL, "Ready for linux/arm64 once it is built or installed again there."),
        (Verdict.REBUILD, "Not ready for linux/arm64."),
        (Verdict.UPGRADE, "Not ready for linux/arm64."),
        (Verdict.REPLACE, "Not ready for linux/arm64."),
        (Verdict.BLOCKED, "Not ready for linux/arm64."),
        (Verdict.UNKNOWN, "Not known to be ready for linux/arm64."),
    ],
)
def test_headline_verdict(verdict: Verdict, text: str) -> None:
    """Unknown is never called ready, and only ready is called that without a condition."""
    made = report(verdict=verdict)
    assert words.headline(made, sections(made)) == text


@pytest.mark.parametrize(
    ("impacts", "text"),
    [
        pytest.param([Impact.FAILS], "1 component fails", id="one"),
        pytest.param([Impact.FAILS] * 2, "2 components fail", id="two"),
        pytest.param([Impact.FEATURE], "1 component loses a feature", id="feature"),
        pytest.param(
            [Impact.FALLS_BACK, Impact.FAILS, Impact.FEATURE, Impact.FEATURE],
            "1 component fails, 2 lose a feature, 1 falls back",
            id="each",
        ),
        pytest.param([Impact.NONE], "1 component comes with the build", id="no-impact"),
    ],
)
def test_headline_impacts(impacts: list[Impact], text: str) -> None:
    """How many components there are of each impact, the worst first."""
    made = report(*(component(f"c{n}", impact=impact) for n, impact in enumerate(impacts)))
    assert words.headline(made, sections(made)) == f"Not ready for linux/arm64: {text}"


def test_headline_of_everything() -> None:
    """Components, groups and what could not be judged, each counted once."""
    made = service()
    assert words.headline(made, sections(made)) == (
        "Not ready for linux/arm64: 2 components fail, 1 falls back; 1 package with 1 native file"
        " comes with the linux/arm64 base image; 1 component could not be judged"
    )


def test_headline_counts_a_component_once() -> None:
    """A remark on a component that could not be judged makes it no second component."""
    odd = component("odd", verdict=Verdict.UNKNOWN)
    made = report(odd, findings=(finding(odd), finding(odd, topic="missing-library")))
    assert words.headline(made, sections(made)).endswith("1 component could not be judged")


def test_incomplete() -> None:
    """Only what could not be read is counted, and only an incomplete report says it."""
    assert words.incomplete(report()) == ""
    assert words.incomplete(service()) == (
        "Incomplete: 1 place could not be read; this is no all-clear."
    )


def test_nothing_native() -> None:
    """No native file is said, and differently when something could not be read."""
    pure = component("requests", verdict=Verdict.READY)
    everything = words.nothing_native(report(pure))
    something = words.nothing_native(report(pure, problems=(problem(),)))
    assert everything == "Nothing native was found; everything was read."
    assert something == "Nothing native was found in what could be read."
    assert words.nothing_native(report(component(natives=(native("x"),)))) == ""


def test_subject() -> None:
    """What was scanned and for what it was judged, without what is not known."""
    made = report()
    assert words.subject(made) == (
        "service.tar (image, linux/amd64, Debian GNU/Linux 12 (bookworm)),"
        " judged for linux/arm64, glibc:2.36, Python 3.8, 4k pages"
    )
    bare = msgspec.structs.replace(
        made,
        target=msgspec.structs.replace(made.target, libc="", python="", page_size=65536),
        subject=msgspec.structs.replace(made.subject, kind="file", platform="", distribution=""),
    )
    assert words.subject(bare) == "service.tar (file), judged for linux/arm64, 64k pages"


AGENT = msgspec.structs.replace(
    component("agent", version="", ecosystem="file", where=("opt/vendor/agent", "srv/agent")),
    provenance=Provenance.UNOWNED,
)


def test_name_of() -> None:
    """A package by its name, a file that nobody owns by its place, a stranger by its id.

    An image is named as one asks for it, so that nobody takes it for a package of that name.
    """
    assert words.name_of(component(), finding(component())) == "numpy 1.18.1"
    assert words.name_of(AGENT, finding(AGENT)) == "opt/vendor/agent"
    assert words.name_of(None, finding(AGENT)) == AGENT.id
    tagged = component("team/web", version="1.9", ecosystem="docker", where=())
    newest = component("nginx", version="", ecosystem="docker", where=())
    assert words.name_of(tagged, finding(tagged)) == "image team/web:1.9"
    assert words.name_of(newest, finding(newest)) == "image nginx"


def test_short_name() -> None:
    """Under the heading of its place a file needs no folders, but the other places are told."""
    assert words.short_name(AGENT, finding(AGENT)) == "agent (and 1 more place)"
    inside = component("libx.so", version="", ecosystem="file", where=("a.jar!/libx.so",))
    assert words.short_name(inside, finding(inside)) == "libx.so"
    assert words.short_name(component(), finding(component())) == "numpy 1.18.1"


def test_topic() -> None:
    """A judgement speaks of its component, a remark or a group has a title of its own."""
    made = service()
    found = sections(made)
    assert [words.topic(one, found) for one in made.findings] == [
        "numpy 1.18.1",
        "opt/vendor/agent",
        "Debian GNU/Linux 12: 1 packages to install for the target",
        "agent: needs libfoo.so.1",
        "netty-transport-native-epoll 4.1.30.Final",
        "odd 1",
    ]


def _judged(verdict: Verdict, remediation: Remediation | None) -> Finding:
    return finding(component(verdict=verdict), remediation=remediation)


@pytest.mark.parametrize(
    ("verdict", "remediation", "fix", "step"),
    [
        pytest.param(
            Verdict.UPGRADE, remedy(), "to 1.19.0", "Upgrade numpy 1.18.1 to 1.19.0", id="upgrade"
        ),
        pytest.param(
            Verdict.UPGRADE,
            remedy(classifier="linux-aarch_64"),
            "to 1.19.0, classifier linux-aarch_64",
            "Upgrade numpy 1.18.1 to 1.19.0, classifier linux-aarch_64",
            id="upgrade-classifier",
        ),
        pytest.param(
            Verdict.UPGRADE,
            None,
            "a version with linux/arm64 code",
            "Upgrade numpy 1.18.1",
            id="upgrade-to-unknown",
        ),
        pytest.param(
            Verdict.UPGRADE,
            remedy(to_version="", from_version="", purl="pkg:maven/g/x", advice="bundle x >=2"),
            "bundle x >=2",
            "Upgrade numpy 1.18.1: bundle x >=2",
            id="upgrade-of-what-is-in-it",
        ),
        pytest.param(
            Verdict.REPLACE,
            remedy(Verdict.REPLACE, "2", purl="pkg:pypi/other"),
            "by other 2",
            "Replace numpy 1.18.1 by other 2",
            id="replace",
        ),
        pytest.param(
            Verdict.REPLACE,
            remedy(Verdict.REPLACE, "", purl="pkg:pypi/other"),
            "by other",
            "Replace numpy 1.18.1 by other",
            id="replace-any-version",
        ),
        pytest.param(
            Verdict.REPLACE,
            remedy(Verdict.REPLACE, "1.8", purl="pkg:maven/org.openlabtesting.x/x%2Ball"),
            "by org.openlabtesting.x:x+all 1.8",
            "Replace numpy 1.18.1 by org.openlabtesting.x:x+all 1.8",
            id="replace-maven",
        ),
        pytest.param(
            Verdict.REPLACE, None, "something else", "Replace numpy 1.18.1", id="replace-unnamed"
        ),
        pytest.param(
            Verdict.REINSTALL,
            remedy(Verdict.REINSTALL, "", classifier="linux-aarch_64"),
            "same version, for linux/arm64, classifier linux-aarch_64",
            "Install numpy 1.18.1 again, for linux/arm64",
            id="reinstall",
        ),
        pytest.param(
            Verdict.REBUILD,
            remedy(Verdict.REBUILD, "", purl=""),
            "build it for linux/arm64",
            "Rebuild numpy 1.18.1 for linux/arm64",
            id="rebuild",
        ),
        pytest.param(
            Verdict.BLOCKED,
            None,
            "none known",
            "Find a way without numpy 1.18.1: none for linux/arm64 is known",
            id="blocked",
        ),
        pytest.param(
            Verdict.UNKNOWN, None, "not known", "Find out about numpy 1.18.1", id="unknown"
        ),
        pytest.param(Verdict.READY, None, "nothing to do", "Keep numpy 1.18.1", id="ready"),
    ],
)
def test_fix_and_step(
    verdict: Verdict, remediation: Remediation | None, fix: str, step: str
) -> None:
    """What helps, in a table's cell and as a sentence."""
    made = report(component(verdict=verdict))
    one = _judged(verdict, remediation)
    assert remedies.fix(one, made) == fix
    assert words.step(one, made, sections(made)) == step


@pytest.mark.parametrize(
    ("kind", "members", "files", "text"),
    [
        pytest.param(
            "image",
            2,
            3,
            "Debian: 2 packages with 6 native files come with the linux/arm64 base image",
            id="image",
        ),
        pytest.param(
            "directory",
            1,
            1,
            "Debian: 1 package with 1 native file comes with the linux/arm64 build",
            id="folder",
        ),
        pytest.param(
            "image",
            2,
            0,
            "Debian: 2 packages come with the linux/arm64 base image",
            id="no-files",
        ),
    ],
)
def test_group(kind: str, members: int, files: int, text: str) -> None:
    """Many packages in one line, with their files."""
    made = tuple(
        component(f"p{n}", ecosystem="deb", natives=tuple(native(f"{n}/{m}") for m in range(files)))
        for n in range(members)
    )
    group = finding(made[0], title="Debian: as said", members=tuple(one.id for one in made))
    whole = report(*made, findings=(group,))
    whole = msgspec.structs.replace(
        whole, subject=msgspec.structs.replace(whole.subject, kind=kind)
    )
    assert words.group(group, whole, sections(whole)) == text


@pytest.mark.parametrize(
    ("created", "text"),
    [
        pytest.param("COPY jars /opt # buildkit", "layer 0: COPY jars /opt", id="buildkit"),
        pytest.param("/bin/sh -c #(nop) ADD file:1 in / ", "layer 0: ADD file:1 in /", id="nop"),
        pytest.param("/bin/sh -c apt-get  update", "layer 0: apt-get update", id="shell"),
        pytest.param("", "layer 0", id="nothing"),
        pytest.param("RUN a\n\tb\x1b[2J", r"layer 0: RUN a b\x1b[2J", id="control"),
        pytest.param("RUN " + "x" * 200, f"layer 0: RUN {'x' * 63}...", id="long"),
    ],
)
def test_layer(created: str, text: str) -> None:
    """A history line without what builders write around the instruction."""
    made = report(layers=(ReportLayer(0, "sha256:a", created),))
    assert words.layer(made, 0) == text
    assert words.layer(made, 7) == "layer 7"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        pytest.param((), "", id="shipped-ones-only"),
        pytest.param((ReportRules("own", 3, ()),), " Rules of own: 3 added.", id="added"),
        pytest.param((ReportRules("own", 0, ()),), " Rules of own: 0 added.", id="empty-folder"),
        pytest.param(
            (ReportRules("own", 0, ("pypi/a",)), ReportRules("x", 1, ("pypi/b", "pypi/c"))),
            " Rules of own: 1 in place of others (pypi/a)."
            " Rules of x: 1 added, 2 in place of others (pypi/b, pypi/c).",
            id="two-folders",
        ),
        pytest.param(
            (ReportRules("own", 0, tuple(f"pypi/{n}" for n in range(5))),),
            " Rules of own: 5 in place of others (pypi/0, pypi/1, pypi/2, and 2 more).",
            id="many",
        ),
        pytest.param((ReportRules("o\x1b[31m", 1, ()),), " Rules of o", id="no-plain-name"),
    ],
)
def test_rules_that_are_no_shipped_ones(given: tuple[ReportRules, ...], text: str) -> None:
    """The closing names the folders, and how many rules each added or put in place of others."""
    told = words.closing(msgspec.structs.replace(report(), rules=given))
    assert told.startswith(words.closing(report()) + text)
    assert told.isprintable()


def test_a_fix_names_the_folder_of_its_rule() -> None:
    """What a company's own rule says is not taken for what everybody knows."""
    about = finding(component(), remediation=remedy())
    own = msgspec.structs.replace(about, rule_origin="rules/own")
    assert remedies.fix(about, report()) == "to 1.19.0"
    assert remedies.fix(own, report()) == "to 1.19.0 (rule of rules/own)"


def test_by_place() -> None:
    """What lies in one folder or archive of one layer stands together, first come first."""
    first = component("a", where=("srv/a-1.dist-info/METADATA",), layer=1)
    jar = component("b", where=("opt/x.jar!/b.jar",), layer=1)
    second = component("c", where=("srv/c.so",), layer=1)
    above = component("d", where=("srv/d.so",), layer=2)
    nowhere = component("e", where=())
    base = component("f", ecosystem="docker", where=())
    all_of_them = (first, jar, second, above, nowhere, base)
    found = sections(report(*all_of_them))
    assert [
        (place, layer, [one.component for one in members])
        for place, layer, members in words.by_place(found.work, found)
    ] == [
        ("srv", 1, [first.id, second.id]),
        ("opt/x.jar", 1, [jar.id]),
        ("srv", 2, [above.id]),
        ("", None, [nowhere.id]),
        ("the image itself and its base", None, [base.id]),
    ]


def test_problem() -> None:
    """Place, detail and code; a problem of the whole has no place."""
    assert words.problem(problem()) == "opt/app.jar: it ends early (zip-truncated)"
    for where in ("", "."):
        assert words.problem(problem(where=where)) == "it ends early (zip-truncated)"
    assert words.more_problems(1290, "zip-truncated") == (
        "and 1,290 more of the same kind (zip-truncated); all are in the JSON report"
    )


def test_closing() -> None:
    """The numbers of files, components by verdict, and problems."""
    assert words.closing(service()) == (
        "4 native files in 6 components (1 ready, 1 reinstall, 1 rebuild, 2 upgrade, 1 unknown)"
        " read; 2 problems."
    )
    assert words.closing(report()) == "0 native files in 0 components read; no problems."
