"""The commands that build an image for its own machine and the target's under one name."""

import shlex
from collections.abc import Sequence

from msgspec.structs import replace

from archcompat.assess.makers import new_finding, new_remediation
from archcompat.errors import FormatError
from archcompat.formats.imagereference import image_name
from archcompat.model.arch import Arch
from archcompat.model.layer import Subject
from archcompat.model.report import Basis, Finding, Impact, Verdict
from archcompat.model.target import Platform

_BUILD = "docker buildx build --platform"


def build_command(*platforms: Platform, tag: str = "") -> str:
    """Builds the image of the folder one is in; with a tag it is pushed."""
    named = f"-t {shlex.quote(tag)} --push " if tag else ""
    return f"{_BUILD} {','.join(map(str, platforms))} {named}."


def build_commands(subject: Subject, source: Arch, target: Platform) -> tuple[str, ...]:
    """With one builder, then with a machine of each kind; for what is no image none.

    https://docs.docker.com/build/building/multi-platform/ and
    https://docs.docker.com/reference/cli/docker/manifest/.
    """
    if subject.kind != "image":
        return ()
    home = Platform(target.os, source)
    platforms = dict.fromkeys((home, target))
    name = _name(subject)
    together = build_command(*platforms, tag=name)
    if not name or len(platforms) == 1:
        return (together,)
    apart = {one: f"{name}-{one.arch.oci}" for one in platforms}
    whole, parts = shlex.quote(name), shlex.join(apart.values())
    return (
        together,
        *(build_command(one, tag=tag) for one, tag in apart.items()),
        f"docker buildx imagetools create -t {whole} {parts}",
        f"docker manifest create {whole} {parts}",
        f"docker manifest push {whole}",
    )


def _name(subject: Subject) -> str:
    """What the image is called, with a tag that another can be made of; empty for nothing."""
    for reference in subject.references:
        try:
            image = image_name(reference.partition("@")[0])
        except FormatError:
            continue
        place = f"{image.host}/{image.path}" if image.host else image.path
        return f"{place}:{image.tag or 'latest'}"
    return ""


def with_builds(
    found: Sequence[Finding], commands: tuple[str, ...], target: Platform
) -> tuple[Finding, ...]:
    """The findings, those that a build mends with ``commands``; with a remark if there is none."""
    if not commands:
        return tuple(found)
    told = tuple(_with(one, commands) if _asks_for_build(one) else one for one in found)
    work = [one for one in found if _is_of_content(one)]
    if not work or any(map(_asks_for_build, found)):
        return told
    remark = new_finding(
        "build/image",
        component=work[0].component,
        verdict=Verdict.REINSTALL,
        impact=Impact.NONE,
        basis=Basis.DECLARED,
        title=f"The image is to be built for {target}{' too' if ',' in commands[0] else ' again'}",
        message=f"Once the above is done: {commands[0]}",
        remediation=new_remediation(Verdict.REINSTALL, Basis.DECLARED, commands=commands),
    )
    return (*told, remark)


def _is_of_content(finding: Finding) -> bool:
    """Whether something in the image has to be done, not with what it is called or built on."""
    content = finding.judges and not finding.component.startswith("pkg:docker/")
    return content and finding.verdict.rank > Verdict.READY.rank


def _asks_for_build(finding: Finding) -> bool:
    commands = finding.remediation.commands if finding.remediation is not None else ()
    return any(command.startswith(_BUILD) for command in commands)


def _with(finding: Finding, commands: tuple[str, ...]) -> Finding:
    remedy = finding.remediation
    assert remedy is not None  # noqa: S101 - the caller looked
    return replace(finding, remediation=replace(remedy, commands=commands))
