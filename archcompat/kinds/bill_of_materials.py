"""Software bills of materials, CycloneDX and SPDX: what a product says that it is made of."""

import re
from collections.abc import Callable, Iterator

from archcompat.errors import FormatError
from archcompat.formats.cyclonedx import parse_cyclonedx_json, parse_cyclonedx_xml
from archcompat.formats.projectpath import is_projects
from archcompat.formats.sbom import SbomEntry
from archcompat.formats.spdx import parse_spdx_json, parse_spdx_tag_value, parse_spdx_xml
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact, SbomPackage
from archcompat.model.marks import Marks

_MOST = 256 << 20  # bytes; those of large products have some 50 MB
_SUFFIX = re.compile(r"\.(?:json|xml|spdx|cdx|bom)$", re.IGNORECASE)
_USUAL = re.compile(r"(?:.*\.)?(?:bom|cdx|cyclonedx|spdx)\.(?:json|xml)|.*\.spdx", re.IGNORECASE)
_Parse = Callable[[bytes], tuple[SbomEntry, ...]]
# What stands near the start of each format, in most documents.
_MARKS: tuple[tuple[re.Pattern[bytes], _Parse], ...] = (
    (
        re.compile(rb'"bomFormat"|"bom-ref"|cyclonedx\.org/schema/bom-[\d.]+\.schema\.json'),
        parse_cyclonedx_json,
    ),
    (re.compile(rb"<(?:\w+:)?bom[\s>]"), parse_cyclonedx_xml),
    (re.compile(rb'"(?:spdxVersion|SPDXID)"'), parse_spdx_json),
    (re.compile(rb"<spdxVersion>|<Document>\s*<SPDXID>"), parse_spdx_xml),
    (re.compile(rb"(?m)^SPDXVersion:"), parse_spdx_tag_value),
)
_SPDX3 = re.compile(rb"spdx\.org/rdf/3\.")


class BillOfMaterials:
    """Reads a project's own; one in an archive or an installed package is about what is there."""

    name = "bill-of-materials"
    marks = Marks(suffixes=("json", "xml", "spdx", "cdx", "bom"))

    def claims(self, entry: Entry) -> bool:
        """By the usual names, or a usual suffix and what stands at the start."""
        if _SUFFIX.search(entry.where.name) is None or not is_projects(entry.where):
            return False
        if _USUAL.fullmatch(entry.where.name):
            return True
        return _parser(entry.head) is not None or _SPDX3.search(entry.head) is not None

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield each package that is listed."""
        if _SPDX3.search(entry.head) is not None:
            raise FormatError("sbom-malformed", "SPDX 3 is not read, SPDX 2 and CycloneDX are")
        data = entry.read_at_most(_MOST, "a bill of materials")
        parse = _parser(entry.head) or _parser(data)
        if parse is None:
            return  # it is named like one
        try:
            entries = parse(data)
        except FormatError as error:
            if error.code == "sbom-other" and not _USUAL.fullmatch(entry.where.name):
                return  # it only speaks of bills, as their schemas do
            raise
        for one in entries:
            yield SbomPackage(
                entry.where, one.ref, one.name, one.version, one.purl, one.requires, one.direct
            )


def _parser(head: bytes) -> _Parse | None:
    return next((parse for mark, parse in _MARKS if mark.search(head) is not None), None)


KIND = BillOfMaterials()
