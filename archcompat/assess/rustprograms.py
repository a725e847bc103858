"""Decides about a Rust program for another machine: it is built again."""

from archcompat.assess.decision import Decision
from archcompat.assess.naming import some
from archcompat.graph.unit import Unit
from archcompat.model.programfacts import RustBuild
from archcompat.model.report import Basis, Impact, Verdict
from archcompat.model.target import Target

_SHOWN = 4  # crates named in a sentence

# Crates with code in C or assembler that do not say so by ``-sys`` at the end of their names.
_NATIVE = frozenset({"ring", "blake3", "psm", "openssl-src", "zstd-safe", "mimalloc", "sha2-asm"})


def decide_rust(unit: Unit, rust: RustBuild, target: Target) -> Decision:
    """The decision about a program, by what was recorded in it."""
    platform = target.platform
    libc = "musl" if any(native.libc == "musl" for native in unit.natives) else "gnu"
    name = f"{rust.name} {rust.version}".strip()
    made = f" ({name})" if name else ""
    compiler = f" by rustc {rust.compiler}" if rust.compiler else ""
    message = f"A Rust program{made} built{compiler} for another machine{_crates(rust)}."
    command = f"cargo build --release --target {platform.arch.value}-unknown-linux-{libc}"
    decision = Decision(Verdict.REBUILD, Impact.FAILS, Basis.OBSERVED, message)
    return decision.leading(purl=unit.purl, commands=(command,))


def _crates(rust: RustBuild) -> str:
    names = dict.fromkeys(crate.partition("@")[0] for crate in rust.crates)
    native = [name for name in names if name.endswith("-sys") or name in _NATIVE]
    if native:
        named = some(native, _SHOWN)
        return f": the C code that {named} bring or bind must build for the target too"
    return ", with no crate of C code" if rust.listed else ""
