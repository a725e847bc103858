"""Makes a small root file system of any machine: Debian packages, wheels, programs."""

from archcompat.model.arch import Arch
from samples.build import installed
from tests.make.elf import elf
from tests.make.packages import stanza, status

_LOADER = {"x86_64": "lib64/ld-linux-x86-64.so.2", "aarch64": "lib/ld-linux-aarch64.so.1"}
SITE = "opt/app/lib/python3.8/site-packages"
Tree = dict[str, bytes]


def rootfs(
    machine: str,
    *,
    packages: dict[str, str] | None = None,
    wheels: dict[str, str] | None = None,
    release: str = "12",
) -> Tree:
    """A Debian with libc6 and more ``packages``, and native wheels, by version."""
    folder = f"usr/lib/{machine}-linux-gnu"
    loader = _LOADER[machine]
    owned = {
        f"{folder}/libc.so.6": elf(machine, soname="libc.so.6"),
        loader: elf(machine, soname=loader.rpartition("/")[2]),
    }
    arch = Arch(machine).debian
    listed = {"libc6": "2.36-9", **(packages or {})}
    tree = {
        "etc/os-release": f'ID=debian\nVERSION_ID="{release}"\n'.encode(),
        "var/lib/dpkg/status": status(
            *(
                stanza(
                    Package=name,
                    Status="install ok installed",
                    Architecture=arch,
                    Version=version,
                )
                for name, version in listed.items()
            )
        ),
        f"var/lib/dpkg/info/libc6:{arch}.list": "".join(f"/{path}\n" for path in owned).encode(),
        **owned,
    }
    for name, version in (wheels or {}).items():
        tree |= {
            f"{SITE}/{path}": data for path, data in wheel_files(name, version, machine).items()
        }
    return tree


def wheel_files(name: str, version: str, machine: str) -> Tree:
    """What pip leaves of a wheel with one extension module."""
    module = {f"{name}/_c.cpython-38-{machine}-linux-gnu.so": elf(machine, needed=("libc.so.6",))}
    return installed(name, version, f"cp38-cp38-manylinux2014_{machine}", module)
