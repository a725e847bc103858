"""Finding a rule: by package, by JNI identity, in more than one folder."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import RuleError
from archcompat.model.report import Verdict
from archcompat.model.rule import EvidenceKind
from archcompat.rulebook.load import Rulebook, load_rules, read_rule, shipped_rules
from tests.make.rulefiles import EVIDENCE, rule, rule_text, write_rule


def book(folder: Path, *packages: str, more: str = "", **keys: str) -> Rulebook:
    """A rulebook of one folder with a rule for each package."""
    for package in packages:
        text = rule_text(more, package=f'"{package}"', **keys)
        write_rule(folder, text, package.removeprefix("pkg:").replace("%40", "@"))
    return Rulebook((folder,))


@pytest.mark.parametrize(
    ("package", "asked", "found"),
    [
        pytest.param("pkg:pypi/thing", ("pypi", "", "thing"), True, id="pypi"),
        pytest.param("pkg:pypi/thing", ("pypi", "", "Thing"), True, id="pypi-folds-case"),
        pytest.param("pkg:pypi/thing", ("PyPI", "", "thing"), False, id="types-are-lower-case"),
        pytest.param("pkg:pypi/thing", ("npm", "", "thing"), False, id="another-type"),
        pytest.param("pkg:maven/org.a/b", ("maven", "org.a", "b"), True, id="maven"),
        pytest.param("pkg:maven/org.a/b", ("maven", "org.a", "B"), False, id="maven-keeps-case"),
        pytest.param("pkg:maven/org.a/b", ("maven", "org.x", "b"), False, id="another-group"),
        pytest.param("pkg:maven/org.a/b", ("maven", "", "b"), True, id="maven-group-unknown"),
        pytest.param("pkg:maven/org.a/b", ("maven", "", "c"), False, id="maven-another-name"),
        pytest.param("pkg:npm/%40swc/core", ("npm", "@swc", "core"), True, id="npm-scope"),
        pytest.param("pkg:docker/istio/pilot", ("docker", "istio", "pilot"), True, id="docker"),
        pytest.param("pkg:docker/istio/pilot", ("docker", "", "pilot"), False, id="docker-other"),
        pytest.param("pkg:generic/debian", ("generic", "", "debian"), True, id="generic"),
    ],
)
def test_find(tmp_path: Path, package: str, asked: tuple[str, str, str], *, found: bool) -> None:
    """By type, namespace and name; registries that fold case are asked in lower case."""
    answer = book(tmp_path, package).find(*asked)
    assert (answer is not None) is found
    if answer is not None:
        assert answer.package == package


def test_maven_name_of_two_groups(tmp_path: Path) -> None:
    """Without its group an artifact that two groups have is not guessed."""
    both = book(tmp_path, "pkg:maven/org.a/b", "pkg:maven/org.c/b", "pkg:maven/org.c/d")
    assert both.find("maven", "", "b") is None
    assert both.find("maven", "", "d") is not None


HOSTILE = ["..", ".", "", "../x", "a/../b", "/etc/passwd", "x" * 5000, "nul\0", "\udcff", "~", "*"]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:12]))
def test_names_from_an_artifact(tmp_path: Path, name: str) -> None:
    """A name is looked up as a plain path below the folder, whatever it is."""
    write_rule(tmp_path, rule_text(), "outside")
    rules = book(tmp_path / "rules", "pkg:pypi/thing")
    assert rules.find("pypi", "", name) is None
    assert rules.find("pypi", name, "outside") is None
    assert rules.find("maven", "", name) is None


@given(st.text(), st.text(), st.text())
def test_any_name(ecosystem: str, namespace: str, name: str) -> None:
    """Any names give a rule of the shipped ones or none."""
    found = load_rules().find(ecosystem, namespace, name)
    assert found is None or found.id in load_rules().ids()


@pytest.mark.parametrize(
    ("prefix", "identity", "found"),
    [
        pytest.param("Java_org_x_Y", "Java_org_x_Y", True, id="the-class"),
        pytest.param("Java_org_x", "Java_org_x_Y", True, id="a-class-of-the-package"),
        pytest.param("Java_org_x_", "Java_org_x_Y", True, id="prefix-with-its-separator"),
        pytest.param("Java_org_x", "Java_org_xy_Z", False, id="a-package-that-begins-alike"),
        pytest.param("Java_org_x_Y", "Java_org_x", False, id="the-package-alone"),
        pytest.param("JNI_OnLoad_x", "JNI_OnLoad_x", True, id="onload"),
        pytest.param("JNI_OnLoad_x", "JNI_OnLoad_xy", False, id="onload-that-begins-alike"),
    ],
)
def test_find_by_jni(tmp_path: Path, prefix: str, identity: str, *, found: bool) -> None:
    """Z21: shaded native code is told by its JNI names."""
    rules = book(tmp_path, "pkg:maven/org.x/y", jni=f'["Java_no_Match", "{prefix}"]')
    answer = rules.find_by_jni(("Java_a_B", identity))
    assert (answer is not None) is found
    assert rules.find_by_jni(()) is None


def test_jni_of_maven_rules_only(tmp_path: Path) -> None:
    """Only Java code has JNI names."""
    rules = book(tmp_path, "pkg:pypi/thing", jni='["Java_org_x_Y"]')
    assert rules.find_by_jni(("Java_org_x_Y",)) is None


@pytest.mark.parametrize(
    ("path", "module", "found"),
    [
        pytest.param("helm.sh/helm/v3/cmd/helm", "helm.sh/helm/v3", "generic/helm", id="major"),
        pytest.param("k8s.io/helm/cmd/helm", "", "generic/helm", id="without-modules"),
        pytest.param("command-line-arguments", "k8s.io/helm", "generic/helm", id="module"),
        pytest.param("k8s.io/helmet", "k8s.io/helmet", None, id="another-name"),
        pytest.param("", "", None, id="nothing"),
        pytest.param("a.b/cd/v2", "a.b/cd/v2", "golang/a.b/cd/v2", id="rule-of-a-module"),
    ],
)
def test_find_by_go(tmp_path: Path, path: str, module: str, found: str | None) -> None:
    """A Go program is known by the path of its main package, or by its module."""
    rules = book(tmp_path, "pkg:generic/helm", go_modules='["helm.sh/helm", "k8s.io/helm"]')
    book(tmp_path, "pkg:golang/a.b/cd/v2")
    rule = rules.find_by_go(path, module)
    assert (rule.id if rule is not None else None) == found


def test_folders_in_order(tmp_path: Path) -> None:
    """A company's own rule answers before the shipped one, and hides it."""
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    book(mine, "pkg:pypi/thing", otherwise='"blocked"')
    book(theirs, "pkg:pypi/thing", "pkg:pypi/other")
    rules = Rulebook((mine, theirs))
    found = rules.find("pypi", "", "thing")
    assert found is not None
    assert found.otherwise is Verdict.BLOCKED
    assert rules.find("pypi", "", "other") is not None
    assert rules.ids() == ["pypi/other", "pypi/thing"]
    assert [rule.id for rule in rules.rules()] == ["pypi/other", "pypi/thing"]
    assert rules.folder_of("pypi/thing") == mine
    assert rules.folder_of("pypi/other") == theirs
    assert rules.folder_of("pypi/none") is None


def test_what_further_folders_add_and_override(tmp_path: Path) -> None:
    """What a folder has too that comes before counts there only; the last one is the shipped."""
    one, two, shipped = (tmp_path / name for name in ("1", "2", "shipped"))
    book(one, "pkg:pypi/mine", "pkg:pypi/both", "pkg:pypi/known")
    book(two, "pkg:pypi/both", "pkg:pypi/known", "pkg:npm/%40a/b")
    book(shipped, "pkg:pypi/known", "pkg:pypi/rest", "pkg:npm/%40a/b")
    rules = Rulebook((one, two, shipped))
    assert list(rules.further()) == [
        (one, 1, ("pypi/both", "pypi/known")),
        (two, 0, ("npm/@a/b",)),
    ]
    assert list(Rulebook((shipped,)).further()) == []
    told = {name: rules.origin_of(name) for name in (*rules.ids(), "pypi/none", "")}
    assert told == {
        "pypi/mine": str(one),
        "pypi/both": str(one),
        "pypi/known": str(one),
        "npm/@a/b": str(two),
        "pypi/rest": "",
        "pypi/none": "",
        "": "",
    }


def test_load_rules(tmp_path: Path) -> None:
    """Extra folders come first, in the order they are given."""
    one, two = tmp_path / "1", tmp_path / "2"
    one.mkdir()
    two.mkdir()
    assert load_rules((one, two)).folders == (one, two, shipped_rules())


def test_folder_missing(tmp_path: Path) -> None:
    """A folder that is not there is said by its name."""
    missing = tmp_path / "nothing"
    with pytest.raises(RuleError) as raised:
        load_rules((missing,))
    assert str(raised.value) == f"{missing}: no such folder of rules"


def test_broken_file(tmp_path: Path) -> None:
    """A broken rule is told when it is asked for, by its file; others answer."""
    rules = book(tmp_path, "pkg:pypi/thing")
    path = write_rule(tmp_path, "package", "pypi/broken")
    assert rules.find("pypi", "", "thing") is not None
    with pytest.raises(RuleError) as raised:
        rules.find("pypi", "", "broken")
    assert str(raised.value).startswith(f"{path}: this is no TOML: ")
    with pytest.raises(RuleError):
        list(rules.rules())


def test_read_rule(tmp_path: Path) -> None:
    """Every key of a rule, with what is left out at its default."""
    found = rule(
        tmp_path,
        '[[alternative]]\npackage = "pkg:pypi/other"\nversion = "2"\n[libc]\nmusl = ">=1.5"\n',
        advice='"Install it anew."',
    )
    assert (found.id, found.ecosystem, found.target) == ("pypi/thing", "pypi", "linux/arm64")
    assert (found.advice, found.libc, found.python) == ("Install it anew.", {"musl": ">=1.5"}, {})
    assert [(other.package, other.version) for other in found.alternative] == [
        ("pkg:pypi/other", "2")
    ]
    assert [(example.version, example.expect) for example in found.example] == [
        ("1.0", Verdict.UPGRADE),
        ("1.2", Verdict.READY),
    ]


@pytest.mark.parametrize(
    ("kinds", "strongest"),
    [
        pytest.param(("claimed",), EvidenceKind.CLAIMED, id="claimed"),
        pytest.param(("claimed", "upstream"), EvidenceKind.UPSTREAM, id="upstream"),
        pytest.param(("upstream", "observed", "claimed"), EvidenceKind.OBSERVED, id="observed"),
    ],
)
def test_strongest_evidence(
    tmp_path: Path, kinds: tuple[str, ...], strongest: EvidenceKind
) -> None:
    """A rule is as strong as the best of its evidence."""
    text = rule_text(evidence="".join(EVIDENCE.replace("observed", kind) for kind in kinds))
    assert read_rule(write_rule(tmp_path, text), tmp_path).strongest_evidence is strongest


def test_file_missing(tmp_path: Path) -> None:
    """A file that is gone is an error of the rules, not of the program."""
    with pytest.raises(RuleError) as raised:
        read_rule(tmp_path / "pypi/none.toml", tmp_path)
    assert "it cannot be read" in str(raised.value)
