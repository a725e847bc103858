"""Fetches ahead what a plan will most likely ask for, so that it does not wait for each page."""

import threading
from collections.abc import Callable

from archcompat.plan.market import Market
from archcompat.plan.need import Need
from archcompat.plan.preference import Preference
from archcompat.plan.request import Request

_MOST = 2000  # packages; the largest sets seen have 400


def look_ahead(
    start: Callable[[Callable[[], None]], None], there: Market, here: Market, request: Request
) -> None:
    """Have ``start``, which gives work to threads, follow the requirements through ``there``.

    Of each package the version is read that would be taken if nothing were in its way, and of the
    user's own, where ``here`` does not have that, the nearest that it has.
    """
    seen: set[tuple[str, str]] = set()
    lock = threading.Lock()
    own = {root.name for root in request.roots}
    newest = Preference()
    nearest = Preference(request.pins, request.wishes)

    def visit(need: Need) -> None:
        with lock:
            key = (need.name, need.extra)
            if key in seen or len(seen) >= _MOST:
                return
            seen.add(key)
        start(lambda: step(need))

    def step(need: Need) -> None:
        follow(need, there, newest, strict=True)
        if need.name in own and not need.extra:
            follow(need, here, nearest, strict=False)

    def follow(need: Need, market: Market, preference: Preference, *, strict: bool) -> None:
        for version in preference.order(need.name, market.versions(need.name)).every:
            if strict and not need.specifier.contains(version):
                continue
            candidate = market.candidate(need.name, need.extra, version)
            if candidate is not None and not (version.is_prerelease and not strict):
                for found in market.needs(candidate):
                    visit(found)
                return

    for need in request.needs():
        visit(need)
