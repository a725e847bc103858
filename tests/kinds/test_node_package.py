"""The kind that reads package.json."""

import pytest

from archcompat.kinds.node_package import KIND
from archcompat.model.facts import NodePackage
from archcompat.model.problem import Problem, Severity
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("place", "claimed"),
    [
        pytest.param(("app/node_modules/a/package.json",), True, id="installed"),
        pytest.param(("node_modules/@s/a/package.json",), True, id="scoped"),
        pytest.param(("x/node_modules/a/node_modules/b/package.json",), True, id="nested"),
        pytest.param(("node_modules/.pnpm/a@1/node_modules/a/package.json",), True, id="pnpm"),
        pytest.param(("a.tar", "package/package.json"), True, id="tarball"),
        pytest.param((".yarn/a.zip", "node_modules/a/package.json"), True, id="yarn-cache"),
        pytest.param(("package/package.json",), False, id="folder-called-package"),
        pytest.param(("app/package.json",), False, id="application"),
        pytest.param(("node_modules/a/dist/package.json",), False, id="part-of-a-package"),
        pytest.param(("node_modules/@s/package.json",), False, id="scope-only"),
        pytest.param(("node_modules/.bin/package.json",), False, id="hidden"),
        pytest.param(("my_node_modules/a/package.json",), False, id="other-folder"),
        pytest.param(("node_modules/a/package-lock.json",), False, id="lock"),
    ],
)
def test_claims(place: tuple[str, ...], *, claimed: bool) -> None:
    """The places npm, pnpm and yarn install into, and where npm packs."""
    assert KIND.claims(entry(*place)) is claimed


@pytest.mark.parametrize(
    ("folder", "text", "name"),
    [
        pytest.param("a", '{"name": "b"}', "b", id="alias"),
        pytest.param("a", "{}", "a", id="nameless"),
        pytest.param("@s/a", '{"name": "no name"}', "@s/a", id="bad-name"),
    ],
)
def test_name(folder: str, text: str, name: str) -> None:
    """A package that does not name itself has the name it is installed by."""
    file = entry(f"node_modules/{folder}/package.json", data=text)
    assert list(KIND.read(file)) == [NodePackage(file.where, name, "")]


def test_read() -> None:
    """What the file says is the fact."""
    text = """{"name": "@s/a", "version": "1.2.3", "os": "linux", "cpu": ["!arm"], "libc": "musl",
               "optionalDependencies": {"@s/b": "1"}, "dependencies": {"c": "*"}}"""
    file = entry("a.tar", "package/package.json", data=text)
    assert list(KIND.read(file)) == [
        NodePackage(
            file.where, "@s/a", "1.2.3", ("linux",), ("!arm",), ("musl",), ("@s/b",), ("c",)
        )
    ]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        pytest.param(("a.tar", "package/package.json"), "{}", id="tarball"),
        pytest.param(("node_modules/\udcff/package.json",), "{}", id="folder-no-name-either"),
    ],
)
def test_nameless(place: tuple[str, ...], text: str) -> None:
    """Without any name there is no package."""
    assert list(KIND.read(entry(*place, data=text))) == []


def test_damage_is_a_warning() -> None:
    """A test fixture that is no JSON makes no scan incomplete."""
    (problem,) = KIND.read(entry("node_modules/a/package.json", data="{"))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == ("npm-malformed", Severity.WARNING)
