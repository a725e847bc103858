"""What a person is told when something goes wrong: one line, never a traceback."""

import contextlib
import sys
import traceback
from functools import singledispatch

from archcompat.errors import FormatError, InputError, RuleError, UnreachableError
from archcompat.render.safe import printable


@singledispatch
def explain(error: BaseException) -> str:
    """One line about an error; what is not raised on purpose is called internal."""
    return f"internal error: {type(error).__name__}: {error}; please report it"


@explain.register(InputError)
@explain.register(RuleError)
@explain.register(FormatError)
@explain.register(UnreachableError)
def _expected(error: Exception) -> str:
    return str(error)


@explain.register
def _system(error: OSError) -> str:
    what = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {what}" if error.filename is not None else what


@explain.register
def _memory(_error: MemoryError) -> str:
    return "out of memory"


def tell(error: BaseException, *, about: str = "", verbose: bool = False) -> None:
    """Write one line to stderr; with ``verbose`` the traceback before it."""
    if verbose:
        traceback.print_exception(error)
    text = explain(error)
    if about and about not in text:
        text = f"{about}: {text}"
    warn(f"error: {text}")


def warn(text: str) -> None:
    """Write one line to stderr, names from artifacts made harmless."""
    with contextlib.suppress(OSError):  # stderr's reader is gone: nobody is left to be told
        print(f"archcompat: {printable(text)}", file=sys.stderr)
