"""Finds and reads rule files: a company's folders first, then the shipped ones."""

import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from archcompat.errors import RuleError
from archcompat.model.rule import Rule

# Parts of names that are case-insensitive to their registry (purl-spec, type definitions).
_FOLDED = ("pypi", "docker")


def shipped_rules() -> Path:
    """The folder of the rules in the wheel, or in the checkout this runs from.

    Raises RuleError when neither is there.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_rules", package.parent / "rules"):
        if folder.is_dir():
            return folder
    raise RuleError("the rules that belong to archcompat are missing: install it again")


def load_rules(extra: tuple[Path, ...] = ()) -> "Rulebook":
    """The rules of ``extra`` folders, in that order, before the shipped ones.

    Raises RuleError for a folder that is not there. A rule file is read when it is asked for.
    """
    for folder in extra:
        if not folder.is_dir():
            raise RuleError(f"{folder}: no such folder of rules")
    return Rulebook((*extra, shipped_rules()))


def read_rule(path: Path, root: Path) -> Rule:
    """One rule file. Raises RuleError that names the file and the mend."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        rule = msgspec.convert(raw, Rule)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{path}: this is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise RuleError(f"{path}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: it cannot be read: {error}") from error
    expected = path.relative_to(root).with_suffix("").as_posix()
    if rule.id != expected:
        raise RuleError(
            f"{path}: package is {rule.package!r}, so the file belongs at {rule.id}.toml"
        )
    return rule


class Rulebook:
    """Rules by package; the first folder that has a package's file answers for it."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Take the folders in the order of their weight."""
        self.folders = folders
        self._read: dict[str, Rule | None] = {}

    def find(self, ecosystem: str, namespace: str, name: str) -> Rule | None:
        """The rule of a package, None without one. Raises RuleError for a broken file.

        A Maven artifact without a known group is found when one group only has the name.
        """
        folded = ecosystem in _FOLDED
        parts = (part.lower() if folded else part for part in (ecosystem, namespace, name))
        rule = self._get("/".join(part for part in parts if part))
        if rule is None and ecosystem == "maven" and not namespace:
            ids = self._maven_names.get(name, [])
            rule = self._get(ids[0]) if len(ids) == 1 else None
        return rule

    def find_by_jni(self, identities: tuple[str, ...]) -> Rule | None:
        """The rule whose native code exports one of these JNI identities."""
        for rule in self._with_jni:
            for prefix in rule.jni:
                if any(_speaks_of(prefix, identity) for identity in identities):
                    return rule
        return None

    def find_by_go(self, path: str, module: str) -> Rule | None:
        """The rule of a Go program, by the path of its main package or else of its main module.

        With a module its packages and its later major versions are meant, ``helm.sh/helm/v3``.
        """
        for place in (path, module):
            parts = place.split("/")
            for count in range(len(parts), 0, -1):
                rule = self._go_modules.get("/".join(parts[:count]))
                if rule is not None:
                    return rule
        return self._get(f"golang/{module}") if module else None

    def ids(self) -> list[str]:
        """Every rule's id, sorted."""
        return sorted(set().union(*(_ids_in(folder) for folder in self.folders)))

    def further(self) -> Iterator[tuple[Path, int, tuple[str, ...]]]:
        """Each folder before the last, which is the shipped one.

        With it the number of rules that it adds, and the ids of those it has in place of later
        folders'. What a folder before it has too counts there only.
        """
        known = [_ids_in(folder) for folder in self.folders] if len(self.folders) > 1 else []
        for position, folder in enumerate(self.folders[:-1]):
            own = known[position].difference(*known[:position])
            overridden = own.intersection(set().union(*known[position + 1 :]))
            yield folder, len(own) - len(overridden), tuple(sorted(overridden))

    def origin_of(self, rule_id: str) -> str:
        """The folder that a rule comes from; empty for the shipped ones, the last folder's."""
        folder = self.folder_of(rule_id)
        return "" if folder in (None, self.folders[-1]) else str(folder)

    def rules(self) -> Iterator[Rule]:
        """Every rule by id. Raises RuleError for a broken file."""
        for rule_id in self.ids():
            rule = self._get(rule_id)
            if rule is not None:
                yield rule

    def folder_of(self, rule_id: str) -> Path | None:
        """The folder that answers for an id."""
        try:
            return next(
                (folder for folder in self.folders if (folder / f"{rule_id}.toml").is_file()), None
            )
        except OSError:  # an artifact may have a name that no file can have
            return None

    def _get(self, rule_id: str) -> Rule | None:
        if rule_id not in self._read:
            # An id comes from an artifact: only a plain path below the folder is looked up.
            plain = not any(part in ("", ".", "..") for part in rule_id.split("/"))
            folder = self.folder_of(rule_id) if plain and "\0" not in rule_id else None
            self._read[rule_id] = (
                read_rule(folder / f"{rule_id}.toml", folder) if folder is not None else None
            )
        return self._read[rule_id]

    @cached_property
    def _maven_names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for rule_id in self.ids():
            if rule_id.startswith("maven/"):
                names.setdefault(rule_id.rpartition("/")[2], []).append(rule_id)
        return names

    @cached_property
    def _with_jni(self) -> list[Rule]:
        found = (self._get(rule_id) for ids in self._maven_names.values() for rule_id in ids)
        return [rule for rule in found if rule is not None and rule.jni]

    @cached_property
    def _go_modules(self) -> dict[str, Rule]:
        found = (self._get(rule_id) for rule_id in self.ids() if rule_id.startswith("generic/"))
        return {name: rule for rule in found if rule is not None for name in rule.go_modules}


def _ids_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.toml")}


def _speaks_of(prefix: str, identity: str) -> bool:
    """Whether an identity is the prefix, or a class or package below it."""
    return identity == prefix or (
        identity.startswith(prefix) and (prefix.endswith("_") or identity[len(prefix)] == "_")
    )
