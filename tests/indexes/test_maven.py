"""A Maven repository: lists of versions, and the native code inside JARs by range."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.indexes import maven
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.maven import MavenRepository, Native, parse_metadata
from archcompat.model.arch import Arch
from tests.make.elf import elf
from tests.make.indexes import give_artifact, native_jar
from tests.make.webserver import Reply, Site
from tests.make.ziparchive import STORED, archive

ARM, INTEL = Arch.AARCH64, Arch.X86_64


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher("1.0", timeout=5, pause=lambda _seconds: None) as fetcher:
        yield fetcher


def natives(site: Site, fetcher: Fetcher, version: str, classifier: str = "") -> list[Native]:
    repository = MavenRepository(fetcher, f"{site.base}/maven2/")
    found = repository.natives("org.example", "lib", version, classifier, ARM)
    assert found is not None
    return list(found)


def test_versions(site: Site, fetcher: Fetcher) -> None:
    """In the order of the repository; of an artifact that it does not have, none."""
    give_artifact(site, "org.example", "lib", ["1.0", "1.0.1"])
    repository = MavenRepository(fetcher, f"{site.base}/maven2/")
    assert repository.versions("org.example", "lib") == ("1.0", "1.0.1")
    assert repository.versions("org.example", "other") is None


def test_natives_of_a_jar(site: Site, fetcher: Fetcher) -> None:
    """By their bytes, those named for the target first, and nothing that is no program."""
    folder = give_artifact(site, "org.example", "lib", ["1.0"])
    jar = native_jar(
        {
            "linux/x86_64/liba.so": "x86_64",
            "linux64/liba.so": "x86_64",
            "aarch64/liba.so": "aarch64",
        },
        {"liba.txt": elf("aarch64"), "Small.so": b"\x7fELF", "a.so": b"no code" * 40},
    )
    site.give_file(f"{folder}/1.0/lib-1.0.jar", jar)
    found = natives(site, fetcher, "1.0")
    assert found[0] == Native("aarch64/liba.so", ARM)
    assert sorted(one.name for one in found[1:]) == ["linux/x86_64/liba.so", "linux64/liba.so"]


@pytest.mark.parametrize(
    ("path", "arch"),
    [
        pytest.param("linux-x86_64/a.so", INTEL, id="named for another: believed"),
        pytest.param("linux-arm/a.so", ARM, id="arm is said of both widths"),
        pytest.param("linux/a.so", ARM, id="not named"),
        pytest.param("x86_64-linux-aarch64/a.so", ARM, id="named for the target too"),
        pytest.param("charm64/a.so", ARM, id="part of a word"),
        pytest.param("META-INF/native/libnetty.so.1.2", ARM, id="with a version"),
        pytest.param("libduckdb_java.so_linux_arm64", ARM, id="with a platform behind"),
        pytest.param("bin/protoc", ARM, id="without a suffix"),
        pytest.param("selenium-manager.exe", ARM, id="exe, as Maven names programs"),
    ],
)
def test_names(site: Site, fetcher: Fetcher, path: str, arch: Arch) -> None:
    """Which files are looked into; each here holds code for aarch64."""
    folder = give_artifact(site, "org.example", "lib", ["1.0"])
    site.give_file(f"{folder}/1.0/lib-1.0.jar", native_jar({path: "aarch64"}))
    assert natives(site, fetcher, "1.0") == [Native(path, arch)]


def test_only_what_is_asked_for_is_fetched(site: Site, fetcher: Fetcher) -> None:
    """The first native of a large JAR costs a request more than its directory."""
    folder = give_artifact(site, "org.example", "lib", ["1.0"])
    body = elf("aarch64", pad=1 << 20)
    names = {f"linux-aarch64/{number}.so": body for number in range(9)}
    site.give_file(f"{folder}/1.0/lib-1.0.jar", archive(names, method=STORED))
    found = MavenRepository(fetcher, f"{site.base}/maven2").natives(
        "org.example", "lib", "1.0", "", ARM
    )
    assert found is not None
    assert next(found).arch is ARM
    assert fetcher.requests == 2


def test_a_classifier(site: Site, fetcher: Fetcher) -> None:
    """It is another file; a program has no archive around it."""
    folder = give_artifact(site, "org.example", "lib", ["1.0"])
    site.give_file(f"{folder}/1.0/lib-1.0-linux-aarch_64.exe", elf("aarch64"))
    assert natives(site, fetcher, "1.0", "linux-aarch_64") == [Native("", ARM)]
    repository = MavenRepository(fetcher, f"{site.base}/maven2")
    assert repository.natives("org.example", "lib", "1.0", "", ARM) is None
    assert repository.natives("org.example", "lib", "1.0", "linux-x86_64", ARM) is None


def test_too_many_to_look_into(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each may cost a request: a JAR full of unnamed programs is refused."""
    monkeypatch.setattr(maven, "_MOST_HEADS", 3)
    folder = give_artifact(site, "org.example", "lib", ["1.0"])
    site.give_file(
        f"{folder}/1.0/lib-1.0.jar", native_jar({f"{number}.so": "x86_64" for number in range(4)})
    )
    with pytest.raises(FormatError, match="over 3 files"):
        natives(site, fetcher, "1.0")


def test_what_is_no_jar(site: Site, fetcher: Fetcher) -> None:
    """A page of a proxy, say."""
    folder = give_artifact(site, "org.example", "lib", ["1.0"])
    site.give(f"{folder}/1.0/lib-1.0.jar", Reply(200, b"<html>Sign in</html>" * 9))
    with pytest.raises(FormatError) as caught:
        natives(site, fetcher, "1.0")
    assert caught.value.code == "archive-corrupt"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<metadata>",
        b"<metadata></other>",
        b'<!DOCTYPE m [<!ENTITY a "b">]><metadata/>',
        b'<?xml version="1.0" encoding="no-such"?><metadata/>',
    ],
)
def test_what_is_no_list_of_versions(data: bytes) -> None:
    """It is refused, never read as an empty one."""
    with pytest.raises(FormatError) as caught:
        parse_metadata(data)
    assert caught.value.code == "index-malformed"


@given(st.binary(max_size=200) | st.text(alphabet="<>/metadaversionlt&;! \n1.", max_size=200))
def test_any_list_of_versions(data: bytes | str) -> None:
    """Versions, or FormatError."""
    try:
        found = parse_metadata(data.encode() if isinstance(data, str) else data)
    except FormatError:
        return
    assert all(found)
