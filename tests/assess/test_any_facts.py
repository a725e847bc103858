"""Whatever an artifact says of itself, it is joined and judged without an exception."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archcompat.assess import Joined, assess
from archcompat.assess.target import completed
from archcompat.graph.edges import edges
from archcompat.graph.libraries import libraries
from archcompat.graph.linker import link
from archcompat.graph.network import network
from archcompat.graph.units import build_units
from archcompat.model.arch import Arch
from archcompat.model.facts import Fact, NodePackage
from archcompat.model.native import Archive, NativeFormat, NativeObject, NativeType
from archcompat.model.osfacts import (
    DpkgArchitectures,
    FileList,
    LibraryPath,
    OsPackage,
    OsRelease,
    PackageSource,
)
from archcompat.model.programfacts import GoBuild, JavaIdentity
from archcompat.model.pythonfacts import (
    PythonMetadata,
    PythonWheelTags,
    Requirement,
    RequirementsInclude,
)
from archcompat.model.target import Target
from archcompat.model.where import Where
from archcompat.rulebook.load import load_rules
from tests.make.inventory import inventory

# Names that mean something somewhere, and any others.
WORDS = st.sampled_from(
    (
        "numpy",
        "lib",
        "libx.so",
        "x.jar",
        "x.whl",
        "x-1.dist-info",
        "METADATA",
        "node_modules",
        "a",
        ".jar",
    )
)
TEXT = st.one_of(WORDS, st.text(st.characters(), max_size=6))
NAME = st.one_of(WORDS, st.text(st.characters(), min_size=1, max_size=6))
PATH = st.lists(NAME.map(lambda name: name.replace("/", "_")), min_size=1, max_size=3).map("/".join)
WHERE = st.lists(PATH, min_size=1, max_size=3).map(lambda parts: Where(tuple(parts)))
TEXTS = st.lists(TEXT, max_size=3).map(tuple)

NATIVE = st.builds(
    NativeObject,
    where=WHERE,
    format=st.sampled_from(NativeFormat),
    arch=st.sampled_from(Arch),
    machine=TEXT,
    bits=st.sampled_from((0, 32, 64)),
    os=st.sampled_from(("linux", "android", "none", "windows")),
    type=st.sampled_from(NativeType),
    libc=st.sampled_from(("", "glibc", "musl")),
    soname=TEXT,
    needed=TEXTS,
    interpreter=TEXT,
    rpath=TEXTS,
    runpath=TEXTS,
    min_glibc=st.sampled_from(("", "2.17", "2.x", "2.36")),
    own_glibc=st.sampled_from(("", "2.31", "two")),
    alignment=st.integers(0, 1 << 64),
    jni=TEXTS,
)
FACT: st.SearchStrategy[Fact] = st.one_of(
    NATIVE,
    st.builds(Archive, WHERE, st.sampled_from(("zip", "jmod", "tar")), st.just(1)),
    st.builds(
        JavaIdentity, WHERE, TEXT, TEXT, TEXT, st.sampled_from(("pom.properties", "manifest"))
    ),
    st.builds(PythonMetadata, WHERE, NAME, TEXT, TEXTS),
    st.builds(PythonWheelTags, WHERE, TEXTS, pure=st.booleans()),
    st.builds(
        FileList, WHERE, st.sampled_from(("deb", "apk", "pypi")), NAME, st.lists(PATH).map(tuple)
    ),
    st.builds(OsPackage, WHERE, st.sampled_from(("deb", "apk", "rpm")), NAME, TEXT, TEXT),
    st.builds(
        PackageSource,
        WHERE,
        st.integers(1, 9),
        st.sampled_from(("deb", "apk", "rpm")),
        st.one_of(TEXT, TEXT.map("http://x/{}".format)),
        TEXT,
        TEXTS,
        TEXTS,
    ),
    st.builds(DpkgArchitectures, WHERE, TEXTS),
    st.builds(OsRelease, WHERE, TEXT, TEXT, TEXT),
    st.builds(NodePackage, WHERE, NAME, TEXT, optional=TEXTS, dependencies=TEXTS),
    st.builds(GoBuild, WHERE, TEXT, TEXT, TEXT),
    st.builds(Requirement, WHERE, st.integers(1, 9), TEXT, TEXT, marker=TEXT),
    st.builds(RequirementsInclude, WHERE, st.integers(1, 9), TEXT, st.booleans()),
    st.builds(LibraryPath, WHERE, TEXTS, TEXTS),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    facts=st.lists(FACT, max_size=12, unique_by=lambda fact: (type(fact), fact.where)),
    kind=st.sampled_from(("image", "directory", "file")),
    links=st.dictionaries(PATH, TEXT, max_size=3),
    library_path=TEXT,
)
def test_any_facts_are_judged(
    facts: list[Fact], kind: str, links: dict[str, str], library_path: str
) -> None:
    """Every native file ends up in one component, and everything can be drawn."""
    made = inventory(*facts, kind=kind, links=links)
    natives = made.facts_of(NativeObject)
    target = completed(Target(), made)
    units = build_units(made, target)
    found = link(natives, made.filesystem, made.facts_of(LibraryPath), library_path)
    every = libraries(natives, made.facts_of(Archive))
    joined = Joined(units, found, edges(units, found, target), every)

    assessment = assess(made, joined, load_rules(), target)

    assert len(assessment.components) == len(units)
    assert sum(len(one.files) for one in every) == len(natives)
    assert sum(len(one.natives) for one in assessment.components) == len(natives)
    assert network("x", units, joined.edges).number_of_nodes() >= len(units)
