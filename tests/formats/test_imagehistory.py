"""Where the history of an image says that its base ends."""

import pytest

from archcompat.formats.imagehistory import base_layers

_LAYER = ("RUN make", True)
_OLD, _NEW = ('/bin/sh -c #(nop)  CMD ["bash"]', False), ('CMD ["python3"]', False)
_ENV = ("ENV A=1", False)


@pytest.mark.parametrize(
    ("steps", "number"),
    [
        pytest.param([_LAYER, _OLD, _LAYER], 1, id="debian"),
        pytest.param([_LAYER, _OLD, _ENV, _LAYER, _LAYER, _NEW, _LAYER, _ENV], 3, id="python"),
        pytest.param([_LAYER, _OLD, _LAYER, _NEW], 1, id="the-own-command-ends-no-base"),
        pytest.param([_LAYER, _NEW], 0, id="nothing-on-it"),
        pytest.param([_LAYER, _LAYER], 0, id="no-command"),
        pytest.param([_NEW, _LAYER], 0, id="nothing-below"),
        pytest.param([_LAYER, ("RUN CMD", False), _LAYER], 0, id="another-word"),
        pytest.param([_LAYER, ("CMDS", False), _LAYER], 0, id="a-longer-word"),
        pytest.param([], 0, id="none"),
    ],
)
def test_base_layers(steps: list[tuple[str, bool]], number: int) -> None:
    """The last command that has layers above it is the base's."""
    assert base_layers(steps) == number
