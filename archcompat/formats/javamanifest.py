"""What a Java archive says it is: MANIFEST.MF, Maven's pom.properties, and its file name.

Sources: the JAR file specification ("Notes on Manifest and Signature Files"),
https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html; java.util.Properties.load;
Maven's repository layout, https://maven.apache.org/repository/layout.html
"""

import re
from typing import NamedTuple


class Identity(NamedTuple):
    """Maven-like coordinates; what is not said is empty."""

    group: str
    artifact: str
    version: str


_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_UNRESOLVED = re.compile(r"\$\{|@.*@")  # a build that did not replace its placeholders


def parse_manifest(data: bytes) -> dict[str, str]:
    """The attributes of the main section, their names in lower case; the first of a name counts.

    Lines that are none are skipped, bytes that are no UTF-8 replaced: a JVM is as lenient.
    """
    attributes: dict[str, str] = {}
    # Folding is by bytes: a line may break within a UTF-8 sequence.
    unfolded: list[bytes] = []
    for line in re.split(rb"\r\n|\r|\n", data):
        if not line:
            break  # the sections of single files follow
        if line[:1] == b" " and unfolded:
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    for line in unfolded:
        name, colon, value = line.partition(b":")
        if colon:
            key = name.decode("utf-8", "replace").strip().lower()
            attributes.setdefault(key, value.decode("utf-8", "replace").strip())
    return attributes


def manifest_identities(attributes: dict[str, str]) -> tuple[Identity, ...]:
    """What a manifest's main attributes call the archive, most exact first.

    A bundle's version is OSGi's spelling of the real one (``1.4.4.3`` for 1.4.4-3), so the
    implementation's comes before it. A title that is no name is left out.
    """
    said = attributes.get
    group = _name(said("implementation-vendor-id", ""))
    bundle = _name(said("bundle-symbolicname", "").partition(";")[0].strip())
    own = bundle.startswith(group + ".")
    found = (
        Identity(
            group,
            _name(said("implementation-title", "")),
            _version(said("implementation-version", "")),
        ),
        Identity(
            group if own else "",
            bundle[len(group) + 1 :] if own else bundle,
            _version(said("bundle-version", "")) if bundle else "",
        ),
    )
    weaker = (
        Identity(
            "",
            _name(said("specification-title", "")),
            _version(said("specification-version", "")),
        ),
        Identity("", _name(said("automatic-module-name", "")), ""),
    )
    useful = [identity for identity in found if identity.artifact or identity.version]
    useful = (
        useful or [identity for identity in weaker if identity.artifact or identity.version][:1]
    )
    return tuple(dict.fromkeys(useful))


def parse_pom_properties(data: bytes) -> Identity:
    """Group, artifact and version of a ``pom.properties``; what it lacks is empty."""
    values: dict[str, str] = {}
    for line in data.decode("utf-8", "replace").splitlines():
        match = re.match(r"\s*(groupId|artifactId|version)\s*[=:\s]\s*(.*)", line)
        if match is not None:
            values[match[1]] = match[2].strip()
    return Identity(
        _name(values.get("groupId", "")),
        _name(values.get("artifactId", "")),
        _version(values.get("version", "")),
    )


_SUFFIX = re.compile(r"\.(?:jar|war|ear|rar|sar|par|nar|kar|hpi|jpi|aar|jmod|zip)$", re.IGNORECASE)
_OSGI = re.compile(r"([A-Za-z][A-Za-z0-9.]*)_(\d+\.\d+\.\d+(?:\..+)?)")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_QUALIFIER = re.compile(
    r"\d+(?:\.[A-Za-z0-9]+)*"
    r"|(?:alpha|beta|rc|cr|m|milestone|ga|final|release|sp|pre|preview|ea|dev|snapshot|incubating"
    r"|b|build|rev|p|jre|redhat|jbossorg|cdh|hdp|mapr|amzn|v)[.\d]*",
    re.IGNORECASE,
)


def identity_of_file_name(name: str) -> tuple[str, str, str]:
    """Artifact, version and classifier of ``artifact-version[-classifier].jar``.

    A name without a version is all artifact. Everything after the version that is no qualifier
    of one (``-SNAPSHOT``, ``-M4``, ``-jre``) is the classifier.
    """
    stem = _SUFFIX.sub("", name.rpartition("/")[2])
    if match := _OSGI.fullmatch(stem):
        return match[1], match[2], ""
    tokens = stem.split("-")
    start = _version_start(tokens)
    if start is None:
        return stem, "", ""
    end = start + 1
    while end < len(tokens) and (
        _QUALIFIER.fullmatch(tokens[end])
        or (tokens[end] == "android" and end + 1 == len(tokens))  # guava's, never an OS there
    ):
        end += 1
    return "-".join(tokens[:start]), "-".join(tokens[start:end]), "-".join(tokens[end:])


def _version_start(tokens: list[str]) -> int | None:
    """Index of the token at which the version starts.

    That is the first number, but for artifacts with one in their own name, which is short and
    followed by the real version: ``log4j-1.2-api-2.17.1``, ``hive-shims-0.23-2.3.7``.
    """
    numbers = [
        index
        for index, token in enumerate(tokens)
        if index and token[:1].isdigit() and token not in ("32", "64")
    ]
    if not numbers or not tokens[0]:
        return None
    first = numbers[0]
    if tokens[first].count(".") > 1 or not _NUMBER.fullmatch(tokens[first]):
        return first
    for index in numbers[1:]:
        between = tokens[first + 1 : index]
        dots = tokens[index].count(".")
        if between and dots and not _QUALIFIER.fullmatch(tokens[index - 1]):
            return index
        if not between and dots > 1:
            return index
    return first


def _name(text: str) -> str:
    """``text`` if it can be a name: titles are often sentences, or placeholders."""
    return text if _NAME.fullmatch(text) and not _UNRESOLVED.search(text) else ""


def _version(text: str) -> str:
    return "" if _UNRESOLVED.search(text) or not text[:1].isalnum() else text
