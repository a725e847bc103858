"""What is decided about an image that is only referred to."""

from pathlib import Path

import pytest

from archcompat.assess.imageoffers import NO_OFFERS, Offer, Offers, look_up_images
from archcompat.assess.references import decide_reference
from archcompat.assess.ruling import Ruling
from archcompat.errors import UnreachableError
from archcompat.graph.images import image_units
from archcompat.graph.unit import Unit
from archcompat.model.facts import ImageReference
from archcompat.model.problem import Severity
from archcompat.model.report import Basis, Impact, Verdict
from archcompat.model.target import Platform, Target
from archcompat.model.where import Where
from archcompat.rulebook.load import Rulebook
from tests.make.rulebooks import put_rule

AMD, ARM = Platform.parse("linux/amd64"), Platform.parse("linux/arm64/v8")
ISSUE = '[[known_issue]]\nrange = ">=1.5|<1.6"\nwhat = "It garbles."\n'


@pytest.fixture
def rules(tmp_path: Path) -> Rulebook:
    """An image with an arm64 manifest from 1.2 on."""
    put_rule(tmp_path, "pkg:docker/thing", ISSUE, supported=">=1.2")
    return Rulebook((tmp_path,))


def unit_of(reference: str, platform: str = "") -> Unit:
    place = ImageReference(Where(("Dockerfile",)), 3, reference, platform)
    return next(image_units([place]))


@pytest.mark.parametrize(
    ("reference", "offer", "said"),
    [
        pytest.param(
            "thing:1.3", Offer((AMD, ARM)), (Verdict.READY, Basis.PUBLISHED, ""), id="offered"
        ),
        pytest.param(
            "thing:1.5", Offer((AMD, ARM)), (Verdict.UPGRADE, Basis.RULE, "1.6"), id="known-issue"
        ),
        pytest.param(
            "thing:1.3",
            Offer((AMD,), "1.4"),
            (Verdict.UPGRADE, Basis.PUBLISHED, "1.4"),
            id="the-registry-beats-the-rule",
        ),
        pytest.param(
            "thing:1.0",
            Offer((AMD,)),
            (Verdict.UPGRADE, Basis.PUBLISHED, "1.2"),
            id="the-rule-names-the-tag",
        ),
        pytest.param(
            "own:1.0",
            Offer((AMD,)),
            (Verdict.REBUILD, Basis.PUBLISHED, ""),
            id="no-way-but-its-own",
        ),
        pytest.param(
            "own:1.0", Offer(()), (Verdict.REBUILD, Basis.PUBLISHED, ""), id="no-platform"
        ),
        pytest.param("thing:1.3", None, (Verdict.READY, Basis.RULE, ""), id="rule-alone"),
        pytest.param("thing:1.0", None, (Verdict.UPGRADE, Basis.RULE, "1.2"), id="rule-says-no"),
        pytest.param("own:1.0", None, (Verdict.UNKNOWN, Basis.GUESSED, ""), id="nobody-knows"),
        pytest.param(
            "thing:1.3", Offer(None), (Verdict.UNKNOWN, Basis.RULE, "1.3"), id="it-is-gone"
        ),
        pytest.param("own:1.0", Offer(None), (Verdict.UNKNOWN, Basis.GUESSED, ""), id="none-such"),
        pytest.param("own:$TAG", None, (Verdict.UNKNOWN, Basis.GUESSED, ""), id="variable"),
        pytest.param("", None, (Verdict.UNKNOWN, Basis.GUESSED, ""), id="empty"),
    ],
)
def test_decision(
    rules: Rulebook, reference: str, offer: Offer | None, said: tuple[Verdict, Basis, str]
) -> None:
    """Verdict, basis and the tag to go to: a registry's answer before a rule's."""
    offers = Offers({reference: offer}) if offer is not None else NO_OFFERS
    found = decide_reference(unit_of(reference), Ruling(rules, Target()), offers)
    way = found.remediation.to_version if found.remediation else ""
    assert (found.verdict, found.basis, way) == said
    assert found.message
    if found.verdict is Verdict.READY:
        assert found.impact is Impact.NONE


@pytest.mark.parametrize(
    ("platform", "verdict"),
    [
        pytest.param("linux/amd64", Verdict.REBUILD, id="another"),
        pytest.param("linux/arm64", Verdict.READY, id="the-target"),
        pytest.param("$BUILDPLATFORM", Verdict.READY, id="the-builder's"),
    ],
)
def test_a_place_that_insists_on_a_platform(
    rules: Rulebook, platform: str, verdict: Verdict
) -> None:
    """What is offered does not matter there; the line is named."""
    unit = unit_of("thing:1.3", platform)
    found = decide_reference(
        unit, Ruling(rules, Target()), Offers({"thing:1.3": Offer((AMD, ARM))})
    )
    assert found.verdict is verdict
    if verdict is Verdict.REBUILD:
        assert found.evidence[0].text == "Dockerfile:3 insists on linux/amd64"
        assert "is there for linux/arm64" in found.message


class Fake:
    """Registries that know one image, and fail for those of one host."""

    def platforms(self, reference: str) -> tuple[Platform, ...] | None:
        if reference.startswith("silent.example/"):
            raise UnreachableError("silent.example cannot be reached: Connection refused")
        return (AMD,) if reference == "a:1" else None

    def layers(self, reference: str, platform: Platform) -> tuple[str, ...] | None:
        return ("sha256:1",) if reference == "a:1" and platform == AMD else None

    def nearest(self, reference: str, platform: Platform) -> str:
        return f"{reference.partition(':')[2]}.1" if platform.arch is ARM.arch else ""


def test_looking_up() -> None:
    """Each image once; a registry that does not answer is told once, with what it costs."""
    names = ["a:1", "a:1", "b:1", "silent.example/c", "silent.example/d"]
    units = [unit_of(name) for name in names]
    found = look_up_images(units, Fake(), Target().platform)
    assert found.by_reference == {"a:1": Offer((AMD,), "1.1"), "b:1": Offer(None)}
    assert [(one.code, one.severity, one.detail) for one in found.problems] == [
        (
            "registry-unreachable",
            Severity.WARNING,
            "silent.example cannot be reached: Connection refused; 2 images were judged without it",
        )
    ]
