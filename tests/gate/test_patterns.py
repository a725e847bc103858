"""Patterns of purls, paths, images and ids."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import InputError
from archcompat.gate.patterns import (
    image_pattern,
    path_pattern,
    purl_pattern,
    split_purl,
    text_pattern,
)


@pytest.mark.parametrize(
    ("pattern", "purl", "found"),
    [
        pytest.param("pkg:pypi/numpy", "pkg:pypi/numpy@1.18.1", True, id="any-version"),
        pytest.param("pkg:pypi/numpy@1.18.1", "pkg:pypi/numpy@1.18.1", True, id="this-version"),
        pytest.param("pkg:pypi/numpy@1.18.1", "pkg:pypi/numpy@1.18.10", False, id="not-a-prefix"),
        pytest.param("pkg:pypi/numpy@1.18.*", "pkg:pypi/numpy@1.18.10", True, id="some-versions"),
        pytest.param("pkg:pypi/numpy", "pkg:pypi/numpy-financial@1", False, id="longer-name"),
        pytest.param("pkg:pypi/num*", "pkg:pypi/numpy-financial@1", True, id="some-names"),
        pytest.param("pkg:pypi/Typed_Ast", "pkg:pypi/typed-ast@1", True, id="folded-name"),
        pytest.param("pkg:maven/a.B/C", "pkg:maven/a.b/c@1", False, id="case-of-maven"),
        pytest.param("pkg:maven/io.netty/*", "pkg:maven/io.netty/x@4?type=jar", True, id="group"),
        pytest.param("pkg:maven/*", "pkg:maven/io.netty/x@4", True, id="type"),
        pytest.param("pkg:npm/@img/x", "pkg:npm/%40img/x@1", True, id="scope-as-people-write-it"),
        pytest.param("pkg:npm/%40img/x@1", "pkg:npm/%40img/x@1", True, id="scope-as-purls-have-it"),
        pytest.param("pkg:npm/@img/x@2", "pkg:npm/%40img/x@1", False, id="scope-other-version"),
        pytest.param("pkg:deb/*/x@1.0+b1", "pkg:deb/debian/x@1.0%2Bb1?arch=amd64", True, id="plus"),
        pytest.param("pkg:pypi/a.b", "pkg:pypi/axb", False, id="a-point-is-a-point"),
        pytest.param("pkg:pypi/*", "", False, id="no-purl"),
    ],
)
def test_purls(pattern: str, purl: str, *, found: bool) -> None:
    """With or without a version, as people or as purls write it."""
    assert purl_pattern(pattern)(purl) is found


@pytest.mark.parametrize("text", ["numpy", "pkg:", "*", "pypi/numpy"])
def test_no_purl(text: str) -> None:
    """What does not begin as a purl is refused with an example."""
    with pytest.raises(InputError, match=f"^'{re.escape(text)}' is no purl: write pkg:pypi/numpy"):
        purl_pattern(text)


@pytest.mark.parametrize(
    ("pattern", "place", "found"),
    [
        pytest.param("opt/a.jar", "opt/a.jar", True, id="file"),
        pytest.param("/opt/a.jar", "opt/a.jar", True, id="from-the-root"),
        pytest.param("./opt/a.jar", "opt/a.jar", True, id="from-here"),
        pytest.param("opt", "opt/x/a.jar", True, id="folder"),
        pytest.param("opt/", "opt/x/a.jar", True, id="folder-with-its-slash"),
        pytest.param("opt", "opt2/a.jar", False, id="longer-folder"),
        pytest.param("opt/a.jar", "opt/a.jar!/x/y.so", True, id="archive"),
        pytest.param("opt/a.jar!/x", "opt/a.jar!/x/y.so", True, id="folder-in-an-archive"),
        pytest.param("opt/*.jar", "opt/x/a.jar", False, id="star-stays-in-a-folder"),
        pytest.param("opt/**/a.jar", "opt/a.jar", True, id="no-folder"),
        pytest.param("**/a.jar", "opt/x/a.jar", True, id="any-folder"),
        pytest.param("**/a.jar", "opt/x/xa.jar", False, id="whole-names"),
        pytest.param("**/*.so", "opt/a.jar!/x/y.so", True, id="into-archives"),
        pytest.param("**/*.so", "opt/y.so.1", False, id="whole-ends"),
        pytest.param("opt/?.jar", "opt/a.jar", True, id="one-character"),
        pytest.param("opt/[a].jar", "opt/a.jar", False, id="brackets-are-brackets"),
        pytest.param("opt/**", "opt/a\nb/c", True, id="line-break"),
    ],
)
def test_paths(pattern: str, place: str, *, found: bool) -> None:
    """From the root, with all that is in a folder or archive."""
    assert path_pattern(pattern)(place) is found


@pytest.mark.parametrize("text", ["/", "./", "//"])
def test_no_path(text: str) -> None:
    """The root is everything: who means that writes it."""
    with pytest.raises(InputError, match="names nothing"):
        path_pattern(text)


@pytest.mark.parametrize(
    ("pattern", "reference", "found"),
    [
        pytest.param("nginx", "nginx:1.25", True, id="any-tag"),
        pytest.param("nginx:1.25", "nginx:1.25", True, id="tag"),
        pytest.param("nginx:1.25", "nginx:1.26", False, id="other-tag"),
        pytest.param("nginx:1.*", "nginx:1.26", True, id="some-tags"),
        pytest.param("docker.io/library/nginx", "nginx:1", True, id="long-name"),
        pytest.param("nginx", "docker.io/library/nginx@sha256:" + "0" * 64, True, id="digest"),
        pytest.param("ghcr.io/team/*", "ghcr.io/team/app:1", True, id="some-of-a-registry"),
        pytest.param("ghcr.io/team/*", "ghcr.io/other/app:1", False, id="of-another-team"),
        pytest.param("local:5000/app", "local:5000/app:2", True, id="port"),
        pytest.param("local:5000/*:2", "local:5000/app:3", False, id="port-star-and-tag"),
        pytest.param("image.tar", "image.tar", True, id="file"),
    ],
)
def test_images(pattern: str, reference: str, *, found: bool) -> None:
    """An image by any of its names, with or without a tag."""
    assert image_pattern(pattern)(reference) is found


@given(st.text(), st.text())
def test_any_text(text: str, other: str) -> None:
    """A text matches itself, and what begins or ends with it where a star says so."""
    plain = text.replace("*", "")
    assert text_pattern(plain)(plain)
    assert text_pattern(f"{plain}*")(plain + other)
    assert text_pattern(f"*{plain}")(other + plain)
    assert path_pattern(f"x{text}")(other) in (True, False)
    assert image_pattern(text)(other) in (True, False)
    assert purl_pattern(f"pkg:x{text}")(other) in (True, False)
    assert len(split_purl(text)) == 2
