"""From a target to its report: images, folders, JARs, wheels and requirements made in a folder."""

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from archcompat.analysis import Options, analyze, analyze_graph
from archcompat.errors import InputError, RuleError
from archcompat.model.report import (
    Basis,
    Component,
    Finding,
    Impact,
    Provenance,
    Report,
    ReportRules,
    Verdict,
)
from archcompat.model.target import Libc, Platform, Target
from samples.build import NUMPY, debian, fat_jar, installed, native, program, service, site_packages
from tests.make.elf import elf, relocatable
from tests.make.foreign import macho, pe
from tests.make.gobinary import inline
from tests.make.gobinary import program as go_program
from tests.make.image import Image, layout_of, tar_of, write_folder, write_tar
from tests.make.rulebooks import put_rule
from tests.make.ziparchive import jar, wheel

X86, ARM = native("x86_64"), native("aarch64")
SITE = "opt/app/lib/python3.8/site-packages"
LOADER = {"x86_64": "lib64/ld-linux-x86-64.so.2", "aarch64": "lib/ld-linux-aarch64.so.1"}


def libc(machine: str, version: str = "2.36") -> dict[str, bytes]:
    """The two files of glibc, as far as the scanner looks at them."""
    defines = (f"GLIBC_{version}",)
    return {
        "usr/lib/libc.so.6": elf(machine, soname="libc.so.6", defines=defines),
        LOADER[machine]: elf(machine, soname="ld.so", defines=defines),
    }


def folder(path: Path, files: Mapping[str, bytes]) -> str:
    """Write files below a folder of their own."""
    return str(write_folder(path / "subject", dict(files)))


def image(path: Path, *layers: Mapping[str, bytes], architecture: str = "amd64") -> str:
    """Write an oci-archive with a layer for each of the file sets."""
    made = Image(tuple(tar_of(dict(files)) for files in layers), architecture=architecture)
    return str(write_tar(path / "image.tar", layout_of(made)))


def components(report: Report) -> dict[str, Component]:
    """Components by name."""
    return {one.name: one for one in report.components}


def finding(report: Report, name: str) -> Finding:
    """The finding about a component's architecture."""
    wanted = components(report)[name].id
    return next(one for one in report.findings if one.component == wanted)


ALL_SORTS: tuple[Mapping[str, bytes], ...] = (
    {**debian(), "bin/busybox": X86},
    site_packages(),
    {
        "opt/jdk/lib/server/libjvm.so": X86,
        "opt/app/orders.jar": fat_jar(),
        "opt/agent": program(),
    },
)


def test_every_provenance_is_told(tmp_path: Path) -> None:
    """Who put each native file there: five files, five answers."""
    found = components(analyze(image(tmp_path, *ALL_SORTS)))

    told = {
        name: found[name].provenance for name in ("busybox", "zlib1g", "numpy", "openjdk", "agent")
    }
    assert told == {
        "busybox": Provenance.BASE_IMAGE,
        "zlib1g": Provenance.OS_PACKAGE,
        "numpy": Provenance.LANGUAGE_PACKAGE,
        "openjdk": Provenance.RUNTIME,
        "agent": Provenance.UNOWNED,
    }
    assert set(told.values()) == set(Provenance)
    assert [found[name].layer for name in told] == [0, 0, 1, 2, 2]


def test_every_verdict_is_reached(tmp_path: Path) -> None:
    """One package for each, by rules that say so."""
    rules = tmp_path / "rules"
    said = {
        "fine": {"supported": "*"},
        "old": {"supported": ">=2"},
        "gone": {"supported": "", "otherwise": "blocked"},
        "moved": {"supported": "", "otherwise": "replace"},
        "source": {"supported": "", "otherwise": "rebuild"},
        "odd": {"supported": ">=2"},
    }
    for name, fields in said.items():
        put_rule(rules, f"pkg:pypi/{name}", **fields)
    tag = "cp38-cp38-manylinux1_x86_64"
    files: dict[str, bytes] = {}
    for name in (*said, "target"):
        machine = ARM if name == "target" else X86
        version = "not-a-version" if name == "odd" else "1.0"
        files |= installed(name, version, tag, {f"{name}/core.so": machine})
    subject = folder(tmp_path, {f"{SITE}/{path}": data for path, data in files.items()})

    report = analyze(subject, Options(rules=(rules,)))

    assert {name: one.verdict for name, one in components(report).items()} == {
        "target": Verdict.READY,
        "fine": Verdict.REINSTALL,
        "source": Verdict.REBUILD,
        "old": Verdict.UPGRADE,
        "moved": Verdict.REPLACE,
        "gone": Verdict.BLOCKED,
        "odd": Verdict.UNKNOWN,
    }
    assert report.verdict is Verdict.BLOCKED
    assert report.summary == dict.fromkeys((verdict.value for verdict in Verdict), 1)


@pytest.mark.parametrize(
    ("version", "page_size", "verdict"),
    [
        pytest.param("1.0", 4096, Verdict.READY, id="small-pages"),
        pytest.param("1.0", 65536, Verdict.UPGRADE, id="large-pages"),
        pytest.param("1.1", 65536, Verdict.READY, id="mended"),
    ],
)
def test_the_targets_code_may_be_known_to_go_wrong(
    version: str, page_size: int, verdict: Verdict, tmp_path: Path
) -> None:
    """Bytes that are the target's are no proof against what a rule knows of them."""
    issue = '[[known_issue]]\nrange = "<1.1"\nwhat = "It aborts."\npage_size = 65536\n'
    put_rule(tmp_path / "rules", "pkg:pypi/x", issue, supported=">=1.0")
    tag = "cp38-cp38-manylinux2014_aarch64"
    files = installed("x", version, tag, {"x/core.so": ARM})
    subject = folder(tmp_path, {f"{SITE}/{path}": data for path, data in files.items()})

    target = Target(page_size=page_size)
    report = analyze(subject, Options(target, rules=(tmp_path / "rules",)))

    assert components(report)["x"].verdict is verdict
    assert report.verdict is verdict


def package_json(name: str, *optional: str) -> bytes:
    """A package.json with optional dependencies."""
    return json.dumps(
        {"name": name, "version": "1.0.0", "optionalDependencies": dict.fromkeys(optional, "1")}
    ).encode()


PLAIN = Options()
NODE = "app/node_modules"
JUDGED: dict[str, tuple[Mapping[str, bytes], Options, str, Verdict, Impact, Basis]] = {
    "covered-in-the-jar-beside": (
        {
            "lib/x-1-linux-x86_64.jar": jar({"META-INF/native/libx_x86_64.so": X86}),
            "lib/x-1-linux-aarch_64.jar": jar({"META-INF/native/libx_aarch_64.so": ARM}),
        },
        PLAIN,
        "x",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "jar-with-x86-only": (
        {"x-1.jar": jar({"linux/x86_64/libx.so": X86, "linux/aarch64/liby.so": ARM})},
        PLAIN,
        "x",
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.GUESSED,
    ),
    "jar-whose-aarch64-folder-lies": (
        {"x-1.jar": jar({"linux/aarch64/libx.so": X86})},
        PLAIN,
        "x",
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.GUESSED,
    ),
    "wheel-tagged-aarch64-with-x86-code": (
        {
            "x-1-cp38-cp38-manylinux2014_aarch64.whl": wheel(
                "x", "1", "cp38-cp38-manylinux2014_aarch64", {"x.so": X86}
            )
        },
        PLAIN,
        "x",
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.OBSERVED,
    ),
    "any-wheel-with-an-x86-helper": (
        {"x-1-py3-none-any.whl": wheel("x", "1", "py3-none-any", {"x/bin/helper": program()})},
        PLAIN,
        "x",
        Verdict.REBUILD,
        Impact.FEATURE,
        Basis.GUESSED,
    ),
    "wheel-of-the-target": (
        {
            "x-1-cp38-cp38-manylinux2014_aarch64.whl": wheel(
                "x", "1", "cp38-cp38-manylinux2014_aarch64", {"x.so": ARM}
            )
        },
        PLAIN,
        "x",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "unowned-program": (
        {"opt/agent": program()},
        PLAIN,
        "agent",
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.GUESSED,
    ),
    "plugin-that-only-dlopen-loads": (
        {"opt/plugins/p.so": elf("x86_64")},
        PLAIN,
        "p.so",
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.GUESSED,
    ),
    "go-program": (
        {"opt/tool": go_program(inline())},
        PLAIN,
        "tool",
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.OBSERVED,
    ),
    "copied-runtime": (
        {"opt/jdk/lib/server/libjvm.so": X86, "opt/jdk/bin/java": program()},
        PLAIN,
        "openjdk",
        Verdict.REINSTALL,
        Impact.FAILS,
        Basis.RULE,
    ),
    "object-file": (
        {"opt/x.o": relocatable("x86_64")},
        PLAIN,
        "x.o",
        Verdict.REBUILD,
        Impact.FEATURE,
        Basis.GUESSED,
    ),
    "object-file-of-the-target": (
        {"opt/x.o": relocatable("aarch64")},
        PLAIN,
        "x.o",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "bpf-program": (
        {"opt/x.o": relocatable(247)},
        PLAIN,
        "x.o",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "firmware": (
        {"lib/firmware/x.elf": elf(164, bits=32)},
        PLAIN,
        "x.elf",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "windows-and-macos": (
        {"x-1.jar": jar({"win/x.dll": pe("x86_64"), "mac/libx.dylib": macho("x86_64")})},
        PLAIN,
        "x",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "another-machines-code": (
        {"x-1.jar": jar({"linux/s390x/libx.so": elf("s390x", order=">")})},
        PLAIN,
        "x",
        Verdict.REBUILD,
        Impact.FEATURE,
        Basis.GUESSED,
    ),
    "npm-platform-package-with-a-twin": (
        {
            f"{NODE}/e/package.json": package_json("e", "@e/linux-x64", "@e/linux-arm64"),
            f"{NODE}/@e/linux-x64/package.json": package_json("@e/linux-x64"),
            f"{NODE}/@e/linux-x64/bin/e": program(),
        },
        PLAIN,
        "@e/linux-x64",
        Verdict.REINSTALL,
        Impact.FAILS,
        Basis.DECLARED,
    ),
    "npm-platform-packages-both-installed": (
        {
            f"{NODE}/@e/linux-x64/package.json": package_json("@e/linux-x64"),
            f"{NODE}/@e/linux-x64/bin/e": program(),
            f"{NODE}/@e/linux-arm64/package.json": package_json("@e/linux-arm64"),
            f"{NODE}/@e/linux-arm64/bin/e": elf("aarch64", e_type=2),
        },
        PLAIN,
        "@e/linux-x64",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "npm-prebuilds-for-both": (
        {
            f"{NODE}/bcrypt-x/package.json": package_json("bcrypt-x"),
            f"{NODE}/bcrypt-x/prebuilds/linux-x64/b.node": X86,
            f"{NODE}/bcrypt-x/prebuilds/linux-arm64/b.node": ARM,
        },
        PLAIN,
        "bcrypt-x",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "glibc-newer-than-the-targets": (
        {
            **libc("aarch64", "2.28"),
            "opt/tool": elf(
                "aarch64", needed=("libc.so.6",), versions={"libc.so.6": ("GLIBC_2.34",)}
            ),
        },
        PLAIN,
        "tool",
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.OBSERVED,
    ),
    "glibc-as-old-as-the-targets": (
        {
            **libc("aarch64", "2.34"),
            "opt/tool": elf(
                "aarch64", needed=("libc.so.6",), versions={"libc.so.6": ("GLIBC_2.34",)}
            ),
        },
        PLAIN,
        "tool",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "glibc-code-for-musl": (
        {"opt/tool": ARM},
        Options(Target(libc=Libc("musl"))),
        "tool",
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.OBSERVED,
    ),
    "pages-larger-than-its-segments-allow": (
        {"opt/tool": elf("aarch64", align=4096)},
        Options(Target(page_size=65536)),
        "tool",
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.OBSERVED,
    ),
    "small-pages": (
        {"opt/tool": elf("aarch64", align=4096)},
        PLAIN,
        "tool",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
    "for-amd64-there-is-nothing-to-do": (
        {"opt/tool": X86},
        Options(Target(Platform.parse("linux/amd64"))),
        "tool",
        Verdict.READY,
        Impact.NONE,
        Basis.OBSERVED,
    ),
}


@pytest.mark.parametrize("name", JUDGED)
def test_a_folder_is_judged_by_its_bytes(name: str, tmp_path: Path) -> None:
    """One component's verdict, and that of the whole."""
    files, options, component, *expected = JUDGED[name]

    report = analyze(folder(tmp_path, files), options)

    found = components(report)[component]
    assert [found.verdict, found.impact, found.basis] == expected
    assert report.verdict is max((one.verdict for one in report.components), key=lambda v: v.rank)
    assert report.complete


def test_an_arm64_image_of_x86_code_is_broken_now(tmp_path: Path) -> None:
    """Whoever owns it: never below rebuild, and it fails; a JAR chooses its code as it runs."""
    x86 = {**ALL_SORTS[2], "opt/x-1.jar": jar({"linux/x86_64/libx.so": X86})}
    report = analyze(image(tmp_path, *ALL_SORTS[:2], x86, architecture="arm64"))

    found = components(report)
    for name in ("busybox", "zlib1g", "coreutils", "numpy", "openjdk", "agent"):
        assert found[name].verdict.rank >= Verdict.REBUILD.rank, name
        assert found[name].impact is Impact.FAILS, name
        assert found[name].basis is Basis.OBSERVED, name
    assert found["jansi"].impact is Impact.FALLS_BACK
    assert found["x"].basis is Basis.GUESSED
    assert report.subject.platform == "linux/arm64"


def test_an_arm64_image_of_arm64_code_is_ready(tmp_path: Path) -> None:
    """The twin of an image that needs work."""
    files = {**libc("aarch64"), "opt/tool": ARM, "opt/x.o": relocatable("aarch64")}
    report = analyze(image(tmp_path, files, {"opt/x-1.jar": jar()}, architecture="arm64"))

    assert report.verdict is Verdict.READY
    assert report.findings == ()
    assert report.target.libc == "glibc:2.36"


def test_the_distributions_packages_are_one_finding(tmp_path: Path) -> None:
    """However many they are."""
    report = analyze(image(tmp_path, debian()))

    (one,) = report.findings
    assert one.id == "os-packages/deb/debian"
    assert len(one.members) == 3
    assert one.title.startswith("Debian GNU/Linux 12 (bookworm): 3 packages")
    assert (report.verdict, one.rule) == (Verdict.REINSTALL, "generic/debian")


NUMPY_TAG = "cp38-cp38-manylinux1_x86_64"
NUMPY_INSTALLED = {
    f"{SITE}/{path}": data for path, data in installed("numpy", "1.18.1", NUMPY_TAG, NUMPY).items()
}
NUMPY_WHEEL = wheel("numpy", "1.18.1", NUMPY_TAG, NUMPY)
ORDERS = {"opt/orders.jar": fat_jar()}


def written(path: Path, how: str) -> str:
    """One release of numpy as each kind of subject."""
    if how == "wheel":
        (path / "numpy-1.18.1-cp38-cp38-manylinux1_x86_64.whl").write_bytes(NUMPY_WHEEL)
        return str(path / "numpy-1.18.1-cp38-cp38-manylinux1_x86_64.whl")
    if how == "requirements":
        (path / "requirements.txt").write_text("numpy==1.18.1\n")
        return str(path / "requirements.txt")
    if how == "folder":
        return folder(path, NUMPY_INSTALLED)
    if how == "folder-with-a-wheel":
        return folder(path, {"wheels/numpy-1.18.1-cp38-cp38-manylinux1_x86_64.whl": NUMPY_WHEEL})
    if how == "image":
        return image(path, NUMPY_INSTALLED)
    made = layout_of(Image((tar_of(dict(NUMPY_INSTALLED)),), compression=("gzip",)))
    return str(write_folder(path / "layout", made))


@pytest.mark.parametrize(
    "how", ["wheel", "requirements", "folder", "folder-with-a-wheel", "image", "layout"]
)
def test_a_package_is_judged_alike_wherever_it_is(how: str, tmp_path: Path) -> None:
    """The same version, the same rule, the same way out."""
    report = analyze(written(tmp_path, how), Options(Target(python="3.8")))

    assert report.verdict is Verdict.UPGRADE
    one = finding(report, "numpy")
    assert (one.verdict, one.impact, one.basis) == (Verdict.UPGRADE, Impact.FAILS, Basis.RULE)
    assert one.rule == "pypi/numpy"
    assert one.remediation is not None
    assert one.remediation.commands == ("pip install 'numpy==1.19.0'",)
    assert components(report)["numpy"].purl == "pkg:pypi/numpy@1.18.1"


@pytest.mark.parametrize("how", ["file", "folder", "image"])
def test_a_jar_is_judged_alike_wherever_it_is(how: str, tmp_path: Path) -> None:
    """All it holds, and its places without the subject's own name."""
    if how == "file":
        subject, prefix = str(tmp_path / "orders.jar"), ""
        Path(subject).write_bytes(fat_jar())
    else:
        made = folder(tmp_path, ORDERS) if how == "folder" else image(tmp_path, ORDERS)
        subject, prefix = made, "opt/orders.jar!/"

    report = analyze(subject)

    assert {name: one.verdict.value for name, one in components(report).items()} == {
        "orders": "ready",
        "slf4j-api": "ready",
        "snappy-java": "ready",
        "jansi": "upgrade",
        "netty-transport-native-epoll": "upgrade",
    }
    lib = f"{prefix}BOOT-INF/lib/jansi-1.18.jar"
    assert components(report)["jansi"].where == (lib,)
    assert [one.path for one in components(report)["jansi"].natives] == [
        f"{lib}!/META-INF/native/linux64/libjansi.so"
    ]
    assert components(report)["jansi"].introduced_by == (
        ("pkg:maven/com.example/orders@2.3.0", "pkg:maven/org.fusesource.jansi/jansi@1.18"),
    )


def test_a_folder_of_rules_comes_before_the_shipped_ones(tmp_path: Path) -> None:
    """The report says which rule answered, and shows that rule's evidence."""
    rules = tmp_path / "rules"
    put_rule(
        rules, "pkg:pypi/numpy", supported="", otherwise="blocked", advice="Ask the platform team."
    )
    put_rule(rules, "pkg:pypi/ours")
    subject = folder(tmp_path, NUMPY_INSTALLED)

    shipped = finding(analyze(subject), "numpy")
    report = analyze(subject, Options(rules=(rules,)))
    own = finding(report, "numpy")

    assert (shipped.verdict, own.verdict) == (Verdict.UPGRADE, Verdict.BLOCKED)
    assert own.rule == "pypi/numpy"
    assert own.evidence[-1].url == "https://example.org/thing"
    assert own.rule_origin == own.evidence[-1].rule_origin == str(rules)
    assert {line.rule_origin for line in (*shipped.evidence, *own.evidence[:-1])} == {""}
    assert shipped.rule_origin == ""
    assert report.rules == (ReportRules(str(rules), 1, ("pypi/numpy",)),)
    assert analyze(subject).rules == ()
    assert own.remediation is not None
    assert own.remediation.advice == "Ask the platform team."


def test_a_claimed_rule_is_never_as_strong_as_an_observed_one(tmp_path: Path) -> None:
    """In the report too: basis guessed, on the component, the finding and the remedy."""
    rules = tmp_path / "rules"
    put_rule(rules, "pkg:pypi/numpy", seen="claimed", supported=">=1.19.0")

    report = analyze(folder(tmp_path, NUMPY_INSTALLED), Options(rules=(rules,)))

    one = finding(report, "numpy")
    assert one.remediation is not None
    assert {components(report)["numpy"].basis, one.basis, one.remediation.basis} == {Basis.GUESSED}


def encoded(report: Report) -> bytes:
    """The report byte for byte."""
    return msgspec.json.encode(report)


def test_two_runs_and_any_number_of_jobs_say_the_same(tmp_path: Path) -> None:
    """Layers read in other processes give the same report."""
    subject = tmp_path / "service.tar"
    subject.write_bytes(service())

    first = encoded(analyze(str(subject)))

    assert encoded(analyze(str(subject))) == first
    assert encoded(analyze(str(subject), Options(jobs=2))) == first


def test_the_order_of_files_in_a_layer_does_not_matter(tmp_path: Path) -> None:
    """The same files from a layer written backwards."""
    files = {**ALL_SORTS[0], **ALL_SORTS[1]}
    backwards = dict(reversed(files.items()))
    reports = []
    for number, layer in enumerate((files, backwards)):
        place = tmp_path / str(number)
        place.mkdir()
        reports.append(analyze(image(place, layer)))

    assert reports[0].components == reports[1].components
    assert reports[0].findings == reports[1].findings


def test_nothing_native_is_ready_when_all_was_read(tmp_path: Path) -> None:
    """And says so by having no native file."""
    report = analyze(folder(tmp_path, {"README": b"text", "a/b.py": b"print()"}))

    assert (report.verdict, report.complete, report.components) == (Verdict.READY, True, ())


@pytest.mark.parametrize(
    ("files", "verdict"),
    [
        pytest.param({"x.jar": jar({"x.so": ARM})[:-30]}, Verdict.UNKNOWN, id="nothing-else"),
        pytest.param({"x.jar": jar({"x.so": ARM})[:-30], "t": ARM}, Verdict.UNKNOWN, id="ready"),
        pytest.param({"x.jar": jar({"x.so": ARM})[:-30], "t": X86}, Verdict.REBUILD, id="work"),
    ],
)
def test_what_could_not_be_read_is_never_ready(
    files: Mapping[str, bytes], verdict: Verdict, tmp_path: Path
) -> None:
    """A JAR that was cut off: the scan is incomplete, and says where."""
    report = analyze(folder(tmp_path, files))

    assert (report.complete, report.verdict) == (False, verdict)
    assert {problem.where for problem in report.problems} == {"x.jar"}


@pytest.mark.parametrize(
    ("files", "environment", "missing"),
    [
        pytest.param({}, "", ["tool: needs libx.so"], id="nowhere"),
        pytest.param({"usr/lib/libx.so": elf("x86_64")}, "", [], id="default-folder"),
        pytest.param({"opt/x/libx.so": elf("x86_64")}, "/opt/x", [], id="environment"),
        pytest.param(
            {"opt/x/libx.so": elf("aarch64")},
            "/opt/x",
            ["tool: needs libx.so"],
            id="another-machines",
        ),
    ],
)
def test_a_missing_library_is_a_finding(
    files: Mapping[str, bytes], environment: str, missing: list[str], tmp_path: Path
) -> None:
    """Looked for inside the image, by its own environment."""
    layer = {**libc("x86_64"), "opt/tool": elf("x86_64", needed=("libx.so",)), **files}
    config = {"config": {"Env": ["PATH=/bin", f"LD_LIBRARY_PATH={environment}"]}}
    made = Image((tar_of(dict(layer)),), config=config)

    report = analyze(str(write_tar(tmp_path / "i.tar", layout_of(made))))

    told = [one.title for one in report.findings if one.id.startswith("missing-library/")]
    assert told == missing


def test_the_graph_has_every_component_and_file(tmp_path: Path) -> None:
    """What `why` and `graph` read is what the report speaks of."""
    subject = image(tmp_path, *ALL_SORTS)
    report, graph = analyze(subject), analyze_graph(subject)

    nodes = {kind: set[str]() for kind in ("subject", "unit", "native")}
    for node in graph:
        nodes[graph.nodes[node]["kind"]].add(node)
    assert nodes["unit"] == {one.id for one in report.components}
    assert nodes["native"] == {file.path for one in report.components for file in one.natives}


def test_one_of_several_platforms_is_chosen(tmp_path: Path) -> None:
    """The image for the target is judged for it, the other one too when it is asked for."""
    both = [
        Image((tar_of({"opt/tool": code}),), architecture=name, tags=("app",))
        for name, code in (("amd64", X86), ("arm64", ARM))
    ]
    subject = str(write_tar(tmp_path / "both.tar", layout_of(*both)))

    verdicts = [
        analyze(subject, Options(source_platform=Platform.parse(platform))).verdict
        for platform in ("linux/amd64", "linux/arm64")
    ]

    assert verdicts == [Verdict.REBUILD, Verdict.READY]


def test_what_cannot_be_used_at_all_is_said_by_an_exception(tmp_path: Path) -> None:
    """A target that is not there, a folder of rules that is not."""
    with pytest.raises(InputError, match="no such file"):
        analyze(str(tmp_path / "none"))
    with pytest.raises(RuleError, match="no such folder"):
        analyze(folder(tmp_path, {"a": b"x"}), Options(rules=(tmp_path / "none",)))


def test_an_image_on_another_machines_base(tmp_path: Path) -> None:
    """An image that says arm64 over an amd64 distribution: what it is, and one thing to do."""
    image = Image(
        (tar_of(debian()),), architecture="arm64", tags=("app",), config={"history": None}
    )
    report = analyze(str(write_folder(tmp_path / "image", layout_of(image))))
    label, first, *others = report.findings
    assert label.title.endswith("4 of its 4 native files are x86_64")
    assert first.id == "os-packages-elsewhere/deb/debian"
    assert (first.verdict, first.impact) == (Verdict.REBUILD, Impact.FAILS)
    assert len(first.members) == 3
    assert not any(finding.verdict is not Verdict.READY for finding in others)
    assert report.verdict is Verdict.REBUILD
