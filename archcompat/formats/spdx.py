"""SPDX 2 documents: JSON, XML and tag-value; what is listed, not whether all of it is valid.

https://spdx.github.io/spdx-spec/v2.3/. Relationships by clause 11.1.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct, field

from archcompat.errors import FormatError
from archcompat.formats.sbom import SbomEntry, connected
from archcompat.formats.xmltree import Element, parse_xml

# Relationships that say that the first needs the second, and those that say it the other way.
_NEEDS = frozenset(("DEPENDS_ON", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE"))
_NEEDED_BY = frozenset(("DEPENDENCY_OF", "RUNTIME_DEPENDENCY_OF", "PREREQUISITE_FOR"))
_TAG = re.compile(r"([A-Za-z]+):[ \t]*(.*)")
_RELATION = re.compile(r"(\S+)\s+(\S+)\s+(\S+)")
_EXTERNAL = re.compile(r"\S+\s+purl\s+(\S+)")


class _Reference(Struct, rename="camel"):
    reference_type: str = ""
    reference_locator: str = ""


class _Package(Struct):
    spdx_id: str = field(default="", name="SPDXID")
    name: str = ""
    version: str | None = field(default="", name="versionInfo")
    purpose: str | None = field(default="", name="primaryPackagePurpose")
    references: list[_Reference] | None = field(default=None, name="externalRefs")


class _Relationship(Struct, rename="camel"):
    spdx_element_id: str = ""
    relationship_type: str = ""
    related_spdx_element: str = ""


class _Document(Struct, rename="camel"):
    spdx_version: str = ""
    document_describes: list[str] | None = None
    packages: list[_Package] | None = None
    relationships: list[_Relationship] | None = None


def parse_spdx_json(data: bytes) -> tuple[SbomEntry, ...]:
    """The packages of a JSON document. Raises FormatError (``sbom-malformed``)."""
    try:
        document = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Document)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("sbom-malformed", f"it is no SPDX 2 document: {error}") from None
    return _entries(document)


def parse_spdx_xml(data: bytes) -> tuple[SbomEntry, ...]:
    """The packages of an XML document. Raises FormatError (also ``xml-malformed``)."""
    root = parse_xml(data)
    return _entries(
        _Document(
            spdx_version=root.value("spdxVersion"),
            document_describes=[one.text for one in root.all("documentDescribes")],
            packages=[_of_element(one) for one in root.all("packages")],
            relationships=[
                _Relationship(
                    one.value("spdxElementId"),
                    one.value("relationshipType"),
                    one.value("relatedSpdxElement"),
                )
                for one in root.all("relationships")
            ],
        )
    )


def parse_spdx_tag_value(data: bytes) -> tuple[SbomEntry, ...]:
    """The packages of a tag-value document. Raises FormatError (``sbom-malformed``)."""
    packages: list[_Package] = []
    relations: list[_Relationship] = []
    version = ""
    package: _Package | None = None
    for tag, value in _tags(data):
        match tag:
            case "SPDXVersion":
                version = value
            case "PackageName":
                package = _Package(name=value)
                packages.append(package)
            case "FileName" | "SnippetSPDXID":
                package = None
            case "Relationship":
                found = _RELATION.match(value)
                relations += [_Relationship(*found.groups())] if found is not None else []
            case _ if package is not None:
                _describe(package, tag, value)
    return _entries(_Document(version, None, packages, relations))


def _describe(package: _Package, tag: str, value: str) -> None:
    match tag:
        case "SPDXID":
            package.spdx_id = value
        case "PackageVersion":
            package.version = value
        case "PrimaryPackagePurpose":
            package.purpose = value
        case "ExternalRef":
            found = _EXTERNAL.match(value)
            if found is not None:
                package.references = [_Reference("purl", found[1])]


def _tags(data: bytes) -> Iterator[tuple[str, str]]:
    """The tags with their values; what stands in ``<text>`` on several lines is passed over."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError("sbom-malformed", f"it is no SPDX 2 document: {error}") from None
    inside = False
    for line in text.splitlines():
        if inside:
            inside = "</text>" not in line
            continue
        found = _TAG.match(line)
        if found is None:
            continue
        value = found[2].strip()
        if value.startswith("<text>"):
            inside = "</text>" not in value
            value = value.removeprefix("<text>").removesuffix("</text>")
        yield found[1], value


def _of_element(element: Element) -> _Package:
    return _Package(
        spdx_id=element.value("SPDXID"),
        name=element.value("name"),
        version=element.value("versionInfo"),
        purpose=element.value("primaryPackagePurpose"),
        references=[
            _Reference(one.value("referenceType"), one.value("referenceLocator"))
            for one in element.all("externalRefs")
        ],
    )


def _entries(document: _Document) -> tuple[SbomEntry, ...]:
    if not document.spdx_version.startswith("SPDX-2."):
        told = document.spdx_version or "no version"
        raise FormatError("sbom-malformed", f"it is no SPDX 2 document, it says {told[:40]!r}")
    relations = document.relationships or []
    subject = set(document.document_describes or ()) | {
        one.related_spdx_element for one in relations if one.relationship_type == "DESCRIBES"
    }
    entries = []
    for one in document.packages or ():
        purl = _purl(one.references or ())
        # The subject itself is no part of it, unless it is all there is to say.
        if purl or (one.spdx_id not in subject and one.purpose not in _NO_PACKAGE):
            version = one.version or ""
            version = "" if version == "NOASSERTION" else version
            entries.append(SbomEntry(one.spdx_id, one.name, version, purl))
    return connected(entries, list(_edges(relations)))


_NO_PACKAGE = ("OPERATING-SYSTEM", "OPERATING_SYSTEM", "FILE", "DEVICE")


def _purl(references: Iterable[_Reference]) -> str:
    return next((one.reference_locator for one in references if one.reference_type == "purl"), "")


def _edges(relations: Iterable[_Relationship]) -> Iterator[tuple[str, str]]:
    for one in relations:
        if one.relationship_type in _NEEDS:
            yield one.spdx_element_id, one.related_spdx_element
        elif one.relationship_type in _NEEDED_BY:
            yield one.related_spdx_element, one.spdx_element_id
