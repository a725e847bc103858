"""Which package repositories a root file system takes its packages from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archcompat.formats.yumrepos import substituted
from archcompat.model.arch import Arch, arch_of_token
from archcompat.model.inventory import Inventory
from archcompat.model.osfacts import OsRelease, PackageSource, SourceVariable
from archcompat.model.repository import Repository

# An image without any (they were removed, or it never had a package manager) was made from these.
_DEBIAN = {"8": "jessie", "9": "stretch", "10": "buster", "11": "bullseye", "12": "bookworm",
           "13": "trixie"}  # fmt: skip
_UBUNTU = {"14.04": "trusty", "16.04": "xenial", "18.04": "bionic", "20.04": "focal",
           "22.04": "jammy", "24.04": "noble"}  # fmt: skip
_BASEARCH = re.compile(r"(?<![A-Za-z0-9])(x86_64|aarch64|i[36]86|ppc64le|s390x)(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Supply:
    """One repository, and the entry that names it."""

    repository: Repository
    entry: PackageSource | None = None
    """None for what was concluded from the distribution alone."""
    limits: tuple[Arch, ...] = ()
    """The architectures that the entry is limited to; empty for no limit."""


def supplies(inventory: Inventory) -> tuple[Supply, ...]:
    """Every repository that the subject names, each once."""
    release = inventory.first_of(OsRelease)
    variables = _variables(inventory.facts_of(SourceVariable), release)
    found: dict[Repository, Supply] = {}
    for entry in inventory.facts_of(PackageSource):
        for supply in _of_entry(entry, variables):
            found.setdefault(supply.repository, supply)
    return tuple(found[key] for key in sorted(found))


def usual_supplies(inventory: Inventory) -> tuple[Supply, ...]:
    """The repositories that images of the subject's distribution come with, named or not."""
    release = inventory.first_of(OsRelease)
    return tuple(Supply(one) for one in _usual(release)) if release is not None else ()


def _of_entry(entry: PackageSource, variables: dict[str, str]) -> Iterator[Supply]:
    named = (arch_of_token(name) for name in entry.architectures)
    limits = tuple(arch for arch in named if arch is not None)
    if not re.match(r"https?://", entry.url):
        return  # a disc, a folder, a transport of its own
    if entry.ecosystem == "deb":
        for component in entry.components or ("",):
            one = Repository("deb", entry.url.rstrip("/"), entry.suite, component)
            yield Supply(one, entry, limits)
    elif entry.ecosystem == "apk":
        yield Supply(Repository("apk", entry.url.rstrip("/")), entry, limits)
    else:
        url = substituted(entry.url, variables)
        fixed = _BASEARCH.search(url)
        if fixed is not None:  # somebody wrote out what $basearch stands for
            arch = arch_of_token(fixed[1])
            limits = (arch,) if arch is not None else ()
            url = _BASEARCH.sub("$basearch", url)
        yield Supply(Repository("rpm", url, mirrors=entry.mirrors), entry, limits)


def _variables(said: Iterable[SourceVariable], release: OsRelease | None) -> dict[str, str]:
    """Those of dnf and yum, with what the distribution's release means."""
    found = {}
    if release is not None:
        # Red Hat's relatives have a repository a major release, SUSE and openEuler one a minor.
        whole = release.id in ("opensuse-leap", "sles", "openeuler", "amzn")
        found["releasever"] = release.version if whole else release.version.partition(".")[0]
        found["releasever_major"], _, found["releasever_minor"] = release.version.partition(".")
    return found | {one.name: one.value for one in said if one.value}


def _usual(release: OsRelease) -> Iterator[Repository]:
    """What the distribution's own images name."""
    match release.id:
        case "debian":
            base, security = "http://deb.debian.org/debian", "http://deb.debian.org/debian-security"
            suite = release.codename or _DEBIAN.get(release.version, "")
            if suite:
                older = release.version in ("8", "9", "10")
                yield Repository("deb", base, suite, "main")
                yield Repository("deb", base, f"{suite}-updates", "main")
                tail = "/updates" if older else "-security"
                yield Repository("deb", security, f"{suite}{tail}", "main")
        case "ubuntu":
            suite = release.codename or _UBUNTU.get(release.version, "")
            for part in ("", "-updates", "-security") if suite else ():
                for component in ("main", "universe"):
                    url = "http://archive.ubuntu.com/ubuntu"
                    yield Repository("deb", url, f"{suite}{part}", component)
        case "alpine":
            numbers = re.match(r"(\d+\.\d+)", release.version)
            for part in ("main", "community") if numbers is not None else ():
                url = f"https://dl-cdn.alpinelinux.org/alpine/v{numbers[1] if numbers else ''}"
                yield Repository("apk", f"{url}/{part}")
        case "wolfi":
            yield Repository("apk", "https://packages.wolfi.dev/os")
