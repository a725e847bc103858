"""The command: options, files, exit codes, and what it writes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Run
from tests.make.webserver import Site, serving
from tests.make.wheelhouse import Wheelhouse

X86 = "cp38-cp38-manylinux2014_x86_64"
ARM = "cp38-cp38-manylinux2014_aarch64"
THERE = ("--python", "3.8", "--libc", "glibc:2.28", "--isolated", "--no-cache")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", "/dev/null")
    with serving() as site:
        yield site


@pytest.fixture
def house(site: Site) -> Wheelhouse:
    """Has x 1.0 for x86-64 and x 1.1 for both; y for all, which brings z likewise."""
    house = Wheelhouse(site)
    for name in ("x", "z"):
        house.wheel(name, "1.0", X86)
        house.wheel(name, "1.1", X86)
        house.wheel(name, "1.1", ARM)
    house.wheel("y", "1.0", requires=["z==1.0"])
    house.wheel("y", "1.1", requires=["z==1.1"])
    return house


def test_the_table(run: Run, house: Wheelhouse, tmp_path: Path) -> None:
    """What changes, why and through whom; that nobody audited it is said."""
    (tmp_path / "requirements.txt").write_text("x==1.0\ny==1.0\n")
    ran = run("plan", "requirements.txt", *THERE, "-i", house.url, "--no-alternatives")
    assert ran.code == 1
    assert ran.out == (
        "requirements.txt, planned for linux/arm64, Python 3.8, glibc:2.28\n"
        "3 packages to change\n"
        "\n"
        "Changes\n"
        "  x  1.0 -> 1.1  pin relaxed  requirements.txt:1\n"
        "  y  1.0 -> 1.1  pin relaxed  requirements.txt:2\n"
        "  z  1.0 -> 1.1  transitive\n"
        "\n"
        "Why\n"
        "  x  x 1.0 has no aarch64 wheel (only for x86_64)\n"
        "  y  z 1.0 has no aarch64 wheel (only for x86_64)\n"
        "     <- y 1.0 requires z==1.0\n"
        "  z  z 1.0 has no aarch64 wheel (only for x86_64)\n"
        "     <- y 1.0 requires z==1.0\n"
        "\n"
        "3 wheels checked against each other's metadata, the native code in 0 read; not audited"
        " for known\n"
        "vulnerabilities (--audit).\n"
    )


def test_json(run: Run, house: Wheelhouse, tmp_path: Path) -> None:
    """The same for programs; two runs give the same bytes."""
    (tmp_path / "requirements.txt").write_text("x==1.0\n")
    command = ("plan", "requirements.txt", *THERE, "-i", house.url, "-f", "json")
    first, second = run(*command), run(*command)
    assert first.out == second.out
    told = json.loads(first.out)
    assert told["plan_version"] == "1.0.0"
    assert told["basis"] == "resolved"
    assert [(one["package"], one["to_version"], one["kind"]) for one in told["changes"]] == [
        ("x", "1.1", "pin relaxed")
    ]


@pytest.mark.parametrize(
    ("text", "more", "code"),
    [
        pytest.param("x==1.1\n", (), 0, id="nothing to change"),
        pytest.param("x==1.0\n", (), 1, id="something to change"),
        pytest.param("ghost==1\n", (), 3, id="nothing is known"),
        pytest.param("x==1.1\nwhat is this\n", (), 3, id="a bad line"),
        pytest.param("# nothing\n", (), 2, id="nothing asked"),
        pytest.param("x==1.1\n", ("--libc", "klibc:1"), 2, id="usage"),
    ],
)
def test_exit_codes(
    run: Run, house: Wheelhouse, tmp_path: Path, *, text: str, more: tuple[str, ...], code: int
) -> None:
    """0 nothing, 1 something, 2 bad input, 3 not known."""
    (tmp_path / "requirements.txt").write_text(text)
    assert run("plan", "requirements.txt", *THERE, "-i", house.url, *more).code == code


def test_no_python_is_no_guess(run: Run, tmp_path: Path) -> None:
    """Which Python it is for has to be said where the target does not tell."""
    (tmp_path / "requirements.txt").write_text("x==1.0\n")
    ran = run("plan", "requirements.txt", "--isolated")
    assert ran.code == 2
    assert "--python" in ran.err


def test_pip_is_heeded(
    run: Run, house: Wheelhouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index of pip's configuration is asked, and that of the file before it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", house.url)
    there = [word for word in THERE if word != "--isolated"]
    (tmp_path / "requirements.txt").write_text("x==1.1\n")
    assert run("plan", "requirements.txt", *there).code == 0
    (tmp_path / "requirements.txt").write_text("-i http://127.0.0.1:9/simple\nx==1.1\n")
    assert run("plan", "requirements.txt", *there).code == 3


def test_write(run: Run, house: Wheelhouse, tmp_path: Path) -> None:
    """The file comes out as it was but for what changes."""
    (tmp_path / "requirements.txt").write_text("# ours\nx==1.0  # fast\n\ny==1.0\n")
    ran = run("plan", "requirements.txt", *THERE, "-i", house.url, "--write", "arm64.txt", "-q")
    assert ran.code == 1
    assert (tmp_path / "arm64.txt").read_text() == (
        "# ours\nx==1.1  # fast\n\ny==1.1\n\n"
        "# Brought by others, as planned for linux/arm64:\nz==1.1\n"
    )
    again = run("plan", "arm64.txt", *THERE, "-i", house.url)
    assert again.code == 0


def test_offline_knows_what_was_read(run: Run, house: Wheelhouse, tmp_path: Path) -> None:
    """The cache answers the same plan without a question."""
    (tmp_path / "requirements.txt").write_text("x==1.0\n")
    there = [word for word in THERE if word != "--no-cache"]
    command = ("plan", "requirements.txt", *there, "-i", house.url, "--cache-dir", "kept")
    first = run(*command)
    asked = len(house.site.asked)
    assert run(*command, "--offline").out == first.out
    assert len(house.site.asked) == asked
    cold = run("plan", "requirements.txt", *THERE, "-i", house.url, "--offline")
    assert cold.code == 3
    assert "offline" in cold.out


def test_a_file_that_is_not_known_for_one(run: Run, tmp_path: Path) -> None:
    """It is said under which name it would be read."""
    file = tmp_path / "list.txt"
    file.write_text("x==1.0\nwhat is this\n")
    ran = run("plan", file, "--python", "3.8", "--no-index")
    assert ran.code == 2
    assert "requirements.txt" in ran.err


def test_a_lock_is_not_rewritten(run: Run, tmp_path: Path) -> None:
    """That is said before all the work."""
    file = tmp_path / "uv.lock"
    file.write_text("version = 1\n")
    ran = run("plan", file, "--python", "3.8", "--no-index", "--write", tmp_path / "new")
    assert ran.code == 2
    assert "lock again" in " ".join(ran.err.split())
