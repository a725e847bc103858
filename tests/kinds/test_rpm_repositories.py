"""The kind that reads dnf's, yum's and zypper's repositories."""

import pytest

from archcompat.kinds.rpm_repositories import KIND
from archcompat.model.osfacts import PackageSource, SourceVariable
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("etc/yum.repos.d/almalinux.repo", True),
        ("root/etc/zypp/repos.d/oss.repo", True),
        ("etc/yum/vars/contentdir", True),
        ("etc/dnf/vars/releasever", True),
        ("etc/dnf/vars/ocidomain", True),
        ("etc/yum.repos.d/almalinux.repo.rpmnew", False),
        ("usr/share/x.repo", False),
    ],
)
def test_claims(path: str, *, claimed: bool) -> None:
    """Only the files that these read."""
    assert KIND.claims(entry(path)) is claimed


def test_read() -> None:
    """Each enabled repository, and each variable."""
    one = entry(
        "etc/yum.repos.d/x.repo",
        data="[a]\nbaseurl=http://x/$basearch/\n[b]\nenabled=0\nbaseurl=http://y/\n"
        "[c]\nmetalink=https://m?arch=$basearch\n",
    )
    assert list(KIND.read(one)) == [
        PackageSource(one.where, 1, "rpm", "http://x/$basearch/"),
        PackageSource(one.where, 6, "rpm", "https://m?arch=$basearch", mirrors=True),
    ]
    two = entry("etc/dnf/vars/contentdir", data="altarch\n")
    assert list(KIND.read(two)) == [SourceVariable(two.where, "contentdir", "altarch")]
