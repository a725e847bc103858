"""What the words of a report mean, each in a few others, for whoever has not read the manual."""

from archcompat.model.report import Basis, Coverage, Impact, Provenance, Verdict

VERDICT = {
    Verdict.READY: "Nothing to do: it is independent of the architecture, or holds code for it.",
    Verdict.REINSTALL: "Build or install it again on or for the target: the same version is there.",
    Verdict.REBUILD: "Build it from source for the target.",
    Verdict.UPGRADE: "Take another version; the nearest one that works is named.",
    Verdict.REPLACE: "Take something else, which is named: no version of it works.",
    Verdict.BLOCKED: "No way is known.",
    Verdict.UNKNOWN: "There is not enough evidence. This is never a good sign.",
}
IMPACT = {
    Impact.FAILS: "It does not start, or does not load.",
    Impact.FEATURE: "Only what uses it fails.",
    Impact.FALLS_BACK: "It runs, slower or plainer.",
    Impact.NONE: "Nothing happens.",
}
BASIS = {
    Basis.EXECUTED: "It was run under emulation.",
    Basis.RESOLVED: "A whole set of versions was resolved for the target.",
    Basis.OBSERVED: "The bytes were read.",
    Basis.PUBLISHED: "A package index lists it.",
    Basis.RULE: "The rules database says so, from the evidence it names.",
    Basis.DECLARED: "A tag or metadata says so; nobody looked inside.",
    Basis.GUESSED: "It is likely, and nothing better is known.",
}
PROVENANCE = {
    Provenance.BASE_IMAGE: "It comes with the base image.",
    Provenance.OS_PACKAGE: "A package of the distribution owns it.",
    Provenance.LANGUAGE_PACKAGE: "A wheel, JAR, npm package or the like brought it.",
    Provenance.RUNTIME: "It is part of a JVM, Python or Node that was copied in.",
    Provenance.UNOWNED: "No package owns it: somebody's own binary, or a download.",
}
COVERAGE = {
    Coverage.COVERED: "One of its builds is the target's, and loads there.",
    Coverage.OTHER_LIBC: "The target's code is there, but for another C library only.",
    Coverage.UNLOADABLE: "The target's code is there, but it does not load.",
    Coverage.NEEDS_PACKAGE: "The target's code loads once a package of the system is installed.",
    Coverage.MAY_CRASH: "The target's code loads, but calls functions that musl has not.",
    Coverage.FOREIGN: "There are builds for other machines only.",
    Coverage.OTHER_OS: "There are builds for other systems only, none for Linux.",
    Coverage.ABSENT: "Classes have native methods that nothing here implements.",
}
