"""Rules of Python packages beside the wheels of an index."""

import pytest

from archcompat.rulebook.verify.outcome import Standing
from tests.make.indexes import give_project, wheel_names
from tests.make.webserver import Reply, Site
from tests.rulebook.verify.conftest import Verify

ARM, MUSL, INTEL = "manylinux2014_aarch64", "musllinux_1_1_aarch64", "manylinux2014_x86_64"
FILES = [
    "thing-1.0.tar.gz",
    *wheel_names("thing", "1.0", INTEL),
    *wheel_names("thing", "1.1", INTEL, ARM, tag="cp38-cp38"),
    *wheel_names("thing", "1.2rc1", ARM),
    *wheel_names("thing", "1.2", INTEL),
    *wheel_names("thing", "1.3", INTEL, ARM, MUSL),
]


@pytest.mark.parametrize(
    ("supported", "more", "wrong"),
    [
        pytest.param(">=1.1|<1.2|>=1.3", "", [], id="agrees"),
        pytest.param(
            ">=1.1",
            "",
            ["1.2: called supported, but no wheel installs on the target"],
            id="too much",
        ),
        pytest.param(
            ">=1.3",
            "",
            ["1.1: called unsupported, but a wheel installs on the target"],
            id="too little",
        ),
        pytest.param(
            "*",
            "",
            [
                "1.0: called supported, but no wheel installs on the target",
                "1.2: called supported, but no wheel installs on the target",
            ],
            id="everything",
        ),
        pytest.param(
            "",
            "",
            [
                "1.1: called unsupported, but a wheel installs on the target",
                "1.3: called unsupported, but a wheel installs on the target",
            ],
            id="nothing",
        ),
        pytest.param(">=1.1|<1.2|>=1.3", '[libc]\nmusl = ">=1.3"', [], id="musl"),
        pytest.param(
            ">=1.1|<1.2|>=1.3",
            '[libc]\nmusl = "*"',
            ["1.1: called supported, but no wheel installs on musl"],
            id="too much for musl",
        ),
        pytest.param(
            ">=1.1|<1.2|>=1.3",
            '[python]\n"3.8" = "<1.2"\n"3.11" = ">=1.2"',
            [],
            id="interpreters",
        ),
        pytest.param(
            ">=1.1|<1.2|>=1.3",
            '[python]\n"3.11" = "*"',
            ["1.1: called supported, but no wheel installs for Python 3.11"],
            id="too much for an interpreter",
        ),
    ],
)
def test_ranges(
    site: Site, outcome_of: Verify, supported: str, more: str, wrong: list[str]
) -> None:
    """Each final version, against the index."""
    give_project(site, "thing", FILES)
    outcome = outcome_of("pypi/thing", supported, more)
    assert list(outcome.wrong) == wrong
    assert outcome.versions == ("1.0", "1.1", "1.2", "1.3")
    assert outcome.standing is (Standing.DISAGREES if wrong else Standing.AGREES)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param("thing-1.0-py3-none-any.whl", id="pure"),
        pytest.param("thing-1.0-cp37-abi3-manylinux_2_17_aarch64.whl", id="stable ABI"),
        pytest.param("thing-1.0-py3-none-manylinux_2_28_aarch64.whl", id="any interpreter"),
        pytest.param(
            "thing-1.0-cp310-cp310-manylinux_2_17_aarch64.manylinux2014_aarch64.whl", id="two tags"
        ),
    ],
)
def test_what_serves_the_target(site: Site, outcome_of: Verify, file: str) -> None:
    """A wheel that pip installs there."""
    give_project(site, "thing", [file])
    assert outcome_of("pypi/thing", "*").standing is Standing.AGREES


@pytest.mark.parametrize(
    "file",
    [
        pytest.param("thing-1.0.tar.gz", id="source"),
        pytest.param("thing-1.0-cp38-cp38-macosx_11_0_arm64.whl", id="another system"),
        pytest.param("thing-1.0-cp27-cp27mu-manylinux2014_aarch64.whl", id="Python 2"),
        pytest.param("thing-1.0-pp310-pypy310_pp73-manylinux2014_aarch64.whl", id="PyPy"),
        pytest.param("thing-1.0-cp313-cp313t-manylinux2014_aarch64.whl", id="free-threaded"),
        pytest.param("thing-1.0-cp310-cp310-musllinux_1_1_aarch64.whl", id="another C library"),
        pytest.param(
            {"filename": "thing-1.0-py3-none-any.whl", "requires-python": "<3"},
            id="Requires-Python",
        ),
    ],
)
def test_what_does_not(site: Site, outcome_of: Verify, file: str) -> None:
    """Nothing that has to be compiled, or is for something else."""
    give_project(site, "thing", [file])
    assert outcome_of("pypi/thing", "").standing is Standing.AGREES


def test_withdrawn_files_do_not_count(site: Site, outcome_of: Verify) -> None:
    """A version of which every file is yanked is none."""
    yanked = {"filename": f"thing-1.0-cp311-cp311-{ARM}.whl", "yanked": "broken"}
    give_project(site, "thing", [yanked, "thing-1.1.tar.gz"])
    outcome = outcome_of("pypi/thing", "")
    assert (outcome.versions, outcome.wrong) == (("1.1",), ())


@pytest.mark.parametrize("range_of_python", ["", "*"], ids=["unsupported", "supported"])
def test_the_first_release_of_an_interpreter(
    site: Site, outcome_of: Verify, range_of_python: str
) -> None:
    """``<=3.11`` lets 3.11.0 in and no later one: a rule may say either."""
    name = f"thing-1.0-cp311-cp311-{ARM}.whl"
    give_project(site, "thing", [{"filename": name, "requires-python": "<=3.11"}])
    more = f'[python]\n"3.11" = "{range_of_python}"'
    assert outcome_of("pypi/thing", "*", more).standing is Standing.AGREES


def test_spellings_of_a_version(site: Site, outcome_of: Verify) -> None:
    """The files of 1.0 and 1.0.0 are those of one version."""
    give_project(site, "thing", ["thing-1.0.tar.gz", f"thing-1.0.0-cp311-cp311-{ARM}.whl"])
    outcome = outcome_of("pypi/thing", ">=1.0")
    assert (outcome.standing, len(outcome.versions)) == (Standing.AGREES, 1)


def test_an_unknown_project(site: Site, outcome_of: Verify) -> None:
    """A rule about what nobody can install is wrong."""
    assert site.base
    assert outcome_of("pypi/thing", "").wrong == ("the index knows no such project",)


@pytest.mark.parametrize("reply", [Reply(503), Reply(200, b"Sign in")], ids=["silent", "nonsense"])
def test_an_index_without_an_answer(site: Site, outcome_of: Verify, reply: Reply) -> None:
    """It neither agrees nor disagrees."""
    site.give("/simple/thing/", reply)
    outcome = outcome_of("pypi/thing", "*")
    assert outcome.standing is Standing.UNCHECKED
    assert outcome.notes


def test_no_final_version(site: Site, outcome_of: Verify) -> None:
    """Then there is nothing to compare."""
    give_project(site, "thing", ["thing-1.0rc1.tar.gz", "thing-nonsense.tar.gz"])
    assert outcome_of("pypi/thing", "*").standing is Standing.UNCHECKED
