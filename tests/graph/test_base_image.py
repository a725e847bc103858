"""Which files of an image are its base's."""

from dataclasses import replace

import pytest

from archcompat.graph.base_image import BaseImage
from tests.make.inventory import at, inventory, native

TOOL = native("usr/local/bin/tool")


@pytest.mark.parametrize(
    ("kind", "root", "layers", "brought"),
    [
        pytest.param("image", "etc/os-release", {"opt/app": 1}, True, id="base-of-a-distribution"),
        pytest.param("image", "bin/sh", {"opt/app": 1}, True, id="base-of-busybox"),
        pytest.param(
            "image", "etc/os-release", {"opt/app": 1, "usr/local/bin/tool": 1}, False, id="added"
        ),
        pytest.param("image", "etc/os-release", {}, False, id="one-layer-may-be-all-ones-own"),
        pytest.param("image", "opt/x", {"opt/app": 1}, False, id="no-root-file-system"),
        pytest.param(
            "image",
            "etc/os-release",
            {"opt/app": 1, "etc/os-release": 1},
            False,
            id="root-file-system-on-top",
        ),
        pytest.param("directory", "etc/os-release", {}, False, id="no-image"),
    ],
)
def test_the_lowest_layer_is_the_base_if_it_is_a_root_file_system(
    kind: str, root: str, layers: dict[str, int], brought: bool
) -> None:
    """A file that a layer above replaced is that layer's."""
    made = inventory(TOOL, files=[root, "opt/app"], layers=layers, kind=kind)

    assert BaseImage(made).brought(TOOL.where) is brought


@pytest.mark.parametrize(
    ("number", "seen", "root", "brought"),
    [
        pytest.param(2, True, "opt/x", [True, True, False], id="two-layers"),
        pytest.param(2, False, "bin/sh", [True, True, False], id="two-by-the-history"),
        pytest.param(2, False, "opt/x", [False] * 3, id="a-history-without-a-root"),
        pytest.param(0, False, "bin/sh", [True, False, False], id="nobody-knows"),
    ],
)
def test_as_many_layers_as_are_known_to_be_the_base(
    number: int, seen: bool, root: str, brought: list[bool]
) -> None:
    """That the user says so, or that the layers are the base's own, is enough."""
    made = inventory(
        files=[root, "opt/0", "opt/1", "opt/2"], layers={"opt/1": 1, "opt/2": 2}, kind="image"
    )
    subject = replace(made.subject, base="a:1", base_layers=number, base_seen=seen)
    base = BaseImage(replace(made, subject=subject))

    assert [base.brought(at(f"opt/{layer}")) for layer in range(3)] == brought


def test_a_place_inside_a_file_is_where_the_file_is() -> None:
    """And what is not there is nobody's."""
    made = inventory(
        files=["bin/sh", "opt/a.jar", "opt/b.jar"], layers={"opt/b.jar": 1}, kind="image"
    )
    base = BaseImage(made)

    assert [base.brought(at(f"opt/{name}.jar!/x.so")) for name in "abc"] == [True, False, False]
