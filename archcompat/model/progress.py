"""What is heard of a scan while it runs."""


class Progress:
    """Hears how far a scan is; every method does nothing until a subclass says otherwise.

    Several threads may call ``fetched`` and ``looking_up``, the caller's alone the others.
    """

    def __call__(self, what: str, done: int, total: int) -> None:
        """Of ``total`` things (layers, rules) ``done`` are done, and ``what`` comes next."""

    def read(self, files: int, size: int) -> None:
        """So many more files were read, of ``size`` bytes together."""

    def fetched(self, what: str, size: int, total: int) -> None:
        """Of something that is fetched, ``size`` of ``total`` bytes are here."""

    def looking_up(self, what: str) -> None:
        """Something is asked for on a network: the address."""


SILENT = Progress()
"""Tells nobody."""
