"""pyproject.toml: what a project asks for, with its extras and groups.

https://packaging.python.org/en/latest/specifications/pyproject-toml/, dependency groups (PEP 735),
and the tables of Poetry, whose projects had no other until its version 2.
"""

from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.lockfiles import Found, without_secrets
from archcompat.formats.poetryversion import specifier
from archcompat.formats.requirementtext import Asked, read_requirement
from archcompat.formats.tomldoc import parse_toml
from archcompat.model.problem import Problem
from archcompat.model.pythonfacts import Requirement
from archcompat.model.where import Where

_MOST = 100_000  # requirements of one project


def parse_pyproject(data: bytes, where: Where) -> Found:
    """Yield each requirement of the file at ``where``, and a Problem for one that is none.

    A requirement that several groups have is named once. Raises FormatError for what is no TOML.
    """
    document = parse_toml(data)
    seen: set[Asked] = set()
    for asked in _asked(document, where):
        if isinstance(asked, Problem):
            yield asked
        elif asked not in seen:
            seen.add(asked)
            yield Requirement(
                where,
                len(seen),
                asked.name,
                asked.specifier,
                asked.extras,
                asked.marker,
                without_secrets(asked.url),
            )
        if len(seen) > _MOST:
            raise FormatError("limit-entries", f"it asks for more than {_MOST:,} packages")


def _asked(document: dict[str, object], where: Where) -> Iterator[Asked | Problem]:
    project = _table(document, "project")
    lists = {"project.dependencies": project.get("dependencies")}
    for table, name in (
        (_table(project, "optional-dependencies"), "project.optional-dependencies"),
        (_table(document, "dependency-groups"), "dependency-groups"),
    ):
        lists |= {f"{name}.{group}": found for group, found in table.items()}
    for name, found in lists.items():
        yield from _listed(found, name, where)
    poetry = _table(_table(document, "tool"), "poetry")
    groups = _table(poetry, "group")
    for table in (
        _table(poetry, "dependencies"),
        _table(poetry, "dev-dependencies"),
        *(_table(_table(groups, group), "dependencies") for group in groups),
    ):
        for name, said in table.items():
            if name.lower() != "python":
                yield from _of_poetry(name, said)


def _listed(found: object, name: str, where: Where) -> Iterator[Asked | Problem]:
    if found is None:
        return
    if not isinstance(found, list):
        yield Problem(where, "requirement-invalid", f"{name} is no list")
        return
    for entry in found:
        if isinstance(entry, dict) and "include-group" in entry:
            continue  # that group is read by itself
        try:
            yield read_requirement(str(entry))
        except FormatError as error:
            detail = f"{name}: {str(entry)[:100]!r} is no requirement"
            yield Problem(where, error.code, detail)


def _of_poetry(name: str, said: object) -> Iterator[Asked]:
    """The requirements of one line: a constraint, a table, or several tables for several cases."""
    for entry in said if isinstance(said, list) else [said]:
        table = entry if isinstance(entry, dict) else {"version": entry}
        place = next((str(table[key]) for key in ("git", "url", "path") if key in table), "")
        version, marker = table.get("version"), table.get("markers")
        yield Asked(
            name,
            specifier(version) if isinstance(version, str) else "",
            (),
            marker if isinstance(marker, str) else "",
            place,
        )


def _table(table: dict[str, object], key: str) -> dict[str, object]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}
