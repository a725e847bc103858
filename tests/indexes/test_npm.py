"""Pages of the npm registry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.npm import NpmVersion, package_versions, parse_packument
from tests.make.indexes import give_packument
from tests.make.webserver import Site


def test_versions(site: Site) -> None:
    """What each depends on and where it runs; the name may have a scope."""
    give_packument(
        site,
        "@swc/core",
        {
            "1.0.0": {"hasInstallScript": True, "dependencies": {"a": "1"}},
            "1.1.0": {
                "os": ["linux"],
                "cpu": "arm64",
                "libc": ["musl"],
                "optionalDependencies": {"@swc/core-linux-arm64-gnu": "1.1.0"},
            },
        },
    )
    with Fetcher("1.0") as fetcher:
        found = package_versions(fetcher, f"{site.base}/npm/", "@swc/core")
        assert package_versions(fetcher, f"{site.base}/npm", "other") is None
    assert found == (
        NpmVersion("1.0.0", (), (), (), ("a",), (), installs=True),
        NpmVersion(
            "1.1.0",
            ("linux",),
            ("arm64",),
            ("musl",),
            (),
            ("@swc/core-linux-arm64-gnu",),
            installs=False,
        ),
    )
    assert "vnd.npm.install-v1+json" in site.asked[0].headers["accept"]


@pytest.mark.parametrize(
    ("said", "installs"),
    [
        ("{}", False),
        ('{"hasInstallScript": true}', True),
        ('{"scripts": {"install": "node-gyp rebuild"}}', True),
        ('{"scripts": {"postinstall": "node x.js"}}', True),
        ('{"scripts": {"test": "x", "install": ""}}', False),
        ('{"scripts": "install"}', False),
    ],
)
def test_install_scripts(said: str, *, installs: bool) -> None:
    """As the short form of the page tells them, and as the long one does."""
    (found,) = parse_packument(f'{{"versions": {{"1.0.0": {said}}}}}'.encode())
    assert found.installs is installs


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"versions": 1}', b'{"versions": {"1": 2}}', b"\xff"]
)
def test_what_is_no_packument(data: bytes) -> None:
    """It is refused, never read as a package without versions."""
    with pytest.raises(FormatError) as caught:
        parse_packument(data)
    assert caught.value.code == "index-malformed"


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Versions, or FormatError."""
    try:
        found = parse_packument(data)
    except FormatError:
        return
    assert isinstance(found, tuple)
