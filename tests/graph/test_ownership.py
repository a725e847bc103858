"""Which package owns a file, whatever names and links lead to it."""

import pytest

from archcompat.graph.ownership import owners
from archcompat.model.osfacts import FileList
from tests.make.inventory import file_list, filesystem

LIBZ = "usr/lib/x86_64-linux-gnu/libz.so.1.2.13"
INFO = "var/lib/dpkg/info"


def deb(package: str, *paths: str) -> FileList:
    """What dpkg says of a package."""
    return file_list(f"{INFO}/{package}.list", "deb", package, *paths)


def wheel(package: str, *paths: str) -> FileList:
    """What the RECORD of an installed wheel says."""
    return file_list(
        f"site/{package}.dist-info/RECORD", "pypi", f"site/{package}.dist-info", *paths
    )


@pytest.mark.parametrize(
    ("lists", "links", "owner"),
    [
        pytest.param([deb("zlib1g", LIBZ)], {}, "zlib1g", id="as-listed"),
        pytest.param(
            [deb("zlib1g", LIBZ.removeprefix("usr/"))],
            {"lib": "usr/lib"},
            "zlib1g",
            id="listed-before-the-usr-merge",
        ),
        pytest.param(
            [deb("zlib1g", LIBZ.removeprefix("usr/"))],
            {"lib": "/usr/lib"},
            "zlib1g",
            id="usr-merge-by-an-absolute-link",
        ),
        pytest.param(
            [deb("zlib1g", f"opt/z/{LIBZ.rpartition('/')[2]}")],
            {"opt/z": "../usr/lib/x86_64-linux-gnu"},
            "zlib1g",
            id="listed-through-a-deeper-link",
        ),
        pytest.param([deb("zlib1g", LIBZ.removeprefix("usr/"))], {}, None, id="no-link-no-owner"),
        pytest.param([deb("zlib1g", "usr/lib/libz.so.1.2.13")], {}, None, id="same-name-elsewhere"),
        pytest.param([deb("zlib1g", LIBZ + "/x")], {}, None, id="a-file-below"),
        pytest.param([], {}, None, id="no-lists"),
        pytest.param([wheel("z-1", LIBZ)], {}, "site/z-1.dist-info", id="wheel"),
        pytest.param(
            [deb("python3-z", LIBZ), wheel("z-1", LIBZ)], {}, "python3-z", id="dpkg-before-record"
        ),
        pytest.param(
            [wheel("z-1", LIBZ), deb("python3-z", LIBZ)], {}, "python3-z", id="record-after-dpkg"
        ),
        pytest.param(
            [wheel("z-1", LIBZ), deb("python3-z", "opt/z/libz.so.1.2.13")],
            {"opt/z": "/usr/lib/x86_64-linux-gnu"},
            "site/z-1.dist-info",
            id="the-plain-spelling-first",
        ),
        pytest.param(
            [wheel("z-1", "a/libz.so.1.2.13"), deb("python3-z", "b/libz.so.1.2.13")],
            {"a": "usr/lib/x86_64-linux-gnu", "b": "usr/lib/x86_64-linux-gnu"},
            "python3-z",
            id="dpkg-first-through-links-too",
        ),
    ],
)
def test_a_file_has_the_owner_that_lists_it(
    lists: list[FileList], links: dict[str, str], owner: str | None
) -> None:
    """A listed path counts when it leads to the file, and the distribution comes first."""
    found = owners({LIBZ}, lists, filesystem([LIBZ], links))

    assert (found[LIBZ].package if LIBZ in found else None) == owner


def test_a_second_name_of_a_file_has_its_owner() -> None:
    """A hardlink that nobody lists, as uv makes them; a copy is another file."""
    site, cache, copy = "site/z/core.so", "root/.cache/uv/1234", "opt/core.so"
    tree = filesystem([site, copy], hardlinks={cache: site})

    found = owners({site, cache, copy}, [wheel("z-1", site)], tree)

    assert {path: entry.package for path, entry in found.items()} == {
        site: "site/z-1.dist-info",
        cache: "site/z-1.dist-info",
    }


def test_listed_names_of_one_file_keep_their_owners() -> None:
    """Two packages may each bring a name of the same content once layers share it."""
    tree = filesystem(["usr/bin/perl"], hardlinks={"usr/bin/perl5.36": "usr/bin/perl"})

    found = owners(
        {"usr/bin/perl", "usr/bin/perl5.36"},
        [deb("perl-base", "usr/bin/perl"), deb("perl", "usr/bin/perl5.36")],
        tree,
    )

    assert {path: entry.package for path, entry in found.items()} == {
        "usr/bin/perl": "perl-base",
        "usr/bin/perl5.36": "perl",
    }


def test_each_candidate_path_is_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand METADATA files in a thousand lists: the work must not be their product."""
    wanted = {f"site/p{number}/METADATA" for number in range(300)}
    lists = [wheel(f"q{number}", f"away/q{number}/METADATA") for number in range(300)]
    tree = filesystem(wanted)
    asked: list[str] = []
    monkeypatch.setattr(type(tree), "resolve", lambda self, path: asked.append(path))

    assert owners(wanted, lists, tree) == {}
    assert len(asked) == 300
