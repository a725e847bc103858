"""Asking an index: what is an answer, what is asked again, and what is shown of credentials."""

import gzip
import socket
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from threading import Event

import pytest

from archcompat.errors import UnreachableError
from archcompat.indexes import fetch, wire
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.network import is_private
from tests.make.webserver import Reply, Site, serving

LOGIN = "Basic " + b64encode(b"anna:s3cret").decode()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def fetcher(pauses: list[float]) -> Iterator[Fetcher]:
    with Fetcher("1.0", timeout=0.5, pause=pauses.append) as fetcher:
        yield fetcher


def body_of(fetcher: Fetcher, url: str) -> bytes:
    page = fetcher.page(url)
    assert page is not None
    return page.body


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_not_there(site: Site, fetcher: Fetcher, status: int) -> None:
    """Only these two statuses mean that there is none."""
    assert fetcher.page(site.give("/x", Reply(status, b"gone"))) is None


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_index_is_asked_again(
    site: Site, fetcher: Fetcher, pauses: list[float], status: int
) -> None:
    """It is given time, and more of it the second time."""
    url = site.give("/x", Reply(status), Reply(status), Reply(200, b"yes"))
    assert body_of(fetcher, url) == b"yes"
    assert pauses == [1.0, 2.0]
    assert fetcher.requests == 3


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (400, "answers 400"),
        (401, "asks for other credentials"),
        (403, "refuses"),
        (204, "answers 204"),
        (500, "answers 500"),
        (429, "answers 429"),
    ],
)
def test_what_is_no_answer(site: Site, fetcher: Fetcher, status: int, told: str) -> None:
    """An index that refuses or fails is unreachable: it never has none."""
    with pytest.raises(UnreachableError, match=told):
        fetcher.page(site.give("/x", Reply(status)))


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_an_index_that_names_a_time(
    site: Site, fetcher: Fetcher, pauses: list[float], as_date: bool
) -> None:
    """Retry-After is heeded in both of its forms."""
    said = formatdate(time.time() + 30, usegmt=True) if as_date else "30"
    url = site.give("/x", Reply(503, headers={"Retry-After": said}), Reply(200, b"yes"))
    assert body_of(fetcher, url) == b"yes"
    assert len(pauses) == 1
    assert 25 < pauses[0] <= 30


def test_an_index_that_names_a_long_time(site: Site, fetcher: Fetcher, pauses: list[float]) -> None:
    """Nobody waits an hour, and the index is left alone."""
    url = site.give("/x", Reply(429, headers={"Retry-After": "3600"}))
    with pytest.raises(UnreachableError, match=r"3,600 seconds"):
        fetcher.page(url)
    with pytest.raises(UnreachableError, match=r"3,600 seconds"):
        fetcher.page(site.give("/y", Reply(200, b"yes")))
    assert (pauses, fetcher.requests) == ([], 1)


def test_one_broken_page_does_not_silence_its_index(site: Site, fetcher: Fetcher) -> None:
    """A page that always fails is lost alone; after three of them the index is."""
    good = site.give("/good", Reply(200, b"yes"))
    for broken in ("/a", "/b"):
        with pytest.raises(UnreachableError):
            fetcher.page(site.give(broken, Reply(500)))
    assert body_of(fetcher, good) == b"yes"
    for broken in ("/c", "/d", "/e"):
        with pytest.raises(UnreachableError):
            fetcher.page(site.give(broken, Reply(500)))
    sent = fetcher.requests
    with pytest.raises(UnreachableError, match="answers 500"):
        fetcher.page(site.give("/other", Reply(200, b"yes")))
    assert fetcher.requests == sent


@pytest.mark.parametrize(
    ("replies", "told"),
    [
        pytest.param([Reply(200, b"half", length=400)], "stopped in the middle", id="cut"),
        pytest.param(
            [Reply(200, b"x", {"Content-Encoding": "gzip"})], "does not unpack", id="no gzip"
        ),
        pytest.param(
            [Reply(200, gzip.compress(b"x" * 9000)[:-9], {"Content-Encoding": "gzip"})],
            "does not unpack",
            id="half a gzip",
        ),
        pytest.param(
            [Reply(200, b"x", {"Content-Encoding": "br"})], "does not unpack", id="not asked for"
        ),
        pytest.param([Reply(302, headers={"Location": "/x"})], "ever other", id="circle"),
        pytest.param(
            [Reply(302, headers={"Location": "file:///etc/passwd"})], "no http", id="to a file"
        ),
        pytest.param([Reply(302, headers={"Location": "http://[x"})], "no address", id="damaged"),
    ],
)
def test_broken_answers(site: Site, fetcher: Fetcher, replies: list[Reply], told: str) -> None:
    """None of them is taken for a page."""
    with pytest.raises(UnreachableError, match=told):
        fetcher.page(site.give("/x", *replies))


def test_a_cut_answer_is_asked_for_again(site: Site, fetcher: Fetcher) -> None:
    """A connection that breaks once costs nothing."""
    url = site.give("/x", Reply(200, b"ha", length=4), Reply(200, b"half"))
    assert body_of(fetcher, url) == b"half"


def test_an_answer_that_is_too_large(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether its length is told, or only shows once it is unpacked."""
    monkeypatch.setattr(fetch, "_LARGEST_PAGE", 1000)
    with pytest.raises(UnreachableError, match="over 1,000 bytes"):
        fetcher.page(site.give("/x", Reply(200, b"x" * 1001)))
    bomb = gzip.compress(b"x" * 100_000)
    with pytest.raises(UnreachableError, match="does not unpack"):
        fetcher.page(site.give("/y", Reply(200, bomb, {"Content-Encoding": "gzip"})))


def test_a_silent_index(site: Site, fetcher: Fetcher) -> None:
    """It is given up in time, and not asked a fourth time."""
    release = Event()
    url = site.give("/x", Reply(200, b"late", before=lambda: release.wait(20)))
    with pytest.raises(UnreachableError, match="in time"):
        fetcher.page(url)
    with pytest.raises(UnreachableError, match="in time"):
        fetcher.page(url)
    release.set()
    assert fetcher.requests == 3


def test_nobody_listens(fetcher: Fetcher) -> None:
    """The system's own word for it is told."""
    with serving() as site:
        url = site.base
    with pytest.raises(UnreachableError, match=r"cannot be reached: Connection refused"):
        fetcher.page(url)


@pytest.mark.parametrize(
    ("number", "asked"), [(socket.EAI_NONAME, 1), (socket.EAI_AGAIN, 3)], ids=["none", "busy"]
)
def test_a_host_without_an_address(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, number: int, asked: int
) -> None:
    """It will have none in a second either; a resolver that is busy is asked again."""

    def resolve(*_: object, **__: object) -> None:
        raise socket.gaierror(number, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for _ in range(2):
        with pytest.raises(UnreachableError, match=r"^index\.example cannot be reached: Name or"):
            fetcher.page("https://index.example/x")
    assert fetcher.requests == asked


@pytest.mark.parametrize("url", ["ftp://example.org/x", "simple/", "http://", "http://[1/"])
def test_what_is_no_address(fetcher: Fetcher, url: str) -> None:
    """Nothing is asked for it."""
    with pytest.raises(UnreachableError, match=r"no (http or https )?address"):
        fetcher.page(url)
    assert fetcher.requests == 0


def test_a_redirection(site: Site, fetcher: Fetcher) -> None:
    """The page says where it was found, for its links count from there, and not with what key."""
    site.give("/there/", Reply(200, b"yes"))
    site.give("/there/?key=1", Reply(200, b"yes"))
    page = fetcher.page(site.give("/x", Reply(301, headers={"Location": "/there/?key=1"})))
    assert page is not None
    assert (page.body, page.url) == (b"yes", f"{site.base}/there/")


def test_a_redirection_with_much_to_say(site: Site, fetcher: Fetcher) -> None:
    """Its body is left where it is."""
    site.give("/there", Reply(200, b"yes"))
    moved = Reply(302, b"x" * 100, {"Location": "/there"}, length=1 << 40)
    assert body_of(fetcher, site.give("/x", moved)) == b"yes"
    assert fetcher.requests == 2


def test_packed_for_the_way(site: Site, fetcher: Fetcher) -> None:
    """Pages come gzipped where the server can."""
    packed = Reply(200, gzip.compress(b"yes"), {"Content-Encoding": "gzip"})
    assert body_of(fetcher, site.give("/x", packed)) == b"yes"
    assert site.asked[0].headers["accept-encoding"] == "gzip"


def test_connections_are_kept(site: Site, fetcher: Fetcher) -> None:
    """Several pages, and one that is not there, are asked for over the same connection."""
    for number in range(4):
        url = site.give(f"/{number}", Reply(404 if number == 1 else 200, b"x"))
        fetcher.page(url)
    assert fetcher.requests == 4
    assert len({one.port for one in site.asked}) == 1


def test_threads_ask_at_once(site: Site, fetcher: Fetcher) -> None:
    """Every one of many threads gets its own page."""
    urls = [site.give(f"/{number}", Reply(200, b"%d" % number)) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda url: body_of(fetcher, url), urls))
    assert found == [b"%d" % number for number in range(40)]
    assert fetcher.requests == 40


def test_by_a_proxy(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the environment; its password is in no message."""
    proxy = site.base.replace("://", "://anna:s3cret@")
    monkeypatch.setenv("http_proxy", proxy)
    site.give("http://index.invalid/x", Reply(200, b"yes"))
    assert body_of(fetcher, "http://index.invalid/x") == b"yes"
    assert site.asked[0].headers["proxy-authorization"] == LOGIN
    site.give("http://index.invalid/y", Reply(407))
    with pytest.raises(UnreachableError, match="proxy that asks for credentials") as caught:
        fetcher.page("http://index.invalid/y")
    assert "s3cret" not in str(caught.value)


class TestCredentials:
    """A user name and a password in an address."""

    @pytest.fixture
    def private(self, site: Site) -> Callable[[str], str]:
        return lambda path: site.base.replace("://", "://anna:s3cret@") + path

    def test_are_sent_to_their_origin(
        self, site: Site, fetcher: Fetcher, private: Callable[[str], str]
    ) -> None:
        """For the page, behind a redirection, and for files asked for without them later."""
        site.give("/y", Reply(200, b"page"))
        site.give("/x", Reply(302, headers={"Location": "/y"}))
        site.give("/file", Reply(200, b"file"))
        page = fetcher.page(private("/x"))
        assert page is not None
        assert "s3cret" not in page.url
        assert body_of(fetcher, f"{site.base}/file") == b"file"
        assert [one.headers.get("authorization") for one in site.asked] == [LOGIN] * 3

    def test_are_not_sent_to_another(
        self, site: Site, fetcher: Fetcher, private: Callable[[str], str]
    ) -> None:
        """Another port is another origin."""
        with serving() as other:
            away = other.give("/y", Reply(200, b"there"))
            site.give("/x", Reply(302, headers={"Location": away}))
            assert body_of(fetcher, private("/x")) == b"there"
            assert "authorization" not in other.asked[0].headers
        assert site.asked[0].headers["authorization"] == LOGIN

    @pytest.mark.parametrize("status", [400, 401, 403, 500], ids=str)
    def test_are_in_no_message(
        self, site: Site, fetcher: Fetcher, private: Callable[[str], str], status: int
    ) -> None:
        """Neither they nor a key in the query."""
        site.give("/x?key=s3cret", Reply(status))
        with pytest.raises(UnreachableError) as caught:
            fetcher.page(private("/x?key=s3cret"))
        assert "s3cret" not in str(caught.value)
        assert "anna" not in str(caught.value)

    def test_are_in_no_message_of_a_broken_connection(
        self, fetcher: Fetcher, private: Callable[[str], str], site: Site
    ) -> None:
        """Nor where the answer stops."""
        site.give("/x", Reply(200, b"", length=9))
        with pytest.raises(UnreachableError) as caught:
            fetcher.page(private("/x"))
        assert "s3cret" not in str(caught.value)

    def test_are_not_kept_on_disk(
        self, site: Site, tmp_path: Path, private: Callable[[str], str]
    ) -> None:
        """The cache knows addresses without them."""
        site.give("/x", Reply(200, b"page"))
        with Fetcher("1.0", tmp_path / "kept") as fetcher:
            fetcher.page(private("/x"))
        kept = [path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file()]
        assert len(kept) == 1
        assert b"s3cret" not in kept[0]

    def test_of_netrc(
        self, site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """What ~/.netrc has for a host is used where the address has nothing."""
        netrc = tmp_path / "other"
        netrc.write_text("machine 127.0.0.1 login anna password s3cret\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        assert body_of(fetcher, site.give("/x", Reply(200, b"page"))) == b"page"
        assert site.asked[0].headers["authorization"] == LOGIN

    def test_of_the_nearest_path(self, site: Site, fetcher: Fetcher) -> None:
        """Two indexes of one server may have their own."""
        for name in ("a", "b"):
            site.give(f"/{name}/simple/x/", Reply(200, b"page"))
            site.give(f"/{name}/files/x", Reply(200, b"file"))
            fetcher.page(f"{site.base.replace('://', f'://{name}:{name}@')}/{name}/simple/x/")
        fetcher.page(f"{site.base}/a/files/x")
        fetcher.page(f"{site.base}/b/files/x")
        sent = [one.headers["authorization"] for one in site.asked]
        assert sent[2:] == sent[:2]
        assert sent[0] != sent[1]


class TestKept:
    """What was answered before."""

    def test_is_not_asked_for_again(self, site: Site, tmp_path: Path) -> None:
        """Neither in this run nor in the next, nor that there is none."""
        urls = [site.give("/x", Reply(200, b"yes")), f"{site.base}/none"]
        for _ in range(2):
            with Fetcher("1.0", tmp_path) as fetcher:
                for _ in range(2):
                    pages = [fetcher.page(url) for url in urls]
                    assert [page and page.body for page in pages] == [b"yes", None]
        assert len(site.asked) == 2

    @pytest.mark.parametrize(
        ("given", "asked"),
        [(("ETag", '"1"'), "if-none-match"), (("Last-Modified", "Tue"), "if-modified-since")],
    )
    def test_is_asked_whether_it_changed(
        self,
        site: Site,
        fetcher: Fetcher,
        monkeypatch: pytest.MonkeyPatch,
        given: tuple[str, str],
        asked: str,
    ) -> None:
        """With the mark that the index gave it; then it counts as new."""
        name, value = given
        url = site.give("/x", Reply(200, b"yes", {name: value}), Reply(304), Reply(200, b"new"))
        monkeypatch.setattr(fetch, "_FRESH", -1.0)
        assert body_of(fetcher, url) == b"yes"
        assert body_of(fetcher, url) == b"yes"
        assert site.asked[1].headers[asked] == value
        assert body_of(fetcher, url) == b"new"

    def test_serves_offline(
        self, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """However old; what was never read is unreachable, not missing."""
        url = site.give("/x", Reply(200, b"yes"))
        with Fetcher("1.0", tmp_path) as fetcher:
            fetcher.page(url)
        monkeypatch.setattr(fetch, "_FRESH", -1.0)
        with Fetcher("1.0", tmp_path, offline=True) as fetcher:
            assert body_of(fetcher, url) == b"yes"
            with pytest.raises(UnreachableError, match="offline"):
                fetcher.page(f"{site.base}/other")
            assert fetcher.requests == 0

    def test_may_be_damaged(self, site: Site, tmp_path: Path) -> None:
        """Then it is asked for again."""
        url = site.give("/x", Reply(200, b"yes"))
        with Fetcher("1.0", tmp_path) as fetcher:
            fetcher.page(url)
        for path in tmp_path.rglob("*"):
            if path.is_file():
                path.write_bytes(b"{")
        with Fetcher("1.0", tmp_path) as fetcher:
            assert body_of(fetcher, url) == b"yes"
        assert len(site.asked) == 2

    def test_may_have_nowhere_to_go(self, site: Site, tmp_path: Path) -> None:
        """A cache that cannot be written costs the cache, not the answer."""
        (tmp_path / "file").write_bytes(b"")
        with Fetcher("1.0", tmp_path / "file") as fetcher:
            assert body_of(fetcher, site.give("/x", Reply(200, b"yes"))) == b"yes"


def test_parts(site: Site, fetcher: Fetcher) -> None:
    """A part says where it lies and how much there is."""
    url = site.give_file("/f", bytes(range(200)))
    tail = fetcher.part(url, "-10")
    assert tail is not None
    assert (tail.body, tail.start, tail.total, tail.whole) == (
        bytes(range(190, 200)),
        190,
        200,
        False,
    )
    head = fetcher.part(url, "0-9")
    assert head is not None
    assert (head.body, head.start, head.total) == (bytes(range(10)), 0, 200)


def test_a_part_that_is_not_kept(site: Site, fetcher: Fetcher) -> None:
    """It is asked for again, and takes nobody's room."""
    url = site.give_file("/f", bytes(range(200)))
    for _ in range(2):
        part = fetcher.part(url, "0-9", keep=False)
        assert part is not None
        assert part.body == bytes(range(10))
    assert site.count("/f") == 2


def test_a_server_without_ranges(site: Site, fetcher: Fetcher) -> None:
    """It gives the whole, which is told."""
    page = fetcher.part(site.give("/f", Reply(200, b"whole")), "-2")
    assert page is not None
    assert (page.body, page.total, page.whole) == (b"whole", 5, True)


@pytest.mark.parametrize("said", ["", "bytes 0-9/*", "bytes 3-1/9", "bytes 0-4/5", "bytes 7-8/8"])
def test_a_part_of_unknown_place(site: Site, fetcher: Fetcher, said: str) -> None:
    """It is of no use."""
    url = site.give("/f", Reply(206, b"12", {"Content-Range": said}))
    with pytest.raises(UnreachableError, match="does not say which"):
        fetcher.part(url, "0-1")


def test_no_way_into_a_private_network(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index outside does not get this machine's own network asked."""
    monkeypatch.setattr(wire, "is_private", lambda host: host == "localhost")
    inside = site.base.replace("127.0.0.1", "localhost")
    site.give("/a", Reply(302, headers={"Location": f"{inside}/b"}))
    with pytest.raises(UnreachableError, match="leads into a private network"):
        fetcher.page(f"{site.base}/a")
    assert site.count("/b") == 0
    site.give("/b", Reply(200, b"x"))
    assert body_of(fetcher, f"{inside}/a") == b"x"


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("localhost", True),
        ("a.localhost", True),
        ("127.0.0.1", True),
        ("169.254.169.254", True),
        ("0x7f.1", True),
        ("2130706433", True),
        ("fd00::1", True),
        ("::ffff:10.0.0.1", True),
        ("1.1.1.1", False),
        ("2606:4700::1111", False),
        ("deb.debian.org", False),
        ("", False),
        ("\u00e4", False),
    ],
)
def test_private(host: str, *, private: bool) -> None:
    """Numbers of private networks in all their spellings, and the names of this machine."""
    assert is_private(host) is private
