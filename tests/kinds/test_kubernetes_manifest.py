"""The kind that reads Kubernetes manifests, and tells charts that were not rendered."""

import pytest

from archcompat.errors import FormatError
from archcompat.kinds.kubernetes_manifest import KIND
from archcompat.model.facts import ImageReference
from archcompat.model.workload import UnrenderedTemplate, Workload
from tests.make.manifests import deployment
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("parts", "data", "claimed"),
    [
        pytest.param(["k8s/web.yaml"], b"", True, id="yaml"),
        pytest.param(["web.yml"], b"", True, id="yml"),
        pytest.param(["web.json"], b'{"apiVersion": "v1"}', True, id="json"),
        pytest.param(["package.json"], b'{"name": "x"}', False, id="other-json"),
        pytest.param(["web.yaml.tmpl"], b"", False, id="template"),
        pytest.param(["node_modules/x/web.yaml"], b"", False, id="of-a-package"),
        pytest.param(["a.zip", "web.yaml"], b"", False, id="in-an-archive"),
    ],
)
def test_claims(parts: list[str], data: bytes, *, claimed: bool) -> None:
    """By the suffix, and of JSON by the start."""
    assert KIND.claims(entry(*parts, data=data)) is claimed


def test_reads_images_and_workloads() -> None:
    """One of each."""
    found = list(KIND.read(entry("x.yaml", data=deployment("x", "a:1").encode())))
    assert [type(one) for one in found] == [ImageReference, Workload]


def test_other_yaml_is_nothing() -> None:
    """YAML that is no object of Kubernetes, broken or not, is somebody else's."""
    assert list(KIND.read(entry("x.yaml", data=b"image: a:1\n[["))) == []


@pytest.mark.parametrize(
    ("path", "image", "chart"),
    [
        pytest.param(
            "charts/x/templates/sub/a.yaml", '"{{ .Values.image }}:1"', "charts/x", id="of-a-chart"
        ),
        pytest.param("templates/a.yaml", '{{ include "x.image" . }}', "", id="include-and-no-yaml"),
        pytest.param("a/b.yaml", '{{ $tag }}: {{ "x" }}', "a", id="no-yaml-and-elsewhere"),
    ],
)
def test_templates_are_told_apart(path: str, image: str, chart: str) -> None:
    """A template is one fact, and neither an image nor an error."""
    data = deployment("x", image).encode()
    assert list(KIND.read(entry(path, data=data))) == [UnrenderedTemplate(entry(path).where, chart)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param("resources: [../base]\nimages: [{name: a, newTag: '2'}]", True, id="images"),
        pytest.param("resources: [../base]\npatchesStrategicMerge: [x.yaml]", True, id="patches"),
        pytest.param("resources: [a.yaml]\nnamespace: x", False, id="only-a-list"),
    ],
)
def test_overlays_that_change_images(data: str, *, told: bool) -> None:
    """What is deployed by them is not what the manifests say."""
    one = entry("overlays/prod/kustomization.yaml", data=data)
    expected = [UnrenderedTemplate(one.where, "overlays/prod", kustomize=True)]
    assert list(KIND.read(one)) == expected * told


def test_braces_in_text_are_no_template() -> None:
    """Rules and alerts have templates of their own, which nobody renders before."""
    spec = "volumes: [{name: 'Value {{ $value }} of {{ .Labels.job }}'}]"
    data = deployment("x", "a:1", spec=spec).encode()
    assert any(isinstance(one, ImageReference) for one in KIND.read(entry("x.yaml", data=data)))


def test_a_broken_manifest_is_an_error() -> None:
    """What should have been read and was not is told."""
    with pytest.raises(FormatError, match="no YAML"):
        list(KIND.read(entry("x.yaml", data=b"apiVersion: v1\nkind: [")))
