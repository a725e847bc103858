"""Which one of several stored images is meant: by name, by digest, by platform."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from archcompat.errors import FormatError, InputError
from archcompat.model.arch import Arch
from archcompat.model.problem import Problem, Severity
from archcompat.model.target import Platform
from archcompat.sources.image import HERE, StoredImage

USUAL = Platform("linux", Arch.X86_64)
"""Preferred among several when none is asked for: what is to be moved is most often this."""
_SHOWN = 12
"""Choices listed in a message."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which of several images is meant."""

    name: str = ""
    """What followed the path in the target: a name, its last part, or a digest."""
    platform: Platform | None = None
    """The only one that will do."""
    preferred: Platform = USUAL
    """Taken if it is offered and none is asked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One image of an archive or a layout, before all of it is read."""

    names: tuple[str, ...]
    """References it is stored under, ``app:1.0`` or just ``1.0``."""
    digests: tuple[str, ...]
    """Its own digest first, then those of the indexes it is listed in."""
    platform: Platform | None
    load: Callable[[], StoredImage]
    """Raises FormatError."""
    config: str = ""
    """Digest of its config."""

    def answers(self, wanted: str) -> bool:
        """Whether ``wanted`` (a name, its last part, or a digest) means this image."""
        tails = (":" + wanted, "/" + wanted)
        return wanted in self.digests or any(
            name == wanted or name.endswith(tails) for name in self.names
        )

    @property
    def label(self) -> str:
        """How a message names it."""
        name = self.names[0] if self.names else self.digests[0][:19]
        shown = name if name.isprintable() else ascii(name)
        return f"{shown} ({self.platform or 'platform unknown'})"


def choose(
    candidates: Sequence[Candidate], target: str, wish: Wish
) -> tuple[Candidate, tuple[Problem, ...]]:
    """The one image meant, with what is worth saying about the others.

    A lone image is taken whatever its platform. Raises InputError listing the choices, FormatError
    when there is none to take.
    """
    if not candidates:
        raise FormatError(
            "no-image", f"{target} has no manifest.json or index.json that lists an image"
        )
    wanted = wish.name
    named = [one for one in candidates if not wanted or one.answers(wanted)]
    if not named:
        raise InputError(f"{target} holds no image {wanted!r}; it holds {_listed(candidates)}")
    usable = [one for one in named if one.platform is None or one.platform.os != "windows"]
    if not usable:
        raise FormatError("windows-image", f"{target} holds only Windows images")
    problems: tuple[Problem, ...] = ()
    if len(usable) < len(named):
        detail = f"{len(named) - len(usable)} Windows images were left out"
        problems = (_info("windows-image", detail),)
    if len(usable) > 1:
        chosen = _one_of(usable, target, wish)
    else:
        chosen = usable[0]
        offered, platform = chosen.platform, wish.platform
        if platform is not None and offered is not None and not platform.matches(offered):
            detail = f"it holds {offered} only, which is read although {platform} was asked for"
            problems += (_info("platform-not-offered", detail),)
    problems += tuple(_twice(usable))
    others = sorted({str(one.platform) for one in usable if one.platform != chosen.platform})
    if others:
        problems += (_info("other-platforms", f"also offered for {', '.join(others)}"),)
    return chosen, problems


def _one_of(usable: list[Candidate], target: str, wish: Wish) -> Candidate:
    choices = _listed(usable)
    platform = wish.platform
    if platform is None and not _share_a_name(usable):
        raise InputError(
            f"{target} holds several images: {choices}; name one as {target}:NAME,"
            f" or give its platform with --from {_an_example(usable)}"
        )
    fitting: list[Candidate] = []
    for asked in (platform,) if platform is not None else (wish.preferred, USUAL):
        fitting = [one for one in usable if one.platform and asked.matches(one.platform)]
        if fitting:
            break
    exact = [one for one in fitting if one.platform == asked]
    fitting = exact or fitting
    if len(fitting) == 1 or (fitting and _is_one_entry_twice(fitting)):
        return fitting[0]
    if not fitting:
        cause = f"holds no image for {asked}" if platform else "holds several images"
        raise InputError(
            f"{target} {cause}: choose one of {choices} with --from {_an_example(usable)}"
        )
    raise InputError(
        f"{target} holds several images for {asked}: {_listed(fitting)};"
        f" name one as {target}:NAME or {target}@DIGEST"
    )


def _twice(usable: Sequence[Candidate]) -> Iterator[Problem]:
    """What an index lists more than once for one platform: one of them may be for another."""
    entries: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in usable:
        if one.platform is not None and one.digests[1:]:
            place = (str(one.platform), one.digests[1:])
            entries.setdefault(place, []).append(one.digests[0])
    for (platform, _), digests in entries.items():
        if len(digests) > 1:
            listed = ", ".join(digest[:19] for digest in digests[:_SHOWN])
            detail = f"its index lists {len(digests)} images for {platform}: {listed}"
            yield Problem(HERE, "platform-listed-twice", detail, Severity.WARNING)


def _is_one_entry_twice(fitting: Sequence[Candidate]) -> bool:
    """Whether one index lists them all for the very same platform: engines take the first."""
    first = fitting[0]
    return bool(first.digests[1:]) and all(
        one.digests[1:] == first.digests[1:] and one.platform == first.platform for one in fitting
    )


def _share_a_name(candidates: Iterable[Candidate]) -> bool:
    """Whether they are one image for several platforms: an unnamed one goes with any other."""
    named = [set(one.names) for one in candidates if one.names]
    return not named or bool(set.intersection(*named))


def _an_example(usable: Iterable[Candidate]) -> str:
    offered = sorted(str(one.platform) for one in usable if one.platform is not None)
    return str(USUAL) if str(USUAL) in offered or not offered else offered[0]


def _listed(candidates: Sequence[Candidate]) -> str:
    labels = sorted(one.label for one in candidates)
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(labels[:_SHOWN]) + more


def _info(code: str, detail: str) -> Problem:
    return Problem(HERE, code, detail, Severity.INFO)
