"""Environment markers: those of the dependency specifiers specification."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from archcompat.graph.markers import applies, read_edge
from archcompat.model.target import Platform, Target

ARM = Target(python="3.8")
UNKNOWN_PYTHON = Target()


@pytest.mark.parametrize(
    ("marker", "target", "holds"),
    [
        pytest.param("", ARM, True, id="no-marker"),
        pytest.param('platform_machine == "aarch64"', ARM, True, id="machine"),
        pytest.param('platform_machine == "x86_64"', ARM, False, id="machine-today"),
        pytest.param(
            'platform_machine == "x86_64"',
            Target(Platform.parse("linux/amd64")),
            True,
            id="machine-amd64",
        ),
        pytest.param('sys_platform == "win32"', ARM, False, id="system"),
        pytest.param('platform_system == "Linux"', ARM, True, id="system-name"),
        pytest.param('os_name == "posix"', ARM, True, id="os"),
        pytest.param('"linux" in sys_platform', ARM, True, id="substring"),
        pytest.param('python_version < "3.9"', ARM, True, id="python-older"),
        pytest.param('python_version < "3.8"', ARM, False, id="python-newer"),
        pytest.param('python_version >= "3.10"', ARM, False, id="ten-is-more-than-eight"),
        pytest.param('python_full_version >= "3.8.1"', ARM, True, id="micro-release-unknown"),
        pytest.param('python_full_version < "3.8.1"', ARM, True, id="micro-release-unknown-below"),
        pytest.param('python_full_version >= "3.9"', ARM, False, id="full-version-newer"),
        pytest.param('implementation_name == "pypy"', ARM, False, id="implementation"),
        pytest.param('extra == "test"', ARM, False, id="extra"),
        pytest.param('python_version < "3.9"', UNKNOWN_PYTHON, True, id="python-unknown"),
        pytest.param(
            'python_version >= "3.9"', UNKNOWN_PYTHON, True, id="python-unknown-either-way"
        ),
        pytest.param(
            'sys_platform == "win32" and python_version >= "3.5"',
            UNKNOWN_PYTHON,
            False,
            id="python-unknown-system-known",
        ),
        pytest.param(
            'platform_python_implementation == "PyPy"',
            UNKNOWN_PYTHON,
            False,
            id="python-unknown-implementation-known",
        ),
        pytest.param("what is this", ARM, True, id="no-marker-at-all"),
        pytest.param('sys_platform ~= "linux"', ARM, True, id="cannot-be-compared"),
        pytest.param('dependency_groups == "a"', ARM, True, id="no-such-variable"),
        pytest.param(
            "(" * 5000 + 'os_name == "nt"' + ")" * 5000, ARM, True, id="nested-without-end"
        ),
    ],
)
def test_a_marker_is_judged_for_the_target(marker: str, target: Target, holds: bool) -> None:
    """Never for the machine that scans, and what is unknown rules nothing out."""
    assert applies(marker, target) is holds


def test_an_extra_holds_when_it_is_asked_for() -> None:
    """The variable ``extra`` is the caller's."""
    assert applies('extra == "test"', ARM, extra="test")


@pytest.mark.parametrize(
    "line",
    [
        "numpy",
        "Zope.Interface>=5",
        "x[a,b] (>=1,<2) ; python_version < '3.9'",
        "x ; extra == 'dev' and os_name == 'nt'",
        "x @ https://example.org/x.zip ; os_name == 'nt'",
        "x@ git+https://example.org/x;y",
    ],
)
def test_what_a_line_requires(line: str) -> None:
    """Oracle: packaging's Requirement."""
    theirs = Requirement(line)
    name, marker = read_edge(line)
    assert name == theirs.name.lower().replace(".", "-")
    assert bool(marker.strip()) == (theirs.marker is not None)


def test_no_requirement() -> None:
    """What names nothing requires nothing."""
    assert read_edge("???") == ("", "")


PIECES = st.sampled_from(
    (
        *("python_version", "platform_release", "extra", "extras", "sys_platform", "os.name"),
        *("==", "===", "~=", "<", "!=", "in", "not in", "and", "or", "(", ")", ",", ";"),
        *('"3.8"', '"3.8.*"', '"linux"', "'x'", '""', '"', "1.0", "*", "\0", "é"),
    )
)


@given(st.lists(st.one_of(PIECES, st.text(st.characters(), max_size=3)), max_size=8))
def test_any_text_is_a_marker_or_none(pieces: list[str]) -> None:
    """Packages on indexes hold every mistake there is; none of them ends a scan."""
    text = " ".join(pieces)

    assert applies(text, ARM) in (True, False)
    assert applies(text, UNKNOWN_PYTHON, extra=text) in (True, False)
