"""The images and workloads of manifests."""

import json

import pytest
import yaml

from archcompat.formats.kubernetes import parse_manifests
from archcompat.model.facts import ImageReference
from archcompat.model.where import Where
from archcompat.model.workload import Toleration, Workload
from tests.make.manifests import deployment

PLACE = Where(("x.yaml",))
POD = """\
spec:
  initContainers: [{name: i, image: init:1}]
  containers: [{name: c, image: app:1}]
  ephemeralContainers: [{name: e, image: debug:1}]
"""


def images(text: str) -> list[tuple[int, str, str]]:
    found = parse_manifests(text.encode(), PLACE)
    return [
        (one.line, one.reference, one.usage) for one in found if isinstance(one, ImageReference)
    ]


def workloads(text: str) -> list[Workload]:
    return [one for one in parse_manifests(text.encode(), PLACE) if isinstance(one, Workload)]


def nested(kind: str, *path: str) -> str:
    """A pod's specification below a path of keys."""
    lines = [f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: x, namespace: n}}"]
    for depth, key in enumerate(path):
        lines.append(f"{'  ' * depth}{key}:")
    lines += [f"{'  ' * len(path)}{line}" for line in POD.splitlines()]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        pytest.param("Pod", (), id="pod"),
        pytest.param("PodTemplate", ("template",), id="pod-template"),
        pytest.param("Deployment", ("spec", "template"), id="deployment"),
        pytest.param("StatefulSet", ("spec", "template"), id="stateful-set"),
        pytest.param("DaemonSet", ("spec", "template"), id="daemon-set"),
        pytest.param("ReplicaSet", ("spec", "template"), id="replica-set"),
        pytest.param("Job", ("spec", "template"), id="job"),
        pytest.param("CronJob", ("spec", "jobTemplate", "spec", "template"), id="cron-job"),
        pytest.param("Rollout", ("spec", "template"), id="custom-resource"),
        pytest.param("ScaledJob", ("spec", "jobTargetRef", "template"), id="deep-in-a-custom-one"),
    ],
)
def test_every_kind_with_a_pod(kind: str, path: tuple[str, ...]) -> None:
    """All three sorts of containers are found, wherever the pod lies."""
    text = nested(kind, *path)
    assert [(reference, usage) for _, reference, usage in images(text)] == [
        ("app:1", f"{kind} n/x, container c"),
        ("init:1", f"{kind} n/x, init container i"),
        ("debug:1", f"{kind} n/x, ephemeral container e"),
    ]
    [workload] = workloads(text)
    assert workload.title == f"{kind} n/x"
    assert workload.images == ("app:1", "init:1", "debug:1")
    for line, reference, _ in images(text):
        assert reference in text.splitlines()[line - 1]


def test_lists_streams_and_json() -> None:
    """The same objects in a stream, in a List, and as JSON give the same images."""
    objects = [yaml.safe_load(deployment(name, f"{name}:1")) for name in ("a", "b")]
    stream = yaml.dump_all(objects)
    listed = {"apiVersion": "v1", "kind": "List", "items": objects}
    for text in (stream, yaml.dump(listed), json.dumps(listed), json.dumps(listed, indent=2)):
        assert [reference for _, reference, _ in images(text)] == ["a:1", "b:1"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "kind: Prometheus\napiVersion: x/v1\nspec: {image: quay.io/p/p:v2}",
            ["quay.io/p/p:v2"],
            id="image-of-a-custom-resource",
        ),
        pytest.param(
            "kind: HelmRelease\napiVersion: x/v1\nspec:\n  values:\n    image:\n"
            "      registry: quay.io\n      repository: a/b\n      tag: 1.2\n",
            ["quay.io/a/b:1.2"],
            id="image-in-parts",
        ),
        pytest.param(
            "kind: Workflow\napiVersion: x/v1\nspec: {templates: [{container: {image: a/b:1}}]}",
            ["a/b:1"],
            id="container-of-a-workflow",
        ),
        pytest.param(
            "kind: Link\napiVersion: x/v1\nspec: {image: logo}", [], id="image-that-is-none"
        ),
        pytest.param(
            "kind: ClusterPolicy\napiVersion: x/v1\nspec: {image: '*:latest'}", [], id="pattern"
        ),
        pytest.param(
            "kind: ConfigMap\napiVersion: v1\ndata: {image: 'a/b:1'}", [], id="config-map"
        ),
        pytest.param("image: a/b:1", [], id="no-object"),
    ],
)
def test_custom_resources(text: str, found: list[str]) -> None:
    """What is surely an image is one; what only is called so is none."""
    assert [reference for _, reference, _ in images(text)] == found


def test_where_it_may_run() -> None:
    """Selector, affinity and tolerations with their lines and places."""
    spec = """\
nodeSelector:
  kubernetes.io/arch: "amd64"
  disk: ssd
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - key: kubernetes.io/arch
              operator: In
              values: [amd64]
tolerations:
  - {key: a, value: b, effect: NoSchedule}
  - operator: Exists"""
    [workload] = workloads(deployment("x", "a:1", spec=spec))
    arch, disk = workload.selector
    assert (arch.line, arch.key, arch.operator, arch.values) == (
        *(12, "kubernetes.io/arch", "In"),
        ("amd64",),
    )
    assert arch.removable == (12, 1)
    assert disk.values == ("ssd",)
    assert workload.selector_place == (12, 8)
    assert workload.spec == (11, 6)
    assert workload.tolerations_place == (23, 8)
    [[term]] = workload.terms
    assert (term.line, term.values) == (19, ("amd64",))
    assert term.last is not None
    assert term.last.source[term.last.start : term.last.end] == "amd64"
    assert workload.tolerations == (
        Toleration("a", "Equal", "b", "NoSchedule"),
        Toleration("", "Exists", "", ""),
    )


def test_images_among_arguments() -> None:
    """What a controller starts others from is deployed as well."""
    text = """\
apiVersion: v1
kind: Pod
spec:
  containers:
    - image: a:1
      command: [run, --image, no-image]
      args: [--executor-image, q.io/exec:2, --config-reloader=q.io/r:3, --image-pull-secret=x/y:z]
      env:
        - {name: HELPER_IMAGE, value: "q.io/h:4"}
        - {name: IMAGES, value: "q.io/no:5"}
"""
    assert [(line, reference) for line, reference, _ in images(text)] == [
        (5, "a:1"),
        (7, "q.io/exec:2"),
        (7, "q.io/r:3"),
        (9, "q.io/h:4"),
    ]


def test_a_bomb_of_lists_is_read_once() -> None:
    """Thirty lists of the same two lists are not 2**30 pods."""
    pod = "{apiVersion: v1, kind: Pod, spec: {containers: [{image: 'a:1'}]}}"
    lists = f"&a0 {{apiVersion: v1, kind: List, items: [{pod}]}}"
    for number in range(1, 31):
        lists = f"&a{number} {{apiVersion: v1, kind: List, items: [{lists}, *a{number - 1}]}}"
    assert len(images(lists)) == 1


def test_an_alias_is_met_once() -> None:
    """A pod that two objects of a list share is read once, and not for ever."""
    text = "apiVersion: v1\nkind: X\na: &a\n  containers: [{image: 'b:1'}]\nc: *a\nd: [*a, *a]\n"
    assert len(images(text)) == 1
