"""A requirements file with changes written into it."""

import pytest

from archcompat.model.plan import ChangeKind, Plan, PlanChange, PlanPackage
from archcompat.model.report import Basis, ReportTarget, ReportTool
from archcompat.plan.rewrite import rewritten

OLD, NEW = "sha256:" + "0" * 64, "sha256:" + "1" * 64


def plan_of(*changes: tuple[str, str, ChangeKind]) -> Plan:
    """A plan with (package, new version, kind); each file has the hash ``NEW``."""
    return Plan(
        tool=ReportTool("archcompat", "1"),
        target=ReportTarget("linux/arm64", "glibc:2.28", "3.8", 4096),
        subject="requirements.txt",
        solved=True,
        basis=Basis.RESOLVED,
        complete=True,
        changes=tuple(
            PlanChange(name, kind, "1.0", version, "", (), "", "another")
            for name, version, kind in changes
        ),
        packages=tuple(
            PlanPackage(name, version, f"{name}.whl", (NEW,), kind, True, Basis.OBSERVED)
            for name, version, kind in changes
        ),
        added=(),
        dropped=(),
        held=(),
        notes=(),
        alternatives=(),
        audit=None,
        opinion=None,
        problems=(),
    )


X2 = ("x", "2.0", ChangeKind.RELAXED)


@pytest.mark.parametrize(
    ("text", "change", "expected"),
    [
        pytest.param("x==1.0\n", X2, "x==2.0\n", id="pin"),
        pytest.param("X == 1.0  # why\n", X2, "X ==2.0  # why\n", id="spaces and a comment"),
        pytest.param("x\n", X2, "x==2.0\n", id="no version"),
        pytest.param("x[a,b]>=1,<2\n", X2, "x[a,b]==2.0\n", id="extras and a range"),
        pytest.param("x (>=1.0)\n", X2, "x ==2.0\n", id="brackets"),
        pytest.param(
            'x==1.0 ; python_version < "3.9"\n',
            X2,
            'x==2.0 ; python_version < "3.9"\n',
            id="marker",
        ),
        pytest.param("y==1.0\n", X2, "y==1.0\n", id="another package"),
        pytest.param(
            "-i https://a/\n# x==1.0\nx==1.0", X2, "-i https://a/\n# x==1.0\nx==2.0", id="options"
        ),
        pytest.param("x @ https://a/x.zip\n", X2, "x @ https://a/x.zip\n", id="address"),
        pytest.param("what is this\nx==1.0\n", X2, "what is this\nx==2.0\n", id="bad line"),
        pytest.param(f"x==1.0 --hash={OLD}\n", X2, f"x==2.0 --hash={NEW}\n", id="hash on the line"),
        pytest.param(
            f"x==1.0 \\\n    --hash={OLD} \\\n    --hash={OLD}\n# via y\n",
            X2,
            f"x==2.0 \\\n    --hash={NEW}\n# via y\n",
            id="hashes on lines of their own",
        ),
        pytest.param(
            f"x==1.0 \\\n    --hash={OLD}\n",
            ("x", "1.0", ChangeKind.REHASH),
            f"x==1.0 \\\n    --hash={OLD} \\\n    --hash={NEW}\n",
            id="one hash more",
        ),
        pytest.param(
            "x==1.0\n",
            ("x", "", ChangeKind.BUILD),
            "# archcompat: it has no wheel for linux/arm64: build it there\nx==1.0\n",
            id="to be built",
        ),
        pytest.param(
            "x==1.0\r\n",
            ("z", "2.0", ChangeKind.TRANSITIVE),
            "x==1.0\r\n\n# Brought by others, as planned for linux/arm64:\nz==2.0\n",
            id="brought by others",
        ),
    ],
)
def test_lines(text: str, change: tuple[str, str, ChangeKind], expected: str) -> None:
    """Everything stays that does not have to change."""
    files = {"requirements.txt": text}
    assert rewritten(files, "requirements.txt", plan_of(change)) == expected


def test_what_comes_along_has_hashes_too() -> None:
    """In a file with hashes, where installers refuse what has none."""
    text = f"x==1.0 --hash={OLD}\n"
    new = ("z", "2.0", ChangeKind.NONE)
    assert rewritten({"r.txt": text}, "r.txt", plan_of(X2, new)) == (
        f"x==2.0 --hash={NEW}\n\n# Brought by others, as planned for linux/arm64:\n"
        f"z==2.0 --hash={NEW}\n"
    )
    assert "z==2.0" not in rewritten({"r.txt": "x==1.0\n"}, "r.txt", plan_of(X2, new))


def test_included_files() -> None:
    """They are written out in their place, once; constraints stay named."""
    files = {"r.txt": "-r sub/base.txt\n-c c.txt\ny\n", "sub/base.txt": "-r ../r.txt\nx==1.0\n"}
    assert rewritten(files, "r.txt", plan_of(X2)) == (
        "# -r sub/base.txt\n-r ../r.txt\nx==2.0\n-c c.txt\ny\n"
    )
