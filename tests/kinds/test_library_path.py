"""The kind that reads the dynamic linkers' path files."""

import pytest

from archcompat.kinds.library_path import KIND
from archcompat.model.osfacts import LibraryPath
from tests.make.packages import entry


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        pytest.param("etc/ld.so.conf", True, id="main"),
        pytest.param("etc/ld.so.conf.d/cuda.conf", True, id="included"),
        pytest.param("root/etc/ld.so.conf.d/cuda.conf", True, id="nested-root"),
        pytest.param("etc/ld-musl-aarch64.path", True, id="musl"),
        pytest.param("etc/nginx.conf", False, id="other-conf"),
        pytest.param("usr/etc.d/ld.so.conf", False, id="other-folder"),
        pytest.param("etc/systemd/a.path", False, id="systemd-path-unit"),
    ],
)
def test_claims(path: str, *, claimed: bool) -> None:
    """Only the files that a linker or ldconfig opens."""
    assert KIND.claims(entry(path)) is claimed


def test_read() -> None:
    """Each file is read by the rules of its own linker."""
    main = entry("etc/ld.so.conf", data="include x/*.conf\n/opt/lib/\n")
    assert list(KIND.read(main)) == [LibraryPath(main.where, ("/opt/lib",), ("x/*.conf",))]
    musl = entry("etc/ld-musl-x86_64.path", data="/lib:/opt\n")
    assert list(KIND.read(musl)) == [LibraryPath(musl.where, ("/lib", "/opt"))]
