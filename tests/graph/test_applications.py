"""What lies on one class path is one application."""

import pytest

from archcompat.graph.applications import Applications
from archcompat.model.native import Archive
from tests.make.inventory import at


def applications(*archives: str, tars: tuple[str, ...] = ()) -> Applications:
    """Over zips and tars at these places."""
    zips = [Archive(at(place), "zip", 9, 1) for place in archives]
    return Applications([*zips, *(Archive(at(place), "tar", 9) for place in tars)])


BOOT = ("app.jar", "app.jar!/BOOT-INF/lib/x.jar", "app.jar!/BOOT-INF/lib/y.jar")
EAR = ("s.ear", "s.ear!/a.war", "s.ear!/a.war!/WEB-INF/lib/x.jar", "s.ear!/lib/y.jar")


@pytest.mark.parametrize(
    ("archives", "one", "other", "same"),
    [
        pytest.param(("a.jar", "b.jar"), "a.jar!/x.so", "b.jar!/x.so", True, id="jars-folder"),
        pytest.param(
            ("opt/a/x.jar", "opt/b/x.jar"),
            "opt/a/x.jar!/x.so",
            "opt/b/x.jar!/x.so",
            False,
            id="two-folders",
        ),
        pytest.param(BOOT, f"{BOOT[1]}!/x.so", f"{BOOT[2]}!/x.so", True, id="spring-boot"),
        pytest.param(BOOT, "app.jar!/x.so", f"{BOOT[2]}!/x.so", True, id="its-own-file"),
        pytest.param(
            (*BOOT, "b.jar"), "b.jar!/x.so", f"{BOOT[2]}!/x.so", False, id="jar-beside-a-fat-one"
        ),
        pytest.param(EAR, f"{EAR[2]}!/x.so", f"{EAR[3]}!/x.so", True, id="ear"),
        pytest.param(("a.jar",), "a.jar!/x.so.gz!/x.so", "a.jar!/y.so", True, id="compressed-file"),
        pytest.param(("a.jar",), "a.jar!/x.so", "lib/x.so", False, id="file-system"),
        pytest.param((), "lib/x.so", "opt/y.so", True, id="files-of-the-file-system"),
    ],
)
def test_one_class_path(archives: tuple[str, ...], one: str, other: str, *, same: bool) -> None:
    """An archive with archives in it; else the JARs of one folder."""
    known = applications(*archives)

    assert (known.of(at(one)) == known.of(at(other))) is same


def test_a_tar_is_a_folder() -> None:
    """The JARs of a distribution's folders are as many applications as they would be unpacked."""
    tar = "s.tar.gz!/s.tar"
    jars = [f"{tar}!/s/{folder}/{name}.jar" for folder in ("lib", "opt") for name in "ab"]
    known = applications(*jars, tars=(tar,))

    found = [known.of(at(f"{jar}!/x.so")) for jar in jars]

    assert found[0] == found[1] != found[2] == found[3]


@pytest.mark.parametrize(
    ("place", "archive"),
    [
        pytest.param("a.jar!/x.so", "a.jar", id="archive"),
        pytest.param("a.jar!/x.so.gz!/x.so", "a.jar", id="compressed-file"),
        pytest.param("a.jar!/b.jar!/x.so", "a.jar!/b.jar", id="innermost"),
        pytest.param("lib/x.so", None, id="none"),
    ],
)
def test_the_archive_around_a_file(place: str, archive: str | None) -> None:
    """The innermost one; a compressed file is none."""
    known = applications("a.jar", "a.jar!/b.jar")

    assert known.archive(at(place)) == (at(archive) if archive else None)
