"""The instructions of Dockerfiles; dockerfile-parse is the oracle."""

import io

import pytest
from dockerfile_parse import DockerfileParser
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.dockerfile import expand, read_instructions

TEXT = r"""# syntax=docker/dockerfile:1

ARG VERSION=6
# a comment
FROM redis:${VERSION} AS build
RUN apt-get update && \
    # between the lines
    apt-get install -y \
      curl
env A=b \
    C="d e"
COPY --from=build --chown=1:1 /x /y
CMD ["a", \
     "b"]
"""


def test_reads_what_dockerfile_parse_reads() -> None:
    """Oracle: names, lines and values of a Dockerfile with all that goes over several lines."""
    parser = DockerfileParser(fileobj=io.BytesIO(TEXT.encode()))
    expected = [
        (one["instruction"], one["startline"] + 1, "".join(one["value"].split()))
        for one in parser.structure
        if one["instruction"] != "COMMENT"
    ]
    found = [
        (
            one.name,
            one.line,
            "".join(
                " ".join([*(f"--{name}={value}" for name, value in one.flags), one.value]).split()
            ),
        )
        for one in read_instructions(TEXT.encode())
    ]
    assert found == expected


def test_here_documents() -> None:
    """What is in them are lines of the instruction, and no instructions."""
    text = b"RUN <<EOF cat <<-'X'\nFROM x\nEOF\n\tCOPY y\n\tX\nRUN a<<<b\nUSER c\n"
    first, second, third = read_instructions(text)
    assert (first.name, first.line, len(first.lines)) == ("RUN", 1, 5)
    assert first.lines[1] == (2, "FROM x")
    assert (second.value, third.name, third.line) == ("a<<<b", "USER", 7)


def test_an_empty_line_does_not_end_an_instruction() -> None:
    """As BuildKit still takes it, with a warning."""
    [one] = read_instructions(b"RUN a \\\n\n  b\n")
    assert one.value.split() == ["a", "b"]


def test_another_escape() -> None:
    """The directive says what continues a line; a backslash then is one."""
    text = b"# escape=`\r\nFROM a\r\nRUN dir C:\\`\r\n  x\r\n"
    assert [one.value for one in read_instructions(text)] == ["a", "dir C:\\  x"]


def test_what_is_done_later() -> None:
    """ONBUILD is the instruction that it keeps."""
    [one] = read_instructions(b"ONBUILD COPY --from=x a b")
    assert (one.name, one.flags, one.value) == ("COPY", (("from", "x"),), "a b")


@pytest.mark.parametrize(
    ("text", "done"),
    [
        pytest.param("a$X/${X}b", "a1/1b", id="plain"),
        pytest.param("${Y:-2}${Y-3}", "23", id="default"),
        pytest.param("${E:-2}${E-3}", "2", id="empty"),
        pytest.param("${X:+y}${Y:+z}", "y", id="alternative"),
        pytest.param("${Y:-a-$X}", "a-1", id="default-with-one"),
        pytest.param("$Y", None, id="none"),
        pytest.param("${Y:?gone}", None, id="required"),
        pytest.param(r"\$X", None, id="escaped"),
    ],
)
def test_variables(text: str, done: str | None) -> None:
    """As the shell has them; what has no value makes the whole unknown."""
    assert expand(text, {"X": "1", "E": ""}) == done


@given(
    data=st.binary(max_size=300)
    | st.text("FROM RUN AS=\\\n<<E-'\"$#{}:x", max_size=200).map(str.encode)
)
def test_any_bytes(data: bytes) -> None:
    """Any bytes give instructions with their lines, or FormatError."""
    number = data.count(b"\n") + 1
    code = "dockerfile-none"
    try:
        for one in read_instructions(data):
            assert 1 <= one.line <= number
            assert expand(one.value, {}) is None or "$" not in (expand(one.value, {}) or "")
    except FormatError as error:
        code = error.code
    assert code.startswith(("dockerfile-", "limit-"))
