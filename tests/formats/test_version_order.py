"""The order of versions in every ecosystem: some sixty comparisons each, and its own program's."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.formats.versions import compare
from tests.need import need, run

# Chains in rising order; every sign in them is a comparison.
ORDERS = {
    # https://peps.python.org/pep-0440/, "Summary of permitted suffixes and relative ordering"
    "pypi": """
        1.dev0 < 1.0.dev456 < 1.0a1 < 1.0a2.dev456 < 1.0a12.dev456 < 1.0a12 < 1.0b1.dev456 < 1.0b2
        1.0b2 < 1.0b2.post345.dev456 < 1.0b2.post345 < 1.0rc1.dev456 < 1.0rc1 < 1.0
        1.0 < 1.0+abc.5 < 1.0+abc.7 < 1.0+5 < 1.0.post456.dev34 < 1.0.post456 < 1.1.dev1
        1.0.dev1 < 1.0a1 < 1.0b1 < 1.0rc1 ; 1.0 < 1.0.post1 < 1.0.1 < 1.1 < 1!0.5
        1.9 < 1.10 < 1.19.5 < 1.20.0 < 2012.4 < 1!1.0
        1.0 < 1.0+cpu < 1.0+cu118 < 1.0+cu118.1
        1.0a1.dev1 < 1.0a1 < 1.0a1.post1
        1.0 = 1.0.0 = v1.0 = 01.0 = 1.0.0.0
        1.0a1 = 1.0-alpha.1 = 1.0ALPHA1 = 1.0_a_1
        1.0rc1 = 1.0c1 = 1.0-pre-1 = 1.0.preview1
        1.0.post1 = 1.0-1 = 1.0.rev1 = 1.0-r1
        1.0a = 1.0a0 < 1.0a1
        1.0+ubuntu.1 = 1.0+ubuntu-1 = 1.0+UBUNTU_1
        2.8.6 < 2.9 < 2.9.10 ; 0.29.37 < 3.0a1 ; 2023.7.22 < 2023.11.17
        3.20.0rc1 < 3.20.0 < 3.20.1rc1 < 3.20.1 ; 22.0 < 22.0.1
    """,
    # The manual page deb-version(7)
    "deb": """
        1.0~~ < 1.0~~a < 1.0~ < 1.0 < 1.0a < 1.0b < 1.0+ < 1.0. = 1.0.0
        1.0~rc1-1 < 1.0-1 < 1.0-1+b1 < 1.0-1.1 < 1.0-2 < 1.0-10
        9.9-1 < 1:0.1-1 < 2:0.1-1 < 10:0-1
        2.31-13+deb11u3 < 2.31-13+deb11u11 < 2.36-9 < 2.36-9+deb12u4 < 2.36-9+deb12u10
        1.2.3-1~bpo11+1 < 1.2.3-1 < 1.2.3-1build1 < 1.2.3-1ubuntu0.1 < 1.2.3-1ubuntu1 < 1.2.3-2
        1.1.1n-0+deb11u3 < 1.1.1w-0+deb11u1 < 3.0.11-1~deb12u2 < 3.0.11-1
        1.2 < 1.2.0 < 1.2.1 < 1.02.2 < 1.10
        0:1.0-1 = 1.0-1 ; 1.0 = 1.0-0 ; 1.01 = 1.1 = 1.001 ; 1.0-1 = 1.00-01 ; 0 = 0-0
        1.a < 1.aa < 1.b ; 1a < 1b < 1+ < 1.0
        7.88.1-10+deb12u5 < 8.5.0-2 ; 1:8.4.2+dfsg-1 < 1:9.2.0+dfsg-5
        20230311 < 20230311+deb12u1 < 20240203
        2.0.0~alpha1-1 < 2.0.0~beta1-1 < 2.0.0~rc1-1 < 2.0.0-1
        5.10.0-8 < 5.10.0-26 < 6.1.0-1 ; 0.0.0+git20200101 < 0.0.1
        12.2.0-14 < 12.2.0-14+deb12u1 < 13.2.0-2 ; 1:2.39.2-1.1 < 1:2.39.5-0+deb12u1 < 1:2.43.0-1
        3.9.2-3 < 3.9.2-3+b1 < 3.11.2-6+deb12u3 < 3.11.2-6+deb12u10
    """,
    # The manual page rpm-version(7)
    "rpm": """
        1.0~beta1 < 1.0~rc1 < 1.0~rc2 < 1.0 < 1.0^git1 < 1.0^git2 < 1.0.1
        1.0~rc1^git1 < 1.0 ; 1.0^git1~pre < 1.0^git1
        2.17-307.el7 < 2.17-326.el7 < 2.17-326.el7_9 < 2.28-1.el8 < 2.28-236.el8 < 2.34-60.el9
        9.9-1 < 1:0.1-1 < 2:0.1-1 < 10:0-1
        1.0a < 1.0b < 1.0.1 < 1.1 ; 1.a < 1.b < 1.1 ; 1.0.a < 1.0.1
        1.9 < 1.10 < 1.010.1 ; 2.0 < 2.0.1 < 2.0.1a ; 5.5p1 < 5.5p2 < 5.5p10 < 5.6p1
        1.0 = 0:1.0 ; 1.01 = 1.1 ; 1.a+ = 1.a ; 2_0 = 2.0 ; 1..0 = 1.0 ; 1.0-01 = 1.0-1
        xyz10 < xyz10.1 ; xyz < xyz.4 < 8 < 8.1 ; 10xyz < 10.1xyz
        1.1.1k-9.el8_7 < 1.1.1k-12.el8_9 < 3.0.7-2.el9 ; 4.18.0-80.el8 < 4.18.0-513.5.1.el8_9
        0:2.6.6-15.amzn2 < 1:1.0 ; 1b.fc17 < 1.fc17 < 1g.fc17 < 1.1.fc17
        20101121 < 20101122 ; 1.0-1.fc38 < 1.0-1.fc39 < 1.0-2.fc38 ; a = a+ = a_
        10a1x < 10b2 ; 6.0 < 6.0.rc1 ; 6.0.rc1 < 6.0.1 ; 1.0aa < 1.0b ; 11 < 100
        3.9.18-1.el9 < 3.9.18-3.el9_4.1 < 3.9.18-3.el9_4.5 ; 2.02-148 < 2.06-61
    """,
    # https://semver.org, item 11, and node-semver
    "npm": """
        1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta < 1.0.0-beta < 1.0.0-beta.2 < 1.0.0-beta.11
        1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0 < 1.9.0 < 1.10.0 < 2.0.0-0 < 2.1.0 < 2.1.1
        0.9.0 < 0.10.0 < 1.0.0 < 2.0.0 < 10.0.0
        1.0.0+build.1 = 1.0.0+build.2 = 1.0.0 = v1.0.0
        1.0.0-0 < 1.0.0-1 < 1.0.0-2 < 1.0.0-10 < 1.0.0-a < 1.0.0-a.0 < 1.0.0-a.1 < 1.0.0-a.a
        1.0.0-1 < 1.0.0-1.0 < 1.0.0-1.a < 1.0.0--1 ; 1.0.0-1a < 1.0.0-A < 1.0.0-B < 1.0.0-a
        1.2.3-4 < 1.2.3-4-foo ; 1.2.3-5 < 1.2.3-5-Foo ; 1.2.3-a.5 < 1.2.3-a.10 < 1.2.3-a.b
        1.2.3-a.b < 1.2.3-a.b.c ; 1.2.3-a.b.c.5.d.100 < 1.2.3-a.b.c.10.d.5
        1.2.3-r100 < 1.2.3-r2 < 1.2.3-r2x ; 0.0.0-foo < 0.0.0 < 0.0.1-x < 0.0.1
        1.2.3+a = 1.2.3+b ; 1.2.3-b+a = 1.2.3-b+c ; 1.2.3-b < 1.2.3+a
        18.2.0-next.1 < 18.2.0-next-1 < 18.2.0 ; 0.0.0-experimental-1 < 0.0.0-experimental-2
        0.32.6 < 0.33.0-alpha.1 < 0.33.0-rc.2 < 0.33.0 < 0.33.1
        5.0.0-beta.9 < 5.0.0-beta.10 < 5.0.0-canary.1 < 5.0.0-rc.0 < 5.0.0
        20.9.0 < 20.10.0 < 21.0.0-v8.1 < 21.0.0
    """,
    "cargo": """
        0.1.0 < 0.2.0-alpha.1 < 0.2.0-alpha.2 < 0.2.0-alpha.10 < 0.2.0-beta < 0.2.0 < 1.0.0
        1.0.0+a = 1.0.0+b
    """,
    # Image tags and programs without a scheme: numbers, then words for what comes before a release
    "docker": """
        1.9 < 1.10 < v1.11 < 2 < 10 ; 1.0 = v1.0 = 1.0.0 = 1 = V1.0
        1.0-dev < 1.0-alpha < 1.0-beta2 < 1.0-rc1 < 1.0-rc2 < 1.0-rc10 < 1.0
        1.0-dev < 1.0-a1 < 1.0b1 < 1.0-preview1 < 1.0-RC1 < 1.0
        1.0.dev1 < 1.0_alpha < 1.0.Beta.3 < 1.0-pre < 1.0
        3.9-alpine3.18 < 3.10-slim < 3.11.1-bookworm < 3.11.2 ; 3.11 = 3.11-slim = 3.11-alpine
        1.10.0-alpine = 1.10.0 ; 12-bookworm = 12 ; 3.9-buster = 3.9 ; 1.0-devel = 1.0
        8.0-debian = 8.0 ; 8.0-distroless = 8.0 ; 9-alma = 9 ; 22.04-base = 22.04 ; 1.2-apache = 1.2
        8u212-jdk = 8-jre = 8 < 11-jre < 11.0.2-jdk-slim < 17 < 21-ea ; 11.0.16_8-jdk = 11.0.16
        5.7.44-oracle = 5.7.44 < 8.0-1 = 8 < 8.0.29
        v0.7.4 < v0.7.5 < v0.12.0 ; v2.0.0-beta < v2.0.0 ; v2.0.0-rc.1 < v2.0.0-rc.2 < v2.0.0
        20.04 < 22.04 < 24.04 ; 20230126 < 20240101 ; 2023.1.0 < 2023.10.0 ; 2.7.0-cpu-py38 = 2.7
        1.14.3-scala_2.12-java11 = 1.14.3 < 1.15.0-scala_2.12 ; 4.0.1 < 4.0.1.1 < 4.0.2
    """,
    "generic": """
        8u302 < 11.0.2 < 17 < 21.0.1+12 ; 18.04 < 20.04 < 20.10 < 22.04 ; 1.1.1k = 1.1.1
        v1.0 = 1.0.0 ; 2983.2.1 < 3033.2.0 < 3510.2.0 ; 2.3.274.0 < 2.3.344.0 < 3.0.0.0
    """,
    # apk-package(5) and src/version.c of apk-tools
    "apk": """
        1.2.4_pre1-r0 < 1.2.4-r0 < 1.2.4-r2 < 1.2.4_git20230717-r4 < 1.2.5-r0
        1.0_alpha < 1.0_alpha1 < 1.0_alpha2 < 1.0_beta < 1.0_pre < 1.0_rc < 1.0_rc1 < 1.0_rc10 < 1.0
        1.0 < 1.0-r0 < 1.0-r1 < 1.0-r10 < 1.0_cvs < 1.0_svn < 1.0_git < 1.0_hg < 1.0_p < 1.0_p1
        1.0_p1 < 1.0a < 1.0b < 1.0.0 < 1.0.1 < 1.1 < 1.9 < 1.10 < 2 < 10
        1.0_alpha_pre2 < 1.0_alpha < 1.0_alpha_p1 ; 1.0 < 1.0~abcdef < 1.0_p1
        1.001 < 1.01 < 1.05 < 1.1 < 1.2 ; 1.1.1k-r0 < 1.1.1l-r0 < 1.1.1w-r1 < 3.0.0-r0
        9_p1-r0 < 9_p2-r0 < 9.1_p1-r0 ; 3.17.10 < 3.18.0 ; 0.12.4_rc1 < 0.12.4 ; 1.0 = 1.0
        2.36.1-r0 < 2.36.1-r1 < 2.38-r0 ; 4.3_git200 < 4.3.1 ; 20230506-r0 < 20240226-r0
        1.2.3-r0 < 1.2.3_p1-r0 < 1.2.3a-r0 < 1.2.3.1-r0 ; 0.1.0_alpha_pre2 < 0.1.0_alpha
        8.2.0-r0 < 8.2.0-r4 < 8.2.1-r0 ; 3.11.5-r0 < 3.11.6-r1 < 3.12.0_rc3-r0 < 3.12.0-r0
        0.9.8z < 1.0.1a ; 6.1_p20180818 < 6.1_p20190105 < 6.2
    """,
    # Gem::Version of RubyGems
    "gem": """
        1.0.a < 1.0.b1 < 1.0 < 1.0.1 < 1.10 ; 1.0.a.2 < 1.0.b.1 ; 0.beta.1 < 0.0.0.1
        1.0 = 1 = 1.0.0 = 1.0.0.0 ; 0 = 0.0 ; 1.0.a = 1.0.a.0 ; 1.0-1 = 1.0.pre.1
        1.0.alpha < 1.0.beta < 1.0.pre < 1.0.rc1 < 1.0.rc2 < 1.0.rc10 < 1.0
        1.9 < 1.10 < 1.11 < 2 < 10 ; 1.8.2.a < 1.8.2 ; 1.8.2.a9 < 1.8.2.a10 < 1.8.2
        1.2.b1 < 1.2 < 1.3 ; 5.a < 5.0.0.rc2 < 5.x < 5 ; 1.a.1 < 1.a.2 < 1.a.10 < 1.b < 1
        1.0.0.pre < 1.0.0 < 1.0.0.1 ; 3.1.0.alpha1 < 3.1.0.beta1 < 3.1.0.rc1 < 3.1.0
        1.13.10 < 1.14.0.rc1 < 1.14.0 < 1.15.5 < 1.16.0 ; 7.0.4.3 < 7.0.5 < 7.1.0.beta1 < 7.1.0
        0.0.1 < 0.0.2 < 0.1 < 0.1.1 < 1 ; 2.0.0.preview1 < 2.0.0.rc1 < 2.0.0
        20230101 < 20240101 ; 1.0.0.A < 1.0.0.a ; 1.x.a < 1.x.b ; 4.2.11.1 < 5.0.0.1
        1.15.0.rc1 < 1.15.0 < 1.15.1 ; 3.9.5 < 3.10.0 < 3.21.0.rc1
    """,
    # https://go.dev/ref/mod#versions, with pseudo-versions
    "golang": """
        v0.9.0 < v1.0.0-rc.1 < v1.0.0 < v1.10.0 < v2.0.0+incompatible < v10.0.0
        v0.0.0-20180101000000-abcdefabcdef < v0.0.0-20190101000000-000000000000 < v0.0.0 < v0.0.1
        v1.2.3 < v1.2.4-0.20190101000000-abcdefabcdef < v1.2.4-pre < v1.2.4
        v1.2.4-pre < v1.2.4-pre.0.20190101000000-abcdefabcdef < v1.2.4
        v1.0.0-alpha < v1.0.0-alpha.1 < v1.0.0-alpha.beta < v1.0.0-beta < v1.0.0-beta.2
        v1.0.0-beta.2 < v1.0.0-beta.11 < v1.0.0-rc.1 ; v1.0.0+a = v1.0.0+b = v1.0.0
        v2.0.0 = v2.0.0+incompatible ; v1.9.0 < v1.10.0 < v1.11.0 ; v0.9.9 < v0.10.0 < v0.20.1
        v1.0.0-1 < v1.0.0-2 < v1.0.0-10 < v1.0.0-a < v1.0.0-a.0 < v1.0.0-a.1 < v1.0.0-a.b
        v1.0.0-A < v1.0.0-B < v1.0.0-a ; v1.0.0--1 < v1.0.0-1a ; v1.0.0-0 < v1.0.0-0.0
        v1.14.16 < v1.14.17 < v2.0.0-beta1 ; v1.8.2 < v1.9.0-rc1 < v1.9.0 ; v2.3.0-rc5 < v2.3.0
        v1.22.0-alpha.3 < v1.22.0-beta.2 < v1.22.0-rc.0 < v1.22.0 ; v0.0.1-x < v0.0.1 < v0.1.0-0
        v3.5.0-alpha.0 < v3.5.0 < v3.5.1 < v3.5.10 < v3.6.0 ; v1.0.0-x.7.z.92 < v1.0.0-x.8
        v1.44.0 < v1.45.0-rc.1 < v1.45.0 < v1.100.0 ; v0.0.0-0 < v0.0.0-00010101000000-000000000000
        v4.5.0 < v4.5.1-0.20220413090906-e0b9c5d6c3e5 < v4.5.1 ; v1.2.0-a-b < v1.2.0-b
        v1.0.0-9 < v1.0.0-a9 < v1.0.0-a9.0
    """,
    # https://learn.microsoft.com/nuget/concepts/package-versioning
    "nuget": """
        1.0.0-beta < 1.0.0 < 1.0.0.1 < 1.0.1 < 1.10.0 < 1.999.9999 < 2.1.1
        1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta < 1.0.0-beta < 1.0.0-beta.2 < 1.0.0-beta.11
        1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0 ; 1.0 = 1.0.0 = 1.0.0.0 ; 1.0.01 = 1.0.1 = 1.0.1.0
        1.0.0-BETA = 1.0.0-beta ; 1.0.0-Beta.X = 1.0.0-beta.x ; 1.0.0+a = 1.0.0+b = 1.0.0
        1.0.0-BETA < 1.0.0-beta2 ; 1.0.0-beta+AA < 1.0.0+aa ; 1.0.0-BETA < 1.0.0-beta.1+AA
        1.0.0-beta.5.77.0 < 1.0.0-beta.5.79.0 < 1.0.0-beta.5.790.0 ; 1.0.0-a < 1.0.0-b < 1.0.0-c
        1.0.0.1-a < 1.0.0.1-b < 1.0.0.1 < 1.0.0.2 < 1.0.0.10 < 1.0.1-a ; 1.0.0.0-rc < 1.0.0
        2.88.2 < 2.88.3-preview.1.1 < 2.88.3 < 2.88.6 ; 1.0.0-1 < 1.0.0-2 < 1.0.0-10 < 1.0.0-a
        5.0.0-preview.8.20407.11 < 5.0.0-rc.1.20451.14 < 5.0.0-rc.2.20475.5 < 5.0.0
        1.1.10 < 1.1.11 < 1.1.100 < 1.2.0 ; 0.9.9 < 0.10.0 < 0.20.0 < 1.0.0-0 ; 4.7.0 < 4.10.0
        3.0.0-beta-1 < 3.0.0-beta-2 < 3.0.0-betb ; 6.0.0-preview.1 < 6.0.0-preview.1.1 < 6.0.0
        7.0.0-rc.1 < 7.0.0-rc.1.22426.10 < 7.0.0 ; 1.5.0-dev.1 < 1.5.0 ; 8.0.1-a < 8.0.1
        13.0.1 < 13.0.2-beta1 < 13.0.2 < 13.0.3
    """,
    # The manual page of vercmp
    "alpm": "1.0rc1-1 < 1.0-1 < 1.0-2 < 1:0.1-1",
    "maven": "1.0-alpha-1 < 1.0-rc1 < 1.0-SNAPSHOT < 1.0 = 1.0.0.Final < 1.0.1",  # has its own test
}
_FEW = ("cargo", "generic", "alpm", "maven")
Case = tuple[str, str, str]


def cases(ecosystem: str) -> list[Case]:
    """The comparisons of an ecosystem: (left, sign, right)."""
    found: list[Case] = []
    for chain in re.split(r"[;\n]", ORDERS[ecosystem]):
        words = chain.split()
        found += [
            (a, sign, b) for a, sign, b in zip(words[::2], words[1::2], words[2::2], strict=False)
        ]
    return found


CASES = [
    pytest.param(ecosystem, *case, id=f"{ecosystem} {' '.join(case)}")
    for ecosystem in ORDERS
    for case in cases(ecosystem)
]


@pytest.mark.parametrize(("ecosystem", "left", "sign", "right"), CASES)
def test_order(ecosystem: str, left: str, sign: str, right: str) -> None:
    """Older or equal, and the other way round newer or equal."""
    order = {"<": -1, "=": 0}[sign]
    assert (compare(ecosystem, left, right), compare(ecosystem, right, left)) == (order, -order)
    assert compare(ecosystem, left, left) == 0


@pytest.mark.parametrize("ecosystem", [name for name in ORDERS if name not in _FEW])
def test_enough_is_compared(ecosystem: str) -> None:
    """Each with an order of its own has sixty comparisons, none twice."""
    found = cases(ecosystem)
    assert len(found) >= 60
    assert len(set(found)) == len(found)


# --- by the ecosystems' own programs -----------------------------------------------------------

SEMVERS_OF_NPM = (  # of npm's own release, and of Debian's
    Path("/usr/lib/node_modules/npm/node_modules/semver"),
    Path("/usr/share/nodejs/semver"),
)
NODE = """
const semver = require(process.argv[1]);
const pairs = JSON.parse(process.argv[2]);
console.log(JSON.stringify(pairs.map(([left, right]) => semver.compare(left, right))));
"""
RUBY = """
require "json"
pairs = JSON.parse(ARGV[0])
puts JSON.generate(pairs.map { |left, right| Gem::Version.new(left) <=> Gem::Version.new(right) })
"""
GO = """
package main

import ("encoding/json"; "fmt"; "os"; "order/semver")

func main() {
	var pairs [][2]string
	if json.Unmarshal([]byte(os.Args[1]), &pairs) != nil { os.Exit(1) }
	signs := []int{}
	for _, pair := range pairs { signs = append(signs, semver.Compare(pair[0], pair[1])) }
	text, _ := json.Marshal(signs)
	fmt.Println(string(text))
}
"""
LUA = "for _, p in ipairs({%s}) do local a, b = rpm.ver(p[1]), rpm.ver(p[2]); "
LUA += "io.write((a < b) and -1 or ((b < a) and 1 or 0), ' ') end"
Pairs = Sequence[tuple[str, str]]


def by_dpkg(pairs: Pairs) -> list[int]:
    """Debian's dpkg --compare-versions."""
    need("dpkg")

    def holds(left: str, operator: str, right: str) -> bool:
        command = ["dpkg", "--compare-versions", left, operator, right]
        return subprocess.run(command, check=False).returncode == 0

    return [holds(a, "gt", b) - holds(a, "lt", b) for a, b in pairs]


def by_rpm(pairs: Pairs) -> list[int]:
    """The versions of rpm's own Lua."""
    need("rpm")
    listed = ",".join(f"{{'{left}','{right}'}}" for left, right in pairs)
    return [int(sign) for sign in run("rpm", "--eval", f"%{{lua:{LUA % listed}}}").split()]


def by_npm(pairs: Pairs) -> list[int]:
    """The semver package that npm itself uses."""
    need("npm")
    semver = next(path for path in SEMVERS_OF_NPM if path.is_dir())
    answer: list[int] = json.loads(run("node", "-e", NODE, str(semver), json.dumps(pairs)))
    return answer


def by_gem(pairs: Pairs) -> list[int]:
    """Gem::Version of the RubyGems in Ruby."""
    need("ruby")
    answer: list[int] = json.loads(run("ruby", "-e", RUBY, json.dumps(pairs)))
    return answer


@pytest.fixture(scope="module")
def by_go(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Pairs], list[int]]:
    """The semver package that the go command itself was built with."""
    need("go")
    folder = tmp_path_factory.mktemp("order")
    vendored = Path(run("go", "env", "GOROOT").strip(), "src/cmd/vendor/golang.org/x/mod/semver")
    (folder / "semver").mkdir()
    shutil.copy(vendored / "semver.go", folder / "semver")
    (folder / "main.go").write_text(GO, "utf-8")
    (folder / "go.mod").write_text("module order\n\ngo 1.18\n", "utf-8")
    program = str(folder / "order")
    run("env", "-C", str(folder), "go", "build", "-o", program)
    return lambda pairs: json.loads(run(program, json.dumps(pairs)))


ORACLES = {"deb": by_dpkg, "rpm": by_rpm, "npm": by_npm, "cargo": by_npm, "gem": by_gem}


@pytest.mark.parametrize("ecosystem", ORACLES)
def test_as_its_own_program_orders(ecosystem: str) -> None:
    """Oracle: dpkg, rpm, the semver of npm, RubyGems."""
    pairs = [(left, right) for left, _, right in cases(ecosystem)]
    assert ORACLES[ecosystem](pairs) == [{"<": -1, "=": 0}[sign] for _, sign, _ in cases(ecosystem)]


def test_as_go_orders(by_go: Callable[[Pairs], list[int]]) -> None:
    """Oracle: golang.org/x/mod/semver, as the go command has it."""
    pairs = [(left, right) for left, _, right in cases("golang")]
    assert by_go(pairs) == [{"<": -1, "=": 0}[sign] for _, sign, _ in cases("golang")]


def many(pattern: str) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Pairs of versions of a shape, and each beside itself with a part more."""
    version = st.from_regex(pattern, fullmatch=True)
    return st.lists(st.tuples(version, version), min_size=40, max_size=80)


DEBIAN = many(r"([0-2]:)?[0-9][0-9a-b.~+]{0,5}(-[0-9a-b.~+]{1,4})?")
RPM = many(r"([0-2]:)?[0-9][0-9ab.~^_+]{0,5}(-[0-9][0-9a-b.]{0,3})?")
SEMVER = many(
    r"[0-9]\.(0|[1-9][0-9]?)\.[0-9](-(alpha|rc|[1-9][0-9]?)(\.(beta|[0-9]|x-y)){0,2})?(\+b1)?"
)
GEM = many(r"[0-9]{1,2}(\.([0-9]{1,2}|a|b1|rc)){0,4}")


@settings(max_examples=3, deadline=None)
@given(DEBIAN)
def test_any_debian_versions(pairs: Pairs) -> None:
    """Oracle: dpkg, on versions that deb-version(7) allows."""
    assert [compare("deb", left, right) for left, right in pairs] == by_dpkg(pairs)


@settings(max_examples=8, deadline=None)
@given(RPM)
def test_any_rpm_versions(pairs: Pairs) -> None:
    """Oracle: rpm, on versions with epochs and releases."""
    assert [compare("rpm", left, right) for left, right in pairs] == by_rpm(pairs)


@settings(max_examples=8, deadline=None)
@given(SEMVER)
def test_any_semantic_versions(pairs: Pairs) -> None:
    """Oracle: the semver of npm."""
    assert [compare("npm", left, right) for left, right in pairs] == by_npm(pairs)


@settings(max_examples=8, deadline=None)
@given(GEM)
def test_any_gem_versions(pairs: Pairs) -> None:
    """Oracle: RubyGems."""
    assert [compare("gem", left, right) for left, right in pairs] == by_gem(pairs)


@settings(max_examples=8, deadline=None)
@given(pairs=SEMVER)
def test_any_go_versions(by_go: Callable[[Pairs], list[int]], pairs: Pairs) -> None:
    """Oracle: golang.org/x/mod/semver."""
    named = [(f"v{left}", f"v{right}") for left, right in pairs]
    assert [compare("golang", left, right) for left, right in named] == by_go(named)
