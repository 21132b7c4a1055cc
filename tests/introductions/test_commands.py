"""Introductions: who may do what in which state, and what each of them may know."""

import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.connections.models import Connection, ConnectionRequest, TieAudience
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.errors import NotFound, Refused, TooMany
from community.core.journal import AuditEvent
from community.core.visible import unscoped, visible
from community.introductions import commands, queries
from community.introductions.models import Introduction, IntroductionKind
from community.introductions.states import ENDED
from community.members.models import Member
from community.messages import queries as talks
from community.programme.models import Origin
from community.safeguarding import muting
from tests import letters as outbox
from tests.cast import CAST, connect, mark_of
from tests.introductions.making import (
    PURPOSE,
    WORDS,
    S,
    acquaint,
    ask,
    block,
    letters,
    offer,
    passed,
    person,
    state_of,
    viewer,
)

EVERYBODY = ("alice", "lea", "dai", "bob", "carol", "olu", "ada", "mo", "pat")


@pytest.fixture(autouse=True)
def people(app):
    acquaint()


def states(who: str) -> list[str]:
    return [card.state.value for card in queries.introductions(viewer(who))]


def hide(who: str) -> None:
    """Let somebody rest: they are absent for everybody."""
    number = CAST[who].id
    db.session.execute(
        update(Account).where(Account.id == number).values(state=State.RESTING)
    )
    db.session.execute(update(Member).where(Member.id == number).values(listed=False))


ACTS = {
    "pass on": lambda who, row: commands.pass_on(viewer(who), row.id, WORDS),
    "leave": lambda who, row: commands.leave_it(viewer(who), row.id),
    "yes": lambda who, row: commands.yes(viewer(who), row.id),
    "not now": lambda who, row: commands.not_now(viewer(who), row.id),
    "take back": lambda who, row: commands.withdraw(viewer(who), row.id),
}
FINE = {
    ("pass on", "lea", S.ASKED): S.PASSED_ON,
    ("leave", "lea", S.ASKED): S.NOT_PASSED_ON,
    ("yes", "dai", S.PASSED_ON): S.ACCEPTED,
    ("not now", "dai", S.PASSED_ON): S.NOT_NOW,
    **{
        ("take back", "alice", state): S.WITHDRAWN
        for state in (S.ASKED, S.PASSED_ON, S.NOT_PASSED_ON, S.NOT_NOW)
    },
}


def put(row: Introduction, state: S) -> None:
    """Put an introduction into a state as if it had come there by itself."""
    row.state = state
    came = state not in (S.ASKED, S.NOT_PASSED_ON)
    row.passed_at = clock.now() if came else None
    row.target_yes = {S.ACCEPTED: True, S.NOT_NOW: False}.get(state)
    db.session.flush()


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_who_may_do_what_in_which_state(act, state):
    row = ask()
    number = row.id
    for who in EVERYBODY:
        put(row, state)
        after = FINE.get((act, who, state))
        if after is None:
            with pytest.raises((NotFound, Refused)):
                ACTS[act](who, row)
            assert state_of(row) is state, who
        else:
            ACTS[act](who, row)
            assert state_of(row) is after, who
    assert number == row.id


# ---------------------------------------------------------------- what each may know
KNOWN = {
    S.ASKED: {"alice": "waits", "lea": "to answer"},
    S.NOT_PASSED_ON: {"alice": "waits", "lea": "left"},
    S.PASSED_ON: {"alice": "waits", "lea": "passed on", "dai": "to answer"},
    S.ACCEPTED: {"alice": "accepted", "lea": "accepted", "dai": "accepted"},
    S.NOT_NOW: {"alice": "waits", "lea": "passed on"},
    S.WITHDRAWN: {"alice": "taken back", "lea": "passed on"},
    S.LAPSED: {"alice": "waits", "lea": "passed on"},
}


@pytest.mark.parametrize("state", S)
def test_what_each_may_know_in_each_state(state):
    row = ask()
    put(row, state)
    for who in EVERYBODY[:-1]:
        expected = KNOWN[state].get(who)
        assert states(who) == ([expected] if expected else []), who


@pytest.mark.parametrize("state", S)
def test_what_each_may_know_once_21_days_are_over(at, state):
    at("2030-01-01 12:00")
    row = ask()
    put(row, state)
    at("2030-01-22 12:00")
    told = {
        S.ACCEPTED: ["accepted", "accepted", "accepted"],
        S.WITHDRAWN: ["taken back", "ended", None],
        S.NOT_PASSED_ON: ["not now", "left", None],
    }.get(state, ["not now", "ended", None])
    for who, expected in zip(("alice", "lea", "dai"), told, strict=True):
        assert states(who) == ([expected] if expected else []), who


def go(who: str, way: str) -> None:
    """Let somebody be seen by none of the other two any more."""
    if way == "resting":
        hide(who)
    else:
        for other in {"alice", "lea", "dai"} - {who}:
            block(who, other)


@pytest.mark.parametrize("gone", ["alice", "lea", "dai"])
@pytest.mark.parametrize("way", ["blocked", "resting"])
def test_who_is_gone_is_named_to_nobody(gone, way):
    passed()
    go(gone, way)
    for who in {"alice", "lea", "dai"} - {gone}:
        for card in queries.introductions(viewer(who)):
            seen = (card.introducer, card.asker, card.target)
            assert CAST[gone].name not in {one.name for one in seen if one}


@pytest.mark.parametrize("way", ["blocked", "resting"])
@pytest.mark.parametrize(
    ("gone", "known"),
    [("alice", {"lea": [], "dai": []}), ("lea", {"alice": ["waits"], "dai": []}),
     ("dai", {"alice": ["waits"], "lea": ["passed on"]})],
)  # fmt: skip
def test_what_is_known_once_somebody_is_gone(gone, known, way):
    row = passed()
    go(gone, way)
    assert {who: states(who) for who in known} == known
    if gone != "dai":
        with pytest.raises(NotFound):
            commands.yes(viewer("dai"), row.id)


def test_each_reads_what_was_written_for_them():
    row = passed()
    cards = {
        who: queries.introduction(viewer(who), row.id)
        for who in ("alice", "lea", "dai")
    }
    assert {who: (card.purpose, card.words) for who, card in cards.items()} == {
        "alice": (PURPOSE, ""), "lea": (PURPOSE, WORDS), "dai": ("", WORDS)
    }  # fmt: skip


# ---------------------------------------------------------------- the same for all ends
def leave(row):
    commands.leave_it(viewer("lea"), row.id)


def decline(row):
    commands.pass_on(viewer("lea"), row.id, WORDS)
    commands.not_now(viewer("dai"), row.id)


ENDS = {"ignored": lambda row: None, "left": leave, "declined": decline}


@pytest.mark.parametrize("take_back", [False, True])
def test_the_asker_cannot_tell_how_it_ended(at, take_back):
    known = []
    for end in ENDS.values():
        acquaint_anew(at)
        row = ask()
        at("2030-01-04 12:00")
        end(row)
        if take_back:
            commands.withdraw(viewer("alice"), row.id)
        seen = [queries.introductions(viewer("alice"))]
        for day in ("2030-01-22 11:59", "2030-01-22 12:00", "2030-02-22 12:00"):
            at(day)
            seen.append(queries.introductions(viewer("alice")))
        known.append(seen)
        db.session.rollback()
    assert known[0] == known[1] == known[2]


@pytest.mark.parametrize("gone", ["lea", "dai"])
def test_a_block_looks_to_the_asker_like_a_rest(at, gone):
    known = []
    for way in ("blocked", "resting"):
        acquaint_anew(at)
        passed()
        at("2030-01-04 12:00")
        go(gone, way)
        seen = [queries.introductions(viewer("alice"))]
        for day in ("2030-01-22 11:59", "2030-01-22 12:00"):
            at(day)
            seen.append(queries.introductions(viewer("alice")))
        known.append(seen)
        db.session.rollback()
    assert known[0] == known[1]
    assert [[card.state.value for card in seen] for seen in known[0]] == [
        ["waits"], ["waits"], ["not now"]
    ]  # fmt: skip


def acquaint_anew(at) -> None:
    """Begin as if nobody had asked before: the same number, the same moment."""
    at("2030-01-01 12:00")
    from tests import databases

    databases.count_on()


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_one_in_the_middle_cannot_tell_a_block_from_a_silence(when):
    row = ask()
    if when == "before":
        block("dai", "alice")
    commands.pass_on(viewer("lea"), row.id, WORDS)
    brought = [kind for kind, _to in letters()].count("introduction-passed")
    assert brought == (when == "after")
    if when == "after":
        block("dai", "alice")
    assert states("lea") == ["passed on"]
    assert states("dai") == []
    assert state_of(row) is S.NOT_NOW
    kinds = [kind for kind, _to in letters()]
    assert "introduction-passed" not in kinds, "what has not gone yet is taken back"


@pytest.mark.parametrize(("one", "two"), [("lea", "alice"), ("lea", "dai")])
def test_a_block_of_the_one_in_the_middle_ends_it(one, two):
    row = passed()
    block(one, two)
    assert state_of(row) is S.NOT_NOW
    assert states("alice") == ["waits"]
    with pytest.raises((NotFound, Refused)):
        commands.yes(viewer("dai"), row.id)


# ---------------------------------------------------------------- asking
def test_only_a_mutual_contact_can_introduce():
    for via in ("bob", "carol", "olu", "alice", "dai"):
        with pytest.raises(Refused, match="knows you both"):
            ask(via=via)
    db.session.execute(
        update(Connection)
        .where(Connection.a_id == 4, Connection.b_id == 5)
        .values(a_audience=TieAudience.PAIR)
    )
    assert queries.introducers(viewer("alice"), 4) == frozenset()
    with pytest.raises(Refused, match="knows you both"):
        ask()


def test_only_whom_one_sees():
    with pytest.raises(NotFound):
        ask(asker="dai", target="carol", via="alice")
    hide("dai")
    with pytest.raises(NotFound):
        ask()


@pytest.mark.parametrize("field", ["joined", "taking_requests"])
def test_not_who_takes_none(field):
    db.session.execute(update(Member).where(Member.id == 4).values(**{field: False}))
    with pytest.raises(Refused, match="at the moment"):
        ask()


def test_not_whom_one_knows_or_who_does_not_see_one():
    connect(1, 4)
    db.session.flush()
    with pytest.raises(Refused, match="know each other"):
        ask()
    db.session.execute(
        update(Member).where(Member.id == 1).values(audience=Audience.CONNECTIONS)
    )
    with pytest.raises(Refused, match="cannot see your name"):
        ask(target="bob")


@pytest.mark.parametrize("state", S)
def test_again_after_21_days_and_not_before(at, state):
    at("2030-01-01 12:00")
    put(ask(), state)
    at("2030-01-22 11:59")
    with pytest.raises(Refused, match="again from"):
        ask()
    at("2030-01-22 12:00")
    assert ask().state is S.ASKED


@pytest.mark.parametrize("begin", [ask, offer])
def test_the_day_that_is_named_opens_at_its_start(at, begin):
    at("2030-01-01 12:00")
    begin()
    with pytest.raises(Refused, match="again from") as refused:
        begin()
    at(f"{refused.value.values['day']} 00:00")
    begin()


def test_not_after_a_hello_and_not_while_the_other_way_waits():
    db.session.add(ConnectionRequest(asker_id=1, asked_id=4, message="Hello"))
    db.session.flush()
    with pytest.raises(Refused, match="asked them already"):
        ask()
    passed(asker="bob", target="alice")
    with pytest.raises(Refused, match="introduces you to each other already"):
        ask(asker="alice", target="bob")


def test_hellos_and_introductions_share_their_limit(at):
    at("2030-01-01 12:00")
    db.session.execute(
        update(Account).where(Account.id == 1).values(created_at=clock.now())
    )
    for asked in (6, 7):
        db.session.add(ConnectionRequest(asker_id=1, asked_id=asked, message="Hello"))
    ask()
    with pytest.raises(TooMany):
        ask(target="bob")
    at("2030-01-02 12:01")
    assert ask(target="bob").state is S.ASKED
    for number in range(8, 18):
        at(f"2030-01-{number:02} 12:00")
    for _each in range(10):
        db.session.add(ConnectionRequest(asker_id=1, asked_id=6, message="Hello"))
    db.session.flush()
    with pytest.raises(TooMany):
        offer(via="alice", one="lea", two="carol")


@pytest.mark.parametrize(
    ("words", "fine"),
    [("", False), (" \n ", False), ("x" * 400, True), ("x" * 401, False)],
)
def test_a_purpose_of_400_letters(words, fine):
    if fine:
        assert ask(purpose=words).purpose == words
    else:
        with pytest.raises(Refused):
            ask(purpose=words)


# ---------------------------------------------------------------- a yes
@pytest.mark.parametrize("mine", TieAudience)
def test_a_yes_makes_the_tie_and_a_conversation_of_three(mine):
    row = passed()
    commands.yes(viewer("dai"), row.id, mine)
    made = db.session.scalars(
        visible(viewer("alice"), Connection).where(
            Connection.a_id == 1, Connection.b_id == 4
        )
    ).one()
    assert made.origin is Origin.INTRODUCTION
    assert (made.a_audience, made.b_audience) == (TieAudience.NEAR, mine)
    for who in ("alice", "lea", "dai"):
        [talk] = talks.conversations(viewer(who))
        assert len(talk.others) == 2
        opening = queries.opening_of(viewer(who), talk.id, {})
        assert opening is not None
    for who in ("bob", "olu", "ada"):
        assert talks.conversations(viewer(who)) == ()
    assert letters()[-3:] == [
        ("conversation-new", who) for who in ("alice", "dai", "lea")
    ]


def test_what_is_passed_on_too_late_or_without_the_ties_is_refused(at):
    at("2030-01-01 12:00")
    row = ask()
    db.session.execute(update(Member).where(Member.id == 4).values(listed=False))
    with pytest.raises(Refused, match="at the moment"):
        commands.pass_on(viewer("lea"), row.id, WORDS)
    db.session.execute(update(Member).where(Member.id == 4).values(listed=True))
    at("2030-01-22 12:00")
    for act in ("pass on", "leave"):
        with pytest.raises(Refused):
            ACTS[act]("lea", row)
    with pytest.raises(Refused):
        ACTS["take back"]("alice", row)


def test_after_day_21_nobody_can_say_yes(at):
    at("2030-01-01 12:00")
    row = passed()
    at("2030-01-22 12:00")
    for act in ("yes", "not now"):
        with pytest.raises(Refused):
            ACTS[act]("dai", row)


# ---------------------------------------------------------------- offering
def test_both_have_to_say_yes():
    row = offer()
    assert [states(who) for who in ("lea", "alice", "dai")] == [
        ["waits"], ["to answer"], ["to answer"]
    ]  # fmt: skip
    commands.yes(viewer("dai"), row.id, TieAudience.PAIR)
    assert [states(who) for who in ("lea", "alice", "dai")] == [
        ["waits"], ["to answer"], ["said yes"]
    ]  # fmt: skip
    commands.yes(viewer("alice"), row.id, TieAudience.MEMBERS)
    assert {states(who)[0] for who in ("lea", "alice", "dai")} == {"accepted"}
    made = db.session.scalars(
        visible(viewer("alice"), Connection).where(Connection.b_id == 4)
    ).one()
    ends = (made.a_audience, made.b_audience)
    assert ends == (TieAudience.MEMBERS, TieAudience.PAIR)


@pytest.mark.parametrize("first", ["alice", "dai"])
def test_what_one_declined_still_waits_for_the_other(at, first):
    at("2030-01-01 12:00")
    other = "dai" if first == "alice" else "alice"
    row = offer()
    commands.not_now(viewer(first), row.id)
    assert [states(who) for who in ("lea", first, other)] == [
        ["waits"], [], ["to answer"]
    ]  # fmt: skip
    commands.yes(viewer(other), row.id)
    assert states(other) == ["said yes"]
    assert state_of(row) is S.NOT_NOW
    at("2030-01-22 12:00")
    assert [states(who) for who in ("lea", first, other)] == [
        ["not now"], [], ["not now"]
    ]  # fmt: skip


@pytest.mark.parametrize("why", ["blocked", "tied", "unseen"])
def test_an_offer_that_reaches_nobody_looks_like_silence(at, why):
    at("2030-01-01 12:00")
    if why == "blocked":
        block("alice", "dai")
    elif why == "tied":
        connect(1, 4, TieAudience.PAIR)
        db.session.flush()
    else:
        db.session.execute(
            update(Member).where(Member.id == 4).values(audience=Audience.CONNECTIONS)
        )
    before = letters()
    row = offer()
    assert letters() == before
    assert states("lea") == ["waits"]
    for who in ("alice", "dai"):
        assert states(who) == []
        with pytest.raises(NotFound):
            commands.yes(viewer(who), row.id)
    at("2030-01-22 12:00")
    assert states("lea") == ["not now"]
    assert states("dai") == states("alice") == []


def test_who_is_seen_to_know_each_other_is_not_introduced():
    connect(1, 4, TieAudience.MEMBERS)
    db.session.flush()
    with pytest.raises(Refused, match="know each other"):
        offer()


def test_an_offer_is_taken_back_by_who_made_it():
    row = offer()
    for who in ("alice", "dai"):
        with pytest.raises(NotFound):
            commands.withdraw(viewer(who), row.id)
    commands.yes(viewer("dai"), row.id)
    commands.withdraw(viewer("lea"), row.id)
    assert [states(who) for who in ("lea", "alice", "dai")] == [["taken back"], [], []]
    with pytest.raises(Refused, match="again from"):
        offer(one="dai", two="alice")


# ---------------------------------------------------------------- records and letters
def test_every_step_is_in_the_journal():
    row = passed()
    commands.yes(viewer("dai"), row.id)
    rows = db.session.execute(
        unscoped("test", AuditEvent.actor, AuditEvent.note)
        .where(AuditEvent.object_kind == "introduction")
        .order_by(AuditEvent.id)
    ).all()
    steps = [(1, "asked"), (5, "passed on"), (4, "answered"), (4, "accepted")]
    assert [tuple(one) for one in rows] == [(mark_of(who), did) for who, did in steps]


def test_letters_say_that_something_waits_and_nothing_of_it():
    passed()
    offer(one="bob", two="dai")
    assert letters() == [
        ("introduction-asked", "lea"), ("introduction-passed", "dai"),
        ("introduction-passed", "bob"), ("introduction-passed", "dai"),
    ]  # fmt: skip
    assert all(list(one.facts) == ["notice"] for one in outbox.letters())
    assert all(one.facts == {} for one in outbox.notices())


def test_whoever_is_told_is_told_by_whom():
    passed()
    offer(one="bob", two="dai")
    assert [(one.kind, one.to, one.person) for one in outbox.notices()] == [
        ("introduction-asked", "lea@example.org", 1),
        ("introduction-passed", "dai@example.org", 5),
        ("introduction-passed", "bob@example.org", 5),
        ("introduction-passed", "dai@example.org", 5),
    ]
    assert {one.link for one in outbox.notices()} == {
        "/connections/introductions/1", "/connections/introductions/2"
    }  # fmt: skip


def test_kinds_of_end_are_told_apart_by_nobody_but_the_machine():
    assert {S.NOT_PASSED_ON, S.NOT_NOW, S.LAPSED} == set(ENDED)
    assert len(IntroductionKind) == 2


# ---------------------------------------------------------------- a mute
def test_whoever_one_muted_introduces_nobody_and_is_offered_to_nobody():
    assert queries.introducers(viewer("alice"), CAST["dai"].id) == {CAST["lea"].id}
    muting.mute(viewer("alice"), person("lea", "alice"))
    assert not queries.introducers(viewer("alice"), CAST["dai"].id)
    with pytest.raises(Refused, match="Choose somebody who knows you both"):
        ask()
    slugs = [slug for slug, _name in queries.contacts(viewer("alice"))]
    assert "lea-5" not in slugs


def test_to_somebody_muted_one_can_still_be_introduced():
    muting.mute(viewer("alice"), person("dai", "alice"))
    assert queries.introducers(viewer("alice"), CAST["dai"].id) == {CAST["lea"].id}


@pytest.mark.parametrize("change", [{"taking_requests": False}, {"joined": False}])
def test_only_who_takes_requests_is_asked_to_introduce(change):
    lea = update(Member).where(Member.id == CAST["lea"].id)
    db.session.execute(lea.values(**change))
    assert queries.introducers(viewer("alice"), CAST["dai"].id) == frozenset()
    with pytest.raises(Refused, match="Choose somebody who knows you both"):
        ask()
