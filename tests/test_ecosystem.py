"""The systems that lists of arm64 support name: what a scan says of an old and of a new version."""

from pathlib import Path
from typing import NamedTuple

import pytest

from archcompat.analysis import analyze
from archcompat.model.report import Component, Finding, Report, Verdict
from archcompat.model.target import Target
from archcompat.rulebook.judge import judge
from archcompat.rulebook.load import load_rules
from samples.build import native
from tests.make.image import Image, layout_of, tar_of, write_tar
from tests.make.ziparchive import jar

RULES = load_rules()
READY, UPGRADE, REPLACE = Verdict.READY, Verdict.UPGRADE, Verdict.REPLACE


class Case(NamedTuple):
    """A version of something, and what is to be said of it."""

    system: str
    """As the lists call it."""
    kind: str
    """``image``: the base of an image; ``pip``: a line of requirements.txt; ``jar``: a JAR with
    code for x86-64 only; ``tool``: installed by hand, so that its rule alone is asked."""
    name: str
    version: str
    verdict: Verdict
    """Ready: this version is published for arm64, so that installing it again does."""
    to: str = ""


# The versions: those the lists state, else the ones on both sides of the rule's evidence.
CASES = [
    Case("Istio", "image", "istio/pilot", "1.14.6", UPGRADE, "1.15.0"),
    Case("Istio", "image", "istio/pilot", "1.15.0", READY),
    Case("Istio", "image", "gcr.io/istio-release/proxyv2", "1.11.4", UPGRADE, "1.15.0"),
    Case("Istio (unofficial arm64 images)", "image", "ghcr.io/resf/istio/pilot", "1.11.4", READY),
    Case(
        "Istio (unofficial arm64 images)",
        "image",
        "ghcr.io/resf/istio/pilot",
        "1.15.0",
        REPLACE,
        "1.15.0",
    ),
    Case("Envoy", "image", "envoyproxy/envoy", "v1.15.0", UPGRADE, "1.16.0"),
    Case("Envoy", "image", "envoyproxy/envoy", "v1.18.3", READY),
    Case("Tensorflow", "pip", "tensorflow", "2.9.3", UPGRADE, "2.10.0"),
    Case("Tensorflow", "pip", "tensorflow", "2.10.0", READY),
    Case("Tensorflow", "image", "armswdev/tensorflow-arm-neoverse", "latest", READY),
    Case(
        "Tensorflow serving",
        "image",
        "763104351884.dkr.ecr.eu-central-1.amazonaws.com/tensorflow-inference",
        "2.7.0",
        REPLACE,
    ),
    Case(
        "Tensorflow serving",
        "image",
        "763104351884.dkr.ecr.us-west-2.amazonaws.com/tensorflow-inference-graviton",
        "2.7.0-cpu-py38-ubuntu20.04-e3-v1.0",
        READY,
    ),
    Case("PyTorch", "pip", "torch", "1.7.1", UPGRADE, "1.8.0"),
    Case("PyTorch", "pip", "torch", "1.8.0", READY),
    Case("PyTorch", "image", "armswdev/pytorch-arm-neoverse", "latest", READY),
    Case("Traefik", "image", "traefik", "v1.3.7", UPGRADE, "v1.3.8"),
    Case("Traefik", "image", "traefik", "2.5", READY),
    Case("Flannel", "image", "quay.io/coreos/flannel", "v0.12.0", UPGRADE, "0.13.0"),
    Case("Flannel", "image", "quay.io/coreos/flannel", "v0.13.0", READY),
    Case("Helm", "tool", "helm", "2.1.3", UPGRADE, "2.2.0"),
    Case("Helm", "tool", "helm", "2.16.9", READY),
    Case("Jaeger", "image", "jaegertracing/all-in-one", "1.23.0", UPGRADE, "1.24.0"),
    Case("Jaeger", "image", "jaegertracing/all-in-one", "1.24.0", READY),
    Case("Fluent-bit", "image", "fluent/fluent-bit", "1.7.9", UPGRADE, "1.8"),
    Case("Fluent-bit", "image", "fluent/fluent-bit", "2.0.5", READY),
    Case("Fluent-bit (char signedness)", "image", "fluent/fluent-bit", "1.7.1", UPGRADE, "1.8"),
    Case("Fluent-bit (char signedness)", "image", "fluent/fluent-bit", "1.8.15", READY),
    Case("Fluent-bit 1.9", "image", "cr.fluentbit.io/fluent/fluent-bit", "1.9.10", UPGRADE, "2.0"),
    Case("Fluent-bit 1.9", "image", "cr.fluentbit.io/fluent/fluent-bit", "2.0.5", READY),
    Case("CoreDNS", "image", "coredns/coredns", "0.9.9", UPGRADE, "0.9.10"),
    Case("CoreDNS", "image", "coredns/coredns", "1.8.0", READY),
    Case(
        "external-dns", "image", "k8s.gcr.io/external-dns/external-dns", "v0.7.4", UPGRADE, "0.7.5"
    ),
    Case("external-dns", "image", "registry.k8s.io/external-dns/external-dns", "v0.7.5", READY),
    Case("Prometheus", "image", "prom/prometheus", "v2.9.2", UPGRADE, "2.10.0"),
    Case("Prometheus", "image", "quay.io/prometheus/prometheus", "v2.30.0", READY),
    Case("containerd", "tool", "containerd", "1.5.0", UPGRADE, "1.6.0"),
    Case("containerd", "tool", "containerd", "1.6.0", READY),
    Case(
        "kube-state-metrics",
        "image",
        "quay.io/coreos/kube-state-metrics",
        "v1.9.7",
        REPLACE,
        "1.9.8",
    ),
    Case(
        "kube-state-metrics",
        "image",
        "k8s.gcr.io/kube-state-metrics/kube-state-metrics",
        "v2.0.0-beta",
        READY,
    ),
    Case(
        "cluster-autoscaler",
        "image",
        "k8s.gcr.io/autoscaling/cluster-autoscaler",
        "v1.18.3",
        UPGRADE,
        "1.19.2",
    ),
    Case(
        "cluster-autoscaler", "image", "k8s.gcr.io/autoscaling/cluster-autoscaler", "v1.20.0", READY
    ),
    Case("gRPC", "pip", "grpcio", "1.36.1", UPGRADE, "1.37.0"),
    Case("gRPC", "pip", "grpcio-tools", "1.37.0", READY),
    Case("gRPC", "tool", "protoc", "3.4.0", UPGRADE, "3.5.0"),
    Case("NATS", "image", "nats", "1.0.2", UPGRADE, "1.0.4"),
    Case("NATS", "image", "nats", "2.9.0", READY),
    Case("CNI", "tool", "cni-plugins", "0.5.2", UPGRADE, "0.6.0"),
    Case("CNI", "tool", "cni-plugins", "0.6.0", READY),
    Case("CRI-O", "tool", "cri-o", "1.19.2", UPGRADE, "1.21.0"),
    Case("CRI-O", "tool", "cri-o", "1.21.0", READY),
    Case("Trivy", "image", "aquasec/trivy", "0.16.0", UPGRADE, "0.17.0"),
    Case("Trivy", "image", "ghcr.io/aquasecurity/trivy", "0.17.0", READY),
    Case("Argo", "image", "quay.io/argoproj/argocd", "v2.2.16", UPGRADE, "2.3.0"),
    Case("Argo", "image", "quay.io/argoproj/argocd", "v2.3.0", READY),
    Case("Cilium", "image", "quay.io/cilium/cilium", "v1.9.3", UPGRADE, "1.10.0"),
    Case("Cilium", "image", "cilium/cilium", "v1.10.0", READY),
    Case("Calico", "image", "calico/node", "v3.1.0", UPGRADE, "3.3.2"),
    Case("Calico", "image", "calico/node", "v3.20.3", READY),
    Case("Tanka", "image", "grafana/tanka", "0.2.0", UPGRADE, "0.3.0"),
    Case("Tanka", "image", "grafana/tanka", "0.3.0", READY),
    Case("Consul", "image", "consul", "0.9.3", UPGRADE, "0.9.4"),
    Case("Consul", "image", "consul", "1.12.0", READY),
    Case("Nomad", "tool", "nomad", "0.6.0", UPGRADE, "0.6.1"),
    Case("Nomad", "tool", "nomad", "0.6.1", READY),
    Case("Packer", "tool", "packer", "1.0.0", UPGRADE, "1.0.1"),
    Case("Packer", "tool", "packer", "1.8.0", READY),
    Case("Vault", "image", "vault", "0.9.3", UPGRADE, "0.9.4"),
    Case("Vault", "image", "vault", "1.13.3", READY),
    Case("Terraform", "tool", "terraform", "0.12.29", UPGRADE, "0.13.5"),
    Case("Terraform", "tool", "terraform", "0.14", READY),
    Case("Flux", "tool", "flux", "1.12.0", UPGRADE, "1.12.1"),
    Case("Flux", "tool", "flux", "2.0.0", READY),
    Case("Pulumi", "tool", "pulumi", "2.22.0", UPGRADE, "2.23.0"),
    Case("Pulumi", "tool", "pulumi", "2.23", READY),
    Case("New Relic", "image", "newrelic/infrastructure", "1.15.2", UPGRADE, "1.16.0"),
    Case("New Relic", "image", "newrelic/infrastructure", "1.16.0", READY),
    Case("Datadog - EC2", "tool", "datadog-agent", "7.17.0", READY),
    Case("Datadog - Docker", "image", "datadog/agent", "6.16.0", UPGRADE, "6.17.0"),
    Case("Datadog - Docker", "image", "datadog/agent-arm64", "7.17.0", READY),
    Case("Dynatrace", "tool", "dynatrace-oneagent", "1.200", READY),
    Case("Grafana", "image", "grafana/grafana", "5.1.5", UPGRADE, "5.2.0"),
    Case("Grafana", "image", "grafana/grafana", "8.3.0", READY),
    Case("Loki", "image", "grafana/loki", "0.2.0", UPGRADE, "0.3.0"),
    Case("Loki", "image", "grafana/loki", "2.0.0", READY),
    Case("kube-bench", "tool", "kube-bench", "0.3.0", UPGRADE, "0.3.1"),
    Case("kube-bench", "tool", "kube-bench", "0.3.1", READY),
    Case("kube-bench", "image", "aquasec/kube-bench", "v0.3.1", UPGRADE, "0.6.6"),
    Case(
        "metrics-server",
        "image",
        "k8s.gcr.io/metrics-server/metrics-server",
        "v0.3.6",
        UPGRADE,
        "0.3.7",
    ),
    Case("metrics-server", "image", "k8s.gcr.io/metrics-server/metrics-server", "v0.3.7", READY),
    Case("metrics-server", "image", "k8s.gcr.io/metrics-server-amd64", "v0.3.6", REPLACE, "0.3.7"),
    Case("AWS Copilot", "tool", "aws-copilot-cli", "0.2.0", UPGRADE, "0.3.0"),
    Case("AWS Copilot", "tool", "aws-copilot-cli", "0.3.0", READY),
    Case("AWS ecs-cli", "tool", "amazon-ecs-cli", "1.18.0", UPGRADE, "1.20.0"),
    Case("AWS ecs-cli", "tool", "amazon-ecs-cli", "1.20.0", READY),
    Case("Amazon EC2 Instance Selector", "tool", "amazon-ec2-instance-selector", "2.0.0", READY),
    Case(
        "AWS Node Termination Handler",
        "image",
        "amazon/aws-node-termination-handler",
        "v1.3.0",
        UPGRADE,
        "1.3.1",
    ),
    Case(
        "AWS Node Termination Handler",
        "image",
        "public.ecr.aws/aws-ec2/aws-node-termination-handler",
        "v1.3.1",
        READY,
    ),
    Case("AWS IAM Authenticator", "tool", "aws-iam-authenticator", "0.5.3", UPGRADE, "0.5.4"),
    Case("AWS IAM Authenticator", "tool", "aws-iam-authenticator", "0.5.4", READY),
    Case(
        "AWS ALB Ingress Controller",
        "image",
        "amazon/aws-alb-ingress-controller",
        "v1.1.8",
        UPGRADE,
        "1.1.9",
    ),
    Case(
        "AWS ALB Ingress Controller", "image", "amazon/aws-alb-ingress-controller", "v1.1.9", READY
    ),
    Case("AWS EFS CSI Driver", "image", "amazon/aws-efs-csi-driver", "v1.0.0", UPGRADE, "1.1.0"),
    Case("AWS EFS CSI Driver", "image", "amazon/aws-efs-csi-driver", "v1.1.0", READY),
    Case("AWS EBS CSI Driver", "image", "amazon/aws-ebs-csi-driver", "v0.6.0", UPGRADE, "0.7.0"),
    Case("AWS EBS CSI Driver", "image", "amazon/aws-ebs-csi-driver", "v0.7.0", READY),
    Case("Amazon Inspector Agent", "tool", "amazon-inspector-agent", "1.1", READY),
    Case("Amazon CloudWatch Agent", "tool", "amazon-cloudwatch-agent", "1.247350.0", READY),
    Case("AWS SSM Agent", "tool", "amazon-ssm-agent", "2.3.274.0", UPGRADE, "2.3.344.0"),
    Case("AWS SSM Agent", "tool", "amazon-ssm-agent", "3.0.0.0", READY),
    Case("AWS CLI", "tool", "awscli", "1.18.0", READY),
    Case("FireLens", "image", "amazon/aws-for-fluent-bit", "2.8.0", UPGRADE, "2.9.0"),
    Case(
        "FireLens", "image", "public.ecr.aws/aws-observability/aws-for-fluent-bit", "2.9.0", READY
    ),
    Case("Flatcar Container Linux", "tool", "flatcar", "2983.2.1", UPGRADE, "3033.2.0"),
    Case("Flatcar Container Linux", "tool", "flatcar", "3033.2.0", READY),
    Case(
        "Netty",
        "jar",
        "io.netty:netty-transport-native-epoll",
        "4.1.49.Final",
        UPGRADE,
        "4.1.50.Final",
    ),
    Case("Netty", "jar", "io.netty:netty-transport-native-epoll", "4.1.55.Final", READY),
    Case("Apache Flink", "image", "flink", "1.13.6", UPGRADE, "1.14.3"),
    Case("Apache Flink", "image", "flink", "1.14", READY),
    Case("JVM", "tool", "openjdk", "7", UPGRADE, "8"),
    Case("JVM", "image", "openjdk", "14.0.2", UPGRADE, "15.0.1"),
    Case("JVM", "image", "openjdk", "17", READY),
    Case("Python wheels", "pip", "numpy", "1.18.5", UPGRADE, "1.19.0"),
    Case("Python wheels", "pip", "numpy", "1.19.0", READY),
    Case("Kubernetes nodes", "tool", "kubernetes", "1.4.12", UPGRADE, "1.5.0"),
    Case("Kubernetes nodes", "tool", "kubernetes", "1.24.0", READY),
    Case("Amazon Linux 2", "image", "amazonlinux", "2.0.20181010", UPGRADE, "2.0.20181114"),
    Case("Amazon Linux 2", "image", "amazonlinux", "2", READY),
    Case("Bottlerocket", "tool", "bottlerocket", "1.0.0", READY),
    Case("Docker base images", "image", "alpine", "3.5", UPGRADE, "3.6.5"),
    Case("Docker base images", "image", "alpine", "3.15", READY),
    Case("FusionAuth", "image", "fusionauth/fusionauth-app", "1.32.0", UPGRADE, "1.32.1"),
    Case("FusionAuth", "image", "fusionauth/fusionauth-app", "1.37.0", READY),
]
SYSTEMS = sorted({case.system for case in CASES})


def scanned(folder: Path, case: Case) -> Report:
    """The report of the smallest thing that holds the case."""
    if case.kind == "image":
        labels = {"org.opencontainers.image.base.name": f"{case.name}:{case.version}"}
        image = Image((tar_of({"srv/app": b""}),), config={"config": {"Labels": labels}})
        return analyze(str(write_tar(folder / "image.tar", layout_of(image))))
    if case.kind == "pip":
        path = folder / "requirements.txt"
        path.write_text(f"{case.name}=={case.version}\n", "utf-8")
        return analyze(str(path))
    group, _, artifact = case.name.partition(":")
    path = folder / f"{artifact}-{case.version}.jar"
    library = {f"META-INF/native/lib{artifact}_x86_64.so": native("x86_64")}
    path.write_bytes(jar(library, maven=(group, artifact, case.version)))
    return analyze(str(path))


def about(report: Report) -> tuple[Component, Finding]:
    """The one component of a report, and its finding."""
    (component,) = report.components
    (finding,) = report.findings
    return component, finding


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{case.system}-{case.kind}-{case.version}")
        for case in CASES
        if case.kind != "tool"
    ],
)
def test_scan(case: Case, tmp_path: Path) -> None:
    """An image that names it as its base, a requirement, a JAR: found, and judged by a rule."""
    component, finding = about(scanned(tmp_path, case))
    wanted = Verdict.REINSTALL if case.verdict is READY else case.verdict
    assert (component.verdict, finding.verdict) == (wanted, wanted)
    assert finding.rule
    assert [line for line in finding.evidence if line.url]
    assert finding.remediation is not None
    if case.verdict is not READY:
        assert finding.remediation.to_version == case.to
        assert component.version == case.version


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{case.system}-{case.version}")
        for case in CASES
        if case.kind == "tool"
    ],
)
def test_tool(case: Case) -> None:
    """What no package manager installs has a rule that is asked by name."""
    rule = RULES.find("generic", "", case.name)
    assert rule is not None
    found = judge(rule, case.version, Target())
    assert (found.verdict, found.to_version) == (case.verdict, case.to)
    assert rule.evidence


@pytest.mark.parametrize("system", SYSTEMS)
def test_both_sides_of_the_border(system: str) -> None:
    """Each system has a version that will do, and one that will not unless its rule takes all."""
    cases = [case for case in CASES if case.system == system]
    assert any(case.verdict is READY for case in cases)
    if all(case.verdict is READY for case in cases):
        (case,) = cases
        rule = RULES.find("generic", "", case.name)
        assert rule is not None
        assert rule.supported == "*"


def test_every_system_is_here() -> None:
    """As many as the lists have rows."""
    assert len(SYSTEMS) == 66


@pytest.mark.parametrize(
    ("rule_id", "words"),
    [
        pytest.param(
            "kubernetes",
            (
                "kubernetes.io/arch",
                "kubernetes.io/arch=arm64:NoExecute",
                "tolerations",
                "nodeSelector",
                "k8s.io/cluster-autoscaler/node-template/label/kubernetes.io/arch: arm64",
            ),
            id="nodes",
        ),
        pytest.param("openjdk", ("same release", "17"), id="jvm"),
        pytest.param("python", ("wheel", "compiled while the image is built"), id="wheels"),
        pytest.param("amazon-ec2-instance-selector", ("-a arm64",), id="instances"),
    ],
)
def test_advice(rule_id: str, words: tuple[str, ...]) -> None:
    """What is no version but a thing to do is told as advice."""
    rule = RULES.find("generic", "", rule_id)
    assert rule is not None
    assert [word for word in words if word not in rule.advice] == []
