"""The JSON report: the same bytes for the same report, and back again."""

from collections.abc import Sequence

import msgspec

from archcompat.errors import InputError
from archcompat.model.report import SCHEMA_VERSION, Report, schema
from archcompat.render.page import Page
from archcompat.render.safe import all_encodable, printable_json

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def render(reports: Sequence[Report], page: Page) -> str:
    """One report as a JSON object, those of several targets as an array in their order."""
    documents = [_document(report) for report in reports]
    return json_text(documents[0] if len(documents) == 1 and not page.several else documents)


def encode_report(report: Report) -> bytes:
    """A report as UTF-8 JSON; equal reports give equal bytes."""
    return json_text(_document(report)).encode()


def read_report(data: bytes) -> Report:
    """Read what ``encode_report`` wrote.

    Raises InputError for anything else, and for a report of a version that is not read here.
    """
    try:
        version = msgspec.json.decode(data, type=_Versioned).schema_version
        if not _is_read(version):
            raise InputError(
                f"the report has schema version {version}, and this archcompat reads"
                f" {SCHEMA_VERSION.partition('.')[0]}.x up to {SCHEMA_VERSION}"
            )
        return msgspec.json.decode(data, type=Report)
    except _UNREADABLE as error:
        raise InputError(f"this is no archcompat report: {error}") from error


def read_reports(data: bytes) -> tuple[tuple[Report, ...], bool]:
    """Read what ``render`` wrote: its reports, and whether it is an array. Raises as above."""
    if not data.lstrip(b" \t\r\n").startswith(b"["):
        return (read_report(data),), False
    try:
        documents = msgspec.json.decode(data, type=list[msgspec.Raw])
    except _UNREADABLE as error:
        raise InputError(f"this is no archcompat report: {error}") from error
    if not documents:
        raise InputError("this is no archcompat report: it is an array with nothing in it")
    return tuple(read_report(bytes(document)) for document in documents), True


def schema_text() -> str:
    """The JSON Schema of a report, as it is checked in beside the package's modules."""
    return titled("archcompat report", schema())


def titled(title: str, schema: dict[str, object]) -> str:
    """The text of a JSON Schema under its title."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return json_text({**head, **schema})


def document(value: msgspec.Struct, version: str) -> dict[str, object]:
    """A value's fields, that with the version first for whoever must choose a reader by it."""
    fields: dict[str, object] = all_encodable(msgspec.to_builtins(value))
    return {version: fields.pop(version), **fields}


def json_text(value: object) -> str:
    """Plain values as indented JSON that is safe to look at, with a line end."""
    return printable_json(msgspec.json.format(msgspec.json.encode(value), indent=2).decode()) + "\n"


class _Versioned(msgspec.Struct):
    """As much of a report as says what can read it."""

    schema_version: str


def _is_read(version: str) -> bool:
    """Whether a version is of the same first number as this one's, and not newer."""
    theirs, ours = (
        [part.zfill(9) for part in text.split(".")] for text in (version, SCHEMA_VERSION)
    )
    return theirs[0] == ours[0] and theirs <= ours


def _document(report: Report) -> dict[str, object]:
    summary = dict(sorted(report.summary.items()))
    return {**document(report, "schema_version"), "summary": summary}
