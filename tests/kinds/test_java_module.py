"""The kind that reads the descriptor of a JDK module."""

import pytest

from archcompat.errors import FormatError
from archcompat.kinds.java_module import KIND
from archcompat.model.programfacts import JavaIdentity
from tests.make.classfile import java_class, module_info
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("parts", "claimed"),
    [
        pytest.param(("java.base.jmod", "classes/module-info.class"), True, id="jmod"),
        pytest.param(("classes/module-info.class",), False, id="no-archive"),
        pytest.param(("x.jar", "module-info.class"), False, id="jar"),
    ],
)
def test_claims(parts: tuple[str, ...], *, claimed: bool) -> None:
    """In a jmod only: a JAR has its version elsewhere."""
    assert KIND.claims(entry(*parts)) is claimed


def test_read() -> None:
    """Name and version."""
    made = module_info("java.base", "17.0.15")
    found = entry("java.base.jmod", "classes/module-info.class", data=made)

    expected = JavaIdentity(found.where, "", "java.base", "17.0.15", "module-info")
    assert list(KIND.read(found)) == [expected]


def test_another_class() -> None:
    """It is a problem of that file."""
    found = entry("java.base.jmod", "classes/module-info.class", data=java_class())
    with pytest.raises(FormatError):
        list(KIND.read(found))
