"""The kind that reads apk's repositories."""

import pytest

from archcompat.kinds.apk_repositories import KIND
from archcompat.model.osfacts import PackageSource
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("etc/apk/repositories", True),
        ("root/etc/apk/repositories", True),
        ("etc/apk/repositories.d", False),
        ("opt/repositories", False),
    ],
)
def test_claims(path: str, *, claimed: bool) -> None:
    """Only the file that apk reads."""
    assert KIND.claims(entry(path)) is claimed


def test_read() -> None:
    """One repository a line, tagged ones too."""
    one = entry("etc/apk/repositories", data="# x\nhttps://x/v3.18/main\n@edge https://x/edge/main")
    assert list(KIND.read(one)) == [
        PackageSource(one.where, 2, "apk", "https://x/v3.18/main"),
        PackageSource(one.where, 3, "apk", "https://x/edge/main"),
    ]
