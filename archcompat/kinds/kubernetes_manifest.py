"""Kubernetes manifests in YAML or JSON, and charts that were not rendered to such."""

import re
from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.kubernetes import parse_manifests
from archcompat.formats.projectpath import is_projects
from archcompat.formats.yamldoc import MAX_BYTES
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.workload import UnrenderedTemplate

_OBJECT = re.compile(rb"""(?m)^[ \t{,-]*["']?apiVersion["']?[ \t]*:""")
# What only Helm fills in: https://helm.sh/docs/chart_template_guide/builtin_objects/
_HELM = re.compile(
    rb"\{\{[^{}]*(?:[ \t(]\.(?:Values|Release|Chart|Capabilities|Files)\b|\binclude[ \t]+[\"`])"
)
# https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
_KUSTOMIZATION = ("kustomization.yaml", "kustomization.yml")
_CHANGES = re.compile(rb"(?m)^(?:images|patches\w*|helmCharts|replacements|components)[ \t]*:")


class KubernetesManifest:
    """Reads a project's own files: what is deployed is not known by what an image holds."""

    name = "kubernetes-manifest"
    marks = Marks(suffixes=("yaml", "yml", "json"))

    def claims(self, entry: Entry) -> bool:
        """By the suffix; of JSON, which is much else, also by what stands at the start."""
        name = entry.where.parts[-1]
        if not name.endswith((".yaml", ".yml", ".json")):
            return False
        if name.endswith(".json") and b'"apiVersion"' not in entry.head:
            return False
        return is_projects(entry.where)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the images, and the workloads that use them; what it is no manifest of, nothing."""
        with entry.open() as stream:
            data = stream.read(MAX_BYTES + 1)
        if entry.where.name in _KUSTOMIZATION:
            if _CHANGES.search(data) is not None:
                yield UnrenderedTemplate(entry.where, entry.where.folder, kustomize=True)
            return
        if _OBJECT.search(data) is None:
            return
        if len(data) > MAX_BYTES:
            raise FormatError("limit-size", f"a manifest of over {MAX_BYTES:,} bytes")
        if _HELM.search(data) is not None:
            yield UnrenderedTemplate(entry.where, _chart(entry))
            return
        try:
            yield from parse_manifests(data, entry.where)
        except FormatError:
            if b"{{" not in data:
                raise
            yield UnrenderedTemplate(entry.where, _chart(entry))


def _chart(entry: Entry) -> str:
    """The folder around ``templates``, or that of the file."""
    folder = entry.where.folder
    above, mark, _ = f"/{folder}/".partition("/templates/")
    return (above if mark else folder).strip("/")


KIND = KubernetesManifest()
