"""The shipped rules, asked about images as Dockerfiles and manifests of Kubernetes name them."""

import pytest

from archcompat.formats.imagereference import image_purl
from archcompat.model.report import Verdict
from archcompat.model.target import Libc, Platform, Target
from archcompat.rulebook.judge import Judgement, judge
from archcompat.rulebook.load import load_rules

RULES = load_rules()
UPGRADE, READY, REPLACE, BLOCKED = Verdict.UPGRADE, Verdict.READY, Verdict.REPLACE, Verdict.BLOCKED

# (reference, verdict, version to go to): the systems a team runs, before and after.
CASES = [
    ("istio/pilot:1.11.4", UPGRADE, "1.15.0"),
    ("gcr.io/istio-release/proxyv2:1.14.6", UPGRADE, "1.15.0"),
    ("docker.io/istio/proxyv2:1.20.1-distroless", READY, ""),
    ("ghcr.io/resf/istio/proxyv2:1.11.4", READY, ""),
    ("envoyproxy/envoy:v1.15.0", UPGRADE, "1.16.0"),
    ("envoyproxy/envoy:v1.18.3", READY, ""),
    ("envoyproxy/envoy:v1.23.0", UPGRADE, "1.23.1"),
    ("traefik:v1.3.7", UPGRADE, "v1.3.8"),
    ("traefik:2.5", READY, ""),
    ("quay.io/coreos/flannel:v0.12.0", UPGRADE, "0.13.0"),
    ("quay.io/coreos/flannel:v0.14.0", READY, ""),
    ("jaegertracing/all-in-one:1.23.0", UPGRADE, "1.24.0"),
    ("jaegertracing/all-in-one:1.35", READY, ""),
    ("fluent/fluent-bit:1.7.9", UPGRADE, "1.8"),
    ("fluent/fluent-bit:1.9.10", UPGRADE, "2.0"),
    ("cr.fluentbit.io/fluent/fluent-bit:2.0.5", READY, ""),
    ("coredns/coredns:1.8.0", READY, ""),
    ("k8s.gcr.io/external-dns/external-dns:v0.7.4", UPGRADE, "0.7.5"),
    ("registry.k8s.io/external-dns/external-dns:v0.12.0", READY, ""),
    ("prom/prometheus:v2.9.2", UPGRADE, "2.10.0"),
    ("quay.io/prometheus/prometheus:v2.30.0", READY, ""),
    ("quay.io/coreos/kube-state-metrics:v1.9.7", REPLACE, ""),
    ("k8s.gcr.io/kube-state-metrics/kube-state-metrics:v2.0.0-beta", READY, ""),
    ("k8s.gcr.io/autoscaling/cluster-autoscaler:v1.18.3", UPGRADE, "1.19.2"),
    ("k8s.gcr.io/autoscaling/cluster-autoscaler:v1.20.0", READY, ""),
    ("nats:1.0.2", UPGRADE, "1.0.4"),
    ("aquasec/trivy:0.16.0", UPGRADE, "0.17.0"),
    ("quay.io/argoproj/argocd:v2.2.5", UPGRADE, "2.3.0"),
    ("quay.io/argoproj/argocd:v2.3.0", READY, ""),
    ("quay.io/cilium/cilium:v1.9.3", UPGRADE, "1.10.0"),
    ("cilium/cilium:v1.10.0", READY, ""),
    ("calico/node:v3.20.5", UPGRADE, "3.21.0"),
    ("quay.io/calico/node:v3.18.1", UPGRADE, "3.21.0"),
    ("newrelic/infrastructure:1.15.2", UPGRADE, "1.16.0"),
    ("datadog/agent:7.16.0", UPGRADE, "7.17.0"),
    ("datadog/agent:7.40.0", READY, ""),
    ("grafana/grafana:5.1.5", UPGRADE, "5.2.0"),
    ("grafana/loki:2.0.0", READY, ""),
    ("aquasec/kube-bench:v0.3.1", UPGRADE, "0.6.6"),
    ("k8s.gcr.io/metrics-server/metrics-server:v0.3.6", UPGRADE, "0.3.7"),
    ("k8s.gcr.io/metrics-server-amd64:v0.3.6", REPLACE, ""),
    ("amazon/aws-alb-ingress-controller:v1.1.8", UPGRADE, "1.1.9"),
    ("amazon/aws-ebs-csi-driver:v0.6.0", UPGRADE, "0.7.0"),
    ("amazon/aws-efs-csi-driver:v1.1.0", READY, ""),
    ("public.ecr.aws/aws-observability/aws-for-fluent-bit:2.8.0", UPGRADE, "2.9.0"),
    ("906394416424.dkr.ecr.eu-west-1.amazonaws.com/aws-for-fluent-bit:2.28.4", READY, ""),
    ("flink:1.13.6", UPGRADE, "1.14.3"),
    ("flink:1.6.2", READY, ""),
    ("flink:1.14-scala_2.12", READY, ""),
    ("fusionauth/fusionauth-app:1.32.0", UPGRADE, "1.32.1"),
    ("goharbor/harbor-core:v2.7.1", BLOCKED, ""),
    ("mcr.microsoft.com/dotnet/core/aspnet:2.1", UPGRADE, "3.0"),
    ("public.ecr.aws/docker/library/postgres:9.6.4", UPGRADE, "9.6.5"),
    ("postgres:9.6", READY, ""),
    ("postgres:9.6.0", UPGRADE, "9.6.5"),
    ("mysql:5.7.30", UPGRADE, "8.0.29"),
    ("mysql:8.0", READY, ""),
    ("percona:8.0", REPLACE, ""),
    ("openjdk:8u252-jdk", UPGRADE, "8"),
    ("openjdk:8-jre-slim", READY, ""),
    ("ubuntu:jammy", READY, ""),
    ("debian:bullseye-slim", READY, ""),
    ("centos:6", UPGRADE, "7.9.2009"),
    ("rocket.chat:4.0.0", BLOCKED, ""),
]


def answer(reference: str, target: Target | None = None) -> Judgement:
    """What the rules say of an image."""
    image = image_purl(reference)
    rule = RULES.find("docker", image.namespace, image.name)
    assert rule is not None, f"no rule for {image}"
    return judge(rule, image.tag, target or Target(Platform.parse("linux/arm64")))


@pytest.mark.parametrize(
    ("reference", "verdict", "to_version"),
    [pytest.param(*case, id=case[0].replace("/", "_")) for case in CASES],
)
def test_image(reference: str, verdict: Verdict, to_version: str) -> None:
    """Each reference finds its rule and gets its verdict and the version to go to."""
    found = answer(reference)
    assert (found.verdict, found.to_version) == (verdict, to_version)


def test_64k_pages() -> None:
    """What aborts where pages have 64 KB only is told for such a target only."""
    small = Target(Platform.parse("linux/arm64"))
    large = Target(Platform.parse("linux/arm64"), page_size=65536)
    assert answer("redis:6.0.5", small).verdict is READY
    assert answer("redis:6.0.5", large).verdict is UPGRADE
    assert answer("redis:6.0", large).verdict is READY


def test_alpine_variant() -> None:
    """The Alpine variant of an image can be younger for the target than its others."""
    musl = Target(Platform.parse("linux/arm64"), libc=Libc.parse("musl:1.2"))
    assert answer("postgres:9.6.5").verdict is READY
    assert answer("postgres:9.6.5-alpine", musl).to_version == "9.6.8"
