"""Asking repositories about packages: what for, how often, and what becomes of silence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pytest

from archcompat.assess.stock import Stock, Stocks, take_stock
from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.packagelist import Listed
from archcompat.graph.os_packages import os_units
from archcompat.graph.repositories import Supply
from archcompat.model.arch import Arch
from archcompat.model.osfacts import OsPackage
from archcompat.model.problem import Severity
from archcompat.model.repository import Repository
from tests.make.inventory import at

ARM, INTEL = Arch.AARCH64, Arch.X86_64
STATUS = at("var/lib/dpkg/status")
Content = Mapping[Arch, Mapping[str, str]]


def package(name: str, version: str = "1-1", arch: str = "amd64", *requires: str) -> OsPackage:
    return OsPackage(STATUS, "deb", name, version, arch, requires=requires)


def supply(suite: str, *limits: Arch) -> Supply:
    return Supply(Repository("deb", "http://x/debian", suite, "main"), None, limits)


@dataclass
class Memory:
    """Repositories by suite: the version of each package for a machine, or an error."""

    suites: Mapping[str, Content | Exception]
    asked: list[tuple[str, Arch, frozenset[str]]] = field(default_factory=list)

    def packages(
        self, repository: Repository, arch: Arch, _source: Arch, wanted: frozenset[str]
    ) -> Listed:
        self.asked.append((repository.suite, arch, wanted))
        content = self.suites[repository.suite]
        if isinstance(content, Exception):
            raise content
        have = content.get(arch)
        if have is None:
            return Listed(offered=False)
        return Listed(
            offered=True,
            versions={name: (version,) for name, version in have.items() if name in wanted},
        )


def taken(
    memory: Memory,
    packages: Iterable[OsPackage],
    supplies: Iterable[Supply] = (),
    usual: Iterable[Supply] = (),
) -> Stocks:
    found = list(packages)
    units = tuple(os_units(found, None).values())
    given = list(supplies) or [supply(suite) for suite in memory.suites]
    return take_stock(units, given, found, memory, ARM, usual=tuple(usual))


def stock(stocks: Stocks) -> Stock:
    return stocks.by_ecosystem["deb"]


def test_what_is_asked() -> None:
    """What is for one machine, by its name and what it may be called for the target; only once."""
    memory = Memory({"a": {ARM: {"bash": "1-1", "linux-image-arm64": "2"}, INTEL: {}}})
    installed = [package("bash"), package("tzdata", arch="all"), package("linux-image-amd64")]
    stocks = taken(memory, installed)
    found = stock(stocks)
    first, second = memory.asked
    assert first == ("a", ARM, frozenset(("bash", "linux-image-amd64", "linux-image-arm64")))
    assert second == ("a", INTEL, frozenset(("linux-image-amd64",)))
    assert found.versions == {"bash": ("1-1",), "linux-image-arm64": ("2",)}
    assert stocks.machines == {"deb": INTEL}
    assert found.whole


def test_nothing_to_ask() -> None:
    """What is the target's own, or no machine's, costs no question."""
    memory = Memory({"a": {}})
    none = taken(memory, [package("a", arch="arm64"), package("b", arch="all")])
    assert none == Stocks({}, machines={"deb": ARM})
    assert memory.asked == []


def test_a_system_of_the_target() -> None:
    """A package of another machine in one of the target is no question of what is published."""
    memory = Memory({"a": {}})
    installed = [package("a", arch="arm64"), package("b", arch="arm64"), package("c")]
    assert taken(memory, installed).by_ecosystem == {}
    assert memory.asked == []


def test_all_there() -> None:
    """What is there for the target is not looked for elsewhere."""
    memory = Memory({"a": {ARM: {"bash": "1"}}})
    assert stock(taken(memory, [package("bash")])).source_names is None
    assert len(memory.asked) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(UnreachableError("x cannot be reached"), "index-unreachable", id="silent"),
        pytest.param(FormatError("list-bad", "x is bad"), "list-bad", id="damaged"),
    ],
)
def test_silence(error: Exception, code: str) -> None:
    """One that does not answer is a warning, once, and then nothing is said to be nowhere."""
    memory = Memory({"a": {ARM: {"bash": "1"}, INTEL: {}}, "b": error, "c": error})
    stocks = taken(memory, [package("bash"), package("zsh")])
    assert not stock(stocks).whole
    assert [(one.code, one.severity) for one in stocks.problems] == [(code, Severity.WARNING)]
    assert "judged without it" in stocks.problems[0].detail


def test_all_silent() -> None:
    """Where none answers, the rules do."""
    stocks = taken(Memory({"a": UnreachableError("gone")}), [package("bash")])
    assert stocks.by_ecosystem == {}
    assert len(stocks.problems) == 1


def test_not_offered() -> None:
    """Of one without the target's packages it is asked what comes from it."""
    memory = Memory({"a": {INTEL: {"docker-ce": "5"}}, "b": {ARM: {"bash": "1"}, INTEL: {}}})
    found = stock(taken(memory, [package("docker-ce"), package("bash")]))
    assert found.source_names == frozenset(("docker-ce",))
    assert [one.target.offered for one in found.answers] == [False, True]


def test_limited() -> None:
    """What only a limited entry leads to is told apart."""
    memory = Memory({"a": {ARM: {"x": "1", "y": "1"}}, "b": {ARM: {"y": "1"}}})
    found = stock(taken(memory, [package("x"), package("y")], [supply("a", INTEL), supply("b")]))
    assert found.limited == {"x"}


def test_dependents() -> None:
    """Who needs whom, among what is installed."""
    memory = Memory({"a": {ARM: {"ffmpeg": "1", "libx": "1"}}})
    installed = [package("ffmpeg", "1-1", "amd64", "libx"), package("libx")]
    assert stock(taken(memory, installed)).dependents == {"libx": ("ffmpeg",)}


THIRD = {"other": {ARM: {"agent": "1"}, INTEL: {"agent": "1"}}}
SYSTEM = [package("agent"), package("bash"), package("zsh")]


def test_lost_sources() -> None:
    """Where what is named has few of the packages, the distribution's own are asked too."""
    usual: Content = {ARM: {"bash": "1", "zsh": "1"}}
    memory = Memory({**THIRD, "usual": usual})
    stocks = taken(memory, SYSTEM, [supply("other")], [supply("usual")])
    assert set(stock(stocks).versions) == {"agent", "bash", "zsh"}
    assert stock(stocks).whole
    assert stocks.problems == ()


def test_unknown_sources() -> None:
    """Where those have few as well, nothing is said to be nowhere."""
    memory = Memory({**THIRD, "usual": {ARM: {}, INTEL: {}}})
    for usual in ([supply("usual")], []):
        stocks = taken(memory, SYSTEM, [supply("other")], usual)
        assert not stock(stocks).whole
        assert [one.code for one in stocks.problems] == ["repositories-few"]


def test_too_many() -> None:
    """A subject that names hundreds gets the first asked, and the rest told."""
    memory = Memory({"a": {ARM: {"x": "1"}}})
    one = supply("a")
    stocks = taken(memory, [package("x")], [one] * 101)
    assert len(memory.asked) == 100
    assert [problem.code for problem in stocks.problems] == ["repositories-many"]
