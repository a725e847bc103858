"""What the artifact should run on: platform, C library, Python, page size."""

import re
from dataclasses import dataclass

from archcompat.errors import InputError
from archcompat.model.arch import Arch, arch_of_token


@dataclass(frozen=True, slots=True)
class Platform:
    """An OCI platform: operating system, architecture and, where it matters, variant."""

    os: str
    arch: Arch
    variant: str = ""
    """``v7`` of ``linux/arm/v7``; empty matches any."""

    @classmethod
    def parse(cls, text: str) -> "Platform":
        """Read ``linux/arm64`` or ``linux/arm/v7``; any spelling of the architecture is taken.

        Raises InputError.
        """
        parts = text.strip().split("/")
        arch = arch_of_token(parts[1]) if len(parts) in (2, 3) else None
        if arch is None or not parts[0]:
            raise InputError(
                f"{text!r} is not a platform: it takes the form os/architecture, such as"
                " linux/arm64 or linux/amd64"
            )
        return cls(parts[0].lower(), arch, parts[2].lower() if len(parts) == 3 else "")

    def matches(self, other: "Platform") -> bool:
        """Whether ``other`` satisfies this one; an empty variant on either side matches any."""
        same = self.os == other.os and self.arch is other.arch
        return same and (not self.variant or not other.variant or self.variant == other.variant)

    def __str__(self) -> str:
        """The OCI spelling, ``linux/arm64``."""
        tail = f"/{self.variant}" if self.variant else ""
        return f"{self.os}/{self.arch.oci}{tail}"


@dataclass(frozen=True, slots=True)
class Libc:
    """A C library, ``glibc:2.36`` or ``musl:1.2``."""

    family: str
    """``glibc`` or ``musl``."""
    version: str = ""
    """``2.36``; empty when only the family is known."""

    @classmethod
    def parse(cls, text: str) -> "Libc":
        """Read ``glibc``, ``glibc:2.28`` or ``musl:1.2``. Raises InputError."""
        match = re.fullmatch(r"(glibc|musl)(?::(\d+\.\d+(?:\.\d+)?))?", text.strip())
        if match is None:
            raise InputError(f"{text!r} is not a C library: write glibc:2.36 or musl:1.2")
        return cls(match[1], match[2] or "")

    def __str__(self) -> str:
        """``glibc:2.36``, or ``glibc`` without a known version."""
        return f"{self.family}:{self.version}" if self.version else self.family


PAGE_SIZES = {"4k": 4096, "16k": 16384, "64k": 65536}


@dataclass(frozen=True, slots=True)
class Target:
    """The machine the artifact is to run on."""

    platform: Platform = Platform("linux", Arch.AARCH64)
    libc: Libc | None = None
    """``None``: not given and not found in the subject."""
    python: str = ""
    """``3.8``; empty: not given and not found."""
    page_size: int = 4096
    """Bytes."""
