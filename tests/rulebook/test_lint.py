"""Every refusal of a rule, by its whole message: what is wrong, and the mend."""

import datetime as dt
from pathlib import Path

import pytest

from archcompat.model.report import Verdict
from archcompat.model.rule import Example
from archcompat.rulebook.lint import Complaint, check, check_file, run_example
from archcompat.rulebook.load import Rulebook
from tests.make.rulefiles import EVIDENCE, EXAMPLES, TODAY, rule, rule_text, write_rule

SEE = "see rules/README.md and rules/schema.json"
VERS = "write VERS constraints such as >=1.2|<2|>=2.3"
MEND = "mend the example or the range"
PURL = "write pkg:type/name"
READY = '[[example]]\nversion = "1.2"\nexpect = "ready"\n'
REFUSED = '[[example]]\nversion = "1.0"\nexpect = "upgrade"\nto = "1.2"\n'


def complaints(folder: Path, text: str) -> list[str]:
    """What is said of a rule file, without the file's name."""
    path = write_rule(folder, text)
    found = [str(complaint) for complaint in check_file(path, folder, TODAY)]
    assert all(line.startswith(f"{path}: ") for line in found)
    return [line.removeprefix(f"{path}: ") for line in found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(rule_text(), id="plain"),
        pytest.param(rule_text('[libc]\nmusl = ">=1.5|<2"\n'), id="musl"),
        pytest.param(rule_text('[python]\n"3.8" = ">=1.2|<1.9"\n'), id="python"),
        pytest.param(rule_text(supported='"*"', examples=READY), id="always"),
        pytest.param(
            rule_text(
                '[[alternative]]\npackage = "pkg:pypi/other"\n',
                supported='""',
                otherwise='"replace"',
                examples='[[example]]\nversion = "1.0"\nexpect = "replace"\n',
            ),
            id="never",
        ),
        pytest.param(rule_text(impact='"falls-back"', fallback='"pure Python"'), id="falls-back"),
        pytest.param(
            rule_text(
                '[[classifier]]\nrange = ">=1.2|<2"\nclassifier = "a"\n'
                '[[classifier]]\nrange = ">=2.3"\nclassifier = "b"\n'
            ),
            id="classifiers",
        ),
        pytest.param(
            rule_text('[[known_issue]]\nrange = ">=2.3|<2.5"\nwhat = "crashes"\n'), id="known-issue"
        ),
    ],
)
def test_right(tmp_path: Path, text: str) -> None:
    """Rules with each optional part are taken."""
    assert complaints(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "package = ",
            [f"this is no TOML: Invalid value (at end of document); {SEE}"],
            id="no-toml",
        ),
        pytest.param(
            rule_text(impact=""),
            ["Object missing required field `impact`; add a line for impact"],
            id="key-missing",
        ),
        pytest.param(
            rule_text(severity='"high"'),
            [f"Object contains unknown field `severity`; {SEE}"],
            id="key-unknown",
        ),
        pytest.param(
            rule_text(alternativ="1"),
            ["Object contains unknown field `alternativ`; write alternative"],
            id="key-misspelt",
        ),
        pytest.param(
            rule_text(supported="1.2"),
            ["Expected `str`, got `float` - at `$.supported`; put it in quotes"],
            id="no-text",
        ),
        pytest.param(
            rule_text(otherwise='"upgrad"'),
            [
                (
                    "Invalid enum value 'upgrad' - at `$.otherwise`; write one of"
                    " ready, reinstall, rebuild, upgrade, replace, blocked, unknown"
                )
            ],
            id="no-verdict",
        ),
        pytest.param(
            rule_text(evidence=EVIDENCE.replace("2026-03-01", '"in March"')),
            [
                (
                    "Invalid RFC3339 encoded date - at `$.evidence[0].seen`;"
                    " write a date such as 2026-03-01, without quotes"
                )
            ],
            id="no-date",
        ),
        pytest.param(
            rule_text(package='"pkg:pypi/another"'),
            [
                (
                    "package is 'pkg:pypi/another', so the file belongs at pypi/another.toml;"
                    " move it there, or mend package"
                )
            ],
            id="path-is-not-id",
        ),
        pytest.param(
            rule_text(package='"pypi/thing"'),
            [f"package 'pypi/thing' is no purl without version; {PURL}"],
            id="no-purl",
        ),
        pytest.param(
            rule_text(evidence="evidence = []"),
            [("it has no evidence; add [[evidence]] with a url, a date and what was looked at")],
            id="no-evidence",
        ),
        pytest.param(
            rule_text(evidence=EVIDENCE.replace("https", "http")),
            [("evidence 'http://example.org/thing' cannot be opened; give an https:// address")],
            id="no-https",
        ),
        pytest.param(
            rule_text(evidence=EVIDENCE.replace("the index lists a file for it", " ")),
            [("evidence does not say how it was checked; say what was looked at in `how`")],
            id="not-how",
        ),
        pytest.param(
            rule_text(evidence=EVIDENCE.replace("2026", "2024")),
            ["warning: evidence was seen on 2024-03-01; look again"],
            id="stale",
        ),
        pytest.param(
            rule_text(otherwise='"ready"', examples=READY),
            [
                "otherwise = 'ready' asks for nothing; name what has to be done",
                "no example is refused; add an [[example]] with an unsupported version",
            ],
            id="otherwise-ready",
        ),
        pytest.param(
            rule_text(
                otherwise='"unknown"', examples=REFUSED.replace("upgrade", "unknown") + READY
            ),
            ["otherwise = 'unknown' asks for nothing; name what has to be done"],
            id="otherwise-unknown",
        ),
        pytest.param(
            rule_text(
                otherwise='"replace"', examples=REFUSED.replace("upgrade", "replace") + READY
            ),
            ["it says replace without an [[alternative]]; name one, or say blocked"],
            id="replace-by-nothing",
        ),
        pytest.param(
            rule_text(impact='"falls-back"'),
            ["impact 'falls-back' does not say to what; describe it in `fallback`"],
            id="falls-back-to-nothing",
        ),
        pytest.param(
            rule_text(impact='"feature"'),
            ["impact 'feature' does not say to what; describe it in `fallback`"],
            id="which-feature",
        ),
        pytest.param(
            rule_text('[[alternative]]\npackage = "other"\n'),
            [f"alternative 'other' is no purl without version; {PURL}"],
            id="alternative-no-purl",
        ),
        pytest.param(
            rule_text('[[known_issue]]\nrange = "<1.1"\nwhat = "x"\npage_size = 64\n'),
            ["page_size 64 is no size of pages; write one of 4096, 16384, 65536"],
            id="page-size-in-kilobytes",
        ),
        pytest.param(
            rule_text(examples=EXAMPLES + "page_size = 65535\n"),
            ["page_size 65535 is no size of pages; write one of 4096, 16384, 65536"],
            id="page-size-of-an-example",
        ),
        pytest.param(
            rule_text('[[known_issue]]\nrange = "<1.1"\nwhat = "x"\nhashes = ["sha256:0A"]\n'),
            ["hashes 'sha256:0A' is no hash; write sha256: and 64 hexadecimal digits"],
            id="no-hash",
        ),
        pytest.param(
            rule_text(jni='["libthing"]'),
            [("jni 'libthing' is no JNI identity; write Java_org_x_Class or JNI_OnLoad_x")],
            id="no-jni-identity",
        ),
        pytest.param(
            rule_text(target='"arm64"'),
            [
                (
                    "'arm64' is not a platform: it takes the form os/architecture, such as"
                    " linux/arm64 or linux/amd64; write linux/arm64"
                )
            ],
            id="no-platform",
        ),
        pytest.param(
            rule_text(target='"linux/aarch64"'),
            ["target 'linux/aarch64' is never asked for; write linux/arm64"],
            id="platform-as-uname-spells-it",
        ),
        pytest.param(
            rule_text('[libc]\nmusl = "~1.2"\n'),
            [f"libc.musl: '~1.2' is no PEP 440 version; {VERS}"],
            id="no-constraint",
        ),
        pytest.param(
            rule_text('[python]\n"3.8" = ">=1.2||<2"\n'),
            [f"python.3.8: '' is no constraint of '>=1.2||<2'; {VERS}"],
            id="empty-constraint",
        ),
        pytest.param(
            rule_text('[libc]\nmusl = ">=1.2-jre"\n'),
            [f"libc.musl: '1.2-jre' is no PEP 440 version; {VERS}"],
            id="version-of-another-kind",
        ),
        pytest.param(
            rule_text('[libc]\nmusl = ">=1.2|>=1.5"\n'),
            [f"libc.musl: >=1.2 and >=1.5 overlap; {VERS}"],
            id="overlap",
        ),
        pytest.param(
            rule_text('[libc]\nmusl = ">=1.5|<1.2"\n'),
            [f"libc.musl: >=1.5 and <1.2 hold nothing; {VERS}"],
            id="holds-nothing",
        ),
        pytest.param(
            rule_text('[libc]\nmusl = "<1.5|>=1.2"\n'),
            [f"libc.musl: <1.5 and >=1.2 leave nothing out; {VERS}"],
            id="leaves-nothing-out",
        ),
        pytest.param(
            rule_text('[libc]\nuclibc = ">=1.2"\n'),
            ["libc 'uclibc' does not exist here; write glibc or musl"],
            id="no-libc",
        ),
        pytest.param(
            rule_text('[python]\ncp38 = ">=1.2"\n'),
            ["python 'cp38' is no interpreter; write \"3.8\""],
            id="no-python",
        ),
        pytest.param(
            rule_text(
                '[[classifier]]\nrange = ">=1.2|<1.2"\nclassifier = "a"\n'
                '[[classifier]]\nrange = ">=1.5|>=1.6"\nclassifier = "a"\n'
            ),
            [
                f"classifier a: >=1.2 and <1.2 hold nothing; {VERS}",
                f"classifier a: >=1.5 and >=1.6 overlap; {VERS}",
            ],
            id="both-ranges-of-one-classifier",
        ),
        pytest.param(
            rule_text(
                '[[classifier]]\nrange = ">=1.2"\nclassifier = "a"\n'
                '[[classifier]]\nrange = ">=1.5"\nclassifier = "b"\n'
            ),
            ["two classifiers share a version; end one range where the next begins"],
            id="classifiers-overlap",
        ),
        pytest.param(
            rule_text(
                '[[classifier]]\nrange = "*"\nclassifier = "a"\n'
                '[[classifier]]\nrange = ">=1.5"\nclassifier = "b"\n'
            ),
            ["two classifiers share a version; end one range where the next begins"],
            id="classifier-for-all",
        ),
        pytest.param(
            rule_text(
                '[[classifier]]\nrange = "|"\nclassifier = "a"\n'
                '[[classifier]]\nrange = ">=1.5"\nclassifier = "b"\n'
            ),
            [f"classifier a: '' is no constraint of '|'; {VERS}"],
            id="classifier-unreadable",
        ),
        pytest.param(
            rule_text(
                '[[known_issue]]\nrange = "<2|<3"\nwhat = "stops when it starts"\n'
                '[[known_issue]]\nrange = "<1"\nwhat = "stops when it starts up"\n'
            ),
            [f"known_issue 'stops when it starts': <2 and <3 overlap; {VERS}"],
            id="two-issues-that-begin-alike",
        ),
        pytest.param(
            rule_text(examples=REFUSED),
            ["no example is ready; add an [[example]] with a supported version"],
            id="no-example-ready",
        ),
        pytest.param(
            rule_text(examples=READY),
            ["no example is refused; add an [[example]] with an unsupported version"],
            id="no-example-refused",
        ),
        pytest.param(
            rule_text(examples=REFUSED.replace('"1.2"', '"2.3"') + READY),
            [(f"example '1.0': expected upgrade to 2.3, the rule says upgrade to 1.2; {MEND}")],
            id="example-to-another-version",
        ),
        pytest.param(
            rule_text(examples=EXAMPLES.replace("ready", "blocked")),
            [
                "no example is ready; add an [[example]] with a supported version",
                f"example '1.2': expected blocked, the rule says ready; {MEND}",
            ],
            id="example-of-another-verdict",
        ),
        pytest.param(
            rule_text(examples=EXAMPLES + 'classifier = "linux-arm"\n'),
            [(f"example '1.2': expected classifier 'linux-arm', the rule says ''; {MEND}")],
            id="example-of-another-classifier",
        ),
        pytest.param(
            rule_text(examples=EXAMPLES + 'libc = "bionic"\n'),
            [(f"example '1.2': 'bionic' is not a C library: write glibc:2.36 or musl:1.2; {MEND}")],
            id="example-of-no-libc",
        ),
        pytest.param(
            rule_text(examples=EXAMPLES.replace('"1.0"', '"1.0-jre"')),
            [
                (
                    "example '1.0-jre': expected upgrade to 1.2, the rule says unknown"
                    f" '1.0-jre' is no PEP 440 version; {MEND}"
                )
            ],
            id="example-of-no-version",
        ),
    ],
)
def test_refused(tmp_path: Path, text: str, said: list[str]) -> None:
    """What is wrong is said in one line each, with the mend."""
    assert complaints(tmp_path, text) == said


def test_supported_range_is_broken(tmp_path: Path) -> None:
    """A broken range is said once, not for each example that it cannot answer."""
    said = complaints(tmp_path, rule_text(supported='">=1.2|>=2"'))
    assert said == [f"supported: >=1.2 and >=2 overlap; {VERS}"]


@pytest.mark.parametrize(
    ("package", "rule_id", "mend"),
    [
        pytest.param("pkg:pypi/Thing", "pypi/Thing", "pkg:pypi/thing", id="pypi-case"),
        pytest.param(
            "pkg:pypi/zope.thing", "pypi/zope.thing", "pkg:pypi/zope-thing", id="pypi-dot"
        ),
        pytest.param("pkg:pypi/a__b", "pypi/a__b", "pkg:pypi/a-b", id="pypi-underscores"),
        pytest.param(
            "pkg:docker/Istio/p", "docker/Istio/p", "pkg:docker/istio/p", id="docker-case"
        ),
    ],
)
def test_name_in_another_form(tmp_path: Path, package: str, rule_id: str, mend: str) -> None:
    """A rule that could never be found says under which name it would be."""
    path = write_rule(tmp_path, rule_text(package=f'"{package}"'), rule_id)
    (complaint,) = check_file(path, tmp_path, TODAY)
    assert complaint == Complaint(
        str(path), f"package {package!r} is never asked for under this name", f"write {mend}"
    )


@pytest.mark.parametrize(
    ("package", "rule_id"),
    [
        pytest.param("pkg:maven/org.A/B_c.d", "maven/org.A/B_c.d", id="maven-keeps-its-case"),
        pytest.param("pkg:npm/%40swc/core", "npm/@swc/core", id="npm-scope"),
        pytest.param("pkg:docker/library/nginx", "docker/library/nginx", id="docker"),
    ],
)
def test_names_of_other_registries(tmp_path: Path, package: str, rule_id: str) -> None:
    """Where case and dots matter, or a scope is written with %40, nothing is to be mended."""
    examples = EXAMPLES.replace('"1.0"', '"1.0.0"').replace('"1.2"', '"1.2.0"')
    text = rule_text(package=f'"{package}"', supported='">=1.2.0"', examples=examples)
    assert list(check_file(write_rule(tmp_path, text, rule_id), tmp_path, TODAY)) == []


def test_not_text(tmp_path: Path) -> None:
    """A file that is no UTF-8 is a complaint, not a traceback."""
    path = tmp_path / "x.toml"
    path.write_bytes(b"package = \xff")
    (complaint,) = check_file(path, tmp_path, TODAY)
    assert complaint.what.startswith("it cannot be read: 'utf-8' codec can't decode")
    assert complaint.mend == SEE


def test_all_files_of_all_folders(tmp_path: Path) -> None:
    """Every file is checked, also one that another folder's hides, by name of its path."""
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder, impact in ((mine, '"feature"'), (theirs, '"falls-back"')):
        write_rule(folder, rule_text(impact=impact))
        write_rule(folder, rule_text(package='"pkg:pypi/good"'), "pypi/good")
    found = [
        (complaint.file, complaint.what) for complaint in check(Rulebook((mine, theirs)), TODAY)
    ]
    assert found == [
        (str(mine / "pypi/thing.toml"), "impact 'feature' does not say to what"),
        (str(theirs / "pypi/thing.toml"), "impact 'falls-back' does not say to what"),
    ]


@pytest.mark.parametrize(
    ("today", "stale"),
    [
        pytest.param(dt.date(2027, 9, 2), False, id="after-18-months"),
        pytest.param(dt.date(2027, 9, 3), True, id="a-day-later"),
    ],
)
def test_stale(tmp_path: Path, today: dt.date, *, stale: bool) -> None:
    """Old evidence is a warning; it does not refuse the rule."""
    found = list(check_file(write_rule(tmp_path, rule_text()), tmp_path, today))
    assert [complaint.warning for complaint in found] == [True] * stale


@pytest.mark.parametrize(
    ("example", "said"),
    [
        pytest.param(Example("1.0", Verdict.UPGRADE, "1.5", libc="musl"), "", id="for-musl"),
        pytest.param(
            Example("1.0", Verdict.UPGRADE, "1.2", libc="musl"),
            "expected upgrade to 1.2, the rule says upgrade to 1.5",
            id="for-musl-wrong",
        ),
        pytest.param(Example("1.2", Verdict.READY, libc="glibc:2.36"), "", id="for-glibc"),
        pytest.param(Example("1.0", Verdict.UPGRADE, "1.7", python="3.12"), "", id="for-python"),
        pytest.param(Example("", Verdict.READY), "", id="unpinned"),
        pytest.param(
            Example("", Verdict.READY, python="3.8"),
            "expected ready, the rule says unknown no version is named, and not every one will do",
            id="unpinned-where-a-range-ends",
        ),
    ],
)
def test_run_example(tmp_path: Path, example: Example, said: str) -> None:
    """An example may be of one C library or interpreter, or of no version."""
    ranges = '[libc]\nmusl = ">=1.5"\n[python]\n"3.12" = ">=1.7"\n"3.8" = ">=1.2|<1.9"\n'
    assert run_example(rule(tmp_path, ranges), example) == said
