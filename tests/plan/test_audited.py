"""Plans beside what is known of vulnerabilities; the auditor is a table."""

from collections.abc import Sequence

from archcompat.model.plan import Advisory
from archcompat.plan.audited import Audited
from tests.make.wheelhouse import Wheelhouse
from tests.plan.conftest import Planner
from tests.plan.test_plan import ARM, X86, native


class Known:
    """Knows vulnerabilities by (package, version), each with the version that mends it."""

    def __init__(self, **fixes: str) -> None:
        self.fixes = fixes
        self.asked: list[tuple[str, str]] = []

    def __call__(self, packages: Sequence[tuple[str, str]]) -> Audited:
        self.asked.extend(packages)
        return Audited(
            tuple(
                Advisory(name, version, f"PYSEC-{name}", (self.fixes[key],))
                for name, version in packages
                if (key := f"{name}_{version.replace('.', '_')}") in self.fixes
            )
        )


def test_a_clean_version_is_near(house: Wheelhouse, planned: Planner) -> None:
    """What changes anyway skips the versions with a known vulnerability."""
    native(house, "x", "1.0", "1.1 1.2 1.3 1.4")
    plan = planned("x==1.0\n", audit=Known(x_1_1="1.2", x_1_2="1.3"))
    assert [change.to_version for change in plan.changes] == ["1.3"]
    assert plan.audit is not None
    assert (plan.audit.found, plan.audit.cleaner) == ((), ())


def test_what_stays_is_told_only(house: Wheelhouse, planned: Planner) -> None:
    """A vulnerability that was there before is no reason to change more."""
    native(house, "x", "1.0 1.1", "1.0 1.1")
    plan = planned("x==1.0\n", audit=Known(x_1_0="1.1"))
    assert plan.changes == ()
    assert plan.audit is not None
    assert [one.id for one in plan.audit.found] == ["PYSEC-x"]


def test_a_larger_change_is_offered(house: Wheelhouse, planned: Planner) -> None:
    """Where a clean version takes others along, the smaller plan stays and names it."""
    house.wheel("x", "1.0", X86)
    house.wheel("x", "1.1", ARM)
    house.wheel("x", "2.0", ARM, requires=["y>=2"])
    house.wheel("y", "1.0")
    house.wheel("y", "2.0")
    plan = planned("x==1.0\ny==1.0\n", audit=Known(x_1_1="2.0"))
    assert [change.to_version for change in plan.changes] == ["1.1"]
    assert plan.audit is not None
    assert plan.audit.cleaner == ("x==2.0", "y==2.0")


def test_no_clean_version(house: Wheelhouse, planned: Planner) -> None:
    """Without one the vulnerability is told."""
    native(house, "x", "1.0", "1.1")
    plan = planned("x==1.0\n", audit=Known(x_1_1="9.9"))
    assert [change.to_version for change in plan.changes] == ["1.1"]
    assert plan.audit is not None
    assert plan.audit.found[0].fixed_in == ("9.9",)


def test_silence_is_told(house: Wheelhouse, planned: Planner) -> None:
    """What was not audited is not clean."""
    house.wheel("x", "1.0")
    silent = Audited((), ("x 1.0",), "the service answers nothing")
    plan = planned("x==1.0\n", audit=lambda _packages: silent)
    assert plan.audit is not None
    assert (plan.audit.audited, plan.audit.not_audited) == (0, ("x 1.0",))
    assert plan.audit.cause == "the service answers nothing"
