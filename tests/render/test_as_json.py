"""The JSON report, its schema, and what every format must stand."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archcompat import render
from archcompat.errors import InputError
from archcompat.model.report import SCHEMA_VERSION, Report
from archcompat.render import FORMATS, load_renderer
from archcompat.render.as_json import encode_report, read_report, schema_text
from archcompat.render.as_json import render as render_json
from archcompat.render.page import Page
from tests.make.report import component, report, service
from tests.render.reports import REPORTS
from tests.render.schema import mistakes

SCHEMA = Path(render.__file__).parent.parent / "report.schema.json"

every_report = pytest.mark.parametrize(
    "made", [pytest.param(one, id=name) for name, one in REPORTS.items()]
)


def test_equal_reports_give_equal_bytes() -> None:
    """Two reports made alike are written alike, and twice the same."""
    assert encode_report(service()) == encode_report(service())
    turned = msgspec.structs.replace(
        service(), summary=dict(reversed(list(service().summary.items())))
    )
    assert encode_report(turned) == encode_report(service())


@pytest.mark.parametrize("name", sorted(REPORTS.keys() - {"hostile", "hostile-manifests"}))
def test_reads_back(name: str) -> None:
    """What was written is read as the same report."""
    assert read_report(encode_report(REPORTS[name])) == REPORTS[name]


def test_names_that_are_no_utf_8() -> None:
    """Bytes of a file name that are no UTF-8 are written as visible escapes, and reread so."""
    made = report(component("lib\udcff"), name="\udc80.tar")
    written = encode_report(made)
    assert json.loads(written)["subject"]["name"] == r"\udc80.tar"
    assert read_report(written).components[0].name == r"lib\udcff"
    assert encode_report(read_report(written)) == written


@every_report
def test_is_harmless_in_a_terminal(made: Report) -> None:
    """No character but line ends acts on a terminal, and the values are what msgspec makes."""
    text = encode_report(made).decode()
    assert text.replace("\n", "").isprintable()
    plain = json.loads(json.dumps(msgspec.to_builtins(made)).replace(r"\udc80", r"\\udc80"))
    assert json.loads(text) == plain


def test_version_comes_first() -> None:
    """A reader finds the version before anything it may not understand."""
    text = encode_report(service()).decode()
    assert text.startswith(f'{{\n  "schema_version": "{SCHEMA_VERSION}",\n')
    assert text.endswith("}\n")


def test_several_reports_are_an_array() -> None:
    """One target gives an object, several an array in their order, also if one is left of them."""
    first, second = REPORTS["service"], REPORTS["ready"]
    assert isinstance(json.loads(render_json([first], Page())), dict)
    both = json.loads(render_json([first, second], Page(several=True)))
    assert [len(one["components"]) for one in both] == [6, 1]
    assert len(json.loads(render_json([second], Page(several=True)))) == 1


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>", id="no-json"),
        pytest.param(b"[]", id="array"),
        pytest.param(b'{"schema_version": "1.0.0"}', id="fields-missing"),
        pytest.param(encode_report(service()).replace(b'"plan"', b'"plans"'), id="unknown-field"),
        pytest.param(encode_report(service())[:-9], id="cut-off"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'"\xff"', id="no-utf-8"),
    ],
)
def test_refuses_other_documents(data: bytes) -> None:
    """Anything else is refused in one sentence."""
    with pytest.raises(InputError, match="this is no archcompat report"):
        read_report(data)


def test_schema_file_is_the_generated_one() -> None:
    """The schema in the package is the one of the values that are written."""
    assert SCHEMA.read_text("utf-8") == schema_text()


@every_report
def test_reports_satisfy_the_schema(made: Report) -> None:
    """Every report is what the schema promises, and a changed one is not."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    document: dict[str, Any] = json.loads(encode_report(made))
    assert mistakes(schema, document) == []
    assert mistakes(schema, {**document, "verdict": "fine"}) == ["$.verdict"]
    assert mistakes(schema, {**document, "more": 1}) == ["$.more"]
    del document["complete"]
    assert mistakes(schema, document) == ["$.complete"]


@every_report
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "page",
    [
        pytest.param(Page(), id="plain"),
        pytest.param(Page(40, tree=True, verbose=True, encoding="ascii"), id="narrow"),
        pytest.param(Page(200, color=True, tree=True, verbose=True), id="colour"),
    ],
)
def test_every_format_takes_every_report(made: Report, name: str, page: Page) -> None:
    """Alone or together, a report becomes lines of text that can be written."""
    one = load_renderer(name)([made], page)
    assert one.endswith("\n")
    assert one.encode("utf-8")
    assert len(load_renderer(name)([made, made], page)) >= len(one)
    assert load_renderer(name)([made], page) == one
    assert re.sub(r"\x1b\[[0-9;]*m|\n", "", one).isprintable()
