"""Rules of npm packages beside what their versions depend on."""

from typing import Any

import pytest

from archcompat.rulebook.verify.outcome import Standing
from tests.make.indexes import give_packument
from tests.make.webserver import Site
from tests.rulebook.verify.conftest import Verify

VERSIONS: dict[str, dict[str, Any]] = {
    "1.0.0": {"hasInstallScript": True},
    "1.1.0": {"optionalDependencies": {"thing-linux-64": "1", "thing-darwin-arm64": "1"}},
    "1.2.0-rc.1": {"hasInstallScript": True},
    "1.2.0": {"optionalDependencies": {"thing-linux-64": "1", "thing-linux-arm64": "1"}},
    "1.3.0": {},
}


@pytest.mark.parametrize(
    ("supported", "wrong"),
    [
        pytest.param(">=1.2.0", [], id="agrees"),
        pytest.param(
            ">=1.1.0", ["1.1.0: called supported, but it has no package for aarch64"], id="too much"
        ),
        pytest.param(
            "*",
            ["1.0.0 to 1.1.0 (2 versions): called supported, but it has no package for aarch64"],
            id="everything",
        ),
        pytest.param(
            "", ["1.2.0: called unsupported, but it has a package for aarch64"], id="nothing"
        ),
    ],
)
def test_ranges(site: Site, outcome_of: Verify, supported: str, wrong: list[str]) -> None:
    """Each final version that tells; one without packages for platforms does not."""
    give_packument(site, "thing", VERSIONS)
    outcome = outcome_of("npm/thing", supported)
    assert list(outcome.wrong) == wrong
    assert outcome.versions == ("1.0.0", "1.1.0", "1.2.0")
    assert outcome.notes[0].startswith("1 of 4 versions")


@pytest.mark.parametrize(
    "name",
    [
        "@img/sharp-linuxmusl-arm64",
        "esbuild-linux-arm64",
        "@next/swc-linux-arm64-gnu",
        "x.linux.aarch64",
    ],
)
def test_packages_for_the_target(site: Site, outcome_of: Verify, name: str) -> None:
    """As projects name them; a scope is part of the rule's name too."""
    give_packument(site, "@scope/thing", {"1.0.0": {"optionalDependencies": {name: "1"}}})
    assert outcome_of("npm/%40scope/thing", "*").standing is Standing.AGREES


@pytest.mark.parametrize("name", ["x-linux-64", "x-linux-arm", "x-linux", "x-linux-x64-musl"])
def test_packages_for_others(site: Site, outcome_of: Verify, name: str) -> None:
    """They are for Linux, but not for this architecture."""
    give_packument(site, "thing", {"1.0.0": {"optionalDependencies": {name: "1"}}})
    assert outcome_of("npm/thing", "").standing is Standing.AGREES


def test_a_package_that_tells_nothing(site: Site, outcome_of: Verify) -> None:
    """It is not checked, however the rule reads."""
    give_packument(site, "thing", {"1.0.0": {}, "1.0.1": {"dependencies": {"bindings": "1"}}})
    assert outcome_of("npm/thing", "*").standing is Standing.UNCHECKED
    assert outcome_of("npm/thing", "").standing is Standing.UNCHECKED


def test_an_unknown_package(site: Site, outcome_of: Verify) -> None:
    """A rule about what nobody can install is wrong."""
    assert site.base
    assert outcome_of("npm/thing", "").wrong == ("the registry knows no such package",)
