"""Images in registries: which is read, what is fetched, and what is said when it is not."""

import base64
import json
import pickle
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archcompat.errors import ArchcompatError, InputError, UnreachableError
from archcompat.indexes.registry import connection, repository
from archcompat.indexes.registry.logins import Logins
from archcompat.indexes.registry.places import read_places
from archcompat.model.target import Platform
from archcompat.sources import Source
from archcompat.sources.opening import open_source
from archcompat.sources.remote import Remote
from tests.make.image import (
    Files,
    Image,
    add_image,
    add_index,
    digest_of,
    layout,
    named,
    tar_of,
    write_folder,
)
from tests.make.registry import certificate, docker_registry, give_image, push
from tests.make.webserver import Asked, Reply, Site, serving
from tests.sources.reading import codes, read_all

_ARM64 = Platform.parse("linux/arm64")
_AMD = Image((tar_of({"base": b"b" * 5000}), tar_of({"app": b"amd"})), compression=("gzip", "gzip"))
_ARM = Image((tar_of({"app": b"arm"}),), architecture="arm64", compression=("zstd",))
_ATTESTATION = Image(
    (b"{}",), architecture="unknown", os="unknown", media_types=("application/vnd.in-toto+json",)
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses are counted and not taken."""
    pauses: list[float] = []
    monkeypatch.setattr(
        connection.Connection.__init__,
        "__kwdefaults__",
        {
            "timeout": 1.0,
            "pause": pauses.append,
        },
    )
    return pauses


def remote(cache: Path | None = None, **more: object) -> Remote:
    return Remote("archcompat/test", cache=cache, **more)  # type: ignore[arg-type]  # its fields


def opened(reference: str, cache: Path | None = None, **more: object) -> Source:
    return open_source(f"docker://{reference}", preferred=_ARM64, remote=remote(cache, **more))


def files_of(source: Source) -> dict[str, bytes]:
    with source:
        return {path: data for one in read_all(source) for path, data in one.files.items()}


def one_image(site: Site, image: Image = _AMD) -> str:
    files: Files = {}
    return give_image(site, "team/app", "1", files, add_image(files, image))


@pytest.fixture(scope="module")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OCI layouts, as skopeo takes them."""
    folder = tmp_path_factory.mktemp("layouts")
    for name, images in {
        "amd64": (_AMD,),
        "both": (_AMD, _ARM, _ATTESTATION),
    }.items():
        files: Files = {}
        found = [add_image(files, image) for image in images]
        top = add_index(files, found) if len(found) > 1 else found[0]
        write_folder(folder / name, layout(files, [top | {"annotations": named("x")}]))
    return folder


@pytest.fixture(scope="module")
def registry(layouts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A docker-registry with images that skopeo pushed."""
    with docker_registry(tmp_path_factory.mktemp("registry")) as address:
        push(f"oci:{layouts}/amd64:x", f"{address}/team/app:amd64")
        push(f"oci:{layouts}/both:x", f"{address}/team/app:both", "--multi-arch", "all")
        yield address


def skopeo_digest(reference: str) -> str:
    raw = subprocess.run(
        ["skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{reference}"],
        check=True,
        capture_output=True,
    ).stdout
    return digest_of(raw)


def test_an_image_that_skopeo_pushed(registry: str, tmp_path: Path) -> None:
    """Oracle: skopeo inspect --raw tells the manifest's digest; the files are those pushed."""
    reference = f"{registry}/team/app:amd64"
    with opened(reference, tmp_path) as source:
        assert source.subject.name == reference
        assert source.subject.digest == skopeo_digest(reference)
        assert str(source.subject.platform) == "linux/amd64"
        assert codes(source.problems) == []
    assert files_of(opened(reference, tmp_path)) == {"base": b"b" * 5000, "app": b"amd"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("", b"arm", id="the-target's"),
        pytest.param("linux/amd64", b"amd", id="another"),
    ],
)
def test_one_of_several_platforms(registry: str, asked: str, found: bytes) -> None:
    """The target's own build is read unless another is asked for; attestations are none."""
    platform = Platform.parse(asked) if asked else None
    with open_source(
        f"docker://{registry}/team/app:both",
        platform=platform,
        preferred=_ARM64,
        remote=remote(),
    ) as source:
        assert codes(source.problems) == ["other-platforms"]
        assert read_all(source)[-1].files == {"app": found}


def test_a_platform_that_is_not_offered(registry: str) -> None:
    """The choices are listed."""
    with pytest.raises(InputError, match=r"no image for linux/s390x.*linux/amd64.*linux/arm64"):
        open_source(
            f"docker://{registry}/team/app:both",
            platform=Platform.parse("linux/s390x"),
            remote=remote(),
        )


def test_by_digest(registry: str) -> None:
    """A digest names an image without its tag, and the index it is in."""
    digest = skopeo_digest(f"{registry}/team/app:amd64")
    assert files_of(opened(f"{registry}/team/app@{digest}"))["app"] == b"amd"


def test_what_is_kept_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    """The second time only the tag is looked up; offline not even that."""
    reference = one_image(site)
    first = files_of(opened(reference, tmp_path))
    asked = [one.path for one in site.asked]
    assert len(asked) == len(set(asked)) == 4  # the manifest, the config, two layers
    assert files_of(opened(reference, tmp_path)) == first
    assert [one.path for one in site.asked[4:]] == ["/v2/team/app/manifests/1"]
    assert files_of(opened(reference, tmp_path, offline=True)) == first
    assert len(site.asked) == 5


def test_offline_without_a_cache(site: Site, tmp_path: Path) -> None:
    """What was never fetched is not asked for, and that is said."""
    with pytest.raises(UnreachableError, match="never fetched, and nothing is asked offline"):
        opened(one_image(site), tmp_path, offline=True)
    assert not site.asked


def test_nothing_is_left_behind(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a cache the layers lie in a temporary folder, which a copy does not remove."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = opened(one_image(site))
    assert len(list(tmp_path.iterdir())) == 1
    pickle.loads(pickle.dumps(source)).close()  # noqa: S301 - it was made here
    assert files_of(source)
    assert not list(tmp_path.iterdir())


def test_layers_are_told_as_they_come(site: Site) -> None:
    """Bytes fetched, and bytes in all."""
    told: list[tuple[str, int, int]] = []
    files_of(opened(one_image(site), fetched=lambda *each: told.append(each)))
    total = sum(map(len, _AMD.stored_layers))
    assert told[-1] == ("fetching 2 layers", total, total)


# --- who may ask -------------------------------------------------------------------------------


def login_file(path: Path, host: str, login: str) -> Path:
    auth = base64.b64encode(login.encode()).decode()
    path.write_text(json.dumps({"auths": {host: {"auth": auth}}}))
    return path


def test_with_a_login_and_a_certificate(layouts: Path, tmp_path: Path) -> None:
    """Oracle: a docker-registry with htpasswd and TLS lets nobody else in."""
    pem = certificate(tmp_path / "registry.pem")
    with docker_registry(tmp_path / "r", login="anna:s3cret", certificate=pem) as address:
        push(f"oci:{layouts}/amd64:x", f"{address}/a:1", "--dest-creds", "anna:s3cret")
        right = login_file(tmp_path / "right.json", address, "anna:s3cret")
        assert files_of(opened(f"{address}/a:1", logins=Logins((right,))))["app"] == b"amd"
        wrong = login_file(tmp_path / "wrong.json", address, "anna:guess")
        with pytest.raises(UnreachableError, match=r"refuses the login of anna for a \(401\)"):
            opened(f"{address}/a:1", logins=Logins((wrong,)))
        with pytest.raises(UnreachableError, match=r"asks for a login .*: docker login 127"):
            opened(f"{address}/a:1")


def guarded(site: Site) -> None:
    """Let only who has the token read what the site has."""
    challenge = f'Bearer realm="{site.base}/token",service="s",scope="repository:team/app:pull"'
    for path, answers in list(site.answers().items()):
        before = answers[0]

        def answer(asked: Asked, before: object = before) -> Reply:
            if asked.headers.get("authorization") != "Bearer t0ken":
                return Reply(401, b"{}", {"WWW-Authenticate": challenge})
            return before(asked) if callable(before) else before  # type: ignore[return-value]  # a Reply

        site.give(path, answer)


@pytest.mark.parametrize(
    ("entry", "sent"),
    [
        pytest.param(None, "", id="nobody"),
        pytest.param({"auth": "YW5uYTpzM2NyZXQ="}, "Basic YW5uYTpzM2NyZXQ=", id="login"),
        pytest.param({"identitytoken": "r3fresh"}, "refresh_token=r3fresh", id="identity-token"),
    ],
)
def test_a_token_from_its_service(
    site: Site, tmp_path: Path, entry: dict[str, str] | None, sent: str
) -> None:
    """Asked once, with what the user has, and then sent with every question."""
    reference = one_image(site)
    guarded(site)
    query = "?scope=repository%3Ateam%2Fapp%3Apull&service=s"
    for path in ("/token", "/token" + query):
        site.give(path, Reply(200, b'{"token": "t0ken"}'))
    file = tmp_path / "config.json"
    host = reference.partition("/")[0]
    file.write_text(json.dumps({"auths": {host: entry} if entry else {}}))
    assert files_of(opened(reference, logins=Logins((file,))))["app"] == b"amd"
    (asked,) = [one for one in site.asked if one.path.startswith("/token")]
    assert sent in asked.headers.get("authorization", "") + asked.body.decode()


def test_a_token_stays_with_its_registry(site: Site) -> None:
    """A layer that lies on another server is fetched there without it."""
    reference = one_image(site)
    guarded(site)
    site.give(
        "/token?scope=repository%3Ateam%2Fapp%3Apull&service=s", Reply(200, b'{"token":"t0ken"}')
    )
    with serving() as store:
        layer = _AMD.stored_layers[1]
        there = store.give_file("/layer?key=secret", layer)
        path = f"/v2/team/app/blobs/{digest_of(layer)}"
        site.give(path, Reply(307, b"", {"Location": there}))
        assert files_of(opened(reference))["app"] == b"amd"
        assert [one.headers.get("authorization") for one in store.asked] == [None]


# --- bad networks ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        pytest.param(Reply(401), r"asks for a login for team/app \(401\)", id="401"),
        pytest.param(
            Reply(403, b'{"errors":[{"code":"DENIED","message":"requested access is denied"}]}'),
            r"does not allow team/app to be read \(403\): requested access is denied",
            id="403",
        ),
        pytest.param(Reply(404), "has no image team/app:1", id="404"),
        pytest.param(
            Reply(429, b"", {"Retry-After": "3600"}),
            r"asked too often \(429\), and asks for 3,600 seconds of patience",
            id="429",
        ),
        pytest.param(Reply(500), "answers 500 for team/app", id="500"),
        pytest.param(Reply(200, b"{", length=900), "broke off the manifest", id="truncated"),
        pytest.param(Reply(200, b"<html>"), "manifest.*cannot be read", id="no-json"),
        pytest.param(
            Reply(302, b"", {"Location": "/v2/team/app/manifests/1"}),
            "leads to ever other addresses",
            id="redirect-loop",
        ),
        pytest.param(
            Reply(401, b"", {"WWW-Authenticate": 'Bearer realm="/nowhere"'}),
            "cannot be reached|gives no token|takes nobody",
            id="token-service-is-none",
        ),
    ],
)
def test_a_manifest_that_does_not_come(site: Site, reply: Reply, says: str) -> None:
    """One sentence that names the registry and the cause; it is no 'there is none'."""
    reference = one_image(site)
    site.give("/v2/team/app/manifests/1", reply)
    with pytest.raises(ArchcompatError, match=says) as caught:
        opened(reference)
    assert "\n" not in str(caught.value)


def test_a_busy_registry_is_asked_again(site: Site, hasty: list[float]) -> None:
    """It is given time, as much as it asks for."""
    reference = one_image(site)
    path = "/v2/team/app/manifests/1"
    good = site.answers()[path][0]
    site.give(path, Reply(429, b"", {"Retry-After": "7"}), Reply(503), good)
    assert files_of(opened(reference))["app"] == b"amd"
    assert hasty == [7.0, 2.0]


LAYER = _AMD.stored_layers[1]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        pytest.param(Reply(404), "the registry does not have it", id="404"),
        pytest.param(Reply(500), "answers 500 for team/app", id="500"),
        pytest.param(Reply(200, LAYER[:50], length=len(LAYER)), "broke off", id="truncated"),
        pytest.param(Reply(200, LAYER[:-1] + b"?"), "gives other bytes than sha256", id="other"),
        pytest.param(Reply(200, LAYER + b"?" * 99), "gives more than", id="more"),
    ],
)
def test_a_layer_that_does_not_come(site: Site, reply: Reply, says: str) -> None:
    """Everything else is read; the layer is an error that says why."""
    reference = one_image(site)
    site.give(f"/v2/team/app/blobs/{digest_of(LAYER)}", reply)
    with opened(reference) as source:
        below, lost = read_all(source)
        assert below.files == {"base": b"b" * 5000}
        assert lost.error == "layer-unavailable"
        with pytest.raises(ArchcompatError, match=says):
            list(source.members(source.layers[1], None))  # type: ignore[arg-type]  # not reached


def test_a_layer_that_breaks_off_goes_on(site: Site) -> None:
    """What is missing is asked for, not the whole again."""
    reference = one_image(site)
    path = f"/v2/team/app/blobs/{digest_of(LAYER)}"
    whole = site.answers()[path][0]
    site.give(path, Reply(200, LAYER[:50], length=len(LAYER)), whole)
    assert files_of(opened(reference))["app"] == b"amd"
    ranges = [one.headers.get("range") for one in site.asked if one.path == path]
    assert ranges == [None, "bytes=50-"]


def test_a_slow_drip(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hardly any bytes are no download."""
    monkeypatch.setattr(repository, "_SLOW_SECONDS", 0.0)
    reference = one_image(site)
    with pytest.raises(ArchcompatError, match=r"127\.0\.0\.1:\d+ gives sha256:\w+ too slowly"):
        opened(reference)


def test_no_registry_at_all() -> None:
    """A closed port is named."""
    with pytest.raises(
        UnreachableError, match=r"127\.0\.0\.1:9 cannot be reached: Connection refused"
    ):
        opened("127.0.0.1:9/a:1")


# --- mirrors -----------------------------------------------------------------------------------


def test_a_mirror_is_asked_first(site: Site, tmp_path: Path) -> None:
    """What the mirror lacks comes from the registry itself."""
    reference = one_image(site)
    host = reference.partition("/")[0]
    with serving() as mirror:
        conf = tmp_path / "registries.conf"
        there = mirror.base.removeprefix("http://")
        conf.write_text(
            f'[[registry]]\nlocation = "{host}"\n[[registry.mirror]]\nlocation = "{there}/copy"\n'
        )
        found = files_of(opened(reference, places=read_places((conf,))))
        assert found["app"] == b"amd"
        assert mirror.asked[0].path == "/v2/copy/team/app/manifests/1"
