"""The JUnit report, read by a reader of such reports."""

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from archcompat.model.report import Report
from archcompat.render.junit import render
from archcompat.render.page import Page
from tests.make.report import service
from tests.render.reports import REPORTS, with_problems, with_some_left_out


def suites_of(*reports: Report) -> list[TestSuite]:
    """Oracle: what junitparser makes of the reports."""
    return list(JUnitXml.fromstring(render(reports, Page()).encode()))


def cases_of(made: Report) -> dict[str, TestCase]:
    return {case.name: case for case in suites_of(made)[0]}


@pytest.mark.parametrize("made", [pytest.param(one, id=name) for name, one in REPORTS.items()])
def test_counts(made: Report) -> None:
    """What each suite says of its tests is what a reader counts."""
    suites = suites_of(made, service())
    assert len(suites) == 2
    for suite in suites:
        said = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()
        assert said == (suite.tests, suite.failures, suite.errors, suite.skipped)


def test_results() -> None:
    """What needs a change fails, what nobody knows or could read is an error, the rest passes."""
    cases = cases_of(service())
    results = {name: [type(one) for one in case.result] for name, case in cases.items()}
    assert results == {
        "numpy 1.18.1": [Failure],
        "opt/vendor/agent": [Failure],
        "agent: needs libfoo.so.1": [Failure],
        "odd 1": [Error],
        "Debian GNU/Linux 12: 1 packages to install for the target": [],
        "netty-transport-native-epoll 4.1.30.Final": [],
        "requests 2.0": [],
        "opt/app.jar (zip-truncated)": [Error],
    }
    failure = cases["numpy 1.18.1"].result[0]
    assert failure.type == "upgrade"
    assert failure.message.startswith("numpy: upgrade. 1.18.1 has no wheel. In usr/lib/")
    assert failure.text == "observed: core.so: x86_64 https://a.b/c"
    assert cases["numpy 1.18.1"].classname == "archcompat.pypi"
    assert "upgrade" in cases["netty-transport-native-epoll 4.1.30.Final"].system_out


def test_a_package_of_a_group_is_no_test() -> None:
    """A hundred packages of a distribution are one test, like in every other report."""
    assert not any("libc6" in name for name in cases_of(service()))


def test_left_out() -> None:
    """What does not count is skipped, with the reason."""
    cases = cases_of(with_some_left_out())
    skipped = {
        name: case.result[0].message
        for name, case in cases.items()
        if case.result and type(case.result[0]) is Skipped
    }
    assert skipped.keys() == {"old 1.18.1", "tests 1.18.1", "x/bad.jar (zip-truncated)"}
    assert skipped["old 1.18.1"] == "the baseline base.json"
    assert skipped["x/bad.jar (zip-truncated)"].startswith("a damaged fixture")
    assert type(cases["new 1.18.1"].result[0]) is Failure


def test_all_that_could_not_be_read() -> None:
    """Every place that was not read is an error: a green report would be wrong."""
    suite = suites_of(with_problems(30))[0]
    assert (suite.tests, suite.errors) == (30, 30)


def test_properties() -> None:
    """The suite says what was judged for what."""
    suite = suites_of(service())[0]
    assert {one.name: one.value for one in suite.properties()} == {
        "target": "linux/arm64",
        "verdict": "upgrade",
        "complete": "false",
    }
    assert suite.name == "service.tar"
