"""Whether a library for glibc loads on musl."""

import pytest

from archcompat.assess.musl import Fit, decided, on_musl, was_read
from archcompat.model.arch import Arch
from archcompat.model.native import NativeObject
from archcompat.model.report import Impact, Verdict
from tests.make.inventory import native


def library(*needed: str, **fields: tuple[str, ...]) -> NativeObject:
    """A build for glibc in a JAR."""
    return native(
        "a.jar!/libx.so", Arch.AARCH64, libc="glibc", needed=(*needed, "libc.so.6"), **fields
    )


LOADER = "ld-linux-aarch64.so.1"


@pytest.mark.parametrize(
    ("file", "present", "fit", "told"),
    [
        pytest.param(library("libm.so.6", "libdl.so.2"), (), Fit.LOADS, "", id="its-own-names"),
        pytest.param(library(LOADER), (), Fit.NEEDS_PACKAGE, "apk add gcompat", id="loader"),
        pytest.param(library(LOADER), (LOADER,), Fit.LOADS, "", id="loader-is-there"),
        pytest.param(
            library("libstdc++.so.6", "libgcc_s.so.1"),
            (),
            Fit.NEEDS_PACKAGE,
            "apk add libgcc libstdc++",
            id="packages",
        ),
        pytest.param(
            library("libonnxruntime.so"), (), Fit.FAILS, "libonnxruntime.so", id="nowhere"
        ),
        pytest.param(
            library("libonnxruntime.so"), ("libonnxruntime.so",), Fit.LOADS, "", id="its-helper"
        ),
        pytest.param(
            library("libresolv.so.2"), (), Fit.FAILS, "libresolv.so.2", id="glibcs-but-not-musls"
        ),
        pytest.param(library(at_once=("__environ64",)), (), Fit.FAILS, "__environ64", id="at-once"),
        pytest.param(
            library(LOADER, at_once=("__x",)), (), Fit.FAILS, "__x", id="at-once-and-package"
        ),
        pytest.param(
            library(when_called=("__strdup",)), (), Fit.MAY_CRASH, "__strdup", id="when-called"
        ),
        pytest.param(
            library(when_called=tuple(f"__x{n}" for n in range(9))),
            (),
            Fit.MAY_CRASH,
            "__x0, __x1, __x2 and 6 more",
            id="many",
        ),
        pytest.param(
            library(LOADER, when_called=("__strdup",)),
            (),
            Fit.NEEDS_PACKAGE,
            "gcompat",
            id="package-before-call",
        ),
    ],
)
def test_how_far_it_goes(file: NativeObject, present: tuple[str, ...], fit: Fit, told: str) -> None:
    """In the order in which musl's loader fails."""
    found = on_musl(file, "1.2.5", present)

    assert found.fit is fit
    assert told in found.reason


@pytest.mark.parametrize(
    ("version", "fit"),
    [("1.1.24", Fit.MAY_CRASH), ("1.2.2", Fit.LOADS), ("", Fit.MAY_CRASH)],
)
def test_releases_differ(version: str, fit: Fit) -> None:
    """1.2.2 brought gettid; of an unknown release nothing is expected that not all have."""
    assert on_musl(library(when_called=("gettid",)), version).fit is fit


@pytest.mark.parametrize(
    ("file", "read"),
    [
        pytest.param(library(), True, id="in-a-jar"),
        pytest.param(native("usr/lib/libx.so", libc="glibc"), False, id="in-the-file-system"),
        pytest.param(native("a.jar!/libx.so", libc="musl"), False, id="for-musl"),
        pytest.param(native("a.jar!/libx.so"), False, id="for-neither"),
    ],
)
def test_what_is_known(file: NativeObject, *, read: bool) -> None:
    """Only of builds for glibc in archives it is read what they want."""
    assert was_read(file) is read


@pytest.mark.parametrize(
    ("file", "impact", "commands"),
    [
        pytest.param(library(LOADER), Impact.FAILS, ("apk add gcompat",), id="package"),
        pytest.param(library("libx.so.9"), Impact.FAILS, (), id="fails"),
        pytest.param(library(when_called=("__strdup",)), Impact.FEATURE, (), id="may-crash"),
    ],
)
def test_what_to_do(file: NativeObject, impact: Impact, commands: tuple[str, ...]) -> None:
    """What loads but for some calls loses a feature; packages are named."""
    found = decided(on_musl(file, "1.2.5"))

    assert (found.verdict, found.impact) == (Verdict.REBUILD, impact)
    assert found.remediation is not None
    assert found.remediation.commands == commands
