"""Reads an image reference, ``ghcr.io/owner/app:1.2@sha256:…``, and tells its docker purl."""

import re
from dataclasses import dataclass

from archcompat.errors import FormatError

# https://github.com/distribution/reference/blob/main/reference.go has the grammar; its limits are
# 255 letters for a name and 128 for a tag, so that no longer text is a reference.
_LONGEST = 600
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)(?::[0-9]+)?"
_REFERENCE = re.compile(
    rf"(?:(?P<host>{_HOST})/)?(?P<path>{_PART}(?:/{_PART})*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}))?",
    re.ASCII,
)
# Other addresses of Docker Hub, and caches that serve its images under its names.
_HUB = (
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "registry.hub.docker.com",
    "mirror.gcr.io",  # https://cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images
)
_ECR_HUB = ("public.ecr.aws", "docker/")  # public.ecr.aws/docker/library/x: the official images
# https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/
_RENAMED = {"k8s.gcr.io": "registry.k8s.io"}
_ECR = re.compile(r"(\d{12}\.dkr\.ecr\.)[a-z0-9-]+(\.amazonaws\.com(?:\.cn)?)")


@dataclass(frozen=True, slots=True)
class ImageName:
    """An image as Docker reads its reference, nothing resolved."""

    host: str
    """``ghcr.io``, ``localhost:5000``, in lower case; empty when none is written: Docker Hub."""
    path: str
    """``library/nginx`` or ``nginx``, as written."""
    tag: str
    """Empty for none."""
    digest: str
    """``sha256:…``; empty for none."""


@dataclass(frozen=True, slots=True)
class ImagePurl:
    """An image as ``pkg:docker`` names it, without quoting; two names of one image are equal."""

    namespace: str
    """``grafana``, ``quay.io/argoproj``; empty for an official image of Docker Hub."""
    name: str
    tag: str
    """``3.8-slim``; empty for none. ``latest`` is kept: it pins nothing."""
    digest: str
    """``sha256:…``; empty for none."""

    @property
    def musl(self) -> bool:
        """Whether the tag says that the image is built on Alpine, whose C library is musl."""
        return re.search(r"(?:^|-)alpine(?:\d|-|$)", self.tag) is not None


def image_name(reference: str) -> ImageName:
    """The parts of an image reference. Raises FormatError (``image-reference``)."""
    if len(reference) > _LONGEST:
        raise FormatError("image-reference", f"an image reference has at most {_LONGEST} letters")
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise FormatError("image-reference", f"{reference!r} is no image reference")
    host, path = match["host"] or "", match["path"]
    if host and not _is_host(host):
        host, path = "", f"{host}/{path}"
        if path != path.lower():
            raise FormatError("image-reference", f"{reference!r} has capitals in its name")
    return ImageName(host.lower(), path, match["tag"] or "", match["digest"] or "")


def image_purl(reference: str) -> ImagePurl:
    """The purl parts of an image reference, with mirrors and short names resolved.

    ``nginx``, ``docker.io/library/nginx`` and ``public.ecr.aws/docker/library/nginx`` are one. An
    image of another registry has the registry in its namespace, as the docker type of purl-spec
    says (https://github.com/package-url/purl-spec/blob/main/types-doc/docker-definition.md).
    Amazon's ECR publishes under each region; all are taken for us-west-2. Raises FormatError
    (``image-reference``).
    """
    image = image_name(reference)
    host, path = _canonical(image.host, image.path)
    namespace, _, name = f"{host}/{path}".lstrip("/").rpartition("/")
    return ImagePurl(namespace, name, image.tag, image.digest)


def _is_host(part: str) -> bool:
    """What Docker takes for a registry and not for a user of Docker Hub."""
    return "." in part or ":" in part or part == "localhost"


def _canonical(host: str, path: str) -> tuple[str, str]:
    """(registry, path); the registry is empty for Docker Hub, as is the folder ``library``."""
    mirror, prefix = _ECR_HUB
    if host == mirror and path.startswith(prefix):
        host, path = "", path.removeprefix(prefix)
    if host in _HUB:
        host = ""
    if not host:
        return "", path.removeprefix("library/") if path.count("/") == 1 else path
    return _ECR.sub(r"\1us-west-2\2", _RENAMED.get(host, host)), path
