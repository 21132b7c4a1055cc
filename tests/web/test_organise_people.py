"""Organisers: who waits, invitations, turning down, imported people."""

import re

import pytest

from community.accounts.models import Account, Invitation, InvitationKind, State
from community.core import clock
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.outbox import Job
from community.core.text import folded
from community.core.visible import unscoped
from community.members.models import Member, MemberKind, MemberPlace
from community.projects.models import TeamRole
from tests.cast import CAST, join, mark_of
from tests.letters import link_of, work

PEOPLE = "/organise/people/"


def mails(kind):
    found = unscoped("test", Job).where(Job.kind == kind)
    return db.session.scalars(found.order_by(Job.id)).all()


def acts(act):
    found = unscoped("test", AuditEvent).where(AuditEvent.act == act)
    return db.session.scalars(found.order_by(AuditEvent.id)).all()


def add_imported(number, name):
    start_writing()
    account = Account(
        id=number, email=f"imported{number}@example.org", state=State.INVITED
    )
    db.session.add(account)
    db.session.flush()
    db.session.add(
        Member(
            id=number, account_id=number, slug=f"member-{number}", name=name,
            folded=folded(name), joined=False, listed=False,
        )
    )  # fmt: skip
    db.session.commit()


def test_an_applicant_is_shown_with_their_address_until_active(visitor):
    olu = visitor("olu")
    page = olu.see(PEOPLE)
    assert "Pat Lowe" in page.main
    assert "pat@example.org" in page.main
    after = olu.post("/organise/people/9/approve")
    assert "The account is open" in after.main
    assert "pat@example.org" not in after.html
    assert "Pat Lowe" not in after.main
    assert [mail.to for mail in mails("welcome")] == ["pat@example.org"]
    assert [act.note for act in acts(Act.ACCOUNT_STATE)] == ["pending to active"]


def test_no_address_of_a_member_is_ever_shown(visitor):
    page = visitor("olu").see(PEOPLE)
    assert re.findall(r"[a-z]+@example\.org", page.html) == ["pat@example.org"]


def test_opening_the_list_of_addresses_is_recorded(visitor):
    olu = visitor("olu")
    olu.see(PEOPLE)
    assert [act.actor for act in acts(Act.ADDRESSES_SEEN)] == [mark_of(6)]
    olu.post("/organise/people/9/approve", follow=False)
    olu.see(PEOPLE)
    assert len(acts(Act.ADDRESSES_SEEN)) == 1, "nothing to see, nothing to record"


def test_approving_twice_is_refused(visitor):
    olu = visitor("olu")
    olu.post("/organise/people/9/approve")
    again = olu.post("/organise/people/9/approve")
    assert again.status == 422
    assert "answered this one already" in again.main


def test_an_organiser_opens_no_account_that_is_not_an_application(visitor):
    assert visitor("olu").post("/organise/people/1/approve").status == 422


def test_turning_down_asks_first_then_deletes_all(visitor):
    olu = visitor("olu")
    assert "Turn down Pat Lowe?" in olu.see("/organise/people/9/turn-down").h1
    olu.post("/organise/people/9/turn-down")
    assert db.session.get(Account, 9) is None
    name = unscoped("test", Member.id).where(Member.name == "Pat Lowe")
    assert db.session.scalar(name) is None
    assert [mail.to for mail in mails("declined")] == ["pat@example.org"]


def test_the_question_does_not_name_somebody_who_did_not_apply(visitor):
    page = visitor("olu").see("/organise/people/3/turn-down", status=422)
    assert "Carol" not in page.html


def test_several_addresses_are_invited_at_once(visitor):
    page = visitor("olu").post(
        "/organise/people/invite",
        {
            "emails": "New@Example.org\n\n other@example.org \nnew@example.org",
            "kind": "",
        },
    )
    assert "on their way" in page.main
    assert [mail.to for mail in mails("invitation-to-join")] == [
        "new@example.org",
        "other@example.org",
    ]
    assert "new@example.org" in page.main, "open invitations are listed"


def test_who_invites_many_to_join_may_still_invite_into_a_project(visitor, at):
    at("2017-09-01 12:00")
    join(1, CAST["olu"].id, TeamRole.LEAD)
    db.session.commit()
    olu = visitor("olu")
    for number in range(20):
        olu.post("/organise/people/invite", {"emails": f"new{number}@example.org"})
    again = olu.post("/organise/people/invite", {"emails": "more@example.org"})
    assert again.status == 429
    into = {"need": "0", "message": "Join us?"}
    page = olu.post("/projects/project-1/invite/alice-1", into)
    assert "Alice Marsh has your invitation." in page.main


def test_every_bad_address_is_named_and_nothing_is_sent_or_lost(visitor):
    typed = "good@example.org\nbad@\nworse"
    page = visitor("olu").post("/organise/people/invite", {"emails": typed})
    assert page.status == 422
    told = " ".join(page.texts(".summary li"))
    assert "bad@:" in told
    assert "worse:" in told
    assert "good@example.org" not in told
    assert page.select("#emails")[0].get_text().split() == typed.split()
    assert not mails("invitation-to-join")


def test_a_new_invitation_takes_the_place_of_the_open_one(visitor):
    olu = visitor("olu")
    for _again in range(2):
        olu.post("/organise/people/invite", {"emails": "new@example.org"})
    page = olu.see(PEOPLE)
    assert page.texts(".row strong").count("new@example.org") == 1


def test_no_preset_says_that_somebody_is_a_patient_or_carer(visitor):
    page = visitor("olu").see(PEOPLE)
    values = [option["value"] for option in page.select("#kind option")]
    assert "clinician" in values
    assert not {"patient", "carer", "peer-supporter"} & set(values)
    refused = visitor("olu").post(
        "/organise/people/invite", {"emails": "a@example.org", "kind": "patient"}
    )
    assert refused.status == 422


def test_a_shareable_link_is_shown_once_and_its_users_are_vetted(app, visitor):
    page = visitor("olu").post(
        "/organise/people/link", {"link-kind": "designer", "link-nation": "wls"}
    )
    address = page.select("#address")[0]["value"]
    assert address.startswith("http://localhost/join/")
    assert address not in visitor("olu").see(PEOPLE).html
    path = address.removeprefix("http://localhost")
    sent = visitor().post(
        path,
        {
            "name": "Nia Bell", "email": "nia@example.org", "rules": "y", "adult": "y",
            "password": "seven kettles on a shelf",
        },
    )  # fmt: skip
    assert sent.h1 == "Look at your mail"
    work(app)
    link = link_of("confirm")
    visitor().post(link, {"password": "seven kettles on a shelf"})
    found = unscoped("test", Account).where(Account.email == "nia@example.org")
    account = db.session.scalars(found).one()
    assert account.state is State.PENDING
    member = unscoped("test", Member.id).where(Member.account_id == account.id)
    number = db.session.scalars(member).one()
    kind = unscoped("test", MemberKind.code, MemberKind.audience)
    assert db.session.execute(kind.where(MemberKind.member_id == number)).all() == [
        ("designer", Audience.ME)
    ]
    place = unscoped("test", MemberPlace.nation, MemberPlace.audience)
    assert db.session.execute(place.where(MemberPlace.member_id == number)).all() == [
        ("wls", Audience.MEMBERS)
    ]


def test_an_open_invitation_can_be_taken_back(visitor):
    olu = visitor("olu")
    olu.post("/organise/people/invite", {"emails": "new@example.org"})
    link = link_of("invitation-to-join")
    assert visitor().see(link).h1 == "Join"
    number = db.session.scalars(unscoped("test", Invitation.id)).one()
    page = olu.post(f"/organise/people/invitations/{number}/revoke")
    assert "new@example.org" not in page.main
    visitor().see(link, status=410)
    assert olu.post(f"/organise/people/invitations/{number}/revoke").status == 422


def test_imported_people_are_invited_when_ticked(visitor):
    add_imported(40, "Ines Vale")
    add_imported(41, "Jon Pike")
    olu = visitor("olu")
    page = olu.see(PEOPLE)
    assert "Ines Vale" in page.main
    assert "imported40@example.org" not in page.html
    told = olu.post("/organise/people/claim", {"account": ["40", "1"]})
    assert "1 invitation is on its way" in told.main
    assert [mail.to for mail in mails("invitation-to-join")] == [
        "imported40@example.org"
    ]


def test_imported_people_are_found_by_name_and_nobody_ticked_is_told(visitor):
    add_imported(40, "Ines Vale")
    add_imported(41, "Jon Pike")
    olu = visitor("olu")
    found = olu.see(PEOPLE + "?q=ines")
    assert found.texts("fieldset label") == ["Ines Vale"]
    assert "Use fewer letters" in olu.see(PEOPLE + "?q=nobody").main
    assert olu.post("/organise/people/claim").status == 422


def test_the_index_counts_what_waits(visitor):
    olu = visitor("olu")
    olu.post("/organise/people/invite", {"emails": "a@example.org\nb@example.org"})
    page = olu.see("/organise/")
    assert "1 person asks to join" in page.main
    assert "2 invitations are open" in page.main


def test_people_are_counted_as_far_as_the_organiser_may_list_them(visitor):
    page = visitor("olu").see("/organise/")
    assert page.texts(".figures dd")[0] == "7", "Carol shows to her connections alone"


def test_a_new_community_is_told_what_to_do_first(visitor):
    start_writing()
    for account in db.session.scalars(unscoped("test", Account)):
        if account.id != 6:
            account.state = State.SUSPENDED
    for member in db.session.scalars(unscoped("test", Member)):
        member.listed = member.id == 6
    db.session.commit()
    page = visitor("olu").see("/organise/")
    assert "First steps" in page.main
    assert "/organise/people/" in page.links("#first a")


@pytest.mark.parametrize("kind", list(InvitationKind))
def test_an_invitation_holds_for_fourteen_days(visitor, at, kind):
    from community.accounts import invitations
    from tests.cast import CAST

    at("2017-09-01 12:00")
    start_writing()
    token = invitations.invite(CAST["olu"].viewer, kind, "new@example.org")
    db.session.commit()
    at("2017-09-15 11:59")
    visitor().see(f"/join/{token}")
    at("2017-09-15 12:00")
    page = visitor().see(f"/join/{token}", status=410)
    assert "This invitation has ended" in page.main
    assert clock.now().day == 15
