"""DT_NEEDED resolved inside a subject, in the order of ld.so(8) and of musl's manual."""

from collections.abc import Sequence
from typing import Any

import pytest

from archcompat.graph.linker import Links, link
from archcompat.model.arch import Arch
from archcompat.model.native import NativeFormat, NativeObject, NativeType
from archcompat.model.osfacts import LibraryPath
from tests.make.inventory import at, filesystem, native

PROGRAM = "opt/app/bin/tool"
GLIBC = native("lib/libc.so.6", own_glibc="2.36", soname="libc.so.6")
MUSL = native("lib/ld-musl-x86_64.so.1", libc="musl")


def linked(
    *files: NativeObject,
    links: dict[str, str] | None = None,
    conf: Sequence[LibraryPath] = (),
    env: str = "",
) -> Links:
    """Link files of a file system that holds them and nothing else."""
    tree = filesystem((file.where.parts[0] for file in files), links)
    return link(files, tree, conf, env)


def answer(
    program: NativeObject,
    *candidates: str | NativeObject,
    links: dict[str, str] | None = None,
    conf: Sequence[LibraryPath] = (),
    env: str = "",
) -> str:
    """The path that answers the one name a program needs; empty for none."""
    others = [native(one) if isinstance(one, str) else one for one in candidates]
    found = linked(program, *others, links=links, conf=conf, env=env)
    return next((path for file, _, path in found.needs if file == program), "")


def program(**fields: Any) -> NativeObject:
    """A program that needs libx.so."""
    return native(PROGRAM, **{"needed": ("libx.so",), "type": NativeType.EXECUTABLE, **fields})


def conf(
    *folders: str, place: str = "etc/ld.so.conf", includes: tuple[str, ...] = ()
) -> LibraryPath:
    """A file that tells the linker where to look."""
    return LibraryPath(at(place), folders, includes)


IN_RPATH, IN_ENV, IN_RUNPATH = "rpath/libx.so", "env/libx.so", "runpath/libx.so"
IN_CONF, IN_DEFAULT, OFF = "conf/libx.so", "usr/lib/libx.so", "srv/libx.so"
EVERYWHERE = (IN_RPATH, IN_ENV, IN_RUNPATH, IN_CONF, IN_DEFAULT, OFF)


@pytest.mark.parametrize(
    ("libc", "order"),
    [
        pytest.param("glibc", (IN_RPATH, IN_ENV, IN_CONF, IN_DEFAULT, OFF), id="glibc"),
        pytest.param("musl", (IN_ENV, IN_RPATH, IN_DEFAULT, OFF), id="musl"),
    ],
)
def test_folders_are_searched_in_their_order(libc: str, order: tuple[str, ...]) -> None:
    """DT_RPATH, LD_LIBRARY_PATH, ld.so.conf, the default folders, then anywhere; musl's differs."""
    tool = program(libc=libc, rpath=("/rpath",))
    found = []
    left = [path for path in EVERYWHERE if path in order]
    while left:
        found.append(answer(tool, *left, conf=[conf("/conf")], env="/env"))
        left.remove(found[-1])

    assert tuple(found) == order


@pytest.mark.parametrize("libc", ["glibc", "musl"])
def test_runpath_comes_behind_the_environment_and_hides_rpath(libc: str) -> None:
    """With DT_RUNPATH, DT_RPATH means nothing."""
    tool = program(libc=libc, rpath=("/rpath",), runpath=("/runpath",))

    assert answer(tool, IN_RPATH, IN_ENV, IN_RUNPATH, IN_DEFAULT, env="/env") == IN_ENV
    assert answer(tool, IN_RPATH, IN_RUNPATH, IN_DEFAULT, env="/env") == IN_RUNPATH
    assert answer(tool, IN_RPATH, IN_DEFAULT, env="/env") == IN_DEFAULT


@pytest.mark.parametrize(
    ("folder", "library"),
    [
        pytest.param("$ORIGIN/../lib", "opt/app/lib/libx.so", id="origin"),
        pytest.param("${ORIGIN}", "opt/app/bin/libx.so", id="origin-in-braces"),
        pytest.param("/opt/$LIB", "opt/lib64/libx.so", id="lib-of-fedora"),
        pytest.param("/opt/${LIB}", "opt/lib/x86_64-linux-gnu/libx.so", id="lib-of-debian"),
        pytest.param("/opt/$PLATFORM", "opt/x86_64/libx.so", id="platform"),
        pytest.param("$ORIGIN/$LIB/$PLATFORM", "opt/app/bin/lib64/x86_64/libx.so", id="all-three"),
        pytest.param("/opt//app/./lib/", "opt/app/lib/libx.so", id="untidy"),
        pytest.param("/../../opt/x", "opt/x/libx.so", id="above-the-root"),
    ],
)
@pytest.mark.parametrize("how", ["rpath", "runpath", "environment"])
def test_tokens_are_put_in(folder: str, library: str, how: str) -> None:
    """ld.so(8), dynamic string tokens: in DT_RPATH, DT_RUNPATH and LD_LIBRARY_PATH."""
    wrong = "srv/libx.so"  # what is found where nothing leads, and sorts behind
    if how == "environment":
        assert answer(program(), library, wrong, IN_DEFAULT, env=folder) == library
    else:
        assert answer(program(**{how: (folder,)}), library, wrong, IN_DEFAULT) == library


def test_origin_of_a_program_in_the_root_is_the_root() -> None:
    """``$ORIGIN`` of ``/tool`` is ``/``."""
    tool = native("tool", needed=("libx.so",), rpath=("$ORIGIN/lib9",))

    assert answer(tool, "lib9/libx.so", IN_DEFAULT) == "lib9/libx.so"


@pytest.mark.parametrize("env", ["/a:/env", "/a;/env", ":/env:", "/env"])
def test_library_path_is_parted_by_colons_or_semicolons(env: str) -> None:
    """ld.so(8): LD_LIBRARY_PATH; an empty part is the current folder, which no image has."""
    assert answer(program(), IN_ENV, IN_DEFAULT, env=env) == IN_ENV


@pytest.mark.parametrize(
    ("arch", "folder"),
    [
        pytest.param(Arch.X86_64, "lib/x86_64-linux-gnu", id="debian-amd64"),
        pytest.param(Arch.AARCH64, "usr/lib/aarch64-linux-gnu", id="debian-arm64"),
        pytest.param(Arch.I386, "usr/lib/i386-linux-gnu", id="debian-i386"),
        pytest.param(Arch.ARM, "lib/arm-linux-gnueabihf", id="debian-armhf"),
        pytest.param(Arch.X86_64, "lib64", id="lib64"),
        pytest.param(Arch.AARCH64, "usr/lib64", id="usr-lib64"),
        pytest.param(Arch.I386, "lib32", id="lib32"),
        pytest.param(Arch.I386, "usr/lib", id="lib"),
    ],
)
def test_default_folders_are_those_of_the_machine(arch: Arch, folder: str) -> None:
    """Debian's multi-arch folders, lib64 for 64 bits, lib for all; before what lies elsewhere."""
    tool = native(PROGRAM, arch, needed=("libx.so",))
    library, stray = native(f"{folder}/libx.so", arch), native("a/libx.so", arch)

    assert answer(tool, library, stray) == f"{folder}/libx.so"


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        pytest.param([conf("/conf")], "conf", id="ld.so.conf"),
        pytest.param(
            [
                conf(includes=("/etc/ld.so.conf.d/*.conf",)),
                conf("/conf", place="etc/ld.so.conf.d/b.conf"),
                conf("/late", place="etc/ld.so.conf.d/c.conf"),
            ],
            "conf",
            id="included-in-the-order-of-names",
        ),
        pytest.param(
            [
                conf(includes=("ld.so.conf.d/*.conf",)),
                conf("/conf", place="etc/ld.so.conf.d/b.conf"),
            ],
            "conf",
            id="include-relative-to-its-file",
        ),
        pytest.param(
            [
                conf("/conf", includes=("/etc/ld.so.conf.d/*.conf",)),
                conf("/late", place="etc/ld.so.conf.d/b.conf"),
            ],
            "conf",
            id="own-folders-first",
        ),
        pytest.param(
            [
                conf(includes=("/etc/ld.so.conf.d/a.conf",)),
                conf(
                    "/conf", place="etc/ld.so.conf.d/a.conf", includes=("/etc/ld.so.conf", "a.conf")
                ),
            ],
            "conf",
            id="includes-in-a-circle",
        ),
        pytest.param(
            [conf("/conf", place="etc/ld.so.conf.d/b.conf")], "usr/lib", id="included-by-nobody"
        ),
        pytest.param(
            [conf("/conf", place="opt/chroot/etc/ld.so.conf")], "usr/lib", id="of-another-root"
        ),
        pytest.param(
            [conf("/conf", place="opt/base.tar!/etc/ld.so.conf")], "usr/lib", id="in-an-archive"
        ),
    ],
)
def test_configured_folders_come_before_the_default_ones(
    files: list[LibraryPath], folder: str
) -> None:
    """ldconfig(8): /etc/ld.so.conf and what it includes; other roots have their own."""
    libraries = [f"{name}/libx.so" for name in ("conf", "late", "usr/lib")]

    assert answer(program(), *libraries, conf=files) == f"{folder}/libx.so"


def test_a_long_chain_of_includes_ends() -> None:
    """Five thousand files, each including the next."""
    chain = [
        conf(
            f"/x{number}", place=f"etc/ld.so.conf.d/{number}.conf", includes=(f"{number + 1}.conf",)
        )
        for number in range(1, 5000)
    ]
    first = conf(includes=("ld.so.conf.d/1.conf",))

    assert answer(program(), "x4999/libx.so", OFF, conf=[first, *chain]) == "x4999/libx.so"


def test_musl_takes_its_own_file_in_place_of_the_defaults() -> None:
    """/etc/ld-musl-ARCH.path replaces the default folders; of another machine it says nothing."""
    own = conf("/conf", place="etc/ld-musl-x86_64.path")
    other = conf("/late", place="etc/ld-musl-aarch64.path")
    tool = program(libc="musl")

    assert answer(tool, IN_CONF, IN_DEFAULT, "late/libx.so", conf=[own, other]) == IN_CONF
    assert answer(tool, IN_CONF, "lib/libx.so", conf=[other]) == "lib/libx.so"
    assert answer(program(libc="glibc"), IN_CONF, IN_DEFAULT, conf=[own]) == IN_DEFAULT


def test_hardware_capabilities_come_before_their_folder() -> None:
    """glibc-hwcaps, the highest level first; a level of another machine does not count."""
    levels = [f"usr/lib/glibc-hwcaps/x86-64-v{level}/libx.so" for level in (2, 3)]

    assert answer(program(), IN_DEFAULT, *levels) == levels[1]
    power = native("usr/lib/glibc-hwcaps/power9/libx.so", Arch.PPC64LE)
    assert answer(program(), IN_DEFAULT, power) == IN_DEFAULT


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(native("rpath/libx.so", Arch.AARCH64), id="another-machine"),
        pytest.param(native("rpath/libx.so", Arch.I386), id="32-bits"),
        pytest.param(native("rpath/libx.so", bits=32), id="x32"),
        pytest.param(native("rpath/libx.so", os="freebsd"), id="another-system"),
        pytest.param(native("rpath/libx.so", format=NativeFormat.PE), id="another-format"),
        pytest.param(native("rpath/app.jar!/libx.so"), id="inside-an-archive"),
    ],
)
def test_a_file_that_does_not_fit_is_passed_over(stranger: NativeObject) -> None:
    """As the dynamic linker searches on when the first of that name is of another class."""
    tool = program(rpath=("/rpath",))

    assert answer(tool, stranger, IN_DEFAULT) == IN_DEFAULT
    assert answer(tool, stranger) == ""


@pytest.mark.parametrize(
    ("links", "env"),
    [
        pytest.param({"usr/lib/libx.so": "libx.so.1.2"}, "", id="soname-link"),
        pytest.param({"usr/lib/libx.so": "/usr/lib/libx.so.1.2"}, "", id="absolute-link"),
        pytest.param(
            {"usr/lib/libx.so": "a.so", "usr/lib/a.so": "libx.so.1.2"}, "", id="two-links"
        ),
        pytest.param(
            {"vendor": "usr/lib", "usr/lib/libx.so": "libx.so.1.2"}, "/vendor", id="folder"
        ),
        pytest.param(
            {"a.so": "usr/lib/libx.so.1.2", "e/libx.so": "/a.so"}, "/e", id="through-both"
        ),
    ],
)
def test_links_are_followed_inside_the_root(links: dict[str, str], env: str) -> None:
    """The answer is the real file's path."""
    found = answer(program(), "usr/lib/libx.so.1.2", links=links, env=env)

    assert found == "usr/lib/libx.so.1.2"


def test_a_merged_usr_is_one_folder() -> None:
    """``/lib`` as a link to ``usr/lib``: what lies in it has one path."""
    found = answer(program(), "usr/lib/x86_64-linux-gnu/libx.so", links={"lib": "usr/lib"})

    assert found == "usr/lib/x86_64-linux-gnu/libx.so"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("/opt/vendor/libx.so", "opt/vendor/libx.so", id="absolute"),
        pytest.param("vendor/libx.so", "", id="relative-to-nowhere"),
        pytest.param("/opt/none/libx.so", "", id="not-there"),
    ],
)
def test_a_name_with_a_slash_is_a_path(name: str, found: str) -> None:
    """It is not searched for."""
    tool = native(PROGRAM, needed=(name,))

    assert answer(tool, "opt/vendor/libx.so", IN_DEFAULT) == found


def test_a_library_anywhere_counts_by_its_name_or_soname() -> None:
    """Something else may have loaded it by its full name; this is no missing library."""
    jvm = native("opt/jdk/lib/server/libjvm.so")
    named = native("opt/x/libvendor-7.so", soname="libvendor.so.7")
    tool = native("opt/jdk/lib/libjava.so", needed=("libjvm.so", "libvendor.so.7"))

    found = linked(tool, jvm, named, GLIBC)

    assert [path for _, _, path in found.needs] == [jvm.where.path, named.where.path]
    assert found.missing == ()


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        pytest.param([program(), GLIBC], ["libx.so"], id="glibc"),
        pytest.param([program(libc="musl"), MUSL], ["libx.so"], id="musl"),
        pytest.param([program()], [], id="no-root-file-system"),
        pytest.param(
            [native(PROGRAM, Arch.AARCH64, needed=("libx.so",)), GLIBC], [], id="another-machines"
        ),
        pytest.param(
            [program(), native("opt/libc.so.6", Arch.AARCH64, own_glibc="2.36")],
            [],
            id="libc-of-another",
        ),
        pytest.param([native("a.jar!/tool", needed=("libx.so",)), GLIBC], [], id="in-an-archive"),
        pytest.param(
            [native(PROGRAM, interpreter="/lib64/ld-linux-x86-64.so.2"), GLIBC],
            ["/lib64/ld-linux-x86-64.so.2"],
            id="interpreter",
        ),
        pytest.param(
            [native(PROGRAM, interpreter="/lib/libc.so.6"), GLIBC], [], id="interpreter-there"
        ),
        pytest.param(
            [
                native(
                    PROGRAM, libc="musl", needed=("libc.so", "libm.so.6", "libc.musl-x86_64.so.1")
                ),
                MUSL,
            ],
            [],
            id="musl-is-all-of-libc",
        ),
        pytest.param(
            [program(needed=("libx.so", "liby.so")), GLIBC], ["libx.so", "liby.so"], id="each-one"
        ),
    ],
)
def test_what_is_nowhere_is_missing(files: list[NativeObject], missing: list[str]) -> None:
    """Only of programs the root file system could run: its own C library's."""
    assert [name for _, name in linked(*files).missing] == missing
