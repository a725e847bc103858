"""What a Java archive is: group, artifact, version, classifier, from the best of three sources."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from archcompat.formats.dependencytree import Coordinates
from archcompat.formats.javamanifest import identity_of_file_name
from archcompat.graph.unit import Unit, purl_of
from archcompat.model.native import Archive
from archcompat.model.programfacts import JavaIdentity
from archcompat.model.report import Provenance
from archcompat.model.where import Where

JAVA_SUFFIXES = (".jar", ".war", ".ear", ".jmod", ".sar", ".par", ".nar", ".hpi", ".jpi", ".kar")


def is_java_archive(where: Where, identities: Sequence[JavaIdentity]) -> bool:
    """Whether a zip is a Java archive, by its name or by what META-INF inside it says."""
    return where.name.lower().endswith(JAVA_SUFFIXES) or any(
        identity.source == "pom.properties" for identity in identities
    )


def java_name(where: Where, identities: Sequence[JavaIdentity]) -> Coordinates:
    """The archive's coordinates: its own pom.properties, else its file name and manifest.

    Group and version may be unknown (empty).

    A fat JAR carries the pom.properties of its ingredients too, so with several only the one
    whose artifact is the file name's counts.
    """
    artifact, version, classifier = identity_of_file_name(where.name)
    artifact = artifact or where.name  # a file may be called .jar
    poms = [identity for identity in identities if identity.source == "pom.properties"]
    own = [pom for pom in poms if pom.artifact == artifact] or (
        poms if len(poms) == 1 and _akin(poms[0].artifact, artifact) else []
    )
    if own:
        pom = own[0]
        return Coordinates(pom.group, pom.artifact, pom.version or version, classifier)
    if not version:
        manifest = [identity for identity in identities if identity.source == "manifest"]
        version = next((identity.version for identity in manifest if identity.version), "")
    return Coordinates("", artifact, version, classifier)


def _akin(artifact: str, named: str) -> bool:
    """Whether a lone pom names the archive itself rather than the one thing shaded into it.

    One name must begin with the words of the other: ``snappy.jar`` is ``snappy-java``, but an
    ``app.jar`` is not.
    """
    words = list(zip(_words(artifact), _words(named), strict=False))
    return all(mine == its for mine, its in words)


def _words(name: str) -> list[str]:
    return re.split(r"[-_.]+", name.lower())


def unnamed_jars(
    archives: Iterable[Archive], identities: Iterable[JavaIdentity]
) -> Iterator[Archive]:
    """The Java archives with native code whose group nothing in them says."""
    for archive, own in _java_archives(archives, identities):
        if archive.sha1 and not java_name(archive.where, own).group:
            yield archive


def java_units(
    archives: Iterable[Archive],
    identities: Iterable[JavaIdentity],
    published: Mapping[Where, Coordinates] = MappingProxyType({}),
) -> dict[Where, Unit]:
    """One unit for each Java archive, by its place.

    ``published`` are those that are known by their SHA-1.
    """
    units = {}
    for archive, own in _java_archives(archives, identities):
        if archive.format == "jmod":
            units[archive.where] = _module_unit(archive, own)
            continue
        known = published.get(archive.where)
        name = known or java_name(archive.where, own)
        detail = ""
        if known is not None:
            said = f"Its SHA-1, {archive.sha1}, is that of"
            detail = f"{said} {known.label} in the Maven repository."
        units[archive.where] = Unit(
            id=purl_of(
                "maven",
                name.artifact,
                name.version,
                namespace=name.group,
                classifier=name.classifier,
            ),
            ecosystem="maven",
            name=name.artifact,
            version=name.version,
            namespace=name.group,
            classifier=name.classifier,
            provenance=Provenance.LANGUAGE_PACKAGE,
            where=(archive.where,),
            detail=detail,
        )
    return units


def _java_archives(
    archives: Iterable[Archive], identities: Iterable[JavaIdentity]
) -> Iterator[tuple[Archive, list[JavaIdentity]]]:
    """JARs, their like and modules, each with what META-INF in it says."""
    inside: dict[Where | None, list[JavaIdentity]] = defaultdict(list)
    for identity in identities:
        inside[identity.where.container].append(identity)
    for archive in archives:
        own = inside[archive.where]
        if archive.format in ("zip", "jmod") and is_java_archive(archive.where, own):
            yield archive, own


def _module_unit(archive: Archive, identities: Sequence[JavaIdentity]) -> Unit:
    """A module of a JDK is a piece of the runtime; any other is somebody's package."""
    said = next((one for one in identities if one.source == "module-info"), None)
    name = (said.artifact if said is not None else "") or archive.where.name.removesuffix(".jmod")
    version = said.version if said is not None else ""
    if name.startswith(_OF_THE_JDK):
        return Unit(
            id=purl_of("generic", "openjdk", version),
            ecosystem="generic",
            name="openjdk",
            version=version,
            provenance=Provenance.RUNTIME,
            where=(archive.where,),
        )
    return Unit(
        id=purl_of("maven", name, version),
        ecosystem="maven",
        name=name,
        version=version,
        provenance=Provenance.LANGUAGE_PACKAGE,
        where=(archive.where,),
    )


_OF_THE_JDK = ("java.", "jdk.")
