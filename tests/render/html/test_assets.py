"""What the page is made of: vendored code that is what it says, colours that can be read."""

import hashlib
import re
import tomllib
from importlib.resources import files

import pytest

from archcompat.model.report import Verdict

PACKAGE = files("archcompat.render.html")
VENDOR = tomllib.loads((PACKAGE / "vendor/cytoscape.toml").read_text("utf-8"))
STYLE = (PACKAGE / "assets/style.css").read_text("utf-8")
OWN = ("assets/table.js", "assets/graph.js", "assets/page.js", "assets/style.css")


@pytest.mark.parametrize("name", VENDOR["files"])
def test_vendored_files_are_the_published_ones(name: str) -> None:
    """Oracle: the SHA-256 of the files in the package of that version, as its registry has it."""
    _, expected = VENDOR["files"][name]
    assert hashlib.sha256((PACKAGE / "vendor" / name).read_bytes()).hexdigest() == expected


def test_everything_vendored_is_told() -> None:
    """Version and purl agree, the library says the same version, and its licence is there."""
    names = {path.name for path in (PACKAGE / "vendor").iterdir()}
    assert names == {"cytoscape.toml", *VENDOR["files"]}
    assert VENDOR["package"] == f"pkg:npm/{VENDOR['name']}@{VENDOR['version']}"
    script = (PACKAGE / "vendor/cytoscape.min.js").read_text("utf-8")
    assert f'"{VENDOR["version"]}"' in script
    licence = (PACKAGE / "vendor/cytoscape.LICENSE").read_text("utf-8")
    assert "Permission is hereby granted, free of charge" in licence
    assert "The Cytoscape Consortium" in licence


@pytest.mark.parametrize("name", [*OWN, "vendor/cytoscape.min.js"])
def test_nothing_ends_its_element(name: str) -> None:
    """No script or style holds what a browser would take for its end, or for a comment."""
    text = (PACKAGE / name).read_text("utf-8").lower()
    for mark in ("</script", "</style", "<!--", "<script"):
        assert mark not in text


@pytest.mark.parametrize("name", OWN)
def test_own_files_load_nothing(name: str) -> None:
    """Nothing of ours fetches, imports or runs text."""
    text = (PACKAGE / name).read_text("utf-8")
    assert text.isascii()
    assert not re.search(
        r"https?:|@import|url\(|fetch\(|XMLHttpRequest|import\(|eval\(|innerHTML|Function\(", text
    )


def _colours(dark: bool) -> dict[str, str]:
    """The page's colours by name."""
    light, _, rest = STYLE.partition("@media screen and (prefers-color-scheme: dark)")
    pattern = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")
    first = dict(pattern.findall(light))
    return first | (dict(pattern.findall(rest.partition("\n}\n")[0])) if dark else {})


def _luminance(colour: str) -> float:
    """Relative luminance (https://www.w3.org/TR/WCAG21/#dfn-relative-luminance)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_can_be_read(dark: bool) -> None:
    """Every text has a contrast of 4.5 to 1 with what is behind it (WCAG 2.1, 1.4.3)."""
    colour = _colours(dark)
    grounds = ("page", "surface", "sunk")
    pairs = [(text, ground) for text in ("text", "muted", "link") for ground in grounds]
    pairs += [(verdict.value, f"{verdict.value}-soft") for verdict in Verdict]
    pairs += [("text", f"{verdict.value}-soft") for verdict in Verdict]
    for text, ground in pairs:
        high, low = sorted((_luminance(colour[text]), _luminance(colour[ground])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)


def test_every_verdict_has_its_looks() -> None:
    """A colour for text and one for areas, and a sign."""
    icons = (PACKAGE / "assets/icons.html.j2").read_text("utf-8")
    for verdict in Verdict:
        assert f".v-{verdict.value} {{ --own: var(--{verdict.value});" in STYLE
        assert f'<symbol id="i-{verdict.value}"' in icons
