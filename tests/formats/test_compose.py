"""The services of Compose files."""

import pytest

from archcompat.formats.compose import parse_compose
from archcompat.model.facts import Fact, ImageReference
from archcompat.model.where import Where
from archcompat.model.workload import HardCoded

PLACE = Where(("compose.yaml",))


def parsed(text: str) -> list[Fact]:
    return list(parse_compose(text.encode(), PLACE))


def test_services() -> None:
    """Images with their lines and platforms; what is built is known by its Dockerfile."""
    text = """\
x-base: &base
  image: redis:${TAG:-6}
  platform: linux/amd64
services:
  cache: *base
  queue:
    <<: *base
    image: ${REGISTRY}/rabbit
  web:
    build: .
    image: me/web
"""
    assert parsed(text) == [
        ImageReference(PLACE, 2, "redis:6", "linux/amd64", "service cache"),
        ImageReference(PLACE, 8, "", "linux/amd64", "service queue"),
    ]


@pytest.mark.parametrize(
    ("service", "found"),
    [
        pytest.param("build: .\n    platform: linux/amd64", ["platform: linux/amd64"], id="build"),
        pytest.param(
            "build: {platforms: [linux/amd64]}", ["platforms: linux/amd64"], id="one-platform"
        ),
        pytest.param("build: {platforms: [linux/amd64, linux/arm64]}", [], id="two-platforms"),
        pytest.param(
            "deploy: {placement: {constraints: ['node.platform.arch == x86_64', 'a == b']}}",
            ["node.platform.arch == x86_64"],
            id="swarm-constraint",
        ),
    ],
)
def test_places_that_insist(service: str, found: list[str]) -> None:
    """Each with its text."""
    facts = parsed(f"services:\n  x:\n    {service}\n")
    assert [one.text for one in facts if isinstance(one, HardCoded)] == found
