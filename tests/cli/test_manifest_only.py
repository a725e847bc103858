"""``scan --manifest-only``: what a registry offers, and no layer."""

import json

import pytest

from tests.cli.running import Run
from tests.make.image import Files, Image, add_image, add_index, digest_of, tar_of
from tests.make.registry import give_image
from tests.make.webserver import Reply, serving

_AMD = Image((tar_of({"app": b"amd"}),))
_ARM = Image((tar_of({"app": b"arm"}),), architecture="arm64")


@pytest.mark.parametrize(
    ("images", "code", "verdict", "basis"),
    [
        pytest.param([_AMD, _ARM], 0, "ready", "published", id="offered"),
        pytest.param([_AMD], 1, "upgrade", "published", id="another-tag-is"),
    ],
)
def test_of_a_registry(run: Run, images: list[Image], code: int, verdict: str, basis: str) -> None:
    """The component is the image; nothing but manifests, tags and configs was asked for."""
    with serving() as site:
        for tag, stored in (("1.0", images), ("1.1", [_AMD, _ARM])):
            files: Files = {}
            found = [add_image(files, image) for image in stored]
            reference = give_image(site, "team/app", tag, files, add_index(files, found))
        site.give("/v2/team/app/tags/list?n=1000", Reply(200, b'{"tags":["1.0","1.1"]}'))
        wanted = reference.replace(":1.1", ":1.0")
        done = run("scan", "--manifest-only", f"docker://{wanted}", "-f", "json", "--no-offline")
        asked = {one.path.rpartition("/")[2] for one in site.asked}
    assert done.code == code, done.err
    (component,) = json.loads(done.out)["components"]
    assert (component["verdict"], component["basis"]) == (verdict, basis)
    assert not asked & {digest_of(layer) for image in images for layer in image.layers}
    if code:
        (finding,) = json.loads(done.out)["findings"]
        assert finding["remediation"]["to_version"] == "1.1"


def test_of_anything_else(run: Run) -> None:
    """A file has no manifest to ask for."""
    done = run("scan", "--manifest-only", "a.jar")
    assert done.code == 2
    assert "only an image in a registry, docker://NAME, has a manifest" in done.err
