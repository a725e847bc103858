"""Platforms and C libraries as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import InputError
from archcompat.model.arch import Arch, spellings
from archcompat.model.target import PAGE_SIZES, Libc, Platform, Target

ARM64 = Platform("linux", Arch.AARCH64)


@pytest.mark.parametrize(
    ("text", "platform", "written"),
    [
        pytest.param("linux/arm64", ARM64, "linux/arm64", id="oci"),
        pytest.param("linux/aarch64", ARM64, "linux/arm64", id="uname"),
        pytest.param(" Linux/ARM64 ", ARM64, "linux/arm64", id="case-and-space"),
        pytest.param("linux/x86_64", Platform("linux", Arch.X86_64), "linux/amd64", id="x86_64"),
        pytest.param(
            "linux/arm64/v8", Platform("linux", Arch.AARCH64, "v8"), "linux/arm64/v8", id="v8"
        ),
        pytest.param(
            "linux/arm/V7", Platform("linux", Arch.ARM, "v7"), "linux/arm/v7", id="variant"
        ),
        pytest.param("windows/amd64", Platform("windows", Arch.X86_64), "windows/amd64", id="win"),
        pytest.param("linux/386", Platform("linux", Arch.I386), "linux/386", id="386"),
    ],
)
def test_platform(text: str, platform: Platform, written: str) -> None:
    """Any spelling is read; one is written, and reads back to the same."""
    assert Platform.parse(text) == platform
    assert str(platform) == written
    assert Platform.parse(written) == platform


@pytest.mark.parametrize(("spelling", "arch"), spellings().items())
def test_every_spelling_of_an_architecture(spelling: str, arch: Arch) -> None:
    """Every spelling round-trips through the one that is written."""
    platform = Platform.parse(f"linux/{spelling}")
    assert platform.arch is arch
    if arch is not Arch.SH:  # which has no OCI spelling
        assert Platform.parse(str(platform)) == platform


@pytest.mark.parametrize(
    "text",
    [
        *("", "arm64", "linux", "linux/", "/arm64", "linux/arm65", "linux/any", "linux-arm64"),
        *("linux/arm/v7/x", "linux//v7", "linux/arm64 v8", "linux\\arm64"),
    ],
    ids=repr,
)
def test_platform_refused(text: str) -> None:
    """What is no platform is quoted, with the form that is asked for."""
    with pytest.raises(InputError) as raised:
        Platform.parse(text)
    assert repr(text) in str(raised.value)
    assert "linux/arm64" in str(raised.value)


@pytest.mark.parametrize(
    ("wanted", "offered", "fits"),
    [
        pytest.param("linux/arm64", "linux/arm64", True, id="same"),
        pytest.param("linux/arm64", "linux/arm64/v8", True, id="I09-none-wants-any"),
        pytest.param("linux/arm64/v8", "linux/arm64", True, id="I09-none-offers-any"),
        pytest.param("linux/arm/v7", "linux/arm/v6", False, id="I09-other-variant"),
        pytest.param("linux/arm64", "linux/arm", False, id="other-architecture"),
        pytest.param("linux/arm64", "windows/arm64", False, id="I09-other-system"),
    ],
)
def test_matches(wanted: str, offered: str, fits: bool) -> None:
    """I09: a variant that one side leaves out matches any."""
    assert Platform.parse(wanted).matches(Platform.parse(offered)) is fits
    assert Platform.parse(offered).matches(Platform.parse(wanted)) is fits


@pytest.mark.parametrize(
    ("text", "libc"),
    [
        pytest.param("glibc", Libc("glibc"), id="glibc"),
        pytest.param("glibc:2.36", Libc("glibc", "2.36"), id="glibc-version"),
        pytest.param("musl:1.2.5", Libc("musl", "1.2.5"), id="musl-version"),
    ],
)
def test_libc(text: str, libc: Libc) -> None:
    """A family, with a version or without."""
    assert Libc.parse(f" {text} ") == libc
    assert str(libc) == text


@pytest.mark.parametrize(
    "text",
    ["", "bionic", "glibc:", "glibc:2", "glibc:2.x", "glibc 2.36", "GLIBC:2.36", "musl:1.2:"],
)
def test_libc_refused(text: str) -> None:
    """What is no C library is quoted, with two that are."""
    with pytest.raises(InputError) as raised:
        Libc.parse(text)
    assert repr(text) in str(raised.value)
    assert "glibc:2.36" in str(raised.value)


def test_default_target() -> None:
    """Linux on arm64 with small pages; libc and Python are the subject's."""
    assert Target() == Target(ARM64, None, "", PAGE_SIZES["4k"])


@pytest.mark.parametrize(("name", "size"), PAGE_SIZES.items())
def test_page_sizes(name: str, size: int) -> None:
    """A page size is called by its kibibytes."""
    assert size == int(name.removesuffix("k")) * 1024


@given(st.text(alphabet="linux/arm64v78 \0", max_size=20))
def test_any_text(text: str) -> None:
    """Any text is read or refused as input."""
    for parse in (Platform.parse, Libc.parse):
        try:
            found = parse(text)
        except InputError as error:
            assert str(error)  # noqa: PT017 - or a value
        else:
            assert parse(str(found)) == found
