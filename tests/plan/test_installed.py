"""Plans of what is installed in a folder or an image."""

from pathlib import Path

from archcompat.analysis import Options, read_subject
from archcompat.model.target import Target
from archcompat.plan.reading import installed_python, read_request
from tests.make.wheelhouse import metadata


def install(root: Path, site: str, name: str, *requires: str) -> None:
    folder = root / site / f"{name}-1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_bytes(metadata(name, "1.0", requires))


def test_what_the_application_has(tmp_path: Path) -> None:
    """The packages of its own Python, not the distribution's; what others bring is not direct."""
    venv = "opt/venv/lib/python3.8/site-packages"
    install(tmp_path, venv, "app", "lib>=1", 'win ; sys_platform == "win32"')
    install(tmp_path, venv, "lib")
    install(tmp_path, venv, "win")
    install(tmp_path, "usr/lib/python3/dist-packages", "system")
    inventory, target = read_subject(str(tmp_path), Options(target=Target(python="3.8")))
    assert installed_python(inventory) == "3.8"
    request = read_request(inventory, target).request
    assert [root.name for root in request.roots] == ["app", "win"]
    assert {name: str(version) for name, version in request.installed.items()} == {
        "app": "1.0",
        "lib": "1.0",
        "win": "1.0",
    }


def test_several_pythons_are_no_answer(tmp_path: Path) -> None:
    """Which one is meant has to be said."""
    for python in ("3.8", "3.9"):
        install(tmp_path, f"opt/{python}/lib/python{python}/site-packages", "app")
    inventory, _ = read_subject(str(tmp_path), Options())
    assert installed_python(inventory) == ""
