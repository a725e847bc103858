"""The lines of a requirements file."""

import codecs
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.requirementlines import read_lines

FILES = [
    pytest.param("a\nb==1 # c\n# d\n\n  e  \n", id="comments"),
    pytest.param("a#b\nc #d#e\n#\n\t# f\n", id="hash-marks"),
    pytest.param("a \\\n  ==1 \\\n  --hash=sha256:00 \\\n  --hash=sha256:01\nb\n", id="continued"),
    pytest.param("a \\\n# comment\nb\n", id="comment-ends-a-continued-line"),
    pytest.param("# comment \\\na\n", id="comment-is-not-continued"),
    pytest.param("a \\\n\nb\\", id="continued-into-nothing"),
    pytest.param("\\\n\\\na\n", id="continued-from-nothing"),
    pytest.param("a\r\nb \\\r\n c\rd\n", id="line-ends"),
    pytest.param(
        "-i https://x/simple\n--extra-index-url=https://y\n--pre\na --no-index", id="index"
    ),
    pytest.param("-e .\n-e.\n--editable git+https://x/y#egg=z\n--editable=./d\n", id="editable"),
    pytest.param("--global-option='--a b' --hash=sha256:00\n", id="quoted"),
    pytest.param('a --global-option="--b" --config-settings="c=d e"\n', id="of-a-requirement"),
    pytest.param("a; python_version > '3' --hash sha256:00\n", id="behind-a-marker"),
    pytest.param("--trusted-host x --no-binary :all: --only-binary=y -f z\n", id="several"),
    pytest.param("--require-h\n--extra https://x\n", id="abbreviated"),
    pytest.param("a @ https://x/y-z.whl\n", id="dash-in-a-url"),
]


LISTED = {  # as pip's option parser calls them
    "--editable": "editables",
    "--extra-index-url": "extra_index_urls",
    "--find-links": "find_links",
    "--trusted-host": "trusted_hosts",
    "--global-option": "global_options",
    "--requirement": "requirements",
    "--constraint": "constraints",
}


@pytest.mark.parametrize("text", FILES)
def test_as_pip(text: str) -> None:
    """Oracle: pip's own parser: numbers, requirements and options are the same."""
    pip: Any = pytest.importorskip("pip._internal.req.req_file")
    parse = pip.get_line_parser(None)
    ours = list(read_lines(text.encode()))
    theirs = [(number, *parse(line)) for number, line in pip.preprocess(text)]
    assert [(line.number, line.requirement) for line in ours] == [
        (number, requirement.strip()) for number, requirement, _ in theirs
    ]
    for line, (_, _, options) in zip(ours, theirs, strict=True):
        for name, called in LISTED.items():
            assert line.values(name) == tuple(getattr(options, called) or ())
        hashes = [f"{kind}:{value}" for kind, of in (options.hashes or {}).items() for value in of]
        assert list(line.values("--hash")) == hashes
        assert bool(line.values("--pre")) == bool(options.pre)
        assert bool(line.values("--require-hashes")) == bool(options.require_hashes)
        assert not line.strange


@pytest.mark.parametrize(
    ("text", "include"),
    [
        pytest.param("-r a.txt", ("a.txt", False), id="short"),
        pytest.param("-ra.txt", ("a.txt", False), id="attached"),
        pytest.param("--requirement a.txt", ("a.txt", False), id="long"),
        pytest.param("--requirement=a.txt", ("a.txt", False), id="equals"),
        pytest.param("--requirem a.txt", ("a.txt", False), id="abbreviated"),
        pytest.param("-c a.txt", ("a.txt", True), id="constraint"),
        pytest.param("--constraint ../a.txt # b", ("../a.txt", True), id="comment"),
        pytest.param("-r 'a b.txt'", ("a b.txt", False), id="quoted"),
        pytest.param("-r ${DIR}/a.txt", ("${DIR}/a.txt", False), id="variable"),
        pytest.param("-c c.txt -r a.txt -r b.txt", ("a.txt", False), id="first-of-several"),
        pytest.param("-r https://x/a.txt", ("https://x/a.txt", False), id="url"),
        pytest.param("x -r a.txt", None, id="behind-a-requirement"),
        pytest.param("-e x -r a.txt", None, id="behind-an-editable"),
        pytest.param("--require a.txt", None, id="ambiguous"),
        pytest.param("-r", None, id="no-value"),
    ],
)
def test_include(text: str, include: tuple[str, bool] | None) -> None:
    """One file is included by a line, as pip does it."""
    (line,) = read_lines(text.encode())
    assert line.include == include


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        pytest.param("--nonsense=secret", "pip has no option --nonsense", id="unknown"),
        pytest.param("a -Zsecret", "pip has no option -Z", id="unknown-short"),
        pytest.param("--re x", "pip has no option --re", id="ambiguous"),
        pytest.param("a --hash", "--hash has no value", id="no-value"),
        pytest.param("a --hash='x", "a quotation in it does not end", id="quotation"),
        pytest.param("--pre -r x - -- y", "", id="fine"),
    ],
)
def test_strange(text: str, strange: str) -> None:
    """What pip refuses is told, without values."""
    (line,) = read_lines(text.encode())
    assert line.strange == strange


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("é==1".encode(), id="utf-8"),
        pytest.param("é==1".encode("utf-8-sig"), id="utf-8-mark"),
        pytest.param("é==1".encode("utf-16"), id="utf-16"),
        pytest.param(codecs.BOM_UTF16_BE + "é==1".encode("utf-16-be"), id="utf-16-be"),
        pytest.param("é==1".encode("utf-32"), id="utf-32"),
        pytest.param("# -*- coding: latin-1 -*-\né==1".encode("latin-1"), id="latin-1"),
        pytest.param("#!x\n# vim: set fileencoding=cp1252 :\né==1".encode("cp1252"), id="line-2"),
        pytest.param("# coding: no-such\né==1".encode(), id="unknown-encoding"),
        pytest.param("# coding: idna\né==1".encode(), id="slow-encoding"),
        pytest.param("# coding: rot13\né==1".encode(), id="no-encoding-of-text"),
    ],
)
def test_encodings(data: bytes) -> None:
    """Text is found by its mark, its coding comment, or as UTF-8."""
    assert [line.requirement for line in read_lines(data)] == ["é==1"]


def test_undecodable_comment() -> None:
    """One odd byte costs no line."""
    lines = list(read_lines(b"a # caf\xe9\nb\n"))
    assert [line.requirement for line in lines] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        pytest.param(b"\x7fELF\0\0", "no text", id="binary"),
        pytest.param(b"a\n" * 50_001, "more than 50,000 lines", id="endless"),
    ],
)
def test_no_requirements_file(data: bytes, detail: str) -> None:
    """What cannot be a requirements file is told."""
    with pytest.raises(FormatError, match=detail):
        list(read_lines(data))


PARTS = ["a", "==1", "\\", "\n", "\r\n", " ", "\t", "#", "-r", "--hash", "=", "'", '"', "-", "é"]
TEXT = st.lists(st.sampled_from(PARTS)).map(lambda parts: "".join(parts).encode())


@given(st.binary() | TEXT)
def test_any_bytes(data: bytes) -> None:
    """Any bytes give lines in order, none of them empty, or a FormatError."""
    try:
        lines = list(read_lines(data))
    except FormatError:
        return
    assert [line.number for line in lines] == sorted({line.number for line in lines})
