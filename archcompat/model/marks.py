"""What a file of some kind shows at a glance, so that most files are put to few kinds or none."""

from dataclasses import dataclass

BEGINNING = 6  # letters
HEAD = 2  # bytes compared of a head: by these the magic numbers in use differ already


@dataclass(frozen=True, slots=True)
class Marks:
    """What claims a file must have at least one of; having one does not mean that it is claimed.

    Without any, the kind is asked about every file.
    """

    names: tuple[str, ...] = ()
    """File names, without folders."""
    suffixes: tuple[str, ...] = ()
    """What follows the last dot of a file name, in lower case; without a dot the whole name."""
    beginnings: tuple[str, ...] = ()
    """How a file name begins, in lower case; ``BEGINNING`` letters are compared."""
    folders: tuple[str, ...] = ()
    """Names of the folder that a file lies in, of the last one alone."""
    heads: tuple[bytes, ...] = ()
    """First bytes; ``HEAD`` of them are compared."""
