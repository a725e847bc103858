"""Image references, as Dockerfiles, manifests and registries spell them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.imagereference import ImagePurl, image_purl

_DIGEST = "sha256:" + "0a" * 32

_CASES = [
    pytest.param("postgres", ("", "postgres", "", ""), id="official"),
    pytest.param("postgres:14-alpine", ("", "postgres", "14-alpine", ""), id="variant"),
    pytest.param("library/postgres:14", ("", "postgres", "14", ""), id="library"),
    pytest.param("docker.io/library/postgres", ("", "postgres", "", ""), id="hub"),
    pytest.param("docker.io/postgres:9", ("", "postgres", "9", ""), id="hub-short"),
    pytest.param(
        "index.docker.io/grafana/loki:2.0.0", ("grafana", "loki", "2.0.0", ""), id="index"
    ),
    pytest.param("registry-1.docker.io/library/redis", ("", "redis", "", ""), id="hub-api"),
    pytest.param("public.ecr.aws/docker/library/redis:6", ("", "redis", "6", ""), id="ecr-mirror"),
    pytest.param("mirror.gcr.io/library/redis:6", ("", "redis", "6", ""), id="gcr-mirror"),
    pytest.param("mirror.gcr.io/istio/pilot:1.11", ("istio", "pilot", "1.11", ""), id="gcr-user"),
    pytest.param(
        "public.ecr.aws/eks/aws-load-balancer-controller:v2.4.0",
        ("public.ecr.aws/eks", "aws-load-balancer-controller", "v2.4.0", ""),
        id="ecr-public",
    ),
    pytest.param(
        "quay.io/argoproj/argocd:v2.2.5", ("quay.io/argoproj", "argocd", "v2.2.5", ""), id="quay"
    ),
    pytest.param(
        "k8s.gcr.io/metrics-server/metrics-server:v0.3.6",
        ("registry.k8s.io/metrics-server", "metrics-server", "v0.3.6", ""),
        id="k8s-old-registry",
    ),
    pytest.param("registry.k8s.io/pause:3.6", ("registry.k8s.io", "pause", "3.6", ""), id="k8s"),
    pytest.param(
        "602401143452.dkr.ecr.eu-central-1.amazonaws.com/amazon-k8s-cni:v1.7.0",
        ("602401143452.dkr.ecr.us-west-2.amazonaws.com", "amazon-k8s-cni", "v1.7.0", ""),
        id="ecr-region",
    ),
    pytest.param("localhost:5000/app", ("localhost:5000", "app", "", ""), id="port"),
    pytest.param("localhost/app", ("localhost", "app", "", ""), id="localhost"),
    pytest.param("host:5000/team/app:1", ("host:5000/team", "app", "1", ""), id="port-and-tag"),
    pytest.param("[::1]:5000/app:1", ("[::1]:5000", "app", "1", ""), id="ipv6"),
    pytest.param("a/b/c:1", ("a/b", "c", "1", ""), id="three-folders-of-the-hub"),
    pytest.param(f"redis@{_DIGEST}", ("", "redis", "", _DIGEST), id="digest"),
    pytest.param(f"redis:6@{_DIGEST}", ("", "redis", "6", _DIGEST), id="tag-and-digest"),
    pytest.param(
        "Registry.Example.COM/app", ("registry.example.com", "app", "", ""), id="host-case"
    ),
]


@pytest.mark.parametrize(("reference", "parts"), _CASES)
def test_reference(reference: str, parts: tuple[str, str, str, str]) -> None:
    """Each spelling of an image comes down to one purl."""
    assert image_purl(reference) == ImagePurl(*parts)


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param("", id="empty"),
        pytest.param("Postgres", id="capitals"),
        pytest.param("User/app", id="capitals-in-user"),
        pytest.param("app:", id="empty-tag"),
        pytest.param("app:-1", id="tag-starts-with-a-dash"),
        pytest.param("app:" + "1" * 129, id="tag-too-long"),
        pytest.param("app@sha256:12", id="digest-too-short"),
        pytest.param("a//b", id="empty-part"),
        pytest.param("../etc/passwd", id="dots"),
        pytest.param("${BASE}", id="variable"),
        pytest.param("a" * 601, id="too-long"),
        pytest.param("app ", id="space"),
        pytest.param("app\n", id="line-break"),
    ],
)
def test_no_reference(reference: str) -> None:
    """What is no reference is refused by name."""
    with pytest.raises(FormatError) as caught:
        image_purl(reference)
    assert caught.value.code == "image-reference"


@pytest.mark.parametrize(
    ("tag", "musl"),
    [
        pytest.param("alpine", True, id="only"),
        pytest.param("8-jre-alpine3.9", True, id="last"),
        pytest.param("3.8-alpine-slim", True, id="middle"),
        pytest.param("3.8-slim", False, id="slim"),
        pytest.param("1-alpinequest", False, id="longer-word"),
    ],
)
def test_musl_variant(tag: str, musl: bool) -> None:
    """The word alpine in a tag, and no word that only starts so."""
    assert image_purl(f"python:{tag}").musl is musl


@given(st.one_of(st.text(max_size=80), st.from_regex(r"[a-z0-9./:@_-]{0,60}", fullmatch=True)))
def test_any_text(text: str) -> None:
    """Any text is a reference or a FormatError; the parts of one never escape a folder."""
    try:
        found = image_purl(text)
    except FormatError:
        return
    assert found.name
    assert not {"", ".", ".."} & set(f"{found.namespace}/{found.name}".lstrip("/").split("/"))
