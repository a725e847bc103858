"""A folder of manifests as its users scan it: registries asked, formats with file and line."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Run
from tests.make.image import Files, Image, add_image, add_index, tar_of
from tests.make.manifests import deployment
from tests.make.registry import docker_registry, give_image
from tests.make.webserver import Reply, Site, serving
from tests.need import need
from tests.need import run as run_program

AMD = Image((tar_of({"app": b"amd"}),))
ARM = Image((tar_of({"app": b"arm"}),), architecture="arm64")
NOBODY = "127.0.0.1:1/none/app:1"


def given(site: Site, repository: str, **tags: list[Image]) -> str:
    """A repository with an index of images for each tag (``_1`` is 1.0); without its tag."""
    reference = ""
    for name, images in tags.items():
        files: Files = {}
        found = [add_image(files, image) for image in images]
        tag = name.strip("_") + ".0"
        reference = give_image(site, repository, tag, files, add_index(files, found))
    listed = json.dumps({"tags": [f"{name.strip('_')}.0" for name in tags]}).encode()
    site.give(f"/v2/{repository}/tags/list?n=1000", Reply(200, listed))
    return reference.rpartition(":")[0]


def test_registries_answer(run: Run, tmp_path: Path) -> None:
    """Each image once, by what is offered; one whose registry is silent is told, and not known."""
    with serving() as site:
        both = given(site, "team/both", _1=[AMD, ARM])
        late = given(site, "team/late", _1=[AMD], _2=[AMD, ARM])
        (tmp_path / "k8s").mkdir()
        (tmp_path / "k8s/a.yaml").write_text(deployment("a", f"{both}:1.0", f"{late}:1.0"))
        (tmp_path / "k8s/b.yaml").write_text(deployment("b", f"{both}:1.0", NOBODY))
        done = run("scan", "k8s", "-f", "json", "--no-offline")
        tops = [one.path for one in site.asked if one.path.endswith("/team/both/manifests/1.0")]
    assert done.code == 1, done.err
    assert len(tops) == 1
    report = json.loads(done.out)
    found = {one["name"].rpartition("/")[2]: one for one in report["components"]}
    assert (found["both"]["verdict"], found["both"]["platforms"]) == (
        "ready",
        ["linux/amd64", "linux/arm64"],
    )
    assert (found["late"]["verdict"], found["late"]["basis"]) == ("upgrade", "published")
    assert found["late"]["platforms"] == ["linux/amd64"]
    assert found["app"]["verdict"] == "unknown"
    [problem] = report["problems"]
    assert (problem["code"], problem["severity"]) == ("registry-unreachable", "warning")
    assert "127.0.0.1:1" in problem["detail"]
    [upgrade] = [one for one in report["findings"] if one["verdict"] == "upgrade"]
    assert upgrade["remediation"]["to_version"] == "2.0"
    assert (upgrade["where"], upgrade["lines"]) == (["a.yaml"], [15])


def test_sarif_and_github_name_file_and_line(run: Run, tmp_path: Path) -> None:
    """The line of the image in the file as it lies in the checkout, and the YAML to add."""
    (tmp_path / "k8s").mkdir()
    text = deployment("a", "istio/pilot:1.11.0")
    (tmp_path / "k8s/a.yaml").write_text(text)
    line = text.splitlines().index("          image: istio/pilot:1.11.0") + 1
    done = run("scan", "--offline", "k8s", "-f", "sarif")
    [sarif] = json.loads(done.out)["runs"]
    places = {
        one["properties"]["finding"].partition("/")[0]: one["locations"][0]["physicalLocation"]
        for one in sarif["results"]
    }
    assert places["architecture"]["artifactLocation"]["uri"] == "k8s/a.yaml"
    assert places["architecture"]["region"]["startLine"] == line
    assert places["scheduling"]["region"]["startLine"] == 2
    rules = {one["id"]: one["shortDescription"]["text"] for one in sarif["tool"]["driver"]["rules"]}
    assert rules["scheduling"].startswith("A workload that may be started where")
    [fix] = [one["fixes"][0] for one in sarif["results"] if "fixes" in one]
    [change] = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "k8s/a.yaml"
    assert change["replacements"][0]["deletedRegion"] == {
        "startLine": 11,
        "startColumn": 1,
        "endLine": 11,
        "endColumn": 1,
    }
    told = run("scan", "--offline", "k8s", "-f", "github").out.splitlines()
    assert any(one.startswith("::error ") and f"file=k8s/a.yaml,line={line}" in one for one in told)
    assert any("add before it nodeSelector: / kubernetes.io/arch: amd64" in one for one in told)


def test_a_real_registry_that_stands_for_others(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docker-registry, filled by skopeo, as containers-registries.conf(5) puts it for quay.io."""
    need("docker-registry")
    need("skopeo")
    files: Files = {}
    top = add_index(files, [add_image(files, AMD), add_image(files, ARM)])
    layout = tmp_path / "layout"
    for path, data in files.items():
        if isinstance(data, bytes):
            (layout / path).parent.mkdir(parents=True, exist_ok=True)
            (layout / path).write_bytes(data)
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [top]}))
    with docker_registry(tmp_path / "registry") as place:
        to = f"docker://{place}/mirror/team/app:1.0"
        quiet = ("-q", "--all", "--dest-tls-verify=false")
        run_program("skopeo", "--insecure-policy", "copy", *quiet, f"oci:{layout}", to)
        conf = tmp_path / "registries.conf"
        conf.write_text(
            f'[[registry]]\nprefix = "quay.io"\nlocation = "{place}/mirror"\ninsecure = true\n'
        )
        monkeypatch.setenv("CONTAINERS_REGISTRIES_CONF", str(conf))
        (tmp_path / "a.yaml").write_text(deployment("a", "quay.io/team/app:1.0"))
        done = run("scan", "a.yaml", "-f", "json", "--no-offline")
    assert done.code == 0, done.err
    [image] = json.loads(done.out)["components"]
    assert (image["verdict"], image["basis"]) == ("ready", "published")
    assert image["platforms"] == ["linux/amd64", "linux/arm64"]
