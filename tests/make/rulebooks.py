"""Makes rulebooks of a few rules."""

import json
from pathlib import Path

from archcompat.rulebook.load import Rulebook
from tests.make.rulefiles import EVIDENCE, rule_text, write_rule


def put_rule(
    folder: Path, package: str, more: str = "", *, seen: str = "observed", **keys: object
) -> None:
    """Write a rule for a purl; ``keys`` are plain values, ``seen`` the kind of its evidence."""
    said = {name: json.dumps(value) for name, value in {"package": package, **keys}.items()}
    text = rule_text(more, evidence=EVIDENCE.replace("observed", seen), **said)
    write_rule(folder, text, package.removeprefix("pkg:"))


def rulebook(
    folder: Path, *packages: str, more: str = "", seen: str = "observed", **keys: object
) -> Rulebook:
    """Rules that say the same of each of the packages; none for no packages."""
    for package in packages:
        put_rule(folder, package, more, seen=seen, **keys)
    return Rulebook((folder,))
