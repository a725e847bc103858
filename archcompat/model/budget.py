"""How much of an artifact is read before it counts as hostile."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one scan; what goes over one becomes a Problem and the rest is still read."""

    depth: int = 8
    """Archives inside archives. A JAR in a WAR in an EAR in a tar is 4."""
    entries: int = 2_000_000
    """Files and archive members in one layer. Large monorepo images have 500,000."""
    entry_bytes: int = 4 << 30
    """Bytes of one file or member once decompressed."""
    output_bytes: int = 64 << 30
    """Bytes decompressed from one layer, nested archives included."""
    memory_bytes: int = 64 << 20
    """A nested archive larger than this is spooled to an anonymous temp file."""
