"""The reader of etc/apk/repositories."""

from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.apkrepositories import parse_repositories


def test_read() -> None:
    """Addresses and folders by line, without comments and tags."""
    text = b"#http://old\n\nhttp://x/main # why\n/media/cdrom/apks\n@testing http://x/testing\n"
    assert parse_repositories(text) == (
        (3, "http://x/main"),
        (4, "/media/cdrom/apks"),
        (5, "http://x/testing"),
    )


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    """Any bytes give lines with a word each."""
    assert all(line > 0 and url for line, url in parse_repositories(data))
