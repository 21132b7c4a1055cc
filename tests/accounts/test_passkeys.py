"""Passkeys: what a device signs is taken once, from this site, from its owner."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from community.accounts import factors, passkeys
from community.accounts.models import Account, Challenge, Passkey, State
from community.core import clock
from community.core.db import db
from community.core.errors import Refused
from community.core.visible import unscoped
from tests.authenticator import PRESENT, Device, words

SITE = passkeys.Site("people.example.org", "https://people.example.org", "Ours")
ADD, ASK = "add:1", "sign in:0"


def device(**changed):
    return Device(**{"origin": SITE.origin, "rp_id": SITE.id, **changed})


def add(made: Device, account_id: int = 1, name: str = "My phone") -> None:
    account = db.session.get_one(Account, account_id)
    asked = json.loads(passkeys.ask_to_add(SITE, account, ADD))
    passkeys.add(SITE, account_id, ADD, made.make(asked), name)


def asked(about: str = ASK, account_id: int | None = None):
    return json.loads(passkeys.ask(SITE, about, account_id))


def test_a_passkey_that_was_added_signs_in(app):
    mine = device()
    add(mine)
    assert passkeys.answer(SITE, ASK, mine.sign(asked())) == 1
    card = factors.of(1).passkeys[0]
    assert (card.name, card.used_at is not None) == ("My phone", True)


def test_none_is_added_before_the_address_is_confirmed(app):
    account = db.session.get_one(Account, 1)
    asked = json.loads(passkeys.ask_to_add(SITE, account, ADD))
    account.state = State.UNCONFIRMED
    with pytest.raises(Refused, match="Confirm your e-mail address first"):
        passkeys.ask_to_add(SITE, account, ADD)
    with pytest.raises(Refused, match="Confirm your e-mail address first"):
        passkeys.add(SITE, 1, ADD, device().make(asked), "My phone")
    assert not factors.has_some(1)


def test_the_device_is_asked_for_a_finger_and_told_no_name(app):
    said = json.loads(passkeys.ask_to_add(SITE, db.session.get_one(Account, 1), ADD))
    chosen = said["authenticatorSelection"]
    assert (chosen["userVerification"], chosen["residentKey"]) == ("required",) * 2
    assert said["rp"]["id"] == SITE.id
    assert asked()["userVerification"] == "required"
    assert not asked().get("allowCredentials")
    add(device())
    assert len(asked(ASK, 1)["allowCredentials"]) == 1


def test_a_passkey_of_one_person_is_not_offered_to_another(app):
    add(device())
    assert not asked(ASK, 2).get("allowCredentials")


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://people.example.org.evil.example"},
        {"origin": "http://people.example.org"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=["origin", "no https", "site", "no finger", "nobody there"],
)
def test_what_was_signed_elsewhere_or_by_nobody_is_refused(app, wrong):
    mine = device()
    add(mine)
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, replace(mine, **wrong).sign(asked()))
    with pytest.raises(Refused):
        add(device(**wrong))


def test_a_challenge_is_good_once(app):
    mine = device()
    add(mine)
    said = mine.sign(asked())
    assert passkeys.answer(SITE, ASK, said) == 1
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, said)


def test_a_challenge_of_ones_own_making_is_refused(app):
    mine = device()
    add(mine)
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, mine.sign({"challenge": "AAAA"}))


@pytest.mark.parametrize("other", ["second:7", "sudo:1", "add:1"])
def test_a_challenge_is_good_for_what_it_was_asked_for(app, other):
    mine = device()
    add(mine)
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, mine.sign(asked(other)))


def test_a_challenge_ends_after_five_minutes(app, at):
    at("2017-09-01 12:00")
    mine = device()
    add(mine)
    early, late = asked(), asked()
    at("2017-09-01 12:04:59")
    assert passkeys.answer(SITE, ASK, mine.sign(early)) == 1
    at("2017-09-01 12:05")
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, mine.sign(late))
    asked()
    assert len(db.session.scalars(unscoped("test", Challenge)).all()) == 1


@pytest.mark.parametrize(
    ("was", "says", "good"),
    [(0, 0, True), (0, 1, True), (7, 8, True), (7, 7, False), (7, 6, False)],
)
def test_a_count_that_does_not_grow_betrays_a_copy(app, was, says, good):
    mine = device()
    add(mine)
    db.session.scalars(unscoped("test", Passkey)).one().used = was
    db.session.flush()
    mine.count = says
    if good:
        assert passkeys.answer(SITE, ASK, mine.sign(asked())) == 1
        assert db.session.scalars(unscoped("test", Passkey)).one().used == says
        return
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, mine.sign(asked()))


def test_the_passkey_of_somebody_else_is_no_second_factor(app):
    mine, hers = device(), device()
    add(mine, 1)
    add(hers, 2)
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, hers.sign(asked()), 1)
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, mine.sign(asked(), userHandle=hers.user))


def test_another_key_does_not_sign_for_a_passkey(app):
    mine = device()
    add(mine)
    forged = device(credential=mine.credential, user=mine.user)
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, forged.sign(asked()))


@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", "7", '{"id": 7}', '{"id": "a"}', '{"id": "a", "response": 1}',
     '{"id": "a", "response": {"clientDataJSON": "e30"}}',
     '{"id": "a", "response": {"clientDataJSON": "%%%"}}'],
)  # fmt: skip
def test_what_is_no_answer_is_refused(app, said):
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, said)


DEEP = {
    "too long": lambda: "[" * 200_000,
    "too deep": lambda: "[" * 19_000,
    "deep things": lambda: '{"a":' * 3_900,
}


@pytest.mark.parametrize("deep", DEEP)
def test_an_answer_that_is_too_long_or_deep_is_refused(app, deep):
    add(device())
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, DEEP[deep]())
    with pytest.raises(Refused):
        passkeys.add(SITE, 1, ADD, DEEP[deep](), "My phone")


def test_what_a_device_signed_is_not_read_however_deep(app):
    client = words(b"[" * 14_000)
    said = {"id": "a", "response": {"clientDataJSON": client}}
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, json.dumps(said))
    with pytest.raises(Refused):
        passkeys.add(SITE, 1, ADD, json.dumps(said), "My phone")


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject", "userHandle"])
@pytest.mark.parametrize("said", [5, None, [], words(b"\x81" * 9000)])
def test_what_no_device_says_is_refused(app, part, said):
    mine = device()
    account = db.session.get_one(Account, 1)
    made = json.loads(mine.make(json.loads(passkeys.ask_to_add(SITE, account, ADD))))
    made["response"][part] = said
    if part != "userHandle":
        with pytest.raises(Refused):
            passkeys.add(SITE, 1, ADD, json.dumps(made), "My phone")
    add(mine)
    signed = json.loads(mine.sign(asked()))
    signed["response"][part] = said
    if part == "clientDataJSON" or (part == "userHandle" and said):
        with pytest.raises(Refused):
            passkeys.answer(SITE, ASK, json.dumps(signed))


@pytest.mark.parametrize("name", ["\ud800", "\0", "a b", "", "é"])
def test_a_name_that_no_passkey_has_is_refused(app, name):
    mine = device()
    add(mine)
    signed = {**json.loads(mine.sign(asked())), "id": name}
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, json.dumps(signed))


def test_a_passkey_is_added_once_and_twenty_at_most(app):
    mine = device()
    add(mine)
    with pytest.raises(Refused, match="already"):
        add(mine)
    for _more in range(19):
        add(device())
    with pytest.raises(Refused, match="20 passkeys"):
        add(device())


def test_a_passkey_needs_a_name(app):
    with pytest.raises(Refused, match="name"):
        add(device(), name=" ")


def test_of_two_answers_with_one_count_one_wins(app):
    mine = device()
    add(mine)
    mine.count = 5
    passkeys.answer(SITE, ASK, mine.sign(asked()))
    with pytest.raises(Refused):
        passkeys.answer(SITE, ASK, mine.sign(asked()))


def test_old_challenges_go_as_new_ones_come(app, at):
    at("2017-09-01 12:00")
    asked()
    now = clock.now() + timedelta(minutes=6)
    clock.set_source(lambda: now)
    asked()
    assert len(db.session.scalars(unscoped("test", Challenge)).all()) == 1
