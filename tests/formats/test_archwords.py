"""What in build instructions names one machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.archwords import hard_coded, url_arch, value_arch
from archcompat.model.arch import Arch

X86, ARM = Arch.X86_64, Arch.AARCH64


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "curl -LO https://dl.k8s.io/v1.20.0/bin/linux/amd64/kubectl",
            [("download", "https://dl.k8s.io/v1.20.0/bin/linux/amd64/kubectl")],
            id="url",
        ),
        pytest.param(
            "wget -q https://e.com/tool-x86_64.tgz && tar xf tool-x86_64.tgz",
            [("download", "https://e.com/tool-x86_64.tgz")],
            id="url-and-its-file",
        ),
        pytest.param(
            "curl https://github.com/jqlang/jq/releases/download/jq-1.6/jq-linux64",
            [("download", "https://github.com/jqlang/jq/releases/download/jq-1.6/jq-linux64")],
            id="linux64",
        ),
        pytest.param("curl https://e.com/${ARCH}/x", [], id="url-with-a-variable"),
        pytest.param("curl https://e.com/windows/amd64/x.exe", [], id="another-system"),
        pytest.param("curl https://e.com/x64dbg", [], id="part-of-a-word"),
        pytest.param("GOARCH=amd64 go build", [("goarch", "GOARCH=amd64")], id="goarch"),
        pytest.param(
            'echo "deb [arch=amd64 signed-by=/k] https://e.com x main" > /etc/apt/x.list',
            [("apt", "[arch=amd64 signed-by=/k]")],
            id="apt-source",
        ),
        pytest.param(
            "dpkg --add-architecture i386 && apt-get update",
            [("apt", "dpkg --add-architecture i386")],
            id="dpkg-architecture",
        ),
        pytest.param(
            "apt-get install -y libc6:amd64 zlib1g",
            [("package", "libc6:amd64")],
            id="pinned-package",
        ),
        pytest.param("dpkg -i /tmp/x_1.2_amd64.deb", [("file", "/tmp/x_1.2_amd64.deb")], id="deb"),
        pytest.param("yum install -y x.x86_64", [("file", "x.x86_64")], id="rpm"),
        pytest.param(
            "cargo build --target x86_64-unknown-linux-musl",
            [("toolchain", "--target x86_64-unknown-linux-musl")],
            id="rust",
        ),
        pytest.param(
            "gcc -O2 -march=haswell -mavx2 x.c",
            [("flag", "-march=haswell"), ("flag", "-mavx2")],
            id="flags",
        ),
        pytest.param("gcc -march=native -mtls-dialect=x x.c", [], id="other-flags"),
        pytest.param(
            "ln -s /usr/lib/x86_64-linux-gnu/libz.so /usr/lib/jvm/java-11-openjdk-amd64/x",
            [("path", "/usr/lib/x86_64-linux-gnu"), ("path", "/usr/lib/jvm/java-11-openjdk-amd64")],
            id="folders",
        ),
        pytest.param("MY_ARCH=amd64 make", [("variable", "MY_ARCH=amd64")], id="shell-variable"),
        pytest.param("uname -m | grep x86_64", [], id="question"),
        pytest.param("# curl https://e.com/amd64/x", [], id="comment"),
        pytest.param(
            'case "$(uname -m)" in x86_64) A=amd64;; aarch64) A=arm64;; esac; curl https://e/amd64',
            [],
            id="choice",
        ),
        pytest.param(
            'if [ "$TARGETARCH" = amd64 ]; then curl https://e.com/amd64/x; fi', [], id="condition"
        ),
    ],
)
def test_instructions(text: str, found: list[tuple[str, str]]) -> None:
    """Each way to name a machine is told by its kind; a choice among machines is none."""
    words, _ = hard_coded([(7, text)])
    assert [(word.kind, word.text) for word in words] == found
    assert {word.line for word in words} <= {7}


def test_all_that_is_spoken_of() -> None:
    """Both machines are told, so that one for the target beside another is no fault."""
    words, named = hard_coded([(1, "curl https://e/amd64/x"), (2, "curl https://e/arm64/x")])
    assert [(word.line, word.arch) for word in words] == [(1, X86), (2, ARM)]
    assert set(named) == {X86, ARM}


@pytest.mark.parametrize(
    ("text", "arch"),
    [
        pytest.param("https://e.com/linux-x64.tgz", X86, id="x64"),
        pytest.param("https://e.com/linux_aarch64.tgz", ARM, id="aarch64"),
        pytest.param("https://e.com/amd64/arm64", None, id="two"),
        pytest.param("https://e.com/x", None, id="none"),
    ],
)
def test_urls(text: str, arch: Arch | None) -> None:
    """One machine or none."""
    assert url_arch(text) is arch


@pytest.mark.parametrize(
    ("text", "arch"),
    [("amd64", X86), ('"linux/amd64"', X86), ("linux-x64", X86), ("arm64v8", ARM), ("1.2", None)],
)
def test_values(text: str, arch: Arch | None) -> None:
    """The value of a variable is a machine's name or none."""
    assert value_arch(text) is arch


@given(text=st.text("amd64x86_:/.=[]-$ \"'htps\n", max_size=300))
def test_any_text(text: str) -> None:
    """Every word that is found stands in the text."""
    words, _ = hard_coded(enumerate(text.split("\n"), 1))
    assert all(word.text in text for word in words)
