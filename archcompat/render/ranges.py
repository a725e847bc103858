"""Version ranges in words."""

from archcompat.errors import FormatError
from archcompat.formats.versions import parse_range

_ALONE = {
    ">=": "{} and newer",
    ">": "newer than {}",
    "<": "older than {}",
    "<=": "{} and older",
    "=": "{}",
    "!=": "not {}",
}


def in_words(constraints: str) -> str:
    """``5.18.4 to before 6, 6.2.2 and newer`` for ``>=5.18.4|<6|>=6.2.2``.

    What is no range is given back as it is.
    """
    if constraints.strip() in ("", "*"):
        return "every version" if constraints.strip() else "no version"
    try:
        parts = parse_range(constraints)
    except FormatError:
        return constraints
    told: list[str] = []
    low: tuple[str, str] | None = None
    for operator, version in sorted(parts, key=lambda part: part[0] in ("=", "!=")):
        if low is not None and operator in ("<", "<="):
            first = f"after {low[1]}" if low[0] == ">" else low[1]
            told[-1] = f"{first} to {'before ' if operator == '<' else ''}{version}"
        else:
            told.append(_ALONE[operator].format(version))
        low = (operator, version) if operator in (">", ">=") else None
    return ", ".join(told)
