"""Makes the small samples and what a scan of each must say: ``python -m samples.build``.

Every byte is made here, so that two runs on any machine give the same files; nothing is
compressed, because compressors differ. The natives have real headers and no code.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archcompat.analysis import analyze
from archcompat.render import load_renderer
from archcompat.render.page import Page
from archcompat.render.plan import render_json, render_table
from samples import plan_sample
from tests.make.elf import elf
from tests.make.image import Image, layout_of, tar_of
from tests.make.ziparchive import STORED, jar, wheel

HERE = Path(__file__).parent
EXPECTED = {"txt": "table", "json": "json"}
"""Suffix of the file beside each sample to the format of the report in it."""


@dataclass(frozen=True)
class Sample:
    """One file or folder to be scanned."""

    path: str
    """Below ``samples/``."""
    data: bytes | None
    """None: it is kept as it is, a folder of texts."""


def samples() -> Iterator[Sample]:
    """Every sample."""
    yield Sample("requirements/requirements.txt", REQUIREMENTS.encode())
    yield Sample(
        "wheel/numpy-1.18.1-cp38-cp38-manylinux1_x86_64.whl",
        wheel("numpy", "1.18.1", "cp38-cp38-manylinux1_x86_64", NUMPY, method=STORED),
    )
    yield Sample("jar/orders.jar", fat_jar())
    yield Sample("service/image.tar", service())
    yield Sample("kubernetes/manifests", None)


REQUIREMENTS = """\
# A service of 2020, pinned.
Flask==1.1.2
numpy==1.18.1
psycopg2-binary==2.8.4 ; python_version >= "3.5"
uWSGI==2.0.18
pywin32==227 ; sys_platform == "win32"
"""


def native(machine: str = "x86_64", *, soname: str = "") -> bytes:
    """A shared library as gcc would link it."""
    versions: dict[str, tuple[str, ...]] = {"libc.so.6": ("GLIBC_2.17",)}
    return elf(machine, soname=soname, needed=("libc.so.6",), versions=versions)


NUMPY = {
    "numpy/__init__.py": b"",
    "numpy/core/_multiarray_umath.cpython-38-x86_64-linux-gnu.so": native(),
    "numpy.libs/libopenblasp-r0-34a18dc3.3.7.so": native(soname="libopenblasp-r0.3.7.so"),
}
PSYCOPG2 = {
    "psycopg2/__init__.py": b"",
    "psycopg2/_psycopg.cpython-38-x86_64-linux-gnu.so": native(),
}


def fat_jar() -> bytes:
    """A Spring Boot application with libraries of that year inside."""
    epoll = {"META-INF/native/libnetty_transport_native_epoll_x86_64.so": native()}
    folder = "org/xerial/snappy/native/Linux"
    snappy = {
        f"{folder}/{machine}/libsnappyjava.so": native(machine, soname="libsnappyjava.so")
        for machine in ("x86_64", "aarch64")
    }
    jansi = {"META-INF/native/linux64/libjansi.so": native(soname="libjansi.so")}
    libraries = {
        "netty-transport-native-epoll-4.1.48.Final-linux-x86_64.jar": jar(
            epoll,
            maven=("io.netty", "netty-transport-native-epoll", "4.1.48.Final"),
            method=STORED,
        ),
        "snappy-java-1.1.7.3.jar": jar(
            snappy, maven=("org.xerial.snappy", "snappy-java", "1.1.7.3"), method=STORED
        ),
        "jansi-1.18.jar": jar(
            jansi, maven=("org.fusesource.jansi", "jansi", "1.18"), method=STORED
        ),
        "slf4j-api-1.7.30.jar": jar(maven=("org.slf4j", "slf4j-api", "1.7.30"), method=STORED),
    }
    return jar(
        {f"BOOT-INF/lib/{name}": data for name, data in libraries.items()},
        maven=("com.example", "orders", "2.3.0"),
        method=STORED,
    )


def service() -> bytes:
    """An oci-archive: a Debian base, a site-packages, a JAR, and a vendor's program on top."""
    steps = (
        ("debian.sh --arch amd64 out/ bookworm", debian()),
        ("RUN pip install -r requirements.txt", site_packages()),
        ("COPY orders.jar /opt/app/", {"opt/app/orders.jar": fat_jar()}),
        ("COPY agent /opt/vendor/bin/", {"opt/vendor/bin/agent": program()}),
    )
    image = Image(
        tuple(tar_of(files) for _, files in steps),
        tags=("orders:2.3.0",),
        config={"history": [{"created_by": step} for step, _ in steps]},
    )
    return tar_of(layout_of(image))


def program() -> bytes:
    """A program that is not part of any package."""
    loader = "/lib64/ld-linux-x86-64.so.2"
    return elf("x86_64", interpreter=loader, needed=("libc.so.6",), e_type=2)


def debian() -> dict[str, bytes]:
    """The files of three packages, and dpkg's database of them."""
    lib = "usr/lib/x86_64-linux-gnu"
    owned = {
        "libc6:amd64": {
            f"{lib}/libc.so.6": elf("x86_64", soname="libc.so.6", needed=("ld-linux-x86-64.so.2",)),
            f"{lib}/ld-linux-x86-64.so.2": elf("x86_64", soname="ld-linux-x86-64.so.2"),
        },
        "zlib1g:amd64": {f"{lib}/libz.so.1.2.13": native(soname="libz.so.1")},
        "coreutils": {"usr/bin/ls": program()},
    }
    versions = {
        "libc6:amd64": "2.36-9+deb12u9",
        "zlib1g:amd64": "1:1.2.13.dfsg-1",
        "coreutils": "9.1-1",
    }
    status = "\n".join(
        f"Package: {name.partition(':')[0]}\nStatus: install ok installed\n"
        f"Architecture: amd64\nVersion: {version}\n"
        for name, version in versions.items()
    )
    lists = {
        f"var/lib/dpkg/info/{name}.list": "".join(f"/{path}\n" for path in files).encode()
        for name, files in owned.items()
    }
    release = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'
    return {
        "usr/lib/os-release": release.encode(),
        "var/lib/dpkg/status": status.encode(),
        **lists,
        **{path: data for files in owned.values() for path, data in files.items()},
    }


def site_packages() -> dict[str, bytes]:
    """What pip leaves of four wheels."""
    pure = "py3-none-any"
    x86 = "cp38-cp38-manylinux1_x86_64"
    files = {
        **installed("numpy", "1.18.1", x86, NUMPY),
        **installed("psycopg2_binary", "2.8.4", x86, PSYCOPG2),
        **installed("Flask", "1.1.2", pure, {"flask/__init__.py": b""}, ("Werkzeug>=0.15",)),
        **installed("Werkzeug", "1.0.1", pure, {"werkzeug/__init__.py": b""}),
    }
    return {f"opt/app/lib/python3.8/site-packages/{path}": data for path, data in files.items()}


def installed(
    name: str, version: str, tag: str, files: dict[str, bytes], requires: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """A wheel's files and metadata as they are once installed."""
    folder = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {one}\n" for one in requires)
    pure = "true" if tag.endswith("-any") else "false"
    said = {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{folder}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: {pure}\nTag: {tag}\n",
    }
    record = "".join(f"{path},,\n" for path in (*files, *said, f"{folder}/RECORD"))
    texts = {**said, f"{folder}/RECORD": record}
    return {**files, **{path: text.encode() for path, text in texts.items()}}


def expected(sample: Sample) -> dict[str, str]:
    """The report of a sample in each format, by suffix; the sample must be in place."""
    with contextlib.chdir(HERE.parent):
        report = analyze(f"samples/{sample.path}")
    return {suffix: load_renderer(name)([report], Page()) for suffix, name in EXPECTED.items()}


def expected_plan() -> dict[str, str]:
    """The plan of the sample of one in each format, by suffix; it must be in place."""
    plan = plan_sample.planned()
    return {"txt": render_table(plan, Page()), "json": render_json(plan)}


def write_plan() -> None:
    """Write the sample of a plan, and the plan beside it."""
    folder = plan_sample.FOLDER
    (folder / "wheels").mkdir(parents=True, exist_ok=True)
    (folder / "requirements.txt").write_text(plan_sample.REQUIREMENTS, "utf-8")
    for name, data in plan_sample.wheels():
        (folder / "wheels" / name).write_bytes(data)
    for suffix, text in expected_plan().items():
        (folder / f"expected.{suffix}").write_text(text, "utf-8")
    print(os.path.relpath(folder / "requirements.txt"))


def main() -> None:
    """Write every sample, and the reports beside them."""
    write_plan()
    for sample in samples():
        path = HERE / sample.path
        path.parent.mkdir(exist_ok=True)
        if sample.data is not None:
            path.write_bytes(sample.data)
        for suffix, text in expected(sample).items():
            path.with_name(f"expected.{suffix}").write_text(text, "utf-8")
        print(os.path.relpath(path))


if __name__ == "__main__":
    main()
