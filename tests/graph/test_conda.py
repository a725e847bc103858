"""Conda's packages: what belongs to them, and what they are to Python's own."""

from archcompat.graph.units import build_units
from archcompat.model.pythonfacts import CondaPackage, PythonMetadata
from archcompat.model.target import Target
from tests.make.inventory import at, file_list, inventory, native

META = "opt/conda/conda-meta/numpy-1.18.1-0.json"
SITE = "opt/conda/lib/python3.8/site-packages"
PACKAGE = CondaPackage(
    at(META), "numpy", "1.18.1", "py38_0", "linux-64", "conda-forge", ("libblas >=3.8",)
)
BLAS = CondaPackage(at("opt/conda/conda-meta/libblas-3-0.json"), "libblas", "3", "", "linux-64", "")


def test_conda_owns_what_it_installed() -> None:
    """Native files are the conda package's; the distribution it packages is no component."""
    library = native(f"{SITE}/numpy/x.so")
    made = inventory(
        PACKAGE,
        BLAS,
        file_list(META, "conda", "numpy", f"{SITE}/numpy/x.so", f"{SITE}/numpy.dist-info/METADATA"),
        file_list(f"{SITE}/numpy.dist-info/RECORD", "pypi", SITE, f"{SITE}/numpy/x.so"),
        PythonMetadata(at(f"{SITE}/numpy.dist-info/METADATA"), "numpy", "1.18.1"),
        PythonMetadata(at(f"{SITE}/six.dist-info/METADATA"), "six", "1.16"),
        library,
    )
    units = {unit.id: unit for unit in build_units(made, Target())}
    own = "pkg:conda/numpy@1.18.1?build=py38_0&channel=conda-forge&subdir=linux-64"
    assert set(units) == {own, "pkg:conda/libblas@3?subdir=linux-64", "pkg:pypi/six@1.16"}
    assert units[own].natives == (library,)
    assert units[own].requires == ("libblas",)
