"""The JSON report: the same bytes for the same report, and back again."""

from collections.abc import Sequence

import msgspec

from archcompat.errors import InputError
from archcompat.model.report import Report, schema
from archcompat.render.page import Page
from archcompat.render.safe import all_encodable, printable_json


def render(reports: Sequence[Report], page: Page) -> str:
    """One report as a JSON object, those of several targets as an array in their order."""
    documents = [_document(report) for report in reports]
    return _text(documents[0] if len(documents) == 1 and not page.several else documents)


def encode_report(report: Report) -> bytes:
    """A report as UTF-8 JSON; equal reports give equal bytes."""
    return _text(_document(report)).encode()


def read_report(data: bytes) -> Report:
    """Read what ``encode_report`` wrote. Raises InputError for anything else."""
    try:
        return msgspec.json.decode(data, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"this is no archcompat report: {error}") from error


def read_reports(data: bytes) -> tuple[tuple[Report, ...], bool]:
    """Read what ``render`` wrote: its reports, and whether it is an array. Raises as above."""
    if not data.lstrip(b" \t\r\n").startswith(b"["):
        return (read_report(data),), False
    try:
        documents = msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"this is no archcompat report: {error}") from error
    if not documents:
        raise InputError("this is no archcompat report: it is an array with nothing in it")
    return tuple(read_report(bytes(document)) for document in documents), True


def schema_text() -> str:
    """The JSON Schema of a report, as it is checked in beside the package's modules."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "archcompat report",
    }
    return _text({**head, **schema()})


def _document(report: Report) -> dict[str, object]:
    """The report as plain values, its version first for whoever must choose a reader by it."""
    values: dict[str, object] = all_encodable(msgspec.to_builtins(report))
    values["summary"] = dict(sorted(report.summary.items()))
    return {"schema_version": values.pop("schema_version"), **values}


def _text(value: object) -> str:
    """Indented JSON that is safe to look at."""
    return printable_json(msgspec.json.format(msgspec.json.encode(value), indent=2).decode()) + "\n"
