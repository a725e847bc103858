"""Each native file belongs to one unit, and each unit knows what encloses it."""

import pytest

from archcompat.graph.unit import Unit
from archcompat.graph.units import build_units
from archcompat.model.arch import Arch
from archcompat.model.facts import Fact, NodePackage
from archcompat.model.inventory import Inventory
from archcompat.model.native import Archive
from archcompat.model.osfacts import FileList, OsPackage, OsRelease
from archcompat.model.programfacts import GoBuild, JavaIdentity, JavaRuntime
from archcompat.model.pythonfacts import PythonMetadata, PythonWheelTags, Requirement
from archcompat.model.report import Provenance
from archcompat.model.target import Target
from tests.make.inventory import at, file_list, inventory, native

SITE = "opt/venv/lib/python3.8/site-packages"
DPKG = "var/lib/dpkg"


def distribution(
    name: str, *files: str, site: str = SITE, requires: tuple[str, ...] = ()
) -> list[Fact]:
    """What an installed wheel leaves: METADATA, WHEEL and RECORD."""
    sep = "" if site.endswith("!/") else "/"
    folder = f"{site}{sep}{name}-1.dist-info"
    inner = at(folder).path
    listed = [f"{at(site).path}/{path}" if sep else path for path in files]
    return [
        PythonMetadata(at(f"{folder}/METADATA"), name, "1", requires),
        PythonWheelTags(at(f"{folder}/WHEEL"), ("cp38-cp38-manylinux1_x86_64",), pure=False),
        file_list(f"{folder}/RECORD", "pypi", inner, *listed, f"{inner}/METADATA"),
    ]


def deb(name: str, *files: str) -> list[Fact]:
    """An installed Debian package."""
    return [
        OsPackage(at(f"{DPKG}/status"), "deb", name, "1-1", "amd64"),
        file_list(f"{DPKG}/info/{name}.list", "deb", name, *files),
    ]


def jar(place: str, group: str = "", version: str = "1") -> list[Fact]:
    """A JAR, with a pom.properties for a group."""
    name = place.rpartition("/")[2].partition("-")[0].removesuffix(".jar")
    found: list[Fact] = [Archive(at(place), "zip", 5)]
    if group:
        found.append(
            JavaIdentity(at(f"{place}!/META-INF/p"), group, name, version, "pom.properties")
        )
    return found


def owned(made: Inventory) -> dict[str, list[str]]:
    """Natives by unit."""
    return {
        unit.id: [str(one.where) for one in unit.natives]
        for unit in build_units(made, Target())
        if unit.natives
    }


def units(made: Inventory) -> dict[str, Unit]:
    """Units by id."""
    return {unit.id: unit for unit in build_units(made, Target())}


@pytest.mark.parametrize(
    ("place", "facts", "owner", "provenance"),
    [
        pytest.param("opt/bin/agent", [], "file:opt/bin/agent", Provenance.UNOWNED, id="unowned"),
        pytest.param(
            "usr/bin/ls",
            deb("coreutils", "usr/bin/ls"),
            "pkg:deb/debian/coreutils@1-1?arch=amd64",
            Provenance.OS_PACKAGE,
            id="dpkg",
        ),
        pytest.param(
            "usr/bin/ls",
            [file_list(f"{DPKG}/info/gone.list", "deb", "gone", "usr/bin/ls")],
            "file:usr/bin/ls",
            Provenance.UNOWNED,
            id="dpkg-list-without-a-package",
        ),
        pytest.param(
            f"{SITE}/numpy/core.so",
            distribution("numpy", "numpy/core.so"),
            "pkg:pypi/numpy@1",
            Provenance.LANGUAGE_PACKAGE,
            id="record",
        ),
        pytest.param(
            f"{SITE}/numpy/stray.so",
            distribution("numpy", "numpy/core.so"),
            f"file:{SITE}/numpy/stray.so",
            Provenance.UNOWNED,
            id="not-in-record",
        ),
        pytest.param(
            "usr/lib/python3/x.so",
            [
                *deb("python3-x", "usr/lib/python3/x.so"),
                *distribution("x", "x.so", site="usr/lib/python3"),
            ],
            "pkg:deb/debian/python3-x@1-1?arch=amd64",
            Provenance.OS_PACKAGE,
            id="dpkg-and-record",
        ),
        pytest.param(
            "np.whl!/numpy/core.so",
            distribution("numpy", "numpy/core.so", site="np.whl!/"),
            "pkg:pypi/numpy@1",
            Provenance.LANGUAGE_PACKAGE,
            id="wheel",
        ),
        pytest.param(
            "np.whl!/numpy/stray.so",
            distribution("numpy", "numpy/core.so", site="np.whl!/"),
            "pkg:pypi/numpy@1",
            Provenance.LANGUAGE_PACKAGE,
            id="wheel-not-in-record",
        ),
        pytest.param(
            "opt/x-1.jar!/lib/x.so",
            jar("opt/x-1.jar", "g"),
            "pkg:maven/g/x@1",
            Provenance.LANGUAGE_PACKAGE,
            id="jar",
        ),
        pytest.param(
            "opt/app.jar!/lib/x-1.jar!/lib/x.so",
            [*jar("opt/app.jar"), *jar("opt/app.jar!/lib/x-1.jar", "g")],
            "pkg:maven/g/x@1",
            Provenance.LANGUAGE_PACKAGE,
            id="jar-in-a-jar",
        ),
        pytest.param(
            "opt/app.jar!/x.tar!/lib/x.so",
            [*jar("opt/app.jar"), Archive(at("opt/app.jar!/x.tar"), "tar", 1)],
            "pkg:maven/app",
            Provenance.LANGUAGE_PACKAGE,
            id="tar-in-a-jar",
        ),
        pytest.param(
            "usr/share/java/x-1.jar!/lib/x.so",
            [*jar("usr/share/java/x-1.jar", "g"), *deb("libx-java", "usr/share/java/x-1.jar")],
            "pkg:deb/debian/libx-java@1-1?arch=amd64",
            Provenance.OS_PACKAGE,
            id="jar-of-dpkg",
        ),
        pytest.param(
            "app/node_modules/@img/sharp/lib/x.node",
            [NodePackage(at("app/node_modules/@img/sharp/package.json"), "@img/sharp", "1")],
            "pkg:npm/%40img/sharp@1",
            Provenance.LANGUAGE_PACKAGE,
            id="npm",
        ),
        pytest.param(
            "app/node_modules/a/node_modules/b/x.node",
            [
                NodePackage(at("app/node_modules/a/package.json"), "a", "1"),
                NodePackage(at("app/node_modules/a/node_modules/b/package.json"), "b", "1"),
            ],
            "pkg:npm/b@1",
            Provenance.LANGUAGE_PACKAGE,
            id="npm-in-npm",
        ),
        pytest.param(
            "opt/jdk/lib/server/libjvm.so",
            [],
            "pkg:generic/openjdk",
            Provenance.RUNTIME,
            id="runtime",
        ),
        pytest.param(
            "usr/local/lib/libpython3.8.so.1.0",
            [],
            "pkg:generic/python@3.8",
            Provenance.RUNTIME,
            id="runtime-version",
        ),
        pytest.param(
            "usr/lib/jvm/lib/server/libjvm.so",
            deb("jre", "usr/lib/jvm/lib/server/libjvm.so"),
            "pkg:deb/debian/jre@1-1?arch=amd64",
            Provenance.OS_PACKAGE,
            id="runtime-of-dpkg",
        ),
    ],
)
def test_a_native_file_has_one_owner(
    place: str, facts: list[Fact], owner: str, provenance: Provenance
) -> None:
    """The distribution first, then the innermost package around it, then nobody."""
    made = inventory(native(place), *facts)

    assert owned(made) == {owner: [place]}
    assert units(made)[owner].provenance is provenance


def test_a_file_of_the_base_image_is_told_from_one_added() -> None:
    """The lowest layer of several, when it is a root file system."""
    made = inventory(native("bin/sh"), native("opt/agent"), layers={"opt/agent": 1}, kind="image")

    assert {unit.name: unit.provenance for unit in build_units(made, Target())} == {
        "sh": Provenance.BASE_IMAGE,
        "agent": Provenance.UNOWNED,
    }


def test_names_of_one_file_are_one_unit() -> None:
    """Busybox has 400 of them, all hardlinks."""
    made = inventory(
        *(native(f"bin/{name}") for name in ("busybox", "ls", "sh")),
        native("bin/other"),
        hardlinks={"bin/ls": "bin/busybox", "bin/sh": "bin/busybox"},
    )

    assert owned(made) == {
        "file:bin/busybox": ["bin/busybox", "bin/ls", "bin/sh"],
        "file:bin/other": ["bin/other"],
    }


def test_what_the_distribution_packages_is_its_affair() -> None:
    """Its JARs, wheels and npm packages are no units of their own."""
    made = inventory(
        *deb("libx-java", "usr/share/java/x-1.jar"),
        *jar("usr/share/java/x-1.jar", "g"),
        *deb("python3-y", "usr/lib/python3/y-1.dist-info/METADATA"),
        *distribution("y", site="usr/lib/python3"),
        *deb("node-z", "usr/share/node_modules/z/package.json"),
        NodePackage(at("usr/share/node_modules/z/package.json"), "z", "1"),
    )

    assert {unit.ecosystem for unit in build_units(made, Target())} == {"deb"}


def test_native_code_put_into_a_package_of_the_distribution_is_not_lost() -> None:
    """An add-on that was compiled into it later: dpkg does not know the file."""
    folder = "usr/share/node_modules/z"
    made = inventory(
        *deb("node-z", f"{folder}/package.json"),
        NodePackage(at(f"{folder}/package.json"), "z", "1"),
        native(f"{folder}/build/z.node"),
    )

    assert owned(made) == {"pkg:npm/z@1": [f"{folder}/build/z.node"]}


def test_a_unit_in_two_places_is_one_with_both() -> None:
    """The same JAR in two applications: each is told as a way in."""
    made = inventory(
        *jar("opt/a.jar", "com"),
        *jar("opt/b.jar", "com"),
        *(fact for app in ("a", "b") for fact in jar(f"opt/{app}.jar!/lib/x-1.jar", "g")),
        *(native(f"opt/{app}.jar!/lib/x-1.jar!/x.so") for app in ("a", "b")),
    )

    unit = units(made)["pkg:maven/g/x@1"]

    assert [str(where) for where in unit.where] == [
        "opt/a.jar!/lib/x-1.jar",
        "opt/b.jar!/lib/x-1.jar",
    ]
    assert len(unit.natives) == 2
    assert unit.parents == ("pkg:maven/com/a@1", "pkg:maven/com/b@1")


def test_a_unit_inside_another_has_it_for_a_parent() -> None:
    """JARs in a Python distribution, as pyspark has them; the outermost lie in the subject."""
    made = inventory(
        *distribution("pyspark", "pyspark/jars/x-1.jar"), *jar(f"{SITE}/pyspark/jars/x-1.jar", "g")
    )

    found = units(made)

    assert found["pkg:maven/g/x@1"].parents == ("pkg:pypi/pyspark@1",)
    assert found["pkg:pypi/pyspark@1"].parents == ("",)


def test_a_program_of_go_keeps_what_its_linker_left() -> None:
    """The build information is the unit's."""
    build = GoBuild(at("opt/tool"), "go1.21.3", "example.com/tool", "example.com/tool@v1")

    assert units(inventory(native("opt/tool"), build))["file:opt/tool"].go == build


@pytest.mark.parametrize(
    ("kind", "facts", "asked"),
    [
        pytest.param("file", [], ["pkg:pypi/numpy@1"], id="file"),
        pytest.param("directory", [], ["pkg:pypi/numpy@1"], id="directory"),
        pytest.param("image", [], [], id="image"),
        pytest.param("directory", distribution("NumPy"), [], id="installed-beside"),
        pytest.param(
            "directory", distribution("flask"), ["pkg:pypi/numpy@1"], id="another-installed"
        ),
    ],
)
def test_a_requirement_is_a_unit_where_nothing_installed_answers(
    kind: str, facts: list[Fact], asked: list[str]
) -> None:
    """An image runs what is installed in it."""
    line = Requirement(at("srv/requirements.txt"), 1, "numpy", "==1")
    made = inventory(line, *facts, kind=kind)

    assert [unit.id for unit in build_units(made, Target()) if unit.requirement] == asked


def test_every_native_file_is_in_one_unit_and_units_are_sorted() -> None:
    """None lost, none twice, and the same in every run."""
    release = OsRelease(at("etc/os-release"), "debian", "12", "Debian")
    lists: list[FileList] = []
    made = inventory(
        release,
        *lists,
        *deb("coreutils", "bin/ls"),
        *distribution("numpy", "a.so"),
        *jar("opt/x-1.jar"),
        *(
            native(place, arch)
            for place in ("bin/ls", f"{SITE}/a.so", "opt/x-1.jar!/y.so", "opt/z", "opt/w.tar!/z")
            for arch in (Arch.X86_64,)
        ),
    )

    found = build_units(made, Target())

    assert [unit.id for unit in found] == sorted(unit.id for unit in found)
    assert sorted(str(one.where) for unit in found for one in unit.natives) == sorted(
        str(one.where) for one in made.facts if hasattr(one, "needed")
    )


def test_the_modules_of_a_copied_jdk_are_its_parts() -> None:
    """Its release file says whose it is; the code in its jmods is its own."""
    jmod = "opt/jdk/jmods/java.base.jmod"
    made = inventory(
        native("opt/jdk/lib/server/libjvm.so"),
        JavaRuntime(at("opt/jdk/release"), "temurin", "17.0.9"),
        Archive(at(jmod), "jmod", 3),
        native(f"{jmod}!/lib/libjava.so"),
    )

    assert owned(made) == {
        "pkg:generic/temurin@17.0.9": [f"{jmod}!/lib/libjava.so", "opt/jdk/lib/server/libjvm.so"]
    }
    assert list(units(made)) == ["pkg:generic/temurin@17.0.9"]


def test_a_module_by_itself_is_of_a_jdk() -> None:
    """A scan of one jmod."""
    made = inventory(
        Archive(at("java.base.jmod"), "jmod", 3), native("java.base.jmod!/lib/libjava.so")
    )

    assert owned(made) == {"pkg:generic/openjdk": ["java.base.jmod!/lib/libjava.so"]}
