"""How many of an image's layers its history says are its base's.

Each build step of a Dockerfile is a line of the config's history (image-spec, config.md), those
that made no layer too. A base image ends with the command it starts; whatever makes layers after
that was built on top of it.
"""

import re
from collections.abc import Sequence

Step = tuple[str, bool]
"""The line that made it, and whether it made a layer."""

# As BuildKit writes it, and as the builder before it did.
_COMMAND = re.compile(r"(?:/bin/sh -c #\(nop\)\s+)?CMD\b")


def base_layers(steps: Sequence[Step]) -> int:
    """The number of layers up to the last command that has layers above it; 0 without one."""
    below = 0
    found = 0
    layers = sum(made for _, made in steps)
    for line, made in steps:
        below += made
        if not made and _COMMAND.match(line) and 0 < below < layers:
            found = below
    return found
