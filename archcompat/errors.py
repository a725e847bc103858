"""The exceptions that archcompat raises; only ``cli`` turns them into exit codes."""


class ArchcompatError(Exception):
    """Base of every error archcompat raises on purpose; its text is one sentence for a person."""


class InputError(ArchcompatError):
    """The target or an option cannot be used at all: a missing path, an unknown platform."""


class RuleError(ArchcompatError):
    """A rule file is wrong; the text names the file and the mend."""


class UnreachableError(ArchcompatError):
    """A package index gave no usable answer: that is not the answer that it has none."""


class FormatError(ArchcompatError):
    """Bytes are not what their format asks for.

    Readers in ``formats`` raise it and nothing else, whatever the bytes. The walker (for an
    entry) or the source (for a whole target) turns it into a ``Problem``.
    """

    def __init__(self, code: str, detail: str) -> None:
        """``code`` is the stable, kebab-case code of the problem, ``detail`` a short sentence."""
        super().__init__(detail)
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[type["FormatError"], tuple[str, str]]:
        """Pickle both arguments: a layer may be read in another process."""
        return (type(self), (self.code, self.detail))
