"""Real images, hundreds of packages each: what a scan says against what other tools find."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archcompat.analysis import Options, analyze
from archcompat.model.report import Coverage, Impact, Native, Report, Verdict
from archcompat.sources.remote import Remote
from tests.make.registry import docker_registry, push
from tests.need import need_path

pytestmark = pytest.mark.real

ROOT = Path(__file__).parent.parent
REAL = Path(os.environ.get("ARCHCOMPAT_REAL", ROOT / "build/real"))


def image(arch: str) -> Path:
    found = REAL / arch / "oci"
    need_path(found, "bash samples/real/build.sh")
    return found


@pytest.fixture(scope="module", params=["amd64", "arm64"])
def arch(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def report(arch: str) -> Report:
    return analyze(f"{image(arch)}:app")


@pytest.fixture(scope="module")
def oracle(arch: str) -> list[dict[str, Any]]:
    command = [sys.executable, str(ROOT / "samples/real/oracle.py"), f"{image(arch)}:app"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def natives_of(report: Report) -> list[Native]:
    return [
        native
        for component in report.components
        for native in component.natives
        if native.format == "elf"
    ]


def test_the_same_elf_files(report: Report, oracle: list[dict[str, Any]]) -> None:
    """Oracle: umoci unpack, zipfile and readelf find the same files, each once, and say the same.

    Of ready packages the report keeps no list of files it would not need, so all are compared.
    """
    found = sorted(
        (one.path, one.machine, one.soname, one.needed, one.min_glibc) for one in natives_of(report)
    )
    expected = sorted(
        (
            one["path"],
            one["machine"],
            one["soname"] or "",
            tuple(one["needed"]),
            one["max_glibc"] or "",
        )
        for one in oracle
    )
    assert found == expected
    assert len({path for path, *_ in found}) == len(found) > 1000


def test_everything_was_read(report: Report) -> None:
    """No problem of error severity in an image that holds nothing damaged."""
    assert report.complete, report.problems


def test_amd64_needs_the_same_and_more_again() -> None:
    """What the distribution brings is one group; what the language packages bring is judged."""
    report = analyze(f"{image('amd64')}:app")
    groups = [finding for finding in report.findings if finding.members]
    assert len(groups) == 1
    assert len(groups[0].members) > 100
    by_name = {component.name: component for component in report.components}
    assert by_name["numpy"].verdict is Verdict.UPGRADE
    assert by_name["libc6"].verdict is Verdict.REINSTALL
    assert report.verdict is not Verdict.READY


def test_arm64_twin_is_ready_but_for_what_is_wrong() -> None:
    """The twin's natives of layers 0 and 1 are its own; of the JARs four have none for it.

    Oracle: readelf over the same JARs (samples/real/README.md).
    """
    report = analyze(f"{image('arm64')}:app")
    wrong = {component.name for component in report.components if component.verdict.rank > 0}
    assert wrong == {"leveldbjni-all", "netty-all", "jline", "scala-compiler"}
    impacts = {one.name: one.impact for one in report.components if one.name in wrong}
    assert impacts["netty-all"] is Impact.FALLS_BACK


def test_logical_libraries_of_pyspark(report: Report) -> None:
    """Of the libraries in PySpark 3.0.3's JARs exactly three have code of x86 and none of AArch64.

    Oracle: readelf over the same JARs, each native grouped by hand by the JNI names it exports.
    """
    spark = [
        library
        for library in report.libraries
        if any(path.startswith("opt/spark/jars/") for path in library.natives)
    ]
    foreign = {library.name for library in spark if library.coverage is Coverage.FOREIGN}
    assert foreign == {"jansi", "leveldbjni", "netty_transport_native_epoll"}
    covered = {library.name for library in spark if library.coverage is Coverage.COVERED}
    assert covered >= {"commons-crypto", "lz4-java", "snappyjava", "zstd-jni"}


def test_one_job_or_two(arch: str) -> None:
    """The number of processes changes nothing."""
    target = f"{image(arch)}:app"
    assert analyze(target, Options(jobs=2)) == analyze(target)


def without_builds(report: Report) -> Report:
    """The report but for how the image is built: that names it, if it has a name."""
    findings = tuple(
        msgspec.structs.replace(
            one,
            message="" if one.id == "build/image" else one.message,
            remediation=msgspec.structs.replace(one.remediation, commands=()),
        )
        if one.remediation is not None and "docker" in " ".join(one.remediation.commands)
        else one
        for one in report.findings
    )
    return msgspec.structs.replace(report, findings=findings)


def test_from_a_registry(arch: str, report: Report, tmp_path: Path) -> None:
    """What skopeo pushed into docker-registry tells the same as the layout it came from."""
    with docker_registry(tmp_path / "registry") as address:
        push(f"oci:{image(arch)}:app", f"{address}/team/app:1")
        found = analyze(f"docker://{address}/team/app:1", Options(remote=Remote("test")))
    same = msgspec.structs.replace(found.subject, name=report.subject.name)
    assert without_builds(msgspec.structs.replace(found, subject=same)) == without_builds(report)
