"""Who may do what: the permission table as a truth table, and how audiences compare."""

from itertools import product
from types import SimpleNamespace

import pytest

from community.core.access import (
    ANY_MEMBER,
    VISITOR,
    Audience,
    Permission,
    Role,
    Stance,
    Viewer,
    as_seen_by,
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
NOBODYS = SimpleNamespace(
    id=None, asked_id=None, author_id=None, lead_ids=frozenset({None})
)
"""What belongs to nobody any more; a visitor is nobody too, and it is not theirs."""

TABLE = [
    (Permission.ACCOUNT_APPROVE, None, ORGANISER),
    (Permission.ACCOUNT_SUSPEND, None, ADMINISTRATOR),
    (Permission.ACCOUNT_UNLOCK, None, ADMINISTRATOR),
    (Permission.ANNOUNCE, None, ORGANISER),
    (Permission.CONNECTION_ANSWER, ASKED_OF_ALICE, {"member"}),
    (Permission.CONNECTION_ANSWER, NOBODYS, set()),
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
    (Permission.IDEA_EDIT, NOBODYS, set()),
    (Permission.IDEA_WRITE, None, MEMBERS),
    (Permission.IMPACT_CHECK, None, ORGANISER),
    (Permission.IMPACT_NOTE, None, MEMBERS),
    (Permission.INVITATION_SEND, None, ORGANISER),
    (Permission.MEMBER_EDIT, ALICE, {"member"}),
    (Permission.MEMBER_EDIT, NOBODYS, set()),
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
    (Permission.PROJECT_EDIT, NOBODYS, set()),
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
    with pytest.raises(Forbidden, match=r"^tag:curate$"):
        require(CAST["alice"].viewer, Permission.TAG_CURATE)


def test_a_permission_is_called_by_its_noun_and_verb_in_order():
    for one in set(Permission) - {Permission.ANNOUNCE}:
        assert one.value.replace(":", "_") == one.name.lower()
    assert Permission.ANNOUNCE.value == "announcement:send"
    assert list(Permission) == sorted(Permission, key=lambda one: one.value)


@pytest.mark.parametrize("one", [*Audience, *Role])
def test_audiences_and_roles_are_kept_under_their_own_names(one):
    """The database holds these words; another would lose every row of before."""
    assert one.value == one.name.lower()


def test_a_visitor_is_nobody():
    assert Viewer(None, None, "", "", state="visitor") == VISITOR
    assert not VISITOR.signed_in
    assert not VISITOR.is_member
    assert VISITOR.initials == ""


def test_the_synthetic_viewers_are_members_whom_the_database_does_not_know():
    seen = {stance: as_seen_by(stance.value, 3) for stance in Stance}
    assert {stance: one.stance for stance, one in seen.items()} == {
        stance: stance for stance in Stance
    }
    assert {one.of for one in seen.values()} == {3}
    organiser = as_seen_by("organiser", 3)
    for one in (ANY_MEMBER, organiser, *seen.values()):
        assert (one.member_id, one.account_id, one.state) == (0, 0, "active")
    assert (organiser.roles, organiser.of) == ({Role.ORGANISER}, None)
    assert as_seen_by("member", 3) is ANY_MEMBER
    assert as_seen_by("visitor", 3) is VISITOR
    with pytest.raises(KeyError):
        as_seen_by("somebody", 3)


M, C, P, A, E = (Audience(word) for word in Audience)
HOLDS = {
    M: {"owner"}, C: {"owner", "friend"}, P: {"owner", "mate"},
    A: {"owner", "friend", "mate", "member"},
    E: {"owner", "friend", "mate", "member", "visitor"},
}  # fmt: skip
"""Who is in each audience, for those who compare two of them."""
PAIRS = list(product(Audience, repeat=2))


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_going_to_an_audience_that_holds_somebody_new_widens(old, new):
    assert widens(old, new) is bool(HOLDS[new] - HOLDS[old])


@pytest.mark.parametrize(("chosen", "cap"), PAIRS)
def test_under_a_cap_stay_those_whom_both_hold(chosen, cap):
    assert HOLDS[at_most(chosen, cap)] == HOLDS[chosen] & HOLDS[cap]


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Alice Marsh", "AM"), ("Bô", "B"), ("Mary Ann de Vries", "MV"),
        ("4 real", "R"), ("J. O'Neill", "JO"), ("", ""),
    ],
)  # fmt: skip
def test_initials_are_those_of_the_first_and_the_last_word(name, initials):
    assert Viewer(name=name).initials == initials
