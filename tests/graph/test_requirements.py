"""Requirements files joined: what is installed, what only limits, what the target leaves out.

What ``-r`` and ``-c`` mean is pip's own doing (``pip._internal.req.req_file``).
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.graph.requirements import pinned_version, wanted
from archcompat.model.pythonfacts import Requirement, RequirementsInclude
from archcompat.model.target import Target
from tests.make.inventory import at

ARM = Target(python="3.8")


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        pytest.param("==1.18.1", "1.18.1", id="equal"),
        pytest.param("===1.18.1", "1.18.1", id="identical"),
        pytest.param("==1.18.1,>=1.0", "1.18.1", id="with-another-bound"),
        pytest.param("==1.18.1,==1.18.1", "1.18.1", id="twice-the-same"),
        pytest.param("==1.18.*", "", id="any-of-a-series"),
        pytest.param(">=1.18", "", id="lower-bound"),
        pytest.param("==1,==2", "", id="nothing-can-be-both"),
        pytest.param("", "", id="none"),
        pytest.param("==${VERSION}", "", id="no-version"),
    ],
)
def test_only_one_exact_version_pins(specifier: str, version: str) -> None:
    """``==`` and ``===`` without a wildcard."""
    assert pinned_version(specifier) == version


def asked(file: str, *lines: str) -> list[Requirement]:
    """Requirements ``name==1 ; marker`` of a file."""
    found = []
    for number, line in enumerate(lines, 1):
        text, _, marker = line.partition(" ; ")
        name = text.rstrip("=<>0123456789.")
        found.append(Requirement(at(file), number, name, text[len(name) :], marker=marker))
    return found


def includes(file: str, option: str, path: str) -> RequirementsInclude:
    """The line ``-r path`` or ``-c path`` of a file."""
    return RequirementsInclude(at(file), 1, path, constraint=option == "-c")


def installed(
    lines: list[Requirement], *found: RequirementsInclude, target: Target = ARM
) -> list[str]:
    """What is wanted, as ``file: name==version``."""
    return [
        f"{want.requirement.where}: {want.requirement.name}=={want.version}"
        for want in wanted(lines, found, target)
    ]


def test_a_constraints_file_pins_and_does_not_install() -> None:
    """``-c`` gives the version of what another file asks for; names are compared as PyPI does."""
    lines = [
        *asked("c.txt", "Zope.Interface==5.0", "numpy==1.18.1"),
        *asked("r.txt", "zope_interface"),
    ]

    assert installed(lines, includes("r.txt", "-c", "c.txt")) == ["r.txt: zope_interface==5.0"]


def test_a_version_of_its_own_comes_before_a_constraint() -> None:
    """As the scanner reports what the line says."""
    lines = [*asked("c.txt", "numpy==1.18.1"), *asked("r.txt", "numpy==1.19.0")]

    assert installed(lines, includes("r.txt", "-c", "c.txt")) == ["r.txt: numpy==1.19.0"]


def test_a_constraint_that_pins_nothing_leaves_it_to_the_next() -> None:
    """``numpy>=1`` and ``numpy==1.18.1`` together allow one version."""
    lines = [*asked("c.txt", "numpy>=1", "numpy==1.18.1"), *asked("r.txt", "numpy")]

    assert installed(lines, includes("r.txt", "-c", "c.txt")) == ["r.txt: numpy==1.18.1"]


def test_a_constraint_for_another_machine_does_not_pin() -> None:
    """Its marker is the target's too."""
    lines = [
        *asked("c.txt", 'numpy==1 ; platform_machine == "x86_64"', "numpy==2"),
        *asked("r.txt", "numpy"),
    ]

    assert installed(lines, includes("r.txt", "-c", "c.txt")) == ["r.txt: numpy==2"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param([("a.txt", "-r", "b.txt")], ["a", "b", "c"], id="included"),
        pytest.param([("a.txt", "-c", "b.txt")], ["a", "c"], id="constraint"),
        pytest.param(
            [("a.txt", "-c", "b.txt"), ("c.txt", "-r", "b.txt")], ["a", "b", "c"], id="both"
        ),
        pytest.param(
            [("a.txt", "-c", "b.txt"), ("b.txt", "-c", "c.txt")], ["a"], id="constraint-of-one"
        ),
        pytest.param(
            [("a.txt", "-c", "b.txt"), ("b.txt", "-r", "c.txt")], ["a", "c"], id="installed-by-one"
        ),
        pytest.param(
            [("a.txt", "-r", "b.txt"), ("b.txt", "-r", "a.txt")], ["a", "b", "c"], id="in-a-circle"
        ),
        pytest.param(
            [("a.txt", "-c", "b.txt"), ("b.txt", "-c", "b.txt")], ["a", "c"], id="of-itself"
        ),
    ],
)
def test_what_is_installed_is_what_pip_installs(
    found: list[tuple[str, str, str]], expected: list[str]
) -> None:
    """In pip ``-r`` in a constraints file installs, ``-c`` adds constraints."""
    lines = [line for name in "abc" for line in asked(f"{name}.txt", f"{name}==1")]

    got = wanted(lines, [includes(*one) for one in found], ARM)

    assert [want.requirement.name for want in got] == expected


@pytest.mark.parametrize(
    ("file", "written", "leads_to"),
    [
        pytest.param("r.txt", "deps/c.txt", "deps/c.txt", id="into-a-folder"),
        pytest.param("deps/r.txt", "c.txt", "deps/c.txt", id="beside"),
        pytest.param("deps/r.txt", "../c.txt", "c.txt", id="above"),
        pytest.param("deps/r.txt", "./x/../c.txt", "deps/c.txt", id="through"),
        pytest.param("r.txt", "../../c.txt", "c.txt", id="above-the-root"),
        pytest.param("srv/r.txt", "/srv/c.txt", "srv/c.txt", id="from-the-root"),
        pytest.param("a.tar!/deps/r.txt", "../c.txt", "a.tar!/c.txt", id="in-an-archive"),
    ],
)
def test_an_include_counts_from_the_file_that_has_it(
    file: str, written: str, leads_to: str
) -> None:
    """The folder of the including file, as in pip; nothing leads above the root."""
    lines = [*asked(leads_to, "numpy==1"), *asked(file, "numpy")]

    assert installed(lines, includes(file, "-c", written)) == [f"{at(file)}: numpy==1"]


def test_constraints_of_one_project_are_not_anothers() -> None:
    """Two folders with their own files: a pin counts where an include leads to it."""
    lines = [
        *asked("a/c.txt", "numpy==1"),
        *asked("a/base.txt", "numpy"),
        *asked("a/r.txt"),
        *asked("b/r.txt", "numpy"),
    ]
    found = [includes("a/r.txt", "-c", "c.txt"), includes("a/r.txt", "-r", "base.txt")]

    assert installed(lines, *found) == ["a/base.txt: numpy==1", "b/r.txt: numpy=="]


def test_a_line_for_another_system_is_left_out() -> None:
    """Only what would be installed on the target is judged."""
    lines = asked("r.txt", 'pywin32==227 ; sys_platform == "win32"', "flask==1.1.2")

    assert installed(lines) == ["r.txt: flask==1.1.2"]


@given(st.text(alphabet="=<>!~, 1.*ab", max_size=12))
def test_any_text_pins_or_not(text: str) -> None:
    """What is no specifier pins nothing."""
    assert isinstance(pinned_version(text), str)
