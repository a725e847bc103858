"""archcompat says what in a deployable artifact will not run on another CPU architecture.

The names below are stable; what is in the modules may change between versions.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archcompat.analysis import Options, analyze
    from archcompat.errors import ArchcompatError, FormatError, InputError, RuleError
    from archcompat.model.progress import Progress
    from archcompat.model.report import (
        Basis,
        Component,
        Finding,
        Impact,
        Remediation,
        Report,
        Verdict,
    )
    from archcompat.model.target import Libc, Platform, Target
    from archcompat.render.as_json import encode_report, read_report

__version__ = "0.1.0"

__all__ = (
    "ArchcompatError",
    "Basis",
    "Component",
    "Finding",
    "FormatError",
    "Impact",
    "InputError",
    "Libc",
    "Options",
    "Platform",
    "Progress",
    "Remediation",
    "Report",
    "RuleError",
    "Target",
    "Verdict",
    "analyze",
    "encode_report",
    "read_report",
)

_MODULES = {
    "analysis": ("Options", "analyze"),
    "errors": ("ArchcompatError", "FormatError", "InputError", "RuleError"),
    "model.progress": ("Progress",),
    "model.report": (
        "Basis", "Component", "Finding", "Impact", "Remediation", "Report", "Verdict",
    ),
    "model.target": ("Libc", "Platform", "Target"),
    "render.as_json": ("encode_report", "read_report"),
}  # fmt: skip
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """A public name, loaded when it is asked for: `archcompat --help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names too."""
    return sorted({*globals(), *__all__})
