"""JUnit XML, which build servers show as tests: a component is a test, one that fails is failed.

As the Ant task wrote it, with what Jenkins reads: https://github.com/testmoapp/junitxml.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from archcompat.model.problem import Severity
from archcompat.model.report import Component, Report, ReportProblem, Suppression, Verdict
from archcompat.render import words
from archcompat.render.notice import Level, Notice, notices
from archcompat.render.page import Page
from archcompat.render.safe import printable


def render(reports: Sequence[Report], page: Page) -> str:  # noqa: ARG001 - it is read by programs
    """One suite a report."""
    whole = ET.Element("testsuites", name="archcompat")
    for report, found in zip(reports, notices(reports), strict=True):
        whole.append(_suite(report, found))
    _counted(whole)
    ET.indent(whole)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(whole, encoding="unicode")}\n'


def _suite(report: Report, found: Sequence[Notice]) -> ET.Element:
    suite = ET.Element("testsuite", name=printable(report.subject.name))
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("target", report.target.platform),
        ("verdict", report.verdict.value),
        ("complete", str(report.complete).lower()),
    ):
        ET.SubElement(properties, "property", name=name, value=printable(value))
    told = {name for one in found for name in one.finding.members or (one.finding.component,)}
    suite.extend(_of_notice(notice) for notice in found)
    suite.extend(_passed(one) for one in report.components if one.id not in told)
    suite.extend(_of_problems(report.problems))
    _counted(suite)
    return suite


def _of_notice(notice: Notice) -> ET.Element:
    """A failure, an error for what nobody knows, or a test that passed with a remark.

    One that is left out at the gate is skipped, whatever it is.
    """
    ecosystem = notice.component.ecosystem if notice.component is not None else ""
    case = _case(ecosystem, notice.name)
    verdict = notice.finding.verdict
    if notice.finding.suppressed is not None:
        _skip(case, notice.finding.suppressed)
        ET.SubElement(case, "system-out").text = notice.message
    elif verdict is Verdict.UNKNOWN:
        ET.SubElement(case, "error", type=verdict.value, message=notice.message)
    elif notice.level is Level.NOTE:
        ET.SubElement(case, "system-out").text = notice.message
    else:
        failure = ET.SubElement(case, "failure", type=verdict.value, message=notice.message)
        failure.text = "\n".join(
            f"{line.basis.value}: {printable(f'{line.text} {line.url}').rstrip()}"
            for line in notice.finding.evidence
        )
    return case


def _passed(component: Component) -> ET.Element:
    name = f"{component.name} {component.version}".rstrip()
    return _case(component.ecosystem, name)


def _of_problems(problems: Sequence[ReportProblem]) -> Iterator[ET.Element]:
    """What could not be read is an error, or nobody would look; everything else is no test."""
    for problem in problems:
        if problem.severity is Severity.ERROR:
            case = _case("reading", f"{problem.where} ({problem.code})")
            said = words.problem(problem)
            if problem.suppressed is not None:
                _skip(case, problem.suppressed)
            else:
                ET.SubElement(case, "error", type=printable(problem.code), message=said)
            yield case


def _skip(case: ET.Element, why: Suppression) -> None:
    ET.SubElement(case, "skipped", message=printable(words.reason(why)))


def _case(what: str, name: str) -> ET.Element:
    group = printable(f"archcompat.{what}".rstrip("."))
    return ET.Element("testcase", classname=group, name=printable(name), time="0")


def _counted(element: ET.Element) -> None:
    """Say how many tests an element has, and how many of them are not passed."""
    element.set("tests", str(len(list(element.iter("testcase")))))
    for plural, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(plural, str(len(list(element.iter(tag)))))
    element.set("time", "0")
