"""Where workloads may run; every edit that is named is done, and the manifest judged again."""

from pathlib import Path

import pytest
import yaml

from archcompat import Options, Report, analyze
from archcompat.model.report import Finding, Impact, Verdict
from tests.make.manifests import deployment, edited
from tests.make.rulebooks import put_rule

READY, BAD = "example.com/good:1", "example.com/bad:1"
ARCH = "nodeSelector:\n  kubernetes.io/arch: amd64"
BOTH = "nodeSelector:\n  kubernetes.io/arch: amd64\n  disk: ssd"
TYPE = "nodeSelector:\n  node.kubernetes.io/instance-type: m5.large"
AFFINITY = """\
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - key: kubernetes.io/arch
              operator: In
              values: """
FLOW = AFFINITY + "[amd64]"
QUOTED = AFFINITY + '["amd64"]  # only there'
BLOCK = AFFINITY + "\n                - amd64"
NOT_IN = AFFINITY.replace("In", "NotIn") + "[arm64]"
ANY = "tolerations:\n  - operator: Exists"
TOLERANT = "tolerations:\n  - {key: kubernetes.io/arch, value: arm64, effect: NoSchedule}"
OTHER_TAINT = "tolerations:\n  - key: dedicated\n    operator: Exists"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One image that is for arm64, one that never is."""
    folder = tmp_path_factory.mktemp("rules")
    put_rule(folder, "pkg:docker/example.com/good", supported="*")
    put_rule(folder, "pkg:docker/example.com/bad", supported="", otherwise="blocked")
    return folder


def scan(folder: Path, rules: Path, text: str) -> Report:
    (folder / "web.yaml").write_text(text)
    return analyze(str(folder), Options(rules=(rules,)))


def remarks(report: Report, *topics: str) -> list[Finding]:
    return [one for one in report.findings if one.id.partition("/")[0] in topics]


@pytest.mark.parametrize(
    ("spec", "kept"),
    [
        pytest.param("", False, id="anywhere"),
        pytest.param(ARCH, True, id="selector"),
        pytest.param(BOTH, True, id="selector-of-two"),
        pytest.param(TYPE, True, id="instance-type"),
        pytest.param(FLOW, True, id="affinity"),
        pytest.param(QUOTED, True, id="affinity-quoted"),
        pytest.param(BLOCK, True, id="affinity-in-lines"),
        pytest.param(NOT_IN, True, id="affinity-not-in"),
        pytest.param(f"{ARCH}\n{FLOW}", True, id="both"),
        pytest.param(AFFINITY + "[amd64, arm64]", False, id="affinity-to-either"),
        pytest.param("nodeSelector: {disk: ssd}", False, id="label-of-ones-own"),
        pytest.param(FLOW.replace("required", "preferred"), False, id="only-preferred"),
        pytest.param("nodeSelector: {kubernetes.io/arch: arm64}", False, id="there-already"),
    ],
)
def test_a_ready_workload_that_is_kept_off(
    tmp_path: Path, rules: Path, spec: str, *, kept: bool
) -> None:
    """It is a component of its own, reinstalled once the condition is gone."""
    text = deployment("web", READY, spec=spec)
    report = scan(tmp_path, rules, text)
    found = [one for one in report.findings if one.judges]
    assert [(one.title, one.verdict, one.impact) for one in found] == [
        ("Deployment web: let it run on linux/arm64 nodes too", Verdict.REINSTALL, Impact.FAILS)
    ] * kept
    if kept and spec != NOT_IN:
        assert found[0].remediation is not None
        mended = edited(text, found[0].remediation.edits)
        assert yaml.safe_load(mended)["spec"]["template"]["spec"]["containers"]
        assert not any(one.judges for one in scan(tmp_path, rules, mended).findings)
        assert ("disk: ssd" in mended) is (spec == BOTH)


@pytest.mark.parametrize(
    ("spec", "lands"),
    [
        pytest.param("", True, id="anywhere"),
        pytest.param("nodeSelector:\n  disk: ssd", True, id="label-of-ones-own"),
        pytest.param(ANY, True, id="tolerates-all"),
        pytest.param(ARCH, False, id="selector"),
        pytest.param(FLOW, False, id="affinity"),
        pytest.param("nodeSelector: {kubernetes.io/os: windows}", False, id="windows"),
    ],
)
@pytest.mark.parametrize("kind", ["Deployment", "DaemonSet", "StatefulSet"])
def test_an_unready_workload_that_nothing_keeps_off(
    tmp_path: Path, rules: Path, spec: str, kind: str, *, lands: bool
) -> None:
    """What is to be added keeps it off; a DaemonSet has to be ready before the first node."""
    text = deployment("web", READY, BAD, spec=spec, kind=kind)
    found = remarks(scan(tmp_path, rules, text), "scheduling", "daemonset")
    assert [one.id.partition("/")[0] for one in found] == (
        ["daemonset" if kind == "DaemonSet" else "scheduling"] * lands
    )
    if lands:
        assert (found[0].where, found[0].lines) == (("web.yaml",), (2,))
        assert BAD in found[0].message
        assert READY not in found[0].message
        assert ("tolerates all" in found[0].message) is (spec == ANY)
        assert found[0].remediation is not None
        mended = edited(text, found[0].remediation.edits)
        selector = yaml.safe_load(mended)["spec"]["template"]["spec"]["nodeSelector"]
        assert selector["kubernetes.io/arch"] == "amd64"
        assert ("disk" in selector) is ("disk" in spec)
        again = scan(tmp_path, rules, mended)
        assert not remarks(again, "scheduling", "daemonset")


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        pytest.param("", True, id="none"),
        pytest.param(OTHER_TAINT, True, id="another-taint"),
        pytest.param(TOLERANT, False, id="that-taint"),
        pytest.param(ANY, False, id="all"),
    ],
)
def test_a_taint_of_the_targets_nodes(
    tmp_path: Path, rules: Path, spec: str, *, told: bool
) -> None:
    """Ready workloads that it keeps off are one remark with what each needs."""
    text = deployment("web", READY, spec=spec)
    found = remarks(scan(tmp_path, rules, text), "taint")
    assert len(found) == told
    if told:
        assert found[0].remediation is not None
        mended = edited(text, found[0].remediation.edits)
        assert {
            "key": "kubernetes.io/arch",
            "operator": "Equal",
            "value": "arm64",
            "effect": "NoSchedule",
        } in yaml.safe_load(mended)["spec"]["template"]["spec"]["tolerations"]
        assert not remarks(scan(tmp_path, rules, mended), "taint")


def test_a_remark_does_not_decide(tmp_path: Path, rules: Path) -> None:
    """The verdict is of the images; one in brackets has advice and no edit."""
    text = (
        "{apiVersion: v1, kind: Pod, metadata: {name: x},"
        f" spec: {{containers: [{{name: c, image: '{READY}'}}]}}}}"
    )
    report = scan(tmp_path, rules, text)
    assert report.verdict is Verdict.READY
    [taint] = remarks(report, "taint")
    assert taint.remediation is not None
    assert taint.remediation.edits == ()


def test_a_chart_is_one_problem(tmp_path: Path, rules: Path) -> None:
    """Its templates are told once, with what renders them; the scan is not complete."""
    templates = tmp_path / "chart/templates"
    templates.mkdir(parents=True)
    for number in range(3):
        text = deployment("x", '"{{ .Values.image }}"')
        (templates / f"{number}.yaml").write_text(text)
    report = analyze(str(tmp_path), Options(rules=(rules,)))
    [problem] = report.problems
    assert (problem.code, problem.where) == ("not-rendered", "chart")
    assert "3 files" in problem.detail
    assert "helm template chart" in problem.detail
    assert not report.complete
    assert report.verdict is Verdict.UNKNOWN


def test_an_overlay_is_a_warning(tmp_path: Path, rules: Path) -> None:
    """The manifests that it changes were read: the answer stands, and may be another."""
    (tmp_path / "kustomization.yaml").write_text("images: [{name: x, newTag: '2'}]\n")
    report = scan(tmp_path, rules, deployment("web", READY))
    [problem] = report.problems
    assert (problem.code, problem.severity.value) == ("not-rendered", "warning")
    assert "kubectl kustomize ." in problem.detail
    assert report.complete


def test_an_image_deploys_nothing(tmp_path: Path, rules: Path) -> None:
    """Manifests and templates in a root file system are nobody's there."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/os-release").write_text("ID=debian\n")
    report = scan(tmp_path, rules, deployment("web", BAD))
    assert report.verdict is Verdict.READY
    assert not report.findings
