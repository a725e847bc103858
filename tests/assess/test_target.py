"""What the subject itself says about the target."""

import pytest

from archcompat.assess.target import claims_target, completed, source_arch
from archcompat.model.arch import Arch
from archcompat.model.inventory import Inventory
from archcompat.model.osfacts import OsPackage
from archcompat.model.target import Libc, Platform, Target
from tests.make.inventory import at, inventory, native

LIB = "usr/lib/x86_64-linux-gnu"
LIBC = native(f"{LIB}/libc.so.6", own_glibc="2.36", soname="libc.so.6")
LOADER = native(f"{LIB}/ld-linux-x86-64.so.2", own_glibc="2.35", soname="ld-linux-x86-64.so.2")
OLD = native("opt/compat/libc.so.6", own_glibc="2.17", soname="libc.so.6")
ADDED = native("usr/glibc-compat/lib/libc.so.6", own_glibc="2.31", soname="libc.so.6")


@pytest.mark.parametrize(
    ("made", "libc"),
    [
        pytest.param(inventory(LIBC, LOADER), "glibc:2.36", id="libc-not-its-loader"),
        pytest.param(inventory(LOADER), "", id="loader-alone"),
        pytest.param(inventory(OLD, LIBC), "glibc:2.36", id="the-systems-before-others"),
        pytest.param(inventory(OLD), "glibc:2.17", id="only-another"),
        pytest.param(inventory(files=["lib/ld-musl-x86_64.so.1"]), "musl", id="musl"),
        pytest.param(
            inventory(
                OsPackage(at("lib/apk/db/installed"), "apk", "musl", "1.2.4-r2", "x86_64"),
                files=["lib/ld-musl-x86_64.so.1"],
            ),
            "musl:1.2.4",
            id="musl-with-its-package",
        ),
        pytest.param(
            inventory(ADDED, files=["lib/ld-musl-x86_64.so.1"]), "musl", id="glibc-added-to-musl"
        ),
        pytest.param(
            inventory(LIBC, files=["usr/lib/musl/ld-musl-x86_64.so.1"]),
            "glibc:2.36",
            id="musl-added-to-glibc",
        ),
        pytest.param(
            inventory(native("a.tar!/lib/libc.so.6", own_glibc="2.36", soname="libc.so.6")),
            "",
            id="inside-an-archive",
        ),
        pytest.param(inventory(), "", id="nothing"),
    ],
)
def test_the_c_library_is_the_systems(made: Inventory, libc: str) -> None:
    """The same image for another machine has the same version."""
    assert str(completed(Target(), made).libc or "") == libc


@pytest.mark.parametrize(
    ("files", "python"),
    [
        pytest.param(["usr/lib/python3.11/os.py"], "3.11", id="debian"),
        pytest.param(["usr/local/lib/python3.8/encodings/__init__.py"], "3.8", id="local"),
        pytest.param(["usr/lib64/python3.9/os.py"], "3.9", id="lib64"),
        pytest.param(
            ["usr/lib/python3.11/lib-dynload/x.so", "usr/lib/python3.11/os.py"],
            "3.11",
            id="twice-the-same",
        ),
        pytest.param(["usr/lib/python3.11/os.py", "opt/lib/python3.8/os.py"], "", id="two"),
        pytest.param(["opt/venv/lib/python3.8/site-packages/x.py"], "", id="site-packages-alone"),
        pytest.param(["usr/lib/python3/dist-packages/os.py"], "", id="no-version"),
        pytest.param(["usr/lib/python2.7/os.py"], "", id="python-2"),
        pytest.param([], "", id="none"),
    ],
)
def test_python_is_the_only_one_there(files: list[str], python: str) -> None:
    """By its standard library."""
    assert completed(Target(), inventory(files=files)).python == python


def test_what_the_user_gave_stays() -> None:
    """And the rest of the target too."""
    given = Target(Platform.parse("linux/s390x"), Libc("musl", "1.2"), "3.12", 65536)

    assert completed(given, inventory(LIBC, files=["usr/lib/python3.11/os.py"])) == given


@pytest.mark.parametrize(
    ("platform", "claims", "source"),
    [
        pytest.param("linux/amd64", False, Arch.X86_64, id="amd64"),
        pytest.param("linux/arm64/v8", True, Arch.X86_64, id="arm64-already"),
        pytest.param("linux/ppc64le", False, Arch.PPC64LE, id="ppc64le"),
        pytest.param("", False, Arch.X86_64, id="says-nothing"),
    ],
)
def test_the_subject_says_where_it_comes_from(platform: str, claims: bool, source: Arch) -> None:
    """An image of the target's platform was most likely meant to come from x86-64."""
    made = inventory(kind="image", platform=platform)

    assert claims_target(Target(), made) is claims
    assert source_arch(Target(), made) is source
