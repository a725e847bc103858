"""Units of the distribution's packages, and which of them a file list means."""

import pytest

from archcompat.graph.os_packages import OsOwners, os_units, package_file_units
from archcompat.model.osfacts import OsPackage, OsRelease, PackageFile
from archcompat.model.report import Provenance
from tests.make.inventory import at, file_list

STATUS = at("var/lib/dpkg/status")
DEBIAN = OsRelease(at("etc/os-release"), "debian", "12", "Debian GNU/Linux 12 (bookworm)")


def package(
    name: str, arch: str = "amd64", ecosystem: str = "deb", version: str = "1-1"
) -> OsPackage:
    """An installed package."""
    return OsPackage(STATUS, ecosystem, name, version, arch)


@pytest.mark.parametrize(
    ("found", "release", "purl"),
    [
        pytest.param(
            package("libstdc++6"), DEBIAN, "pkg:deb/debian/libstdc%2B%2B6@1-1?arch=amd64", id="deb"
        ),
        pytest.param(
            package("bash"),
            OsRelease(at("etc/os-release"), "ubuntu", "22.04", "Ubuntu"),
            "pkg:deb/ubuntu/bash@1-1?arch=amd64",
            id="deb-of-another-distribution",
        ),
        pytest.param(package("bash"), None, "pkg:deb/debian/bash@1-1?arch=amd64", id="deb-unknown"),
        pytest.param(
            package("musl", "x86_64", "apk"), None, "pkg:apk/alpine/musl@1-1?arch=x86_64", id="apk"
        ),
        pytest.param(
            package("bash", "x86_64", "rpm"), None, "pkg:rpm/redhat/bash@1-1?arch=x86_64", id="rpm"
        ),
        pytest.param(package("base", ""), DEBIAN, "pkg:deb/debian/base@1-1", id="no-architecture"),
    ],
)
def test_a_package_is_a_unit_of_its_distribution(
    found: OsPackage, release: OsRelease | None, purl: str
) -> None:
    """The purl's namespace is the ID of os-release, and the usual one without."""
    (unit,) = os_units([found], release).values()

    assert unit.id == unit.purl == purl
    assert unit.provenance is Provenance.OS_PACKAGE
    assert unit.where == (STATUS,)
    assert unit.arch == found.arch


def test_packages_of_two_architectures_are_two_units() -> None:
    """Multi-arch: the same name and version for amd64 and i386."""
    units = os_units([package("libc6"), package("libc6", "i386")], DEBIAN)

    assert sorted(unit.arch for unit in units.values()) == ["amd64", "i386"]


@pytest.mark.parametrize(
    ("listed", "arch"),
    [
        pytest.param("libc6:amd64", "amd64", id="with-architecture"),
        pytest.param("libc6:i386", "i386", id="with-the-other"),
        pytest.param("libc6", "amd64", id="without"),
        pytest.param("libc6:arm64", None, id="not-installed"),
        pytest.param("libc7", None, id="unknown"),
    ],
)
def test_a_file_list_means_an_installed_package(listed: str, arch: str | None) -> None:
    """``libc6:amd64.list`` and ``coreutils.list``; a list that was left over means nobody."""
    packages = [package("libc6"), package("libc6", "i386")]
    units = os_units(packages, DEBIAN)

    key = OsOwners(packages).key_of(file_list("x", "deb", listed, "lib/libc.so.6"))

    assert (units[key].arch if key is not None else None) == arch


def test_a_list_of_another_ecosystem_means_nobody() -> None:
    """An apk database does not own what dpkg installed."""
    owner = OsOwners([package("zlib")]).key_of(file_list("x", "apk", "zlib", "lib/libz.so"))

    assert owner is None


def test_a_package_file() -> None:
    """It is nobody's until it is installed; then it is the package that is."""
    file = PackageFile(at("tmp/bash.deb"), "deb", "bash", "1-1", "amd64")
    (unit,) = package_file_units([file], None).values()
    assert (unit.id, unit.provenance) == ("pkg:deb/bash@1-1?arch=amd64", Provenance.UNOWNED)
    (installed,) = os_units([package("bash")], DEBIAN).values()
    (beside,) = package_file_units([file], DEBIAN).values()
    assert beside.id == installed.id
