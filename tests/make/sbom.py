"""Bills of materials as the libraries of their own standards write them."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from spdx_tools.spdx.model.actor import Actor, ActorType
from spdx_tools.spdx.model.document import CreationInfo, Document
from spdx_tools.spdx.model.package import (
    ExternalPackageRef,
    ExternalPackageRefCategory,
    Package,
)
from spdx_tools.spdx.model.relationship import Relationship, RelationshipType
from spdx_tools.spdx.model.spdx_no_assertion import SpdxNoAssertion
from spdx_tools.spdx.writer.write_anything import write_file

Purls = dict[str, tuple[str, ...]]
"""Purls, and the purls of what each needs."""


def cyclonedx(
    purls: Purls, form: OutputFormat, version: SchemaVersion, direct: Iterable[str] | None = None
) -> bytes:
    """A document of cyclonedx-python-lib; ``direct`` are purls the subject needs, all of them."""
    bom = Bom()
    made = {text: _component(text) for text in purls}
    root = Component(name="app", type=ComponentType.APPLICATION, bom_ref="app")
    bom.metadata.component = root
    bom.register_dependency(root, [made[text] for text in (purls if direct is None else direct)])
    for one in made.values():
        bom.components.add(one)
    for text, needs in purls.items():
        bom.register_dependency(made[text], [made[need] for need in needs])
    return make_outputter(bom, form, version).output_as_string().encode()


def _component(text: str) -> Component:
    purl = PackageURL.from_string(text)
    return Component(
        name=purl.name,
        group=purl.namespace,
        version=purl.version,
        purl=purl,
        type=ComponentType.LIBRARY,
        bom_ref=f"ref of {text}",
    )


def spdx(purls: Purls, path: Path) -> Path:
    """A document of spdx-tools, in the format that the path's suffix names."""
    info = CreationInfo(
        "SPDX-2.3",
        "SPDXRef-DOCUMENT",
        "bill",
        "https://example.org/bill",
        [Actor(ActorType.TOOL, "a-test")],
        dt.datetime(2026, 1, 2, tzinfo=dt.UTC).replace(tzinfo=None),
    )
    document = Document(info, [Package("SPDXRef-app", "app", SpdxNoAssertion())])
    ids = {text: f"SPDXRef-{number}" for number, text in enumerate(purls)}
    for text in purls:
        purl = PackageURL.from_string(text)
        reference = ExternalPackageRef(ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", text)
        document.packages.append(
            Package(
                ids[text],
                purl.name,
                SpdxNoAssertion(),
                version=purl.version,
                comment="several\nlines\nPackageName: not-one",
                external_references=[reference],
            )
        )
    needs = RelationshipType.DEPENDS_ON
    document.relationships = [
        Relationship("SPDXRef-DOCUMENT", RelationshipType.DESCRIBES, "SPDXRef-app"),
        *(
            Relationship(ids[text], needs, ids[other])
            for text, others in purls.items()
            for other in others
        ),
    ]
    write_file(document, str(path), validate=False)
    return path
