"""Which files of an image are its base's."""

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


def test_a_place_inside_a_file_is_where_the_file_is() -> None:
    """And what is not there is nobody's."""
    made = inventory(
        files=["bin/sh", "opt/a.jar", "opt/b.jar"], layers={"opt/b.jar": 1}, kind="image"
    )
    base = BaseImage(made)

    assert [base.brought(at(f"opt/{name}.jar!/x.so")) for name in "abc"] == [True, False, False]
