"""Asks a server until it answers: again while it is busy or silent, and not for ever."""

import email.utils
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from archcompat.errors import UnreachableError

# Statuses of RFC 9110, section 15, and RFC 6585, section 4.
GIVING = frozenset((200, 206))
MOVED = frozenset((301, 302, 303, 307, 308))
TRY_AGAIN = frozenset((429, 500, 502, 503, 504))
_LONGEST_WAIT = 60.0  # seconds; a server that asks for more is not asked again

_T = TypeVar("_T")


class GaveUpError(UnreachableError):
    """A server did not answer, however often it was asked."""

    def __init__(self, why: str, *, gone: bool = False, late: bool = False) -> None:
        """``gone``: it cannot be reached; ``late``: it asks for more patience than there is."""
        super().__init__(why)
        self.gone = gone
        self.late = late


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for."""

    tries: int
    timeout: float
    """Seconds without a byte; for what is told."""
    pause: Callable[[float], None]
    """Waits some seconds."""

    def ask(
        self,
        server: str,
        once: Callable[[], _T],
        busy: Callable[[_T], tuple[str, Mapping[str, str]] | None],
    ) -> _T:
        """The first answer of ``once`` that is final; raises GaveUpError, and what it raises.

        ``busy`` gives for an answer that is not what to say of it, and its headers.
        """
        why, gone = "", False
        for attempt in range(self.tries):
            wait = float(2**attempt)
            try:
                answer = once()
            except UnreachableError:
                raise
            except failures() as error:
                why, gone = f"{server} cannot be reached: {reason(error, self.timeout)}", True
                if has_no_address(error):
                    break
            else:
                told = busy(answer)
                if told is None:
                    return answer
                why, gone = told[0], False
                wait = retry_after(told[1], wait)
                if wait > _LONGEST_WAIT:
                    text = f"{why}, and asks for {wait:,.0f} seconds of patience"
                    raise GaveUpError(text, late=True)
            if attempt < self.tries - 1:
                self.pause(wait)
        raise GaveUpError(why, gone=gone)


def failures() -> tuple[type[Exception], ...]:
    """What a session raises when there is no answer."""
    from requests import RequestException  # noqa: PLC0415 - 60 ms, only for who asks something
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - likewise

    return (RequestException, HTTPError, OSError, ValueError)


def reason(error: BaseException, timeout: float) -> str:
    """What went wrong on the way, without addresses: those of proxies hold passwords."""
    from requests import exceptions as of_requests  # noqa: PLC0415 - likewise
    from urllib3 import exceptions as of_urllib3  # noqa: PLC0415 - likewise

    known: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
        ((of_requests.SSLError, of_urllib3.SSLError), "no encryption that can be trusted"),
        ((of_requests.ProxyError, of_urllib3.ProxyError), "the proxy does not let it through"),
    )
    causes = _causes(error)
    for classes, text in known:
        if any(isinstance(cause, classes) for cause in causes):
            return text
    for cause in reversed(causes):  # the innermost is the system's own word
        told = getattr(cause, "strerror", None)
        if isinstance(told, str) and told:
            return told
    late = (of_requests.Timeout, of_urllib3.TimeoutError, TimeoutError)
    if any(isinstance(cause, late) for cause in causes):
        return f"no whole answer in time, {timeout:g} seconds without a byte at most"
    return "it stopped in the middle of an answer"


def has_no_address(error: BaseException) -> bool:
    """Whether the host has no address: asking again gives none, unlike a resolver that is busy."""
    none = (socket.EAI_NONAME, socket.EAI_NODATA)
    return any(
        isinstance(cause, socket.gaierror) and cause.errno in none for cause in _causes(error)
    )


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and len(found) < 20:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found


def retry_after(headers: Mapping[str, str], otherwise: float) -> float:
    """Seconds, by Retry-After: a number or a date (RFC 9110, section 10.2.3)."""
    said = headers.get("Retry-After", "")
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        when = email.utils.parsedate_to_datetime(said).timestamp()
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return max(0.0, when - time.time())
