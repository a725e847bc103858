"""The kind that reads Dockerfiles, and what is judged of them."""

from pathlib import Path

import pytest

from archcompat import Options, analyze
from archcompat.errors import FormatError
from archcompat.kinds import Glance
from archcompat.kinds.build_file import KIND
from archcompat.model.problem import Problem, Severity
from archcompat.model.report import Verdict
from archcompat.model.target import Platform, Target
from tests.make.packages import entry

BUILD = """\
FROM debian:12
RUN curl -LO https://example.com/linux/amd64/tool
RUN curl -LO https://example.com/linux/arm64/other
RUN curl -LO https://example.com/linux/amd64/tool
"""


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("Dockerfile", True),
        ("a/dockerfile", True),
        ("Dockerfile.prod", True),
        ("Dockerfile-alpine", True),
        ("web.Dockerfile", True),
        ("Containerfile", True),
        ("Dockerfile.dockerignore", False),
        ("Dockerfile.j2", False),
        ("dockerfile.py", False),
        ("DockerfileUpdater.cs", False),
        ("mydockerfiles", False),
        ("node_modules/x/Dockerfile", False),
    ],
)
@pytest.mark.parametrize(
    "start",
    ["FROM a", "# b\nFROM a", "ARG A\nFROM a", "#Build\nFROM a", "#escape=`\n", "\ufeffFROM a"],
)
def test_claims(path: str, start: str, *, claimed: bool) -> None:
    """By the usual names; the marks lead to every one of them."""
    one = entry(path, data=start)
    assert KIND.claims(one) is claimed
    if claimed:
        assert KIND in Glance((KIND,)).kinds(one)


def test_a_template_is_no_error() -> None:
    """Nobody builds from it; what is no Dockerfile at all is told as an error."""
    [found] = KIND.read(entry("Dockerfile.base", data="{{ if x }}\nFROM a"))
    assert isinstance(found, Problem)
    assert found.severity is Severity.WARNING
    with pytest.raises(FormatError):
        list(KIND.read(entry("Dockerfile", data="FROM a\n%")))


@pytest.mark.parametrize(
    ("target", "name", "line"),
    [
        pytest.param("linux/arm64", "https://example.com/linux/amd64/tool", 2, id="arm64"),
        pytest.param("linux/amd64", "https://example.com/linux/arm64/other", 3, id="amd64"),
    ],
)
def test_what_is_for_another_machine(tmp_path: Path, target: str, name: str, line: int) -> None:
    """A line that names the target is right; the same text twice is one component."""
    (tmp_path / "Dockerfile").write_text(BUILD)
    report = analyze(str(tmp_path), Options(Target(Platform.parse(target))))
    [found] = [one for one in report.findings if one.component.startswith("line:")]
    assert (found.title, found.verdict) == (f"{name}: take the file of ${{TARGETARCH}}", "rebuild")
    assert (found.where, found.lines) == (("Dockerfile",), (line,))
    assert found.evidence[0].text == f"Dockerfile:{line}: {name}"
    assert report.verdict is Verdict.REBUILD
