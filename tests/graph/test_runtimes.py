"""Language runtimes that were copied in, told by their own files."""

import pytest

from archcompat.graph.runtimes import runtimes
from archcompat.model.programfacts import JavaRuntime, RuntimeVersion
from tests.make.inventory import at, native


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            ["opt/jdk-17/lib/server/libjvm.so"], [("openjdk", "opt/jdk-17", "")], id="jdk-17"
        ),
        pytest.param(
            ["opt/jdk8/jre/lib/amd64/server/libjvm.so", "opt/jdk8/bin/java"],
            [("openjdk", "opt/jdk8", "")],
            id="jdk-8",
        ),
        pytest.param(
            ["opt/jre/lib/amd64/server/libjvm.so", "opt/jre/bin/java"],
            [("openjdk", "opt/jre", "")],
            id="jre-8-in-a-folder-of-that-name",
        ),
        pytest.param(
            ["opt/jre8/lib/amd64/server/libjvm.so"], [("openjdk", "opt/jre8", "")], id="jre-8"
        ),
        pytest.param(
            ["usr/local/lib/libpython3.8.so.1.0"], [("python", "usr/local", "3.8")], id="python"
        ),
        pytest.param(
            ["usr/local/lib/libpython3.7m.so.1.0"],
            [("python", "usr/local", "3.7")],
            id="python-3.7m",
        ),
        pytest.param(
            ["opt/py/lib/python3.11/lib-dynload/math.cpython-311-x86_64-linux-gnu.so"],
            [("python", "opt/py", "3.11")],
            id="python-linked-statically",
        ),
        pytest.param(["lib/libpython3.8.so.1.0"], [("python", "", "3.8")], id="python-in-the-root"),
        pytest.param(["usr/local/bin/node"], [("nodejs", "usr/local", "")], id="node"),
        pytest.param(["app/node_modules/.bin/node"], [], id="no-node"),
        pytest.param(
            ["usr/share/dotnet/shared/Microsoft.NETCore.App/3.1.3/libcoreclr.so"],
            [("dotnet", "usr/share/dotnet", "3.1.3")],
            id="dotnet",
        ),
        pytest.param(["app/libcoreclr.so"], [("dotnet", "app", "")], id="dotnet-self-contained"),
        pytest.param(
            ["usr/local/go/pkg/tool/linux_amd64/compile"], [("go", "usr/local/go", "")], id="go"
        ),
        pytest.param(
            ["usr/local/lib/ruby/2.7.0/x86_64-linux/stringio.so"],
            [("ruby", "usr/local", "2.7")],
            id="ruby",
        ),
        pytest.param(
            ["usr/local/lib/ruby/gems/2.7.0/gems/puma-4.3.5/lib/puma/puma_http11.so"],
            [],
            id="a-gem-is-no-ruby",
        ),
        pytest.param(
            ["usr/local/lib/erlang/erts-10.7/bin/beam.smp"],
            [("erlang", "usr/local/lib/erlang", "")],
            id="erlang",
        ),
        pytest.param(["usr/local/sbin/php-fpm"], [("php", "usr/local", "")], id="php"),
        pytest.param(["opt/app/libjvm.so", "opt/app/bin/nodeos"], [], id="nothing"),
        pytest.param(
            ["usr/local/lib/libpython3.8.so.1.0", "usr/local/bin/node"],
            [("nodejs", "usr/local", ""), ("python", "usr/local", "3.8")],
            id="two-in-one-place",
        ),
    ],
)
def test_a_runtime_is_found_with_its_home(
    files: list[str], expected: list[tuple[str, str, str]]
) -> None:
    """By a file that every copy of it has."""
    found = runtimes(native(path) for path in files)

    assert [(one.name, one.home, one.version) for one in found] == expected


@pytest.mark.parametrize(
    ("mark", "told", "version"),
    [
        pytest.param(
            "usr/local/bin/node",
            [("usr/local/include/node/node_version.h", "nodejs", "14.17.3")],
            "14.17.3",
            id="its-own",
        ),
        pytest.param(
            "usr/local/bin/node", [("opt/include/node/n.h", "nodejs", "14.1.0")], "", id="another's"
        ),
        pytest.param(
            "usr/local/bin/node", [("usr/local/VERSION", "go", "1.17")], "", id="of-something-else"
        ),
        pytest.param(
            "usr/local/bin/node",
            [(f"usr/local/{one}", "nodejs", one) for one in ("14.1.0", "16.1.0")],
            "",
            id="two",
        ),
        pytest.param(
            "usr/local/lib/libpython3.1.so.1.0",
            [("usr/local/include/p.h", "python", "3.11.2")],
            "3.1",
            id="a-longer-number",
        ),
        pytest.param(
            "usr/local/lib/libpython3.8.so.1.0",
            [("usr/local/include/p.h", "python", "3.8.5")],
            "3.8.5",
            id="more-exact",
        ),
        pytest.param(
            "usr/local/bin/node", [("a.tar!/usr/local/n.h", "nodejs", "14.1.0")], "", id="archived"
        ),
    ],
)
def test_files_that_tell_a_version(
    mark: str, told: list[tuple[str, str, str]], version: str
) -> None:
    """Those below its home, where they agree with each other and with what its files are called."""
    versions = [RuntimeVersion(at(path), name, number) for path, name, number in told]

    [found] = runtimes([native(mark)], versions=versions)

    assert found.version == version


JVM = "opt/jdk/lib/server/libjvm.so"


@pytest.mark.parametrize(
    ("folder", "linked", "expected"),
    [
        pytest.param("opt/jdk", False, ("temurin", "17.0.9", False), id="its-own"),
        pytest.param("opt/jdk", True, ("temurin", "17.0.9", True), id="made-by-jlink"),
        pytest.param("opt", False, ("openjdk", "", False), id="of-another-folder"),
        pytest.param("opt/a.jar!/opt/jdk", False, ("openjdk", "", False), id="in-an-archive"),
    ],
)
def test_its_release_file_says_whose_it_is(
    folder: str, linked: bool, expected: tuple[str, str, bool]
) -> None:
    """The one in its home."""
    release = JavaRuntime(at(f"{folder}/release"), "temurin", "17.0.9", ("a", "b"), linked=linked)

    [found] = runtimes([native(JVM)], [release])

    assert (found.name, found.version, "jlink" in found.detail) == expected
    assert found.owns("opt/jdk/bin/java")


@pytest.mark.parametrize(
    ("mark", "path", "owned"),
    [
        pytest.param("opt/jdk/lib/server/libjvm.so", "opt/jdk/bin/java", True, id="java"),
        pytest.param("app/libcoreclr.so", "app/libSystem.Native.so", True, id="dotnet-library"),
        pytest.param("app/libcoreclr.so", "app/libsqlite3.so", False, id="beside-dotnet"),
        pytest.param(
            "lib/erlang/erts-9/bin/beam.smp",
            "lib/erlang/lib/crypto-4.2/priv/lib/c.so",
            True,
            id="erlang-crypto",
        ),
        pytest.param(
            "app/erts-9/bin/beam.smp", "app/lib/bcrypt_elixir-2.0/priv/b.so", False, id="a-nif"
        ),
        pytest.param(
            "usr/local/lib/ruby/2.7.0/x86_64-linux/a.so",
            "usr/local/lib/libruby.so.2.7",
            True,
            id="ruby-library",
        ),
        pytest.param(
            "usr/local/lib/ruby/2.7.0/x86_64-linux/a.so",
            "usr/local/lib/ruby/gems/2.7.0/gems/x-1/x.so",
            False,
            id="gem",
        ),
        pytest.param(
            "opt/jdk/lib/server/libjvm.so", "opt/jdk/lib/libzip.so", True, id="jdk-library"
        ),
        pytest.param("opt/jdk/lib/server/libjvm.so", "opt/jdk/jre/bin/java", True, id="jre-in-jdk"),
        pytest.param("opt/jdk/lib/server/libjvm.so", "opt/jdk/demo/x.so", False, id="demo"),
        pytest.param(
            "opt/jdk/lib/server/libjvm.so", "opt/jdk2/bin/java", False, id="another-folder"
        ),
        pytest.param(
            "usr/local/lib/libpython3.8.so.1.0", "usr/local/bin/python3.8", True, id="python"
        ),
        pytest.param(
            "usr/local/lib/libpython3.8.so.1.0", "usr/local/lib/libpython3.so", True, id="stub"
        ),
        pytest.param(
            "usr/local/lib/libpython3.8.so.1.0",
            "usr/local/lib/python3.8/lib-dynload/math.so",
            True,
            id="standard-library",
        ),
        pytest.param(
            "usr/local/lib/libpython3.8.so.1.0",
            "usr/local/lib/python3.8/site-packages/x.so",
            False,
            id="site-packages",
        ),
        pytest.param(
            "usr/local/lib/libpython3.8.so.1.0", "usr/local/lib/libvendor.so", False, id="beside"
        ),
        pytest.param(
            "usr/local/lib/libpython3.8.so.1.0", "usr/local/bin/tool", False, id="tool-beside"
        ),
        pytest.param(
            "usr/local/bin/node",
            "usr/local/lib/node_modules/npm/node_modules/x/x.node",
            True,
            id="npm",
        ),
        pytest.param(
            "usr/local/bin/node",
            "usr/local/lib/node_modules/sharp/x.node",
            False,
            id="global-package",
        ),
    ],
)
def test_a_runtime_owns_its_files_and_no_others(mark: str, path: str, owned: bool) -> None:
    """What else lies in /usr/local is somebody else's."""
    (runtime,) = runtimes([native(mark)])

    assert runtime.owns(path) is owned


def test_of_two_pythons_in_one_home_the_order_of_files_does_not_matter() -> None:
    """The same runtimes whichever file comes first."""
    files = [native(f"usr/local/lib/libpython3.{minor}.so.1.0") for minor in (8, 9)]

    assert runtimes(files) == runtimes(reversed(files))
