"""Makes reports by hand: one component or finding with few words, whole ones of every kind."""

from archcompat.model.problem import Severity
from archcompat.model.report import (
    Basis,
    Component,
    EvidenceLine,
    Finding,
    Impact,
    Native,
    Provenance,
    Remediation,
    Report,
    ReportLayer,
    ReportProblem,
    ReportSubject,
    ReportTarget,
    ReportTool,
    Suppression,
    SuppressionKind,
    Verdict,
)


def native(path: str, machine: str = "x86_64", verdict: Verdict = Verdict.REBUILD) -> Native:
    """A native file that needs nothing."""
    return Native(
        path=path,
        format="elf",
        machine=machine,
        os="linux",
        libc="glibc",
        min_glibc="",
        soname="",
        needed=(),
        logical="",
        verdict=verdict,
    )


def component(
    name: str = "numpy",
    *,
    version: str = "1.18.1",
    ecosystem: str = "pypi",
    verdict: Verdict = Verdict.UPGRADE,
    impact: Impact = Impact.FAILS,
    basis: Basis = Basis.RULE,
    where: tuple[str, ...] = ("opt/x",),
    layer: int | None = None,
    natives: tuple[Native, ...] = (),
) -> Component:
    """A component of a language package."""
    return Component(
        id=f"pkg:{ecosystem}/{name}@{version}",
        purl=f"pkg:{ecosystem}/{name}@{version}",
        name=name,
        version=version,
        ecosystem=ecosystem,
        provenance=Provenance.LANGUAGE_PACKAGE,
        verdict=verdict,
        impact=impact,
        basis=basis,
        where=where,
        layer=layer,
        natives=natives,
        introduced_by=(),
    )


def remedy(
    action: Verdict = Verdict.UPGRADE,
    to_version: str = "1.19.0",
    *,
    from_version: str = "1.18.1",
    purl: str = "pkg:pypi/numpy",
    classifier: str = "",
    commands: tuple[str, ...] = (),
    advice: str = "",
) -> Remediation:
    """A remediation that a rule gives."""
    return Remediation(
        action=action,
        purl=purl,
        from_version=from_version,
        to_version=to_version,
        classifier=classifier,
        commands=commands,
        basis=Basis.RULE,
        advice=advice,
    )


def finding(
    about: Component,
    *,
    topic: str = "architecture",
    title: str = "",
    message: str = "",
    evidence: tuple[EvidenceLine, ...] = (),
    remediation: Remediation | None = None,
    members: tuple[str, ...] = (),
    library: str = "",
    suppressed: Suppression | None = None,
) -> Finding:
    """The finding that a component's own verdict makes."""
    return Finding(
        id=f"{topic}/{about.id}" + (f"#{library}" if library else ""),
        component=about.id,
        verdict=about.verdict,
        impact=about.impact,
        basis=about.basis,
        title=title or f"{about.name}: {about.verdict}",
        message=message,
        where=about.where,
        evidence=evidence,
        remediation=remediation,
        rule="",
        members=members,
        library=library,
        suppressed=suppressed,
    )


def ignored(
    reason: str = "tests only", by: str = "purl pkg:pypi/*", until: str = ""
) -> Suppression:
    """What an entry of an ignore file gives."""
    return Suppression(SuppressionKind.IGNORED, reason, by, until)


def problem(
    code: str = "zip-truncated",
    *,
    where: str = "opt/app.jar",
    detail: str = "it ends early",
    severity: Severity = Severity.ERROR,
    suppressed: Suppression | None = None,
) -> ReportProblem:
    """Something that could not be read."""
    return ReportProblem(code, where, detail, severity, suppressed)


def report(
    *components: Component,
    findings: tuple[Finding, ...] | None = None,
    problems: tuple[ReportProblem, ...] = (),
    verdict: Verdict | None = None,
    name: str = "service.tar",
    layers: tuple[ReportLayer, ...] = (),
) -> Report:
    """A report of an image; the verdict and the findings are those of the components."""
    worst = max((one.verdict for one in components), key=lambda v: v.rank, default=Verdict.READY)
    made = tuple(finding(one) for one in components if one.verdict is not Verdict.READY)
    return Report(
        tool=ReportTool("archcompat", "0"),
        target=ReportTarget("linux/arm64", "glibc:2.36", "3.8", 4096),
        subject=ReportSubject(
            "image", name, "sha256:00", "linux/amd64", "Debian GNU/Linux 12 (bookworm)", layers
        ),
        verdict=verdict or worst,
        complete=not any(one.severity is Severity.ERROR for one in problems),
        summary={
            verdict.value: sum(one.verdict is verdict for one in components) for verdict in Verdict
        },
        components=components,
        findings=made if findings is None else findings,
        problems=problems,
    )


def service() -> Report:
    """A report with something in every section."""
    epoll = component(
        "netty-transport-native-epoll",
        version="4.1.30.Final",
        ecosystem="maven",
        impact=Impact.FALLS_BACK,
        where=("opt/app.jar!/BOOT-INF/lib/netty-transport-native-epoll-4.1.30.Final.jar",),
        layer=1,
        natives=(native("opt/app.jar!/BOOT-INF/lib/netty.jar!/META-INF/native/libepoll.so"),),
    )
    numpy = component(
        where=("usr/lib/python3/numpy/METADATA", "opt/venv/numpy/METADATA"),
        natives=(native("usr/lib/python3/numpy/core.so"),),
    )
    agent = component(
        "agent",
        version="",
        ecosystem="file",
        verdict=Verdict.REBUILD,
        basis=Basis.GUESSED,
        where=("opt/vendor/agent",),
        layer=2,
        natives=(native("opt/vendor/agent"),),
    )
    libc = component(
        "libc6",
        version="2.36",
        ecosystem="deb",
        verdict=Verdict.REINSTALL,
        natives=(native("usr/lib/libc.so.6", verdict=Verdict.REINSTALL),),
    )
    odd = component("odd", version="1", verdict=Verdict.UNKNOWN, basis=Basis.DECLARED)
    pure = component("requests", version="2.0", verdict=Verdict.READY, impact=Impact.NONE)
    group = finding(
        libc,
        topic="os-packages",
        title="Debian GNU/Linux 12: 1 packages to install for the target",
        remediation=remedy(Verdict.REINSTALL, "", purl="", commands=("docker buildx build .",)),
        members=(libc.id,),
    )
    evidence = (EvidenceLine(Basis.OBSERVED, "core.so: x86_64", "https://a.b/c", "2026-01-02"),)
    return report(
        epoll,
        numpy,
        agent,
        libc,
        odd,
        pure,
        findings=(
            finding(numpy, message="1.18.1 has no wheel.", evidence=evidence, remediation=remedy()),
            finding(agent, message="Nobody owns it."),
            group,
            finding(agent, topic="missing-library", title="agent: needs libfoo.so.1"),
            finding(epoll, remediation=remedy(classifier="linux-aarch_64", commands=("a:b:c",))),
            finding(odd, title="odd 1: could not be judged", message="No version is named."),
        ),
        problems=(problem(), problem("elf-odd", severity=Severity.WARNING)),
        layers=(
            ReportLayer(0, "sha256:a", "/bin/sh -c #(nop) ADD file:1 in / "),
            ReportLayer(1, "sha256:b", "COPY jars /opt # buildkit"),
            ReportLayer(2, "sha256:c", ""),
        ),
    )
