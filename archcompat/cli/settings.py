"""The one table of options: the command line, the environment and the config file read from it."""

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archcompat.errors import InputError
from archcompat.model.target import PAGE_SIZES, Libc, Platform
from archcompat.render import FORMATS

# The verdicts that ask for work, least first; spelled out because `--help` loads no report.
FAIL_ON = ("reinstall", "rebuild", "upgrade", "replace", "blocked")
FAIL_ON_IMPACT = ("fails", "feature", "falls-back")


class Takes(enum.Enum):
    """How many values an option takes."""

    ONE = "one"
    MANY = "many"
    """One each time it is given; a list in the config file, parted in the environment."""
    FLAG = "flag"
    """None: it is on or off."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One option, however it is given."""

    name: str
    """``fail-on``: ``--fail-on``, ``ARCHCOMPAT_FAIL_ON``, and the key in the config file."""
    help: str
    parse: Callable[[str], object] = str
    """Raises InputError."""
    takes: Takes = Takes.ONE
    default: str = ""
    """As it would be written; empty for what ``unset`` tells."""
    unset: str = ""
    """What holds without a value, in words."""
    short: str = ""
    """``-f``."""
    also: str = ""
    """A second long form, ``--ignore``."""
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    dest: str = ""
    """The attribute of the parsed arguments, where it is not the name."""
    between: str = ":"
    """What parts several values in an environment variable."""
    in_file: bool = True
    """Whether the config file may have it."""

    @property
    def attribute(self) -> str:
        """Where the parsed arguments have it."""
        return self.dest or self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return f"{PREFIX}{self.name.replace('-', '_').upper()}"

    @property
    def fallback(self) -> object:
        """The value where none is given."""
        match self.takes:
            case Takes.FLAG:
                return self.default == "true"
            case Takes.MANY:
                return []
            case Takes.ONE:
                return self.parse(self.default) if self.default else None


PREFIX = "ARCHCOMPAT_"


def _target(text: str) -> Platform:
    platform = Platform.parse(text)
    if platform.os != "linux":
        raise InputError(f"{text!r}: only Linux can be the target, such as linux/arm64")
    return platform


def _python(text: str) -> str:
    match = re.fullmatch(r"([23]\.\d+)(?:\.\d+)?", text.strip())
    if match is None:
        raise InputError(f"{text!r} is not a Python version: write 3.8")
    return match[1]


def _jobs(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text.strip()):
        raise InputError(f"{text!r} is not a number of processes")
    return int(text)


def _url(text: str) -> str:
    if not re.match(r"https?://[^/\s]", text):
        raise InputError("an index is an address that begins with https:// or http://")
    return text


def _jar_search(text: str) -> str:
    return text if text == "central" else _url(text)


def _mirror(text: str) -> str:
    if not re.match(r"[^=\s]+=https?://[^/\s]", text):
        raise InputError(
            f"{text!r} is no mirror: write deb.debian.org/debian=https://mirror.example/debian"
        )
    return text


RULES = Setting(
    "rules",
    "folder of further rules, before the shipped ones; may be repeated",
    parse=Path,
    takes=Takes.MANY,
    metavar="DIR",
)
CONFIG = Setting(
    "config",
    "config file to read (default: .archcompat.toml here, or [tool.archcompat] in pyproject.toml)",
    parse=Path,
    metavar="FILE",
    in_file=False,
)
QUIET = Setting("quiet", "no progress and no warnings", takes=Takes.FLAG, short="-q")
VERBOSE = Setting(
    "verbose",
    "say why, with the evidence; show where an internal error comes from",
    takes=Takes.FLAG,
    short="-v",
)

MAVEN_URL = Setting(
    "maven-url",
    "the Maven repository that is asked",
    parse=_url,
    unset="Maven Central",
    metavar="URL",
)

SHARED = (
    Setting(
        "target",
        "what it should run on",
        parse=_target,
        default="linux/arm64",
        short="-t",
        metavar="PLATFORM",
    ),
    Setting(
        "from",
        "which image to read where the target holds several, such as linux/amd64",
        parse=Platform.parse,
        metavar="PLATFORM",
        dest="source_platform",
    ),
    Setting(
        "libc",
        "C library there, glibc:2.36 or musl",
        parse=Libc.parse,
        unset="the image's own",
        metavar="LIBC",
    ),
    Setting(
        "python", "Python there, 3.8", parse=_python, unset="the image's own", metavar="VERSION"
    ),
    Setting("page-size", "memory page size there", default="4k", choices=tuple(PAGE_SIZES)),
    RULES,
    Setting("jobs", "processes that read layers", parse=_jobs, default="1", metavar="N"),
    Setting(
        "offline",
        "ask nothing of a network: rules and bytes answer, for images and plans what was kept",
        takes=Takes.FLAG,
    ),
    Setting(
        "resolve",
        "run Maven, in a copy of its POMs, to learn what a pom.xml's dependencies bring",
        takes=Takes.FLAG,
    ),
    Setting(
        "cache",
        "keep what was fetched for the next time",
        takes=Takes.FLAG,
        default="true",
    ),
    Setting(
        "cache-dir",
        "folder to keep it in",
        parse=Path,
        unset="archcompat in the user's cache folder",
        metavar="DIR",
    ),
    CONFIG,
    QUIET,
    VERBOSE,
)
"""Options of every command that reads a target."""

JUDGING = tuple(one for one in SHARED if one.name in ("libc", "python", "page-size", "rules"))
"""Those that what is read is judged by, which tell nothing to a command that judges nothing."""

RENDERED = (
    Setting(
        "format",
        f"how the report is written: {', '.join(FORMATS)}",
        unset="as the name of FILE ends, else table",
        short="-f",
        metavar="FORMAT",
        choices=tuple(FORMATS),
    ),
    Setting(
        "output",
        "write to FILE, in the format its name ends with (report.sarif), or to - for stdout;"
        " may be repeated",
        parse=Path,
        takes=Takes.MANY,
        unset="stdout",
        short="-o",
        metavar="FILE",
    ),
    Setting("tree", "show where every native file lies (table)", takes=Takes.FLAG),
)
"""Options of every command that writes a report."""

SCAN = (
    *RENDERED,
    Setting(
        "index-url",
        "index of Python packages that is asked",
        parse=_url,
        unset="as pip is configured",
        metavar="URL",
    ),
    Setting(
        "package-mirror",
        "what to ask in the place of a distribution's repository; may be repeated",
        parse=_mirror,
        takes=Takes.MANY,
        metavar="FROM=URL",
        between=" ",
    ),
    Setting(
        "check-wheels",
        "read the native code of each wheel that is suggested, a part of it at a time",
        takes=Takes.FLAG,
    ),
    MAVEN_URL,
    Setting(
        "jar-search",
        "who is asked, by its SHA-1, which published JAR one without a name in it is: central, or"
        " the URL of a service like Central's",
        parse=_jar_search,
        unset="nobody",
        metavar="URL",
    ),
    Setting(
        "base",
        "what an image is built on: how many of its layers, an image, or the image's Dockerfile",
        unset="as its labels say",
        metavar="IMAGE|N",
    ),
    Setting(
        "manifest-only",
        "of docker://NAME only ask for which platforms it is offered, and read no layer",
        takes=Takes.FLAG,
    ),
    Setting(
        "fail-on",
        f"the least verdict that makes exit code 1: {', '.join(FAIL_ON)}",
        default="rebuild",
        metavar="VERDICT",
        choices=FAIL_ON,
    ),
    Setting(
        "fail-on-impact",
        "the least impact that does: fails, feature (some feature fails), falls-back",
        default="feature",
        metavar="IMPACT",
        choices=FAIL_ON_IMPACT,
    ),
    Setting(
        "strict",
        "count what only falls back as well, as --fail-on-impact falls-back does",
        takes=Takes.FLAG,
    ),
    Setting(
        "ignore-file",
        "file of [[ignore]] entries, what not to fail for; may be repeated (see README)",
        parse=Path,
        takes=Takes.MANY,
        also="--ignore",
        metavar="FILE",
    ),
    Setting(
        "baseline",
        "JSON report of an earlier scan: fail for what is new or worse since",
        parse=Path,
        metavar="FILE",
    ),
    Setting("allow-unknown", "let components pass that could not be judged", takes=Takes.FLAG),
)
"""Options of ``scan`` alone."""

EVERY = (*SHARED, *SCAN)
