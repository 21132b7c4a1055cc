"""Which passwords are taken, and how they are kept."""

import pytest

from community.accounts import commands, passwords
from community.accounts.passwords import (
    hash_password,
    is_outdated,
    is_short,
    matches,
)
from community.core.errors import Refused


@pytest.mark.parametrize(
    "password",
    [
        "a lantern in the orchard",
        "seven kettles on a shelf",
        "zażółć gęślą jaźń nocą",
        "correct horse battery staple wagon",
        "x9!x9!kettle over moon",
        "k" * 3 + "lantern orchard river " * 5,
    ],
)
def test_long_words_of_any_script_are_taken(password):
    commands.check_password(password, "alice@example.org", "Alice Marsh")


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "15 letters or more"),
        ("fourteen chars", "15 letters or more"),
        ("x" * 129, "128 letters or fewer"),
        ("aaaaaaaaaaaaaaaaaaaa", "guess"),
        ("abababababababababab", "guess"),
        ("alicemarshalicemarsh", "guess"),
        ("Alice Marsh Alice Marsh", "guess"),
        ("commonthread community", "guess"),
        ("Common Thread Community 1", "guess"),
    ],
)
def test_weak_ones_are_refused_with_a_word_on_what_to_do(password, told):
    with pytest.raises(Refused) as refused:
        commands.check_password(password, "alice@example.org", "Alice Marsh")
    assert told in refused.value.message % refused.value.values


BESIDE = [
    ("lanterns", None),
    ("kettle 7", None),
    ("zażółć gę", None),
    ("🏔🌊🌲🍄🦊🐝🌙⛺", None),
    ("seven77", "8 letters or more"),
    ("password", "guess"),
    ("Passw0rd", "guess"),
    ("liverpool", "guess"),
    ("Liverpool1", "guess"),
    ("2017football", "guess"),
    ("12345678", "guess"),
    ("qwertyuiop", "guess"),
    ("community7", "guess"),
    ("commonthread", "guess"),
    ("alicemarsh", "guess"),
    ("x" * 129, "128 letters or fewer"),
]


@pytest.mark.parametrize(("password", "told"), BESIDE)
def test_beside_a_second_factor_eight_letters_do(password, told):
    def check():
        name, email = "Alice Marsh", "alice@example.org"
        commands.check_password(password, email, name, with_factor=True)

    if told is None:
        check()
        return
    with pytest.raises(Refused) as refused:
        check()
    assert told in refused.value.message % refused.value.values


def test_alone_eight_letters_do_not():
    with pytest.raises(Refused):
        commands.check_password("lanterns", "alice@example.org", "Alice Marsh")


@pytest.mark.parametrize(
    ("password", "short"),
    [("x" * 14, True), ("x" * 15, False), ("e\u0301" * 14, True)],
)
def test_short_is_what_needs_a_second_factor(password, short):
    assert is_short(password) is short


def test_the_lists_of_common_passwords_are_long_and_apart():
    assert len(passwords._common()) > 900
    assert len(passwords._known()) > 11_000
    assert all(len(mark) == 12 for mark in passwords._known())


def test_two_spellings_of_one_text_are_the_same_password():
    stored = hash_password("caf\u00e9 on the old pier")
    assert matches(stored, "cafe\u0301 on the old pier")
    assert not matches(stored, "cafe on the old pier")


def test_the_stored_form_is_argon2id_as_measured():
    stored = hash_password("a lantern in the orchard")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "lantern" not in stored
    assert not is_outdated(stored)
    assert is_outdated(stored.replace("m=19456", "m=8192"))


def test_nobody_matches_where_no_password_is_stored():
    assert not matches(None, "nobody has this password")
    assert not matches("not a hash", "nobody has this password")
