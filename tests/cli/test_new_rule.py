"""What a newcomer does: copies a rule that README.md names, changes it, and asks for a check."""

import re
from pathlib import Path

import pytest

from archcompat.rulebook.load import shipped_rules
from tests.cli.running import Run

RULES = shipped_rules()
README = (RULES / "README.md").read_text("utf-8")
COPIED = re.findall(r"`([a-z]+/[\w./-]+\.toml)`", README.partition("## Adding one")[2])
ROCKSDB = "maven/org.rocksdb/rocksdbjni.toml"
EPOLL = "maven/io.netty/netty-transport-native-epoll.toml"
LEVELDB = "maven/org.fusesource.leveldbjni/leveldbjni-all.toml"
NUMPY = "pypi/numpy.toml"
PILOT = "docker/istio/pilot.toml"


def copied(folder: Path, name: str, old: str = "", new: str = "") -> Path:
    """A copy of a shipped rule with one text replaced."""
    text = (RULES / name).read_text("utf-8")
    assert old in text
    path = folder / "rules" / name
    path.parent.mkdir(parents=True)
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def test_the_page_names_rules_to_copy() -> None:
    """One for each thing that a rule can say."""
    assert set(COPIED) == {ROCKSDB, EPOLL, LEVELDB, NUMPY, PILOT}


@pytest.mark.parametrize("name", COPIED)
def test_a_copy_is_a_rule(name: str, run: Run, tmp_path: Path) -> None:
    """Under a name of its own it passes as soon as it says that name itself."""
    path = copied(tmp_path, name)
    mine = path.with_name("mine.toml")
    mine.write_text(path.read_text("utf-8"), "utf-8")

    before = run("rules", "check", mine)
    package = f"pkg:{name.removesuffix('.toml')}"
    assert before.code == 2
    assert f"/mine.toml:2: package is '{package}', so the file belongs at" in before.out

    renamed = package.rpartition("/")[0] + "/mine"
    mine.write_text(mine.read_text("utf-8").replace(package, renamed, 1), "utf-8")
    after = run("rules", "check", mine)
    assert (after.code, after.out) == (0, "1 rule checked: no mistakes\n")


# (rule, text, what is put in its place, the line that is named, what is said, the mend)
BREAKAGES = [
    (
        "no-quotes",
        NUMPY,
        'impact    = "fails"',
        "impact = fails",
        "",
        "this is no TOML",
        "see rules",
    ),
    ("half-quote", NUMPY, "seen = 2026", 'seen = "2026', "", "this is no TOML", "see rules"),
    (
        "misspelt-key",
        NUMPY,
        "otherwise =",
        "otherwize =",
        "",
        "unknown field `otherwize`",
        "write otherwise",
    ),
    (
        "misspelt-table",
        LEVELDB,
        "[[alternative]]",
        "[[alternativ]]",
        "",
        "unknown field `alternativ`",
        "write alternative",
    ),
    (
        "key-left-out",
        NUMPY,
        'impact    = "fails"\n',
        "",
        "#:schema",
        "missing required field `impact`",
        "add a line for impact",
    ),
    (
        "word",
        NUMPY,
        'impact    = "fails"',
        'impact    = "fail"',
        "",
        "Invalid enum value 'fail'",
        "write one of fails, feature, falls-back, none",
    ),
    (
        "kind-of-evidence",
        NUMPY,
        'kind = "observed"',
        'kind = "seen"',
        "",
        "Invalid enum value 'seen'",
        "write one of observed, upstream, claimed",
    ),
    (
        "number",
        NUMPY,
        'version = "1.19.0"',
        "version = 1.19",
        "",
        "Expected `str`, got `float`",
        "put it in quotes",
    ),
    (
        "date",
        NUMPY,
        "seen = 2026-11-21",
        'seen = "yesterday"',
        "",
        "Invalid RFC3339 encoded date",
        "write a date such as 2026-03-01",
    ),
    (
        "range-of-another-language",
        NUMPY,
        'supported = ">=1.19.0"',
        'supported = "~=1.19"',
        "",
        "supported: ",
        "write VERS constraints",
    ),
    (
        "overlap",
        NUMPY,
        'supported = ">=1.19.0"',
        'supported = ">=1.19.0|>=1.20"',
        "",
        ">=1.19.0 and >=1.20 overlap",
        "write VERS constraints",
    ),
    ("holds-nothing", ROCKSDB, "<6", "<5", "", "hold nothing", "write VERS constraints"),
    (
        "python",
        NUMPY,
        '"3.8" =',
        '"cp38" =',
        "",
        "python 'cp38' is no interpreter",
        'write "3.8"',
    ),
    (
        "libc",
        NUMPY,
        "musl =",
        "alpine =",
        "",
        "libc 'alpine' does not exist here",
        "write glibc or musl",
    ),
    (
        "pages-in-kilobytes",
        NUMPY,
        "page_size = 16384",
        "page_size = 16",
        "",
        "page_size 16 is no size of pages",
        "write one of 4096, 16384, 65536",
    ),
    (
        "no-address",
        NUMPY,
        'url  = "https://pypi.org/project/numpy/1.19.0/#files"',
        'url  = "pypi.org/project/numpy"',
        "",
        "cannot be opened",
        "give an https:// address",
    ),
    (
        "example-of-another-version",
        NUMPY,
        'to      = "1.19.0"',
        'to      = "1.20.0"',
        'version = "1.18.5"',
        "expected upgrade to 1.20.0, the rule says upgrade to 1.19.0",
        "mend the example or the range",
    ),
    (
        "example-of-no-version",
        NUMPY,
        'version = "1.18.5"',
        'version = "1.18.x"',
        "",
        "'1.18.x' is no PEP 440 version",
        "mend the example or the range",
    ),
    (
        "example-of-another-classifier",
        EPOLL,
        'classifier = "linux-aarch_64"',
        'classifier = "linux-arm64"',
        'version = "4.1.55.Final"',
        "expected classifier 'linux-aarch_64'",
        "mend the example or the range",
    ),
    (
        "alternative-no-purl",
        LEVELDB,
        'package = "pkg:maven/org.openlabtesting',
        'package = "maven:org.openlabtesting',
        "",
        "is no purl without version",
        "write pkg:type/name",
    ),
    (
        "with-a-tag",
        PILOT,
        "pkg:docker/istio/pilot",
        "pkg:docker/istio/pilot:1.15",
        "",
        "so the file belongs at docker/istio/pilot:1.15.toml",
        "move it there, or mend package",
    ),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "said", "mend"),
    [pytest.param(*case, id=title) for title, *case in BREAKAGES],
)
def test_a_broken_copy_is_refused(
    name: str, old: str, new: str, line: str, *, said: str, mend: str, run: Run, tmp_path: Path
) -> None:
    """With the file, the line that has to be changed, what is wrong, the mend, and exit code 2."""
    path = copied(tmp_path, name, old, new)
    lines = path.read_text("utf-8").splitlines()
    named = line or new.partition("\n")[0]
    number = next(position for position, text in enumerate(lines, 1) if named in text)
    ran = run("rules", "check", path)
    *told, last = ran.out.splitlines()
    assert ran.code == 2
    assert re.fullmatch(r"1 rule checked: \d+ mistakes?", last)
    shown = re.escape(f"rules/{name}:{number}: ")
    pattern = f"{shown}.*{re.escape(said)}.*; {re.escape(mend)}.*"
    assert [one for one in told if re.fullmatch(pattern, one)], told
