"""What registries offer an image for, and which tag has another platform."""

import socket
from collections.abc import Iterator

import pytest

from archcompat.errors import FormatError, UnreachableError
from archcompat.indexes.registry.connection import Connection
from archcompat.indexes.registry.logins import Logins
from archcompat.indexes.registry.offers import RegistryOffers
from archcompat.indexes.registry.places import Places
from archcompat.model.target import Platform
from tests.make.image import Files, Image, add_image, add_index, digest_of, tar_of
from tests.make.registry import give_image
from tests.make.webserver import Reply, Site, serving

_ARM64 = Platform.parse("linux/arm64")
_AMD = Image((tar_of({"app": b"amd"}),))
_ARM = Image((tar_of({"app": b"arm"}),), architecture="arm64", variant="v8")
_NOTE = Image(
    (b"{}",), architecture="unknown", os="unknown", media_types=("application/vnd.in-toto+json",)
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def offers() -> Iterator[RegistryOffers]:
    connection = Connection("test", Logins(), timeout=1.0, pause=lambda _: None)
    yield RegistryOffers(connection, Places())
    connection.close()


def give(site: Site, tag: str, *images: Image, depth: int = 1) -> str:
    files: Files = {}
    found = [add_image(files, image, platform=len(images) > 1) for image in images]
    for _ in range(depth if len(images) > 1 else 0):
        found = [add_index(files, found)]
    return give_image(site, "app", tag, files, found[0])


@pytest.mark.parametrize(
    ("images", "depth", "found"),
    [
        pytest.param([_AMD], 0, ["linux/amd64"], id="one: by its config"),
        pytest.param([_AMD, _ARM], 1, ["linux/amd64", "linux/arm64/v8"], id="index"),
        pytest.param([_AMD, _ARM, _NOTE], 1, ["linux/amd64", "linux/arm64/v8"], id="attestation"),
        pytest.param([_AMD, _ARM], 2, ["linux/amd64", "linux/arm64/v8"], id="index-in-index"),
    ],
)
def test_platforms(
    site: Site, offers: RegistryOffers, images: list[Image], depth: int, found: list[str]
) -> None:
    """What the index says, or else the config of the one image; no layer is read."""
    platforms = offers.platforms(give(site, "1", *images, depth=depth))
    assert [str(platform) for platform in platforms or ()] == found
    layers = {digest_of(layer) for image in images for layer in image.layers}
    assert not layers & {one.path.rpartition("/")[2] for one in site.asked}


@pytest.mark.parametrize(
    ("images", "platform", "found"),
    [
        pytest.param([_AMD], "linux/amd64", _AMD, id="one"),
        pytest.param([_AMD], "linux/arm64", None, id="one-of-another-machine"),
        pytest.param([_NOTE, _AMD, _ARM], "linux/arm64", _ARM, id="index-in-index"),
        pytest.param([_AMD, _ARM], "linux/s390x", None, id="not-offered"),
    ],
)
def test_layers(
    site: Site,
    offers: RegistryOffers,
    images: list[Image],
    platform: str,
    found: Image | None,
) -> None:
    """By the config of the build for a platform; no layer is read."""
    reference = give(site, "1", *images, depth=2)
    told = offers.layers(reference, Platform.parse(platform))
    assert told == (tuple(map(digest_of, found.layers)) if found else None)
    layers = {digest_of(layer) for image in images for layer in image.layers}
    assert not layers & {one.path.rpartition("/")[2] for one in site.asked}


def test_no_such_image(site: Site, offers: RegistryOffers) -> None:
    """None is an answer, a registry that fails gives none."""
    reference = give(site, "1", _AMD)
    assert offers.platforms(f"{reference}9") is None
    site.give("/v2/app/manifests/1", Reply(500))
    with pytest.raises(UnreachableError, match="answers 500"):
        offers.platforms(reference)
    site.give("/v2/app/manifests/1", Reply(200, b"{}"))
    with pytest.raises(FormatError, match="lists neither images nor layers"):
        offers.platforms(reference)


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        pytest.param(("1.0", ["1.2", "1.3"], ["1.1"]), "1.2", id="the-first-that-has-it"),
        pytest.param(("1.0", ["1.10"], ["1.2", "1.9"]), "1.10", id="numbers-not-letters"),
        pytest.param(("1.0", [], ["1.1", "1.2"]), "", id="none"),
        pytest.param(
            ("1.0-alpine", ["1.1", "1.2-alpine"], ["1.1-alpine"]), "1.2-alpine", id="words"
        ),
        pytest.param(("1.0", ["2", "1.1.1"], ["1.1"]), "", id="as-many-numbers"),
        pytest.param(("2.0", ["1.0"], []), "", id="not-older"),
        pytest.param(("v1.0", ["v1.1"], []), "v1.1", id="v"),
        pytest.param(("edge", ["1.1"], []), "", id="no-number"),
    ],
)
def test_nearest(
    site: Site, offers: RegistryOffers, tags: tuple[str, list[str], list[str]], found: str
) -> None:
    """A tag like it that is offered for the platform."""
    tag, both, only = tags
    reference = give(site, tag, _AMD)
    for one in only:
        give(site, one, _AMD)
    for one in both:
        give(site, one, _AMD, _ARM)
    names = ", ".join(f'"{one}"' for one in sorted([tag, *both, *only]))
    site.give("/v2/app/tags/list?n=1000", Reply(200, f'{{"name":"app","tags":[{names}]}}'.encode()))
    assert offers.nearest(reference, _ARM64) == found


def test_tags_on_several_pages(site: Site, offers: RegistryOffers) -> None:
    """The list goes on where its Link header says, on the same server."""
    reference = give(site, "1.0", _AMD)
    give(site, "1.1", _AMD, _ARM)
    onward = {"Link": '<https://elsewhere.example/v2/app/tags/list?last=1.0>; rel="next"'}
    site.give("/v2/app/tags/list?n=1000", Reply(200, b'{"tags":["1.0"]}', onward))
    site.give("/v2/app/tags/list?last=1.0", Reply(200, b'{"tags":["1.1"]}'))
    assert offers.nearest(reference, _ARM64) == "1.1"


def test_a_registry_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked about one image, four times, and about no other."""
    tried = []

    def resolve(*args: object, **_: object) -> None:
        tried.append(args[0])
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    pauses: list[float] = []
    connection = Connection("test", Logins(), timeout=1.0, pause=pauses.append)
    offers = RegistryOffers(connection, Places())
    for name in ("one", "two"):
        with pytest.raises(UnreachableError, match=r"^registry\.example cannot be reached: Temp"):
            offers.platforms(f"registry.example/{name}:1")
    connection.close()
    assert pauses == [1.0, 2.0, 4.0]
    assert set(tried) == {"registry.example"}


def test_a_registry_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for one to appear."""

    def resolve(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    pauses: list[float] = []
    connection = Connection("test", Logins(), timeout=1.0, pause=pauses.append)
    with pytest.raises(UnreachableError, match="cannot be reached: Name or service not known"):
        RegistryOffers(connection, Places()).platforms("registry.example/one:1")
    connection.close()
    assert pauses == []
