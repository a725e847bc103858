"""JNI names to the classes they belong to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.jni import identities, identity_of


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        pytest.param(
            "Java_org_xerial_snappy_SnappyNative_rawCompress",
            "Java_org_xerial_snappy_SnappyNative",
            id="plain",
        ),
        pytest.param(
            "Java_org_xerial_snappy_SnappyNative_rawCompress__JJJ",
            "Java_org_xerial_snappy_SnappyNative",
            id="overload",
        ),
        pytest.param(
            "Java_a_B_m__Ljava_lang_String_2I", "Java_a_B", id="overload-with-a-class-in-it"
        ),
        pytest.param("Java_a_b_1c_D_m", "Java_a_b_1c_D", id="_1-is-an-underscore"),
        pytest.param("Java_a__1B_m", "Java_a__1B", id="_1-first-in-the-class"),
        pytest.param("Java_a_B_m___3BJ", "Java_a_B", id="overload-with-an-array-first"),
        pytest.param("Java_a_B_m_1n", "Java_a_B", id="_1-in-the-method"),
        pytest.param("Java_a_B_00024C_m", "Java_a_B_00024C", id="inner-class"),
        pytest.param("Java_a_B_m_00e9", "Java_a_B", id="unicode-in-the-method"),
        pytest.param("Java_Main_m", "Java_Main", id="no-package"),
        pytest.param("Java_m", "", id="no-class"),
        pytest.param("Java_", "", id="nothing"),
        pytest.param("JavaCritical_a_B_m", "", id="critical"),
        pytest.param("java_a_B_m", "", id="lower-case"),
        pytest.param("JNI_OnLoad_netty_tcnative", "JNI_OnLoad_netty_tcnative", id="onload"),
        pytest.param("JNI_OnLoad", "", id="onload-of-nobody"),
        pytest.param("memcpy", "", id="another"),
    ],
)
def test_identity(name: str, identity: str) -> None:
    """The JNI specification, chapter 2: the class stands before the last separating underscore."""
    assert identities([name]) == ((identity,) if identity else ())


def test_each_once_and_sorted() -> None:
    """Many functions of one class are one identity."""
    names = ["Java_b_C_y", "Java_b_C_x", "JNI_OnLoad_z", "Java_a_B_x__I", "Java_a_B_x__J"]
    assert identities(names) == ("JNI_OnLoad_z", "Java_a_B", "Java_b_C")


def test_not_without_end() -> None:
    """A file with very many classes gives the first of them."""
    found = identities(f"Java_a_B{number}_x" for number in range(5000))
    assert len(found) == 2000
    assert list(found) == sorted(found)


PIECES = ["Java_", "JNI_OnLoad_", "_", "__", "_1", "_00024", "a", "B", "é", "0"]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join)))
def test_any_names(names: list[str]) -> None:
    """Identities begin names, and are sorted."""
    found = identities(names)
    assert list(found) == sorted(set(found))
    assert all(any(name.startswith(identity) for name in names) for identity in found)


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        pytest.param(
            "org/xerial/snappy/SnappyNative", "Java_org_xerial_snappy_SnappyNative", id="plain"
        ),
        pytest.param("a/b_c/D", "Java_a_b_1c_D", id="underscore"),
        pytest.param("a/B$C", "Java_a_B_00024C", id="inner-class"),
        pytest.param("a/\u00c9", "Java_a__000c9", id="beyond-ascii"),
    ],
)
def test_a_class_to_its_identity(name: str, identity: str) -> None:
    """Mangled as JNI says: chapter 2, "Resolving Native Method Names"."""
    assert identity_of(name) == identity


@given(st.from_regex(r"[a-z]{1,4}(?:/[A-Za-z_$][A-Za-z0-9_$]{0,8}){1,3}", fullmatch=True))
def test_the_identity_of_a_class_is_that_of_its_methods(name: str) -> None:
    """What code exports for a class, leads to the class."""
    assert identities([f"{identity_of(name)}_method"]) == (identity_of(name),)
