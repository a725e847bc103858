"""The small samples, the reports checked in beside them, and what the README says of them."""

import re
import subprocess
from pathlib import Path

import pytest

from archcompat.cli import COMMANDS
from archcompat.model.report import Verdict
from samples.build import EXPECTED, HERE, Sample, expected, expected_plan, native, samples
from samples.plan_sample import FOLDER, REQUIREMENTS, wheels
from tests.need import need

ROOT = HERE.parent
README = (ROOT / "README.md").read_text("utf-8")
SAMPLES = {sample.path: sample for sample in samples()}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_the_same_bytes_again(sample: Sample) -> None:
    """Building a sample gives the very file that is checked in; a folder is kept as it is."""
    path = HERE / sample.path
    assert path.is_dir() if sample.data is None else path.read_bytes() == sample.data


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_the_same_report_again(sample: Sample) -> None:
    """A scan says what is checked in (`python -m samples.build` writes it anew)."""
    for suffix, text in expected(sample).items():
        assert text == (HERE / sample.path).with_name(f"expected.{suffix}").read_text("utf-8")


def test_every_format_is_expected() -> None:
    """Beside each sample lies one report for each format, and nothing else."""
    for sample in SAMPLES.values():
        folder = (HERE / sample.path).parent
        names = {f"expected.{suffix}" for suffix in EXPECTED} | {Path(sample.path).name}
        assert {path.name for path in folder.iterdir()} == names


def test_readme_shows_the_real_output() -> None:
    """The output in the README is the sample's checked-in report."""
    block = re.search(r"<!-- output -->\n```text\n(.*?)```", README, re.DOTALL)
    assert block is not None
    assert block[1] == (HERE / "service/expected.txt").read_text("utf-8")


def test_the_sample_of_a_plan() -> None:
    """The same wheels and the same plan again, and the README shows it."""
    assert (FOLDER / "requirements.txt").read_text("utf-8") == REQUIREMENTS
    files = {path.name: path.read_bytes() for path in (FOLDER / "wheels").iterdir()}
    assert files == dict(wheels())
    for suffix, text in expected_plan().items():
        assert (FOLDER / f"expected.{suffix}").read_text("utf-8") == text
    block = re.search(r"<!-- plan -->\n```text\n(.*?)```", README, re.DOTALL)
    assert block is not None
    assert block[1] == expected_plan()["txt"]


def test_readme_shows_the_html_page() -> None:
    """The picture is there, and no burden (`python -m samples.picture` makes it anew)."""
    shown = re.findall(r"!\[[^]]+\]\((samples/[^)]+\.png)\)", README)
    assert shown == ["samples/report.png"]
    picture = (ROOT / shown[0]).read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(picture) < 200_000


def test_readme_names_what_exists() -> None:
    """Every command and verdict, and no command that is not there; every file it links to."""
    assert set(
        re.findall(r"^archcompat ([a-z]+) ", README.partition("## Using it")[2], re.MULTILINE)
    ) == set(COMMANDS)
    for verdict in Verdict:
        assert f"| `{verdict.value}` |" in README
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).exists(), target
    for path in re.findall(r"`((?:archcompat|tests|rules|samples|benchmarks)/[\w./-]+)`", README):
        assert (ROOT / path).exists(), path


def test_readelf_reads_the_natives(tmp_path: Path) -> None:
    """Oracle: readelf takes the samples' natives for what they are."""
    need("readelf")
    path = tmp_path / "x.so"
    path.write_bytes(native("aarch64", soname="libx.so"))
    told = subprocess.run(
        ["readelf", "-hd", path], check=True, capture_output=True, text=True
    ).stdout
    assert "AArch64" in told
    assert "[libx.so]" in told
