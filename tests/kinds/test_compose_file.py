"""The kind that reads Compose files."""

import pytest

from archcompat.kinds.compose_file import KIND
from archcompat.model.facts import ImageReference
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("compose.yaml", True),
        ("a/docker-compose.yml", True),
        ("docker-compose.prod.yml", True),
        ("podman-compose.yml", True),
        ("composer.yaml", False),
        ("web.yaml", False),
        ("node_modules/x/compose.yaml", False),
    ],
)
def test_claims(path: str, *, claimed: bool) -> None:
    """By the usual names."""
    assert KIND.claims(entry(path)) is claimed


def test_reads_images() -> None:
    """What has no services is nothing."""
    assert list(KIND.read(entry("compose.yaml", data="a: [b"))) == []
    [image] = KIND.read(entry("compose.yaml", data="services: {x: {image: 'a:1'}}"))
    assert isinstance(image, ImageReference)
