"""CycloneDX bills of materials, JSON and XML: what is listed, not whether all of it is valid.

https://cyclonedx.org/docs/1.6/json/ and .../xml/; older versions have the same fields. Its own
library refuses a document for one field that archcompat does not need.
"""

import msgspec
from msgspec import Struct, field

from archcompat.errors import FormatError
from archcompat.formats.sbom import SbomEntry, connected
from archcompat.formats.xmltree import Element, parse_xml

# What is no package: the bill's own subject's system, files, data.
_NO_PACKAGE = frozenset(
    ("file", "operating-system", "data", "device", "cryptographic-asset", "machine-learning-model")
)
_DEEPEST = 50  # components in components


class _Component(Struct, rename="camel"):
    type: str = ""
    group: str | None = ""
    name: str | None = ""
    version: str | None = ""
    purl: str | None = ""
    bom_ref: str | None = field(default="", name="bom-ref")
    components: "list[_Component] | None" = None


class _Dependency(Struct, rename="camel"):
    ref: str = ""
    depends_on: list[str] | None = None


class _Metadata(Struct):
    component: _Component | None = None


class _Bom(Struct, rename="camel"):
    bom_format: str = ""
    metadata: _Metadata | None = None
    components: list[_Component] | None = None
    dependencies: list[_Dependency] | None = None


def parse_cyclonedx_json(data: bytes) -> tuple[SbomEntry, ...]:
    """The packages of a JSON document.

    Raises FormatError: ``sbom-malformed``, or ``sbom-other`` for what is well-formed but no bill.
    """
    try:
        bom = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Bom)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("sbom-malformed", f"it is no CycloneDX document: {error}") from None
    if bom.bom_format != "CycloneDX":
        code = "sbom-malformed" if bom.bom_format else "sbom-other"
        raise FormatError(code, "it is no CycloneDX document")
    entries: list[SbomEntry] = []
    _take(bom.components or [], entries, _DEEPEST)
    edges = [(one.ref, other) for one in bom.dependencies or () for other in one.depends_on or ()]
    about = bom.metadata.component if bom.metadata is not None else None
    return connected(entries, edges, (about.bom_ref if about is not None else "") or "")


def parse_cyclonedx_xml(data: bytes) -> tuple[SbomEntry, ...]:
    """The packages of an XML document. Raises FormatError as for JSON, or ``xml-malformed``."""
    root = parse_xml(data)
    if root.name != "bom":
        raise FormatError("sbom-other", "it is no CycloneDX document")
    entries: list[SbomEntry] = []
    for components in root.all("components"):
        _take([_of_element(one) for one in components.all("component")], entries, _DEEPEST)
    edges = [
        (one.attributes.get("ref", ""), other.attributes.get("ref", ""))
        for dependencies in root.all("dependencies")
        for one in dependencies.all("dependency")
        for other in one.all("dependency")
    ]
    about = [one for metadata in root.all("metadata") for one in metadata.all("component")]
    return connected(entries, edges, about[0].attributes.get("bom-ref", "") if about else "")


def _of_element(element: Element) -> _Component:
    return _Component(
        type=element.attributes.get("type", ""),
        group=element.value("group"),
        name=element.value("name"),
        version=element.value("version"),
        purl=element.value("purl"),
        bom_ref=element.attributes.get("bom-ref", ""),
        components=[
            _of_element(one)
            for inner in element.all("components")
            for one in inner.all("component")
        ],
    )


def _take(components: list[_Component], entries: list[SbomEntry], depth: int) -> None:
    for one in components:
        if one.purl or one.type not in _NO_PACKAGE:
            name = "/".join(part for part in (one.group, one.name) if part)
            ref = one.bom_ref or one.purl or ""
            entries.append(SbomEntry(ref, name, one.version or "", one.purl or ""))
        if depth:
            _take(one.components or [], entries, depth - 1)
