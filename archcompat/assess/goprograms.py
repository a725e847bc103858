"""Decides about a Go program for another machine that no rule could place: it is built again."""

from archcompat.assess.decision import Decision
from archcompat.assess.naming import some
from archcompat.assess.ruling import Ruling
from archcompat.graph.unit import Unit
from archcompat.model.programfacts import GoBuild
from archcompat.model.report import Basis, Impact, Verdict
from archcompat.model.target import Platform

_SHOWN = 4  # modules named in a sentence

# Modules with C code in them, which a C compiler for the target builds ...
_C_INSIDE = frozenset({
    "github.com/mattn/go-sqlite3",
    "github.com/datadog/zstd",
    "github.com/valyala/gozstd",
    "github.com/confluentinc/confluent-kafka-go",  # bundles librdkafka; linux/arm64 since 1.9
    "github.com/bytecodealliance/wasmtime-go",
    "github.com/rogchap/v8go",
    "rogchap.com/v8go",
    "github.com/marcboeker/go-duckdb",
    "github.com/wasmerio/wasmer-go",
    "github.com/pganalyze/pg_query_go",
    "github.com/smacker/go-tree-sitter",
    "github.com/bluele/mecab-golang",
    "github.com/ethereum/c-kzg-4844",
    "github.com/supranational/blst",
    "github.com/mattn/go-oci8",
    "github.com/godror/godror",
})  # fmt: skip
# ... and those that bind a C library, which has to be there for the target too.
_C_OUTSIDE = frozenset({
    "github.com/linxgnu/grocksdb",
    "github.com/tecbot/gorocksdb",
    "github.com/libgit2/git2go",
    "github.com/google/gopacket",  # its pcap package: libpcap
    "github.com/containers/storage",  # its graph drivers: libbtrfs, libdevmapper
    "github.com/seccomp/libseccomp-golang",
    "github.com/proglottis/gpgme",
    "github.com/miekg/pkcs11",
    "github.com/coreos/go-systemd",  # its sdjournal package: libsystemd
    "github.com/gographics/imagick",
    "github.com/davidbyttow/govips",
    "github.com/h2non/bimg",
    "github.com/pebbe/zmq4",
    "github.com/google/go-tpm-tools",
    "github.com/ibmdb/go_ibm_db",
    "github.com/nvidia/go-nvml",
})  # fmt: skip


def decide_go(unit: Unit, go: GoBuild, ruling: Ruling) -> Decision:
    """The decision about a program, by what its linker recorded."""
    platform = ruling.target.platform
    named = f"({go.path or go.module}, {go.go})"
    message = f"A Go program {named} built for {go.arch or 'another machine'}, {_cgo(go)}."
    rule = ruling.on_go(unit)
    if rule is not None and rule.supported:
        versions = "all versions" if rule.supported == "*" else f"versions {rule.supported}"
        name = rule.id.rpartition("/")[2]
        message += (
            f" It is a build of {name}, of which {versions} are published for the target; which"
            " version this is it does not say."
        )
    return Decision(
        Verdict.REBUILD,
        Impact.FAILS,
        Basis.OBSERVED,
        message,
        rule=rule.id if rule is not None else "",
    ).leading(purl=unit.purl, commands=(_command(go, platform),))


def _cgo(go: GoBuild) -> str:
    if go.cgo is None:
        return "it does not say whether with cgo"
    if not go.cgo:
        return "without cgo"
    inside, outside = _of(go, _C_INSIDE), _of(go, _C_OUTSIDE)
    text = "with cgo: the C code in it must build for the target too"
    if inside:
        text += f" (that of {some(inside, _SHOWN)})"
    if outside:
        text += f", with the C libraries that {some(outside, _SHOWN)} need there"
    return text


def _of(go: GoBuild, known: frozenset[str]) -> list[str]:
    names = (module.partition("@")[0] for module in go.modules)
    return [name for name in names if _without_major(name.lower()) in known]


def _without_major(name: str) -> str:
    head, _, tail = name.rpartition("/")
    return head if tail[:1] == "v" and tail[1:].isdigit() else name


def _command(go: GoBuild, platform: Platform) -> str:
    # A program of loose files has no path that can be built.
    path = "" if go.path == "command-line-arguments" else go.path
    words = [f"GOOS={platform.os}", f"GOARCH={platform.arch.oci}"]
    if go.cgo:
        words += ["CGO_ENABLED=1", f"CC={platform.arch.value}-linux-gnu-gcc"]
    return " ".join([*words, "go build", path]).rstrip()
