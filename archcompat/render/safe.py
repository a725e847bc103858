"""Makes text that comes from an artifact safe to show; every name passes through here."""

LONGEST = 1000
"""Characters shown of one name: what is longer only fills the screen."""

# Letters and symbols by category, but nothing is drawn for them: fillers and the blank braille.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def printable(text: str) -> str:
    r"""``text`` as one line of visible characters that do nothing to a terminal.

    Control characters (so escape sequences and line breaks), bidirectional and zero-width
    controls, lone surrogates, private and unassigned code points are written as Python escapes
    (``\x1b``, ``\u202e``). A text over ``LONGEST`` characters loses its middle. Square brackets
    stay: nothing in this package interprets markup.
    """
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}...{text[3 - LONGEST // 2 :]}"
    if text.isprintable() and _INVISIBLE.isdisjoint(text):
        return text
    return "".join(
        char if char.isprintable() and char not in _INVISIBLE else _escaped(char) for char in text
    )


def encodable(text: str) -> str:
    r"""``text`` as it can be written in UTF-8: lone surrogates as the text ``\udc80``.

    They stand for bytes of a file name that are no UTF-8 (PEP 383).
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
