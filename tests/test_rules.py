"""The rules that are shipped: every one is right, answers its examples, and is where it belongs."""

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path

import msgspec
import pytest

from archcompat.errors import FormatError
from archcompat.formats.versions import compare
from archcompat.model.report import Verdict
from archcompat.model.rule import Rule
from archcompat.rulebook.lint import check_file, run_example
from archcompat.rulebook.load import Rulebook, load_rules, read_rule, shipped_rules

FOLDER = shipped_rules()
IDS = Rulebook((FOLDER,)).ids()
# Staleness is a warning for whoever looks after the rules, not for whoever runs the tests.
TODAY = dt.date(2026, 1, 1)

NAMED = [  # what everybody meets first
    "maven/io.netty/netty-transport-native-epoll",
    "maven/org.xerial.snappy/snappy-java",
    "maven/org.fusesource.leveldbjni/leveldbjni-all",
    "maven/org.fusesource.jansi/jansi",
    "maven/org.rocksdb/rocksdbjni",
    "maven/com.github.luben/zstd-jni",
    "pypi/numpy",
    "pypi/psycopg2-binary",
    "pypi/cryptography",
    "pypi/grpcio",
    "pypi/pillow",
    "pypi/lxml",
    "pypi/uwsgi",
    "pypi/mysqlclient",
]


def path_of(rule_id: str) -> Path:
    return FOLDER / f"{rule_id}.toml"


@cache
def rule_of(rule_id: str) -> Rule:
    return read_rule(path_of(rule_id), FOLDER)


@pytest.mark.parametrize("rule_id", IDS)
def test_nothing_to_complain_of(rule_id: str) -> None:
    """The check finds nothing wrong."""
    assert [str(complaint) for complaint in check_file(path_of(rule_id), FOLDER, TODAY)] == []


@pytest.mark.parametrize("rule_id", IDS)
def test_examples(rule_id: str) -> None:
    """Each example gets the answer it expects, and only refused ones name a version to go to."""
    rule = rule_of(rule_id)
    assert rule.example
    for example in rule.example:
        assert run_example(rule, example) == "", example
        assert not (example.to and example.expect is Verdict.READY), example


@pytest.mark.parametrize("rule_id", IDS)
def test_path_is_id(rule_id: str) -> None:
    """A rule lies where its package is looked up, and is found there."""
    rule = rule_of(rule_id)
    ecosystem, _, rest = rule_id.partition("/")
    namespace, _, name = rest.rpartition("/")
    assert (rule.id, rule.ecosystem) == (rule_id, ecosystem)
    assert load_rules().find(ecosystem, namespace, name) == rule


@pytest.mark.parametrize("rule_id", IDS)
def test_editors_find_the_schema(rule_id: str) -> None:
    """The first line points to the schema, from wherever the file lies."""
    path = path_of(rule_id)
    first = path.read_text("utf-8").partition("\n")[0]
    assert first.startswith("#:schema ")
    target = (path.parent / first.removeprefix("#:schema ")).resolve()
    assert target == (FOLDER / "schema.json").resolve()


@pytest.mark.parametrize("rule_id", IDS)
def test_suggestions_are_newer(rule_id: str) -> None:
    """No example suggests an older version than the one it is of.

    An image's tag may move: `8` is a newer image than `8u212`, which is ordered like it.
    """
    rule = rule_of(rule_id)
    least = 0 if rule.ecosystem == "docker" else 1
    for example in rule.example:
        if example.to and example.version:
            assert compare(rule.ecosystem, example.to, example.version) >= least, example


def test_schema() -> None:
    """The schema that is checked in is the one of the code; write it anew when they differ."""
    generated = json.dumps(msgspec.json.schema(Rule), indent=2) + "\n"
    assert (FOLDER / "schema.json").read_text("utf-8") == generated


@pytest.mark.parametrize("rule_id", NAMED)
def test_named(rule_id: str) -> None:
    """What everybody meets first has a rule that somebody looked into."""
    assert rule_of(rule_id).strongest_evidence.value in ("observed", "upstream")


def test_enough_of_each_sort() -> None:
    """There are rules of images and of runtimes beside those of packages."""
    count = {
        ecosystem: sum(rule_id.startswith(f"{ecosystem}/") for rule_id in IDS)
        for ecosystem in ("maven", "pypi", "docker", "generic")
    }
    assert count["docker"] >= 2
    assert count["generic"] >= 4
    assert count["maven"] + count["pypi"] >= 14


def test_renamed_classifier() -> None:
    """Netty's epoll transport was published under two classifiers, one after the other."""
    epoll = rule_of("maven/io.netty/netty-transport-native-epoll")
    assert len({entry.classifier for entry in epoll.classifier}) >= 2


def test_every_part_of_the_format_is_used() -> None:
    """The optional parts of a rule are there to be copied."""
    rules = [rule_of(rule_id) for rule_id in IDS]
    parts = ("libc", "python", "classifier", "known_issue", "alternative", "jni", "fallback")
    assert [part for part in parts if not any(getattr(rule, part) for rule in rules)] == []


def test_versions_of_every_sort_are_ordered() -> None:
    """Every shipped rule's type has an order: its examples' versions compare.

    Tags without a number, such as `latest`, have none: rules name them one by one.
    """
    for rule_id in IDS:
        rule = rule_of(rule_id)
        for example in rule.example:
            if rule.ecosystem == "docker" and not re.search(r"\d", example.version):
                continue
            try:
                assert compare(rule.ecosystem, example.version or "1", "0") in (0, 1)
            except FormatError as error:
                pytest.fail(f"{rule_id}: {error.detail}")
