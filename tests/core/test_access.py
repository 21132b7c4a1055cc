"""Who may do what: the permission table as a truth table, and how audiences compare."""

from types import SimpleNamespace

import pytest

from community.core.access import (
    VISITOR,
    Audience,
    Permission,
    Viewer,
    at_most,
    can,
    require,
    widens,
)
from community.core.errors import Forbidden
from tests.cast import CAST
from tests.curating import CURATOR

VIEWERS = {
    "visitor": VISITOR,
    "pending": CAST["pat"].viewer,
    "member": CAST["alice"].viewer,
    "lead": CAST["lea"].viewer,
    "organiser": CAST["olu"].viewer,
    "administrator": CAST["ada"].viewer,
    "moderator": CAST["mo"].viewer,
    "curator": CURATOR,
}
MEMBERS = {"member", "lead", "organiser", "administrator", "moderator", "curator"}
ORGANISER, ADMINISTRATOR = {"organiser"}, {"administrator"}
LED_BY_LEA = SimpleNamespace(id=1, lead_ids=frozenset({5}))
ASKED_OF_ALICE = SimpleNamespace(id=1, asked_id=1)
ALICE = SimpleNamespace(id=1)

TABLE = [
    (Permission.ACCOUNT_APPROVE, None, ORGANISER),
    (Permission.ACCOUNT_SUSPEND, None, ADMINISTRATOR),
    (Permission.ACCOUNT_UNLOCK, None, ADMINISTRATOR),
    (Permission.ANNOUNCE, None, ORGANISER),
    (Permission.CONNECTION_ANSWER, ASKED_OF_ALICE, {"member"}),
    (Permission.CONNECTION_ASK, ALICE, MEMBERS - {"member"}),
    (Permission.CASE_WORK, None, {"moderator", "administrator"}),
    (Permission.COFFEE_JOIN, None, MEMBERS),
    (Permission.COFFEE_ORGANISE, None, ORGANISER),
    (Permission.ESSAY_EDIT, None, ORGANISER | {"curator"}),
    (Permission.EVENT_HOLD, LED_BY_LEA, ORGANISER | {"lead"}),
    (Permission.EVENT_HOLD, SimpleNamespace(lead_ids=frozenset()), ORGANISER),
    (Permission.EVIDENCE_CURATE, None, {"curator"}),
    (Permission.EVIDENCE_SUBMIT, None, MEMBERS),
    (Permission.EVIDENCE_TALK, None, MEMBERS),
    (Permission.EXPORT_PEOPLE, None, ORGANISER),
    (Permission.GLASS_BREAK, None, {"moderator", "administrator"}),
    (Permission.IDEA_EDIT, SimpleNamespace(author_id=1), {"member"}),
    (Permission.IDEA_WRITE, None, MEMBERS),
    (Permission.IMPACT_CHECK, None, ORGANISER),
    (Permission.IMPACT_NOTE, None, MEMBERS),
    (Permission.INVITATION_SEND, None, ORGANISER),
    (Permission.MEMBER_EDIT, ALICE, {"member"}),
    (Permission.NETWORK_EMBED, None, ORGANISER),
    (Permission.NETWORK_KEEP, None, ORGANISER),
    (Permission.NETWORK_SEE, None, ORGANISER),
    (Permission.NETWORK_WEAVE, None, ORGANISER),
    (Permission.OUTBOX_KEEP, None, ADMINISTRATOR),
    (Permission.PROGRAMME_EDIT, None, ORGANISER),
    (Permission.PROJECT_BEGAN, SimpleNamespace(inside=True), MEMBERS),
    (Permission.PROJECT_BEGAN, SimpleNamespace(inside=False), set()),
    (Permission.PROJECT_CREATE, None, MEMBERS),
    (Permission.PROJECT_EDIT, LED_BY_LEA, {"lead"}),
    (Permission.PROJECT_OFFER, None, MEMBERS),
    (Permission.PROJECT_PLAN, SimpleNamespace(inside=True), MEMBERS),
    (Permission.PROJECT_PLAN, SimpleNamespace(inside=False), set()),
    (Permission.NEWS_WRITE, None, ORGANISER),
    (Permission.PROJECT_RESCUE, None, ORGANISER),
    (Permission.PROJECT_REVIEW, None, ORGANISER),
    (Permission.PROJECT_STAFF, LED_BY_LEA, {"lead"}),
    (Permission.REPORT_READ, None, {"moderator", "administrator"}),
    (Permission.REPORT_WRITE, None, MEMBERS | {"pending"}),
    (Permission.ROLE_GRANT, None, ADMINISTRATOR),
    (Permission.SETTINGS_EDIT, None, ADMINISTRATOR),
    (Permission.STORY_REVIEW, None, ORGANISER),
    (Permission.STORY_TELL, None, MEMBERS),
    (Permission.SURVEY_ANSWER, None, MEMBERS),
    (Permission.SURVEY_RUN, None, ORGANISER),
    (Permission.TAG_CURATE, None, ORGANISER),
    (Permission.WORDS_MUTE, None, MEMBERS),
]


@pytest.mark.parametrize(("permission", "thing", "admitted"), TABLE)
def test_who_may(permission, thing, admitted):
    found = {name for name, one in VIEWERS.items() if can(one, permission, thing)}
    assert found == admitted


def test_the_table_holds_every_permission():
    assert {permission for permission, *_rest in TABLE} == set(Permission)


def test_require_refuses_whom_can_refuses():
    require(CAST["olu"].viewer, Permission.TAG_CURATE)
    with pytest.raises(Forbidden):
        require(CAST["alice"].viewer, Permission.TAG_CURATE)


M, C, P, A, E = (Audience(word) for word in Audience)


@pytest.mark.parametrize(
    ("old", "new", "wider"),
    [
        (M, C, True), (M, P, True), (C, P, True), (P, C, True), (C, A, True),
        (A, E, True), (A, C, False), (E, A, False), (C, C, False), (P, M, False),
    ],
)  # fmt: skip
def test_going_from_one_audience_to_another_shows_a_row_to_somebody_new(
    old, new, wider
):
    assert widens(old, new) is wider


@pytest.mark.parametrize(
    ("chosen", "cap", "kept"), [(E, A, A), (A, E, A), (C, A, C), (M, C, M), (E, E, E)]
)
def test_a_cap_narrows_only(chosen, cap, kept):
    assert at_most(chosen, cap) is kept


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Alice Marsh", "AM"), ("Bô", "B"), ("Mary Ann de Vries", "MV"), ("4 real", "R")],
)
def test_initials_are_those_of_the_first_and_the_last_word(name, initials):
    assert Viewer(name=name).initials == initials
