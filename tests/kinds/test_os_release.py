"""The kind that reads os-release."""

import pytest

from archcompat.kinds.os_release import KIND
from archcompat.model.osfacts import OsRelease
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        pytest.param("etc/os-release", True, id="etc"),
        pytest.param("usr/lib/os-release", True, id="usr-lib"),
        pytest.param("rootfs/etc/os-release", True, id="nested-root"),
        pytest.param("myetc/os-release", False, id="other-folder"),
        pytest.param("lib/os-release", False, id="lib"),
    ],
)
def test_claims(path: str, *, claimed: bool) -> None:
    """The two places of the manual page, below any root."""
    assert KIND.claims(entry(path)) is claimed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            'PRETTY_NAME="Debian 12"\nID=debian\nVERSION_ID="12"\n',
            [("debian", "12", "Debian 12")],
            id="debian",
        ),
        pytest.param('NAME="Arch"\nID=arch\n', [("arch", "", "Arch")], id="rolling"),
        pytest.param("NAME=Own\n", [("linux", "", "Own")], id="id-has-a-default"),
        pytest.param("", [], id="empty"),
    ],
)
def test_read(text: str, said: list[tuple[str, str, str]]) -> None:
    """What the file does not say is empty, or the default of the manual page."""
    found = entry("etc/os-release", data=text)
    assert list(KIND.read(found)) == [OsRelease(found.where, *row) for row in said]
