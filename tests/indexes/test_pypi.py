"""Pages of the simple index, as JSON and as HTML, sound and damaged."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.distfile import DistFile
from archcompat.indexes.fetch import Fetcher, Page
from archcompat.indexes.pypi import parse_listing, project_files
from tests.make.webserver import Reply, Site
from tests.make.wheelhouse import Wheelhouse

AT = "https://example.org/simple/my-project/"
SHA = "0a" * 32
WHEEL = "My_Project-1.0-2-cp38.cp39-abi3-manylinux2014_aarch64.whl"
JSON_TYPE = "application/vnd.pypi.simple.v1+json"


def page_of(body: str | bytes, media_type: str) -> Page:
    data = body.encode() if isinstance(body, str) else body
    return Page(data, media_type, AT, 0, len(data), whole=True)


def json_page(*files: dict[str, Any], version: str = "1.1") -> Page:
    said = {"meta": {"api-version": version}, "name": "x", "files": list(files)}
    return page_of(json.dumps(said), JSON_TYPE)


def html_page(*anchors: str, head: str = "") -> Page:
    return page_of(f"<!DOCTYPE html><html><head>{head}</head>{''.join(anchors)}", "text/html")


def parse_project(page: Page, project: str) -> tuple[DistFile, ...]:
    return parse_listing(page).of(project)


EXPECTED = DistFile(
    name=WHEEL,
    project="my-project",
    url=f"https://files.example.org/a/{WHEEL}",
    version="1.0",
    build=(2, ""),
    tags=("cp38-abi3-manylinux2014_aarch64", "cp39-abi3-manylinux2014_aarch64"),
    requires_python=">=3.8,<4",
    yanked=True,
    hashes=(f"sha256:{SHA}",),
    metadata=True,
)


@pytest.mark.parametrize(
    "anchor",
    [
        pytest.param(
            f'<a href="https://files.example.org/a/{WHEEL}#sha256={SHA}" data-yanked="bad"'
            f' data-requires-python="&gt;=3.8,&lt;4" data-core-metadata="sha256={SHA}">{WHEEL}</a>',
            id="as PEP 503 says",
        ),
        pytest.param(
            f"<A  data-yanked href='https://files.example.org/a/{WHEEL}#sha256={SHA}'\n"
            f" data-requires-python='>=3.8,<4' data-dist-info-metadata=true >\n{WHEEL}\n</A>",
            id="as careless indexes write",
        ),
        pytest.param(
            f'<a href="https://user:secret@files.example.org/a/{WHEEL}#sha256={SHA.upper()}"'
            f' data-yanked="" data-requires-python="&gt;=3.8,&lt;4" data-core-metadata="true"></a>',
            id="without a text, with credentials",
        ),
    ],
)
def test_an_anchor(anchor: str) -> None:
    """One wheel, told in three ways."""
    assert parse_project(html_page(anchor), "my.project") == (EXPECTED,)


def test_a_file_of_json() -> None:
    """With all that PEP 691 and PEP 700 can tell."""
    said = {
        "filename": WHEEL,
        "url": f"../../a/{WHEEL}",
        "hashes": {"sha256": SHA, "blake2b": "ab" * 16},
        "requires-python": ">=3.8,<4",
        "yanked": "bad",
        "core-metadata": {"sha256": SHA},
        "size": 1234,
        "upload-time": "2020-06-20T20:31:05.123456Z",
        "unknown-key": [1],
    }
    (found,) = parse_project(json_page(said), "my-project")
    assert found.url == f"https://example.org/a/{WHEEL}"
    assert found.hashes == (f"blake2b:{'ab' * 16}", f"sha256:{SHA}")
    assert (found.size, found.uploaded) == (1234, "2020-06-20T20:31:05.123456Z")
    assert (found.yanked, found.metadata, found.requires_python) == (True, True, ">=3.8,<4")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, False),
        ({"core-metadata": True}, True),
        ({"core-metadata": False, "dist-info-metadata": True}, False),
        ({"dist-info-metadata": {"sha256": SHA}}, True),
        ({"data-dist-info-metadata": True}, False),
    ],
    ids=str,
)
def test_metadata_beside_the_file(keys: dict[str, Any], expected: bool) -> None:
    """PEP 714: the new key decides where both are."""
    (found,) = parse_project(json_page({"filename": WHEEL, "url": WHEEL, **keys}), "my-project")
    assert found.metadata is expected


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("my-project-1.0.tar.gz", "1.0"),
        ("my_project-1.0.zip", "1.0"),
        ("My.Project-1.0-1.tar.bz2", "1.0-1"),
        ("my_project-1.0-py3-none-any.whl", "1.0"),
        ("my_project-1.0-py3-none.whl", None),
        ("my_project-1.0--none-any.whl", None),
        ("my_project-1.0-py3.7.egg", None),
        ("my_project-1.0.win32.exe", None),
        ("other-1.0.tar.gz", None),
        ("my-1.0.tar.gz", None),
        ("my-project.tar.gz", None),
        ("my-project-1.0.tar.gz.asc", None),
    ],
)
def test_file_names(name: str, version: str | None) -> None:
    """What tells no version of this project is left out."""
    found = parse_project(json_page({"filename": name, "url": name}), "my-project")
    assert [file.version for file in found] == ([] if version is None else [version])


def test_a_base_for_links() -> None:
    """Old indexes write one."""
    page = html_page(
        f'<a href="a/{WHEEL}">{WHEEL}</a>', head='<base href="https://files.example.org/">'
    )
    assert [file.url for file in parse_project(page, "my-project")] == [EXPECTED.url]


def test_a_project_without_files() -> None:
    """It has none, in either form: that is an answer."""
    assert parse_project(json_page(), "x") == ()
    assert parse_project(html_page(), "x") == ()


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("", JSON_TYPE),
        ("{}", JSON_TYPE),
        ('{"files": [{"filename": 1}]}', JSON_TYPE),
        ('{"meta": {"api-version": "2.0"}, "files": []}', JSON_TYPE),
        ("[" * 5000, JSON_TYPE),
        ("", "text/html"),
        ("Not found", "text/plain"),
    ],
)
def test_what_is_no_page(body: str, media_type: str) -> None:
    """It is refused, never read as a project without files."""
    with pytest.raises(FormatError) as caught:
        parse_project(page_of(body, media_type), "x")
    assert caught.value.code == "index-malformed"


@given(st.binary(max_size=300), st.sampled_from([JSON_TYPE, "text/html"]))
def test_any_bytes(data: bytes, media_type: str) -> None:
    """Files, or FormatError."""
    try:
        found = parse_project(page_of(data, media_type), "x")
    except FormatError:
        return
    assert isinstance(found, tuple)


@given(st.text(alphabet="<>a =\"'hrefx-1.whl#/&;\n", max_size=200))
def test_any_html(text: str) -> None:
    """Whatever stands between the brackets, what is found has a version and an address."""
    for file in parse_project(html_page(text), "x"):
        assert file.version
        assert file.url.startswith("http")


@pytest.mark.parametrize("piece", ["<a ", '<a "', "<a href='", "<a x=", '<a ""', "<a \"'"])
def test_a_hostile_page_takes_no_longer(piece: str) -> None:
    """Megabytes of what nearly is an anchor end at all."""
    assert parse_project(html_page(piece * (1 << 18)), "x") == ()


def test_asks_by_normalized_name(site: Site) -> None:
    """PEP 503, and with the media types of both forms."""
    url = site.give(
        "/simple/my-project/", Reply(200, json_page().body, {"Content-Type": JSON_TYPE})
    )
    with Fetcher("1.0") as fetcher:
        assert project_files(fetcher, f"{site.base}/simple/", "My._Project") == ()
        assert project_files(fetcher, f"{site.base}/simple", "unknown") is None
        site.give("/simple/broken/", Reply(403))
        with pytest.raises(UnreachableError):
            project_files(fetcher, f"{site.base}/simple", "broken")
    assert site.asked[0].path == url.removeprefix(site.base)
    assert JSON_TYPE in site.asked[0].headers["accept"]
    assert "text/html" in site.asked[0].headers["accept"]


@pytest.mark.parametrize("as_json", [True, False], ids=["JSON", "HTML"])
def test_a_page_is_kept_as_what_it_says(site: Site, tmp_path: Path, as_json: bool) -> None:
    """The next run reads the same of it without a question, and later with an answer of 304."""
    house = Wheelhouse(site, json=as_json)
    for version in ("1.0", "1.1"):
        house.wheel("x", version, requires_python=">=3.8", yanked=version == "1.1")
    page = house.page("x")
    site.give("/simple/x/", Reply(200, page.body, {**page.headers, "ETag": '"1"'}), Reply(304))
    seen = []
    for age in (0, 0, 7200):
        for kept in tmp_path.rglob("*"):
            if kept.is_file():
                os.utime(kept, (time.time() - age, time.time() - age))
        with Fetcher("1.0", tmp_path) as fetcher:
            seen.append((project_files(fetcher, house.url, "x"), fetcher.requests))
    (first, asked), (second, none), (third, again) = seen
    assert first == second == third
    assert first is not None
    assert [(file.version, file.requires_python, file.yanked) for file in first] == [
        ("1.0", ">=3.8", False),
        ("1.1", ">=3.8", True),
    ]
    assert (asked, none, again) == (1, 0, 1)
