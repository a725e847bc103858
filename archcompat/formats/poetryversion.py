"""Version constraints as Poetry writes them, in the words of PEP 440.

https://python-poetry.org/docs/dependency-specification/#version-constraints
"""

import re

_CLAUSE = re.compile(r"(\^|~(?!=)|~=|===?|!=|[<>]=?|)\s*(v?\d[^\s,]*|\*)", re.IGNORECASE)
_NUMBERS = re.compile(r"v?(\d{1,9}(?:\.\d{1,9}){0,9})", re.IGNORECASE)


def specifier(constraint: str) -> str:
    """The specifier of a constraint; empty for any version.

    Empty too for what PEP 440 has no words for (``||``), and for what is no constraint.
    """
    if "|" in constraint:
        return ""
    found: list[str] = []
    for part in re.split(r"\s*,\s*|(?<=[\w*])\s+(?=[<>=!~^])", constraint.strip()):
        match = _CLAUSE.fullmatch(part)
        if match is None:
            return ""
        found += _clause(match[1], match[2].lstrip("vV"))
    return ",".join(found)


def _clause(operator: str, version: str) -> list[str]:
    if version == "*":
        return []
    if operator in ("", "="):
        return [f"=={version}"]
    if operator not in ("^", "~"):
        return [f"{operator}{version}"]
    match = _NUMBERS.match(version)
    numbers = [int(number) for number in match[1].split(".")] if match is not None else [0]
    # ^ keeps what stands before the first number that is not 0, ~ the first two numbers.
    if operator == "~":
        kept = min(len(numbers), 2)
    else:
        kept = next((at for at, number in enumerate(numbers, 1) if number), len(numbers))
    above = [*numbers[: kept - 1], numbers[kept - 1] + 1]
    return [f">={version}", f"<{'.'.join(map(str, above))}"]
