"""What is heard of a scan while it runs."""


class Progress:
    """Hears how far a scan is; every method does nothing until a subclass says otherwise.

    ``looking_up`` may be called by several threads, the others by the caller's only.
    """

    def __call__(self, what: str, done: int, total: int) -> None:
        """Of ``total`` things (layers, rules) ``done`` are done, and ``what`` comes next."""

    def read(self, files: int, size: int) -> None:
        """So many more files were read, of ``size`` bytes together."""

    def looking_up(self, what: str) -> None:
        """Something is asked for on a network: the address."""


SILENT = Progress()
"""Tells nobody."""
