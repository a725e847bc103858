"""Which images an image names, and what their rules say of them."""

from pathlib import Path

import pytest

from archcompat.assess.images import named_images
from archcompat.assess.ruling import Ruling
from archcompat.model.layer import Subject
from archcompat.model.report import Basis, Impact, Provenance, Verdict
from archcompat.model.target import Target
from archcompat.rulebook.load import Rulebook
from tests.make.rulebooks import put_rule

UPGRADE, REINSTALL = Verdict.UPGRADE, Verdict.REINSTALL
ISSUE = '[[known_issue]]\nrange = ">=1.7|<1.8"\nwhat = "It garbles."\nimpact = "feature"\n'
LARGE = '[[known_issue]]\nrange = "<1.9"\nwhat = "It aborts."\npage_size = 16384\n'
MUSL = '[libc]\nmusl = ">=1.6"\n'
OTHER = '[[alternative]]\npackage = "pkg:docker/good/one"\n'


@pytest.fixture
def rules(tmp_path: Path) -> Rulebook:
    """Images with an arm64 manifest from 1.2 on, one without any, one for another machine."""
    put_rule(tmp_path, "pkg:docker/thing", MUSL, supported=">=1.2|=stable")
    put_rule(tmp_path, "pkg:docker/quay.io/a/thing", supported=">=1.2|<3")
    put_rule(tmp_path, "pkg:docker/logger", ISSUE + LARGE, supported=">=1.5")
    put_rule(tmp_path, "pkg:docker/gone", OTHER, supported="", otherwise="replace")
    put_rule(tmp_path, "pkg:docker/elsewhere", supported=">=2", target="linux/s390x")
    return Rulebook((tmp_path,))


def told(
    rules: Rulebook,
    *references: str,
    base: str = "",
    claimed: bool = False,
    page_size: int = 4096,
) -> list[tuple[str, Verdict, str]]:
    """The id, the verdict and the version to go to of each image that is named."""
    subject = Subject("image", "x", references=references, base=base)
    ruling = Ruling(rules, Target(page_size=page_size))
    return [
        (unit.id, decision.verdict, decision.remediation.to_version if decision.remediation else "")
        for unit, decision in named_images(subject, ruling, claimed=claimed)
    ]


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        pytest.param("thing:1.0", ("pkg:docker/thing@1.0", UPGRADE, "1.2"), id="before"),
        pytest.param("thing:1.2", ("pkg:docker/thing@1.2", REINSTALL, "1.2"), id="at-the-border"),
        pytest.param(
            "thing:1.3-slim", ("pkg:docker/thing@1.3-slim", REINSTALL, "1.3-slim"), id="variant"
        ),
        pytest.param(
            "thing:1.3-alpine", ("pkg:docker/thing@1.3-alpine", UPGRADE, "1.6"), id="alpine"
        ),
        pytest.param("thing:stable", ("pkg:docker/thing@stable", REINSTALL, "stable"), id="word"),
        pytest.param("thing:latest", ("pkg:docker/thing", REINSTALL, ""), id="latest"),
        pytest.param("thing", ("pkg:docker/thing", REINSTALL, ""), id="no-tag"),
        pytest.param(
            "thing:1.0@sha256:" + "0" * 64, ("pkg:docker/thing@1.0", UPGRADE, "1.2"), id="digest"
        ),
        pytest.param(
            "docker.io/library/thing:1.0", ("pkg:docker/thing@1.0", UPGRADE, "1.2"), id="hub"
        ),
        pytest.param(
            "public.ecr.aws/docker/library/thing:1.0",
            ("pkg:docker/thing@1.0", UPGRADE, "1.2"),
            id="mirror",
        ),
        pytest.param(
            "quay.io/a/thing:1.0",
            ("pkg:docker/quay.io/a/thing@1.0", UPGRADE, "1.2"),
            id="other-registry",
        ),
        pytest.param(
            "quay.io/a/thing:3",
            ("pkg:docker/quay.io/a/thing@3", Verdict.BLOCKED, ""),
            id="newer-than-all",
        ),
        pytest.param("gone:1", ("pkg:docker/gone@1", Verdict.REPLACE, ""), id="never"),
        pytest.param("gone", ("pkg:docker/gone", Verdict.REPLACE, ""), id="never-any"),
    ],
)
def test_reference(reference: str, said: tuple[str, Verdict, str], rules: Rulebook) -> None:
    """What an image is stored as and what it is built on are asked alike."""
    assert told(rules, reference) == [said]
    assert told(rules, base=reference) == [said]


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param("orders:2.3.0", id="without-a-rule"),
        pytest.param("team/thing:1.0", id="another-users"),
        pytest.param("localhost:5000/thing:1.0", id="another-registrys"),
        pytest.param("elsewhere:1.0", id="rule-for-another-machine"),
        pytest.param("thing:custom", id="tag-without-an-order"),
        pytest.param("quay.io/a/thing:latest", id="newest-may-or-may-not-do"),
        pytest.param("thing@sha256:" + "0" * 64, id="digest-alone"),
        pytest.param("", id="empty"),
        pytest.param("Not A Reference", id="no-reference"),
        pytest.param("../../thing:1.0", id="path"),
        pytest.param("thing:1.0\n", id="line-end"),
        pytest.param("a/" * 400 + "thing:1.0", id="very-long"),
    ],
)
def test_nothing_is_said_of(reference: str, rules: Rulebook) -> None:
    """Anybody may tag an image as they like: no rule, no tag to place, nothing unknown."""
    assert told(rules, reference, base=reference) == []


def test_each_is_said_once_and_in_order(rules: Rulebook) -> None:
    """Two names of one image, which is its own base too, beside another one."""
    names = ("thing:1.0", "docker.io/library/thing:1.0", "gone:1")
    assert [name for name, *_ in told(rules, *names, base="thing:1.0")] == [
        "pkg:docker/gone@1",
        "pkg:docker/thing@1.0",
    ]


@pytest.mark.parametrize(
    ("reference", "page_size", "said"),
    [
        pytest.param("thing:1.0", 4096, [], id="whatever-its-tag-says"),
        pytest.param("gone:1", 4096, [], id="though-there-is-none"),
        pytest.param("logger:1.6", 4096, [], id="nothing-known"),
        pytest.param("logger", 4096, [], id="no-tag"),
        pytest.param("logger:odd", 4096, [], id="no-order"),
        pytest.param("logger:1.7", 4096, [("1.7", UPGRADE, "1.8")], id="known-issue"),
        pytest.param("logger:1.4", 65536, [("1.4", UPGRADE, "1.9")], id="known-of-its-own-build"),
        pytest.param("logger:1.7", 16384, [("1.7", UPGRADE, "1.9")], id="both"),
        pytest.param("logger:1.9", 65536, [], id="mended"),
    ],
)
def test_the_targets_own_image(
    reference: str, page_size: int, said: list[tuple[str, Verdict, str]], rules: Rulebook
) -> None:
    """Of an image that is the target's already only what goes wrong there all the same."""
    found = told(rules, reference, claimed=True, page_size=page_size)
    assert found == [(f"pkg:docker/logger@{tag}", *rest) for tag, *rest in said]


@pytest.mark.parametrize(
    ("reference", "claimed", "impact", "message"),
    [
        pytest.param(
            "thing:1.0",
            False,
            Impact.FAILS,
            "The image is stored as thing:1.0. 1.0 is not published for the target; 1.2 is.",
            id="upgrade",
        ),
        pytest.param(
            "thing:1.2",
            False,
            Impact.NONE,
            "The image is stored as thing:1.2. 1.2 is published for the target.",
            id="reinstall",
        ),
        pytest.param(
            "thing",
            False,
            Impact.NONE,
            "The image is stored as thing. What is newest is published for the target.",
            id="newest",
        ),
        pytest.param(
            "quay.io/a/thing:3",
            False,
            Impact.FAILS,
            "The image is stored as quay.io/a/thing:3. 3 is not published for the target.",
            id="blocked",
        ),
        pytest.param(
            "logger:1.7",
            True,
            Impact.FEATURE,
            "The image is stored as logger:1.7. 1.7 is published for the target, but: It garbles.",
            id="known-issue",
        ),
    ],
)
def test_what_is_said(
    reference: str, claimed: bool, impact: Impact, message: str, rules: Rulebook
) -> None:
    """What the image says comes first, in the message and in the evidence."""
    subject = Subject("image", "x", references=(reference,))
    ((unit, decision),) = named_images(subject, Ruling(rules, Target()), claimed=claimed)
    assert (decision.message, decision.impact) == (message, impact)
    assert (unit.ecosystem, unit.provenance) == ("docker", Provenance.BASE_IMAGE)
    first, *others = decision.evidence
    assert (first.basis, first.text) == (Basis.DECLARED, f"The image is stored as {reference}.")
    assert [line.url for line in others] == ["https://example.org/thing"]
