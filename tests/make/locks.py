"""Makes lock files as the tools write them: numpy for two machines, and a package of one."""

import hashlib

NUMPY = (
    "numpy-1.19.5.zip",
    "numpy-1.19.5-cp38-cp38-manylinux2010_x86_64.whl",
    "numpy-1.19.5-cp38-cp38-manylinux2014_aarch64.whl",
)
GREENLET = ("greenlet-1.0.0.tar.gz", "greenlet-1.0.0-cp38-cp38-manylinux1_x86_64.whl")
ENVIRONMENT = "python_full_version < '3.9'"


def sha(name: str) -> str:
    """A digest that looks like one, and is the file's own."""
    return hashlib.sha256(name.encode()).hexdigest()


def pylock() -> str:
    """PEP 751."""
    return f"""
lock-version = "1.0"
created-by = "a tool"
requires-python = ">=3.8"
{_pylock_package("numpy", "1.19.5", NUMPY)}
{_pylock_package("greenlet", "1.0.0", GREENLET)}
[[packages]]
name = "mine"
directory = {{ path = "libs/mine" }}
[[packages]]
name = "theirs"
version = "2"
vcs = {{ type = "git", url = "https://me:secret@example.org/theirs.git", commit-id = "{"0" * 40}" }}
"""


def _pylock_package(name: str, version: str, files: tuple[str, ...]) -> str:
    sdist, *wheels = (
        f'{{ name = "{file}", url = "https://example.org/{file}", hashes ='
        f' {{ sha256 = "{sha(file)}" }} }}'
        for file in files
    )
    return f"""
[[packages]]
name = "{name}"
version = "{version}"
marker = "{ENVIRONMENT}"
dependencies = [{{ name = "six" }}]
sdist = {sdist}
wheels = [{", ".join(wheels)}]
"""


def uv_lock() -> str:
    """Version 1 of uv's, with a package that only Windows needs and one that needs itself."""
    return f"""
version = 1
requires-python = ">=3.8"
[[package]]
name = "demo"
version = "0.1"
source = {{ virtual = "." }}
dependencies = [{{ name = "numpy" }}, {{ name = "pywin32", marker = "sys_platform == 'win32'" }}]
[package.dev-dependencies]
dev = [{{ name = "greenlet" }}]
{_uv_package("numpy", "1.19.5", NUMPY)}
{_uv_package("greenlet", "1.0.0", GREENLET)}
dependencies = [{{ name = "greenlet" }}]
[[package]]
name = "pywin32"
version = "306"
source = {{ registry = "https://pypi.org/simple" }}
dependencies = [{{ name = "winhelper" }}]
wheels = [{{ url = "https://example.org/pywin32-306-cp38-cp38-win_amd64.whl" }}]
[[package]]
name = "winhelper"
version = "1"
source = {{ registry = "https://pypi.org/simple" }}
[[package]]
name = "theirs"
version = "2"
source = {{ git = "https://me:secret@example.org/theirs.git#{"0" * 40}" }}
"""


def _uv_package(name: str, version: str, files: tuple[str, ...]) -> str:
    sdist, *wheels = (
        f'{{ url = "https://example.org/{file}", hash = "sha256:{sha(file)}" }}' for file in files
    )
    return f"""
[[package]]
name = "{name}"
version = "{version}"
source = {{ registry = "https://pypi.org/simple" }}
resolution-markers = ["{ENVIRONMENT}"]
sdist = {sdist}
wheels = [{", ".join(wheels)}]
"""


def poetry_lock(shape: str = "2.1") -> str:
    """Poetry's, in the shape of a lock-version."""
    packages = {"numpy": ("1.19.5", NUMPY), "greenlet": ("1.0.0", GREENLET)}
    text = ""
    for name, (version, files) in packages.items():
        listed = ", ".join(f'{{file = "{file}", hash = "sha256:{sha(file)}"}}' for file in files)
        text += f'[[package]]\nname = "{name}"\nversion = "{version}"\noptional = false\n'
        text += f'files = [{listed}]\nmarkers = "{ENVIRONMENT}"\n' if shape == "2.1" else ""
        text += "[package.dependencies]\n"
        text += f'six = {{version = ">=1", markers = "{ENVIRONMENT}"}}\n'
        text += 'other = "*"\n'
    text += '[[package]]\nname = "theirs"\nversion = "2"\n'
    text += '[package.source]\ntype = "git"\nurl = "https://me:secret@example.org/theirs.git"\n'
    text += f'[metadata]\nlock-version = "{shape}"\n'
    if shape == "1.1":
        text += "[metadata.files]\n"
        for name, (_, files) in packages.items():
            listed = ", ".join(
                f'{{file = "{file}", hash = "sha256:{sha(file)}"}}' for file in files
            )
            text += f"{name} = [{listed}]\n"
    if shape == "1.0":
        text += "[metadata.hashes]\n"
        for name, (_, files) in packages.items():
            text += f"{name} = [{', '.join(repr(sha(file)) for file in files)}]\n"
    return text


def pipfile_lock() -> str:
    """Pipenv's."""
    hashes = [f'"sha256:{sha(file)}"' for file in NUMPY]
    return f"""{{
"_meta": {{"hash": {{"sha256": "0"}}, "pipfile-spec": 6, "requires": {{"python_version": "3.8"}}}},
"default": {{
  "numpy": {{"hashes": [{", ".join(hashes)}], "index": "pypi", "markers": "{ENVIRONMENT}",
            "version": "==1.19.5"}},
  "theirs": {{"git": "https://me:secret@example.org/theirs.git", "ref": "{"0" * 40}"}}
}},
"develop": {{"numpy": {{"version": "==1.0"}}, "extra": {{"version": "*", "extras": ["b", "a"]}}}}
}}"""
