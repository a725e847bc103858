"""The reader of Go's build information."""

import base64
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.elfsections import ElfSections
from archcompat.formats.gobuildinfo import GoBuildInfo, parse_build_info, read_go_build
from tests.make.elf import SO64
from tests.make.gobinary import TEXT, address, inline, pointers, program

_NEW = GoBuildInfo(
    go="go1.21.3",
    path="example.com/tool/cmd/tool",
    module="example.com/tool@v1.4.2",
    arch="amd64",
    cgo=True,
    version="1.4.2",
    modules=(
        "github.com/mattn/go-sqlite3@v1.14.22",
        "example.com/fork@v1.0.1",
        "example.com/local@v0.1.0",
    ),
)
_NEEDS_GO = pytest.mark.skipif(shutil.which("go") is None, reason="needs the Go toolchain")


def _read(data: bytes) -> GoBuildInfo | None:
    return read_go_build(ElfSections(io.BytesIO(data), len(data)))


_SHAPES = [
    pytest.param(64, "<", id="64-little"),
    pytest.param(64, ">", id="64-big"),
    pytest.param(32, "<", id="32-little"),
    pytest.param(32, ">", id="32-big"),
]


@pytest.mark.parametrize("sections", [True, False], ids=["section", "stripped-of-sections"])
@pytest.mark.parametrize("before", [0, 48, 70_000], ids=["first", "behind", "far-behind"])
@pytest.mark.parametrize(("bits", "order"), _SHAPES)
def test_inline(bits: int, order: str, before: int, *, sections: bool) -> None:
    """Go 1.18 and later, wherever in the data segment the linker put it."""
    made = program(inline(), bits=bits, order=order, before=before, sections=sections)
    assert _read(made) == _NEW


@pytest.mark.parametrize("sections", [True, False], ids=["section", "stripped-of-sections"])
@pytest.mark.parametrize(("bits", "order"), _SHAPES)
def test_pointers(bits: int, order: str, *, sections: bool) -> None:
    """Go until 1.17 points at the strings; it wrote no settings, so two values are unknown."""
    text = "".join(line for line in TEXT.splitlines(keepends=True) if "build" not in line)
    data = pointers("go1.13", text, bits=bits, order=order, at=address(16))
    found = _read(program(data, bits=bits, order=order, before=16, sections=sections))
    assert found == GoBuildInfo("go1.13", _NEW.path, _NEW.module, "", None, _NEW.modules, "1.4.2")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(inline("go1.22", ""), id="inline"),
        pytest.param(pointers("go1.22", "", at=address()), id="pointers"),
    ],
)
def test_without_modules(data: bytes) -> None:
    """A program built outside of any module says only by which Go."""
    assert _read(program(data)) == GoBuildInfo("go1.22", "", "", "", None, ())


@pytest.mark.parametrize(
    ("text", "cgo", "arch", "module"),
    [
        ("build\tCGO_ENABLED=0\nbuild\tGOARCH=arm64\n", False, "arm64", ""),
        ("build\tCGO_ENABLED=\nmod\ta/b\t(devel)\t\n", None, "", "a/b@(devel)"),
        ("build\t-ldflags=-X a=GOARCH=b\nmod\ta\n=>\tb\tv1\tc\n", None, "", "a"),
        ("junk\n\t\nbuild\ndep\n", None, "", ""),
    ],
)
def test_text(text: str, arch: str, module: str, *, cgo: bool | None) -> None:
    """Settings that are missing or empty are not made up; unknown lines are passed over."""
    found = parse_build_info("go1.20", text)
    assert (found.cgo, found.arch, found.module) == (cgo, arch, module)


_K8S = "-X 'k8s.io/component-base/version.gitVersion=v1.21.3' -X x/version.gitCommit=ca643a4"


@pytest.mark.parametrize(
    ("module", "flags", "version"),
    [
        pytest.param("a@v1.2.3", "", "1.2.3", id="released"),
        pytest.param("a@v2.0.0-rc.1", "", "2.0.0-rc.1", id="candidate"),
        pytest.param("a@v4.1.0+incompatible", "", "4.1.0", id="incompatible"),
        pytest.param("a@v0.0.0-20210101120000-0123456789ab", "", "", id="commit"),
        pytest.param("a@v1.2.4-0.20210101120000-0123456789ab", "", "", id="commit-behind-one"),
        pytest.param("a@v1.2.3+dirty", "", "", id="changed"),
        pytest.param("a@(devel)", "", "", id="devel"),
        pytest.param("a@(devel)", _K8S, "1.21.3", id="linked"),
        pytest.param("a@(devel)", "-s -w -X main.version=3.1.2", "3.1.2", id="linked-main"),
        pytest.param(
            "a@(devel)", "-X=main.Version=v1.0.0-beta1", "1.0.0-beta1", id="linked-equals"
        ),
        pytest.param("a@(devel)", "-X main.goVersion=1.17.2", "", id="of-something-else"),
        pytest.param(
            "a@(devel)", "-X a/b.Version=1.0.0 -X c/d.Version=2.0.0", "", id="of-two-things"
        ),
        pytest.param("a@v1.2.3", "-X main.version=9.9.9", "1.2.3", id="the-module-first"),
    ],
)
def test_version(module: str, flags: str, version: str) -> None:
    """A release's number, by the module or by what Go's linker was told; never a commit's."""
    text = f"mod\t{module.replace('@', chr(9))}\th1:x\nbuild\t-ldflags={flags}\n"
    assert parse_build_info("go1.20", text).version == version


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SO64, id="library-without-sections"),
        pytest.param(program(b""), id="empty-section"),
        pytest.param(program(b"\0" + inline(), sections=False), id="misaligned"),
        pytest.param(program(inline())[:64], id="cut-behind-the-header"),
        pytest.param(b"\x7fELF", id="cut-in-the-header"),
        pytest.param(b"\xff Go buildinf:" * 9, id="no-elf"),
        pytest.param(b"", id="empty"),
    ],
)
def test_no_go(data: bytes) -> None:
    """Without the magic at its place a file is no Go program, and that is no damage."""
    assert _read(data) is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(inline()[:20], id="cut-header"),
        pytest.param(inline()[:32], id="no-version"),
        pytest.param(inline()[:-1], id="cut-text"),
        pytest.param(inline()[:32] + b"\xff" * 10, id="varint-without-end"),
        pytest.param(inline()[:32] + b"\xff" * 9 + b"\x01", id="length-of-2-to-the-64"),
        pytest.param(inline(""), id="empty-version"),
        pytest.param(pointers(at=0x10000000), id="pointers-outside"),
        pytest.param(pointers(at=2**63), id="pointers-far-outside"),
        pytest.param(
            pointers(at=address()).replace(b":\x08\x00", b":\x05\x00"), id="pointers-of-5-bytes"
        ),
    ],
)
def test_damage(data: bytes) -> None:
    """A magic that leads nowhere is told of, without reading by the lengths it claims."""
    with pytest.raises(FormatError) as error:
        _read(program(data))
    assert error.value.code == "go-buildinfo-damaged"


@pytest.mark.parametrize("name", ["skopeo", "umoci"])
def test_real_programs(name: str) -> None:
    """Oracle: readelf's dump of the section's strings; both are Go programs of every distribution.

    Without section headers the same is found by search.
    """
    path = shutil.which(name)
    assert path is not None, f"{name} has to be installed for this test"
    dump = subprocess.run(
        ["readelf", "--wide", "--string-dump=.go.buildinfo", path],
        check=True,
        capture_output=True,
        encoding="latin-1",
    ).stdout
    data = Path(path).read_bytes()
    found = _read(data)
    assert found is not None
    assert found.go.startswith("go1.")
    for said in (
        found.go,
        found.path,
        f"GOARCH={found.arch}",
        f"CGO_ENABLED={int(found.cgo or 0)}",
    ):
        assert said in dump
    stripped = data[:40] + bytes(8) + data[48:60] + bytes(4) + data[64:]
    assert _read(stripped) == found


# Go 1.19 reads no text that ends where the file's data does; in a program it does not.
_BEHIND = bytes(16)


def _said_by_go(path: Path) -> GoBuildInfo:
    out = subprocess.run(
        ["go", "version", "-m", str(path)], check=True, capture_output=True, text=True
    ).stdout
    first, _, rest = out.partition("\n")
    return parse_build_info(
        first.rpartition(": ")[2], "\n".join(line.strip() for line in rest.splitlines())
    )


@_NEEDS_GO
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(program(inline() + _BEHIND), id="inline"),
        pytest.param(
            program(inline() + _BEHIND, bits=32, order=">", sections=False), id="inline-stripped"
        ),
        pytest.param(program(pointers(at=address())), id="pointers"),
        pytest.param(
            program(pointers(bits=32, order=">", at=address(64)), bits=32, order=">", before=64),
            id="pointers-big-endian",
        ),
    ],
)
def test_as_go_reads_what_is_made_here(data: bytes, tmp_path: Path) -> None:
    """Oracle: ``go version -m``, so that the files made for these tests are what Go makes."""
    made = tmp_path / "made"
    made.write_bytes(data)
    made.chmod(0o755)
    assert _read(data) == _said_by_go(made)


@_NEEDS_GO
def test_as_go_reads_its_own_programs(tmp_path: Path) -> None:
    """Oracle: ``go version -m``, on the toolchain and on a real program of Go 1.17.

    It says where the text is and how it is encoded; the text itself is read by one parser here.
    """
    root = subprocess.run(
        ["go", "env", "GOROOT"], check=True, capture_output=True, text=True
    ).stdout.strip()
    old = tmp_path / "go117"
    encoded = Path(root, "src/debug/buildinfo/testdata/go117/go117.base64")
    programs = [Path(root, "bin/go")]
    if encoded.exists():
        old.write_bytes(base64.b64decode(encoded.read_bytes()))
        old.chmod(0o755)
        programs.append(old)
    for path in programs:
        assert _read(path.read_bytes()) == _said_by_go(path)


_VALID = [program(inline()), program(inline(), sections=False), program(pointers(at=address()))]


@given(
    st.binary(max_size=400)
    | st.builds(
        lambda data, at, by: data[: at % len(data)] + by + data[at % len(data) + len(by) :],
        st.sampled_from(_VALID),
        st.integers(0, 2**16),
        st.binary(min_size=1, max_size=9),
    )
    | st.builds(lambda data, end: data[: end % len(data)], st.sampled_from(_VALID), st.integers(0))
)
def test_any_bytes(data: bytes) -> None:
    """Any bytes give build information, None or FormatError."""
    try:
        found = _read(data)
    except FormatError as error:
        assert error.code == "go-buildinfo-damaged"  # noqa: PT017 - either outcome is right
    else:
        assert found is None or found.go


@given(st.text())
def test_any_text(text: str) -> None:
    """Any text gives values."""
    assert parse_build_info("go1.20", text).go == "go1.20"
