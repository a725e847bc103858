"""The machine of a node by its labels."""

import pytest

from archcompat.formats.nodelabels import arch_of_label
from archcompat.model.arch import Arch

TYPE = "node.kubernetes.io/instance-type"
X86, ARM = Arch.X86_64, Arch.AARCH64


@pytest.mark.parametrize(
    ("label", "values", "arch"),
    [
        pytest.param("kubernetes.io/arch", ["amd64"], X86, id="amd64"),
        pytest.param("beta.kubernetes.io/arch", ["arm64"], ARM, id="beta-arm64"),
        pytest.param(
            TYPE,
            ["m5.large", "c6i.metal", "r5dn.24xlarge", "g4dn.xlarge", "t3a.nano", "x2iedn.xlarge"],
            X86,
            id="ec2-x86",
        ),
        pytest.param(
            TYPE,
            [
                "a1.large",
                "m6g.large",
                "c7gn.metal",
                "r6gd.xlarge",
                "t4g.nano",
                "g5g.xlarge",
                "im4gn.large",
                "is4gen.large",
                "x2gd.large",
                "hpc7g.4xlarge",
            ],
            ARM,
            id="ec2-graviton",
        ),
        pytest.param(TYPE, ["n2-standard-4", "e2-medium", "c3d-highmem-8"], X86, id="google-x86"),
        pytest.param(TYPE, ["t2a-standard-1", "c4a-highcpu-16"], ARM, id="google-arm"),
        pytest.param(TYPE, ["Standard_D4s_v5", "Standard_E4-2ds_v4"], X86, id="azure-x86"),
        pytest.param(TYPE, ["Standard_D4ps_v5", "Standard_E2pds_v6"], ARM, id="azure-arm"),
        pytest.param("karpenter.k8s.aws/instance-family", ["m6g"], ARM, id="karpenter-family"),
        pytest.param(
            "karpenter.k8s.aws/instance-cpu-manufacturer", ["intel", "amd"], X86, id="its-maker"
        ),
        pytest.param(TYPE, ["k3s", "mac2.metal", "", "my-type"], None, id="unknown-types"),
        pytest.param("disktype", ["amd64"], None, id="another-label"),
    ],
)
def test_labels(label: str, values: list[str], arch: Arch | None) -> None:
    """By the clouds' own naming; what is not known is not guessed."""
    assert {value: arch_of_label(label, value) for value in values} == dict.fromkeys(values, arch)
