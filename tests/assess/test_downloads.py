"""The download that made a file nobody owns."""

from pathlib import Path

import pytest

from archcompat import analyze
from archcompat.analysis import Options
from archcompat.model.report import Finding
from tests.make.elf import elf
from tests.make.image import Image, layout_of, tar_of
from tests.make.rulebooks import put_rule

KUBECTL = "https://dl.k8s.io/release/v1.20.0/bin/linux/amd64/kubectl"
NODE = "https://nodejs.org/dist/v12.1.0/node-v12.1.0-linux-x64.tar.xz"


def finding(folder: Path, line: str, path: str) -> Finding:
    """The finding of a program at ``path`` in a layer that ``line`` made."""
    program = elf("x86_64", interpreter="/lib64/ld-linux-x86-64.so.2", e_type=2)
    layers = (tar_of({"etc/x": b""}), tar_of({path: program}))
    history = [{"created_by": "COPY x /etc/x"}, {"created_by": line}]
    image = Image(layers, tags=("example.com/a:1",), config={"history": history})
    (folder / "image.tar").write_bytes(tar_of(layout_of(image)))
    report = analyze(str(folder / "image.tar"))
    return next(one for one in report.findings if one.judges)


@pytest.mark.parametrize(
    ("line", "path", "url", "other"),
    [
        pytest.param(
            f"RUN /bin/sh -c curl -Lo /bin/kubectl {KUBECTL} # buildkit",
            "bin/kubectl",
            KUBECTL,
            KUBECTL.replace("amd64", "arm64"),
            id="by-its-name",
        ),
        pytest.param(
            f"RUN curl https://example.com/key.asc && curl {KUBECTL} -o /usr/bin/kubectl",
            "usr/bin/kubectl",
            KUBECTL,
            KUBECTL.replace("amd64", "arm64"),
            id="one-of-two",
        ),
        pytest.param(
            f"RUN |1 V=12 /bin/sh -c curl {NODE} | tar xJ -C /usr/local",
            "usr/local/bin/node",
            NODE,
            NODE.replace("x64", "arm64"),
            id="a-runtime",
        ),
        pytest.param(
            "ADD https://example.com/a-x86_64 /tool # buildkit",
            "tool",
            "https://example.com/a-x86_64",
            "https://example.com/a-aarch64",
            id="the-only-one",
        ),
        pytest.param(
            "RUN curl https://example.com/get/tool",
            "tool",
            "https://example.com/get/tool",
            "",
            id="no-machine-in-it",
        ),
        pytest.param(
            "RUN curl https://e.com/a-amd64 https://e.com/b-amd64", "tool", "", "", id="neither"
        ),
        pytest.param("COPY tool /", "tool", "", "", id="no-download"),
    ],
)
def test_downloads(tmp_path: Path, line: str, path: str, url: str, other: str) -> None:
    """The address is evidence, and the one for the target is said to be a guess."""
    found = finding(tmp_path, line, path)
    texts = [one.text for one in found.evidence]
    assert (f"layer 1 downloads {url}" in texts) is bool(url)
    assert any("downloads" in text for text in texts) is bool(url)
    advice = found.remediation.advice if found.remediation is not None else ""
    assert (other in advice) is bool(other) or not other
    assert ("nobody was asked" in advice) is bool(other)


def test_what_the_base_downloaded(tmp_path: Path) -> None:
    """The base image answers for what comes with it, wherever that was downloaded from."""
    program = elf("x86_64", interpreter="/lib64/ld-linux-x86-64.so.2", e_type=2)
    layers = (tar_of({"usr/local/bin/node": program}), tar_of({"etc/x": b""}))
    config = {
        "config": {"Labels": {"org.opencontainers.image.base.name": "team/node:12"}},
        "history": [{"created_by": f"RUN curl {NODE} | tar xJ"}, {"created_by": "COPY x /etc/x"}],
    }
    image = Image(layers, tags=("example.com/a:1",), config=config)
    (tmp_path / "image.tar").write_bytes(tar_of(layout_of(image)))
    put_rule(tmp_path / "rules", "pkg:docker/team/node", supported=">=12")
    options = Options(rules=(tmp_path / "rules",), base="1")
    report = analyze(str(tmp_path / "image.tar"), options)
    (found,) = [one for one in report.findings if one.id.startswith("base-image/")]
    assert found.members == ("pkg:generic/nodejs",)
    assert "downloaded" not in found.message
