"""A program called mvn that resolves POMs from a few made-up artifacts, nearest version first."""

import json
import os
import stat
import sys
from pathlib import Path

PROGRAM = """#!{python}
import json, re, sys
import xml.etree.ElementTree as ET
from pathlib import Path

KNOWN = json.loads(Path({universe!r}).read_text())
options = sys.argv[1:]
pom = Path(options[options.index("--file") + 1])
out = Path(next(one for one in options if one.startswith("-DoutputFile=")).partition("=")[2])
with open({log!r}, "a") as log:
    log.write("run\\n")


def strip(element):
    for one in element.iter():
        one.tag = one.tag.rpartition("}}")[2]
    return element


def said(element, properties):
    found = {{one.tag: (one.text or "").strip() for one in element if not len(one)}}
    return {{
        key: re.sub(r"\\$\\{{([^}}]+)\\}}", lambda m: properties.get(m[1], m[0]), value)
        for key, value in found.items()
    }}


def tree(path):
    root = strip(ET.parse(path).getroot())
    properties = {{one.tag: (one.text or "").strip() for one in root.findall("properties/*")}}
    own = said(root, properties)
    managed = {{}}
    for one in root.findall("dependencyManagement/dependencies/dependency"):
        d = said(one, properties)
        if d.get("scope") == "import":
            for line in KNOWN[f"{{d['groupId']}}:{{d['artifactId']}}:{{d['version']}}"]:
                g, a, v, *c = line.split(":")
                managed.setdefault((g, a, c[0] if c else ""), v)
        else:
            managed[d["groupId"], d["artifactId"], d.get("classifier", "")] = d["version"]
    for parent in root.findall("parent"):
        d = said(parent, properties)
        for line in KNOWN[f"{{d['groupId']}}:{{d['artifactId']}}:{{d['version']}}"]:
            g, a, v, *c = line.split(":")
            managed.setdefault((g, a, c[0] if c else ""), v)
    lines = [f"{{own['groupId']}}:{{own['artifactId']}}:jar:1.0"]
    queue = []
    for one in root.findall("dependencies/dependency"):
        d = said(one, properties)
        without = {{
            (said(x, {{}})["groupId"], said(x, {{}})["artifactId"])
            for x in one.findall("exclusions/exclusion")
        }}
        key = (d["groupId"], d["artifactId"], d.get("classifier", ""))
        node = [key, d.get("version") or managed[key], d.get("scope") or "compile", without, []]
        queue.append(node)
    roots, seen = list(queue), {{node[0] for node in queue}}
    for node in queue:
        g, a, c = node[0]
        if f"{{g}}:{{a}}:{{node[1]}}" not in KNOWN:
            print(f"[ERROR] Could not find artifact {{g}}:{{a}}:{{node[1]}}")
            return None
        for line in KNOWN[f"{{g}}:{{a}}:{{node[1]}}"]:
            g2, a2, v2, *c2 = line.split(":")
            key = (g2, a2, c2[0] if c2 else "")
            if (g2, a2) in node[3] or key in seen:
                continue
            seen.add(key)
            child = [key, managed.get(key, v2), node[2], node[3], []]
            node[4].append(child)
            queue.append(child)

    def write(nodes, before):
        for number, (key, version, scope, _, children) in enumerate(nodes, 1):
            last = number == len(nodes)
            g, a, c = key
            label = ":".join(x for x in (g, a, "jar", c, version, scope) if x)
            lines.append(before + ("\\\\- " if last else "+- ") + label)
            write(children, before + ("   " if last else "|  "))

    write(roots, "")
    return lines


failed = False
root = strip(ET.parse(pom).getroot())
modules = [pom.parent / one.text for one in root.findall("modules/module")]
for path in modules or [pom]:
    lines = tree(path)
    failed = failed or lines is None
    if lines:
        with out.open("a") as stream:
            stream.write("\\n".join(lines) + "\\n")
sys.exit(failed and "--fail-never" not in options)
"""


def fake_maven(folder: Path, universe: dict[str, list[str]]) -> Path:
    """Write the program into a folder, for PATH; gives the log with a line for each run.

    ``universe`` has for each ``group:artifact:version`` what it needs, ``group:artifact:version``
    and perhaps a classifier; for a BOM or a parent what it manages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known, log, program = folder / "universe.json", folder / "runs", folder / "mvn"
    known.write_text(json.dumps(universe))
    log.touch()
    text = PROGRAM.format(python=sys.executable, universe=str(known), log=str(log))
    program.write_text(text)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return log


def with_path(folder: Path) -> str:
    """PATH with a folder first."""
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
