"""One page for all that is one's own to decide: who sees what, and taking it back."""

import re
from datetime import date

import pytest
from sqlalchemy import select, update

from community.accounts.models import Consent, ConsentPurpose
from community.core import clock
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.ideas import commands
from community.ideas.models import IdeaState
from community.members.models import MapConsent, Member, MemberTag
from community.privacy import audiences
from community.programme.models import Answer, Event, EventState
from community.projects import leaving
from community.web.words import month
from tests.cast import CAST, connect, join
from tests.evidence.making import resource
from tests.ideas.making import help_with, idea
from tests.messages.making import block
from tests.programme.making import event, there
from tests.projects.making import membership, project

PAGE = "/account/privacy"


def row(page, place):
    (found,) = page.select(f"#{place}")
    return found


def now(page, place):
    (chosen,) = row(page, place).select("option[selected]")
    return chosen["value"]


# ---------------------------------------------------------------- the page
@pytest.mark.parametrize("who", ["alice", "bob", "carol", "olu", "ada"])
def test_it_holds_all_in_one_place_in_few_statements(visitor, statements, who):
    browser = visitor(who)
    with statements() as found:
        page = browser.see(PAGE)
    assert len(found) <= 10
    assert page.texts("main h2") == [
        "Who sees what", "How it looks to others", "The map",
        "People who never see you",
        "What you agreed to", "Where you are signed in", "Who looked", "What is mailed",
        "Your data, a break, leaving",
    ]  # fmt: skip
    contents = page.links("nav[aria-label='On this page'] a")
    assert all(page.select(place) for place in contents)


@pytest.mark.parametrize("who", ["pat", None])
def test_it_is_for_members(visitor, who):
    for path in (PAGE, f"{PAGE}/organisations", "/account/lived"):
        assert visitor(who).get(path).status_code == 302


def test_each_thing_has_its_audience_and_a_choice(visitor):
    page = visitor("alice").see(PAGE)
    for place, audience in (
        ("name-1", "members"), ("kind-1", "members"), ("place-1", "members"),
        ("detail-2", "members"), ("tag-1", "members"), ("tag-3", "me"),
        ("tie-1", "near"), ("tie-2", "members"),
    ):  # fmt: skip
        assert now(page, place) == audience, place
    assert "Now seen by nobody but you." in row(page, "tag-3").get_text(" ")
    assert "public" not in str(row(page, "tag-3")), "sensitive: never to anyone"


def test_a_narrower_choice_acts_at_once_and_is_on_record(visitor):
    alice = visitor("alice")
    done = alice.post(f"{PAGE}/audience/detail/2", {"audience": "me"})
    assert "Saved: Only me" in done.html
    assert now(done, "detail-2") == "me"
    assert "walking group" not in visitor("bob").see("/members/alice-1").main
    entry = db.session.scalars(
        select(AuditEvent).where(AuditEvent.act == Act.AUDIENCE)
    ).one()
    assert (entry.object_kind, entry.object_id, entry.note) == ("detail", 2, "me")


def test_a_wider_choice_asks_first_and_says_how_many(visitor):
    alice = visitor("alice")
    asked = alice.post(f"{PAGE}/audience/detail/2", {"audience": "public"})
    assert asked.h1 == "Show this to more people?"
    assert "anyone on the web" in asked.main
    assert visitor().get("/members/alice-1").status_code == 404
    assert now(alice.see(PAGE), "detail-2") == "members"
    sure = {"audience": "public", "sure": "yes"}
    assert now(alice.post(f"{PAGE}/audience/detail/2", sure), "detail-2") == "public"


def test_a_sensitive_tag_asks_for_its_consent(visitor):
    alice = visitor("alice")
    to = {"audience": "members", "sure": "yes"}
    page = alice.post(f"{PAGE}/audience/tag/3", to)
    assert page.status == 422
    assert "I agree" in page.main
    assert now(alice.see(PAGE), "tag-3") == "me"
    page = alice.post(f"{PAGE}/audience/tag/3", to | {"agreed": "yes"})
    assert now(page, "tag-3") == "members"
    assert "Showing a sensitive tag: Diabetes" in page.main
    page = alice.post(f"{PAGE}/audience/tag/3", {"audience": "connections"})
    assert now(page, "tag-3") == "connections", "narrower: no question"


def test_the_name_a_membership_and_a_tie_are_chosen_here_too(visitor):
    lea = visitor("lea")
    page = lea.see(PAGE)
    membership = next(iter(re.findall(r'id="(membership-\d+)"', page.html)))
    what = membership.replace("-", "/")
    page = lea.post(f"{PAGE}/audience/{what}", {"audience": "projects"})
    assert now(page, membership) == "projects"
    page = lea.post(f"{PAGE}/audience/tie/2", {"audience": "pair"})
    assert now(page, "tie-2") == "pair"
    page = lea.post(f"{PAGE}/audience/name/5", {"audience": "connections"})
    assert now(page, "name-5") == "connections"
    assert "Your connections see your name" in page.main
    assert visitor("bob").get("/members/lea-5").status_code == 404


def test_a_part_that_has_ended_is_there_too_and_can_be_ones_own_alone(visitor):
    start_writing()
    leaving.leave(CAST["dai"].viewer, project(1))
    number = membership(1, "dai").id
    db.session.commit()
    dai, place = visitor("dai"), f"membership-{number}"
    page = dai.see(PAGE)
    assert "Pain cafe" in page.texts(f"#{place}")[0]
    assert f"Until {month(clock.today())}" in page.texts(f"#{place}")[0]
    page = dai.post(f"{PAGE}/audience/membership/{number}", {"audience": "projects"})
    assert now(page, place) == "projects"
    assert "whoever was in this project with you" in page.texts(f"#{place}")[0]
    page = dai.post(f"{PAGE}/audience/membership/{number}", {"audience": "me"})
    assert now(page, place) == "me"
    assert "Dai" not in visitor("lea").see("/projects/project-1/history").main


@pytest.mark.parametrize(
    ("path", "audience"),
    [
        ("tag/1", "everybody"), ("tag/1", ""), ("tag/3", "public"), ("tie/1", "me"),
        ("detail/1", "me"), ("tag/4", "me"), ("lived/9", "me"), ("nonsense/1", "me"),
        ("name/2", "me"), ("membership/1", "me"),
    ],
)  # fmt: skip
def test_what_is_not_ones_own_or_no_choice_is_not_there(visitor, path, audience):
    alice = visitor("alice")
    page = alice.post(f"{PAGE}/audience/{path}", {"audience": audience})
    assert page.status == 404


# ---------------------------------------------------------------- how many that is
def test_connections_and_people_in_projects_are_those_one_can_list(app):
    join(1, 1)
    mine = audiences.mine(CAST["alice"].viewer).sizes
    assert (mine.connections, mine.projects) == (2, 2)


def test_the_number_of_members_is_the_same_for_everybody_and_in_steps(app, monkeypatch):
    found = {audiences.mine(person.viewer).sizes.members
             for person in CAST.values() if person.name != "Pat Lowe"}  # fmt: skip
    assert found == {0}, "seven show themselves: fewer than eight"
    for number, said in ((7, 0), (8, 10), (12, 10), (13, 15), (187, 185), (193, 195)):
        monkeypatch.setattr(audiences, "count", lambda _found, number=number: number)
        assert audiences.everybody() == said


@pytest.mark.parametrize("who", [2, 4, 8])
def test_a_block_by_somebody_else_shows_through_in_no_number(app, visitor, who):
    from community.safeguarding.commands import block

    other = db.session.get_one(Member, 1, execution_options={"unscoped": "test"})
    alice = visitor("alice")
    before = alice.see(PAGE).main
    block(next(p for p in CAST.values() if p.id == who).viewer, other)
    db.session.commit()
    assert alice.see(PAGE).main == before


def test_an_exclusion_moves_no_number_whoever_works_there(app, visitor):
    from community.members.commands import set_affiliation
    from community.privacy.exclusions import exclude

    exclude(CAST["alice"].viewer, "Distant trust")
    db.session.commit()
    alice = visitor("alice")
    before = alice.see(PAGE).main
    for who in ("carol", "lea"):  # her connections
        person = db.session.get_one(
            Member, CAST[who].id, execution_options={"unscoped": "test"}
        )
        set_affiliation(CAST[who].viewer, person, "Distant trust", "", Audience.ME)
    db.session.commit()
    assert alice.see(PAGE).main == before
    assert visitor("carol").get("/members/alice-1").status_code == 404


# ---------------------------------------------------------------- consents
def test_a_consent_is_taken_back_where_it_is_read(visitor):
    alice = visitor("alice")
    alice.post("/members/me/map", {"map": "unnamed"})
    page = alice.see(PAGE)
    (form,) = page.select("form[action$='/consents/end']")
    (field,) = form.select("input[name=consent]")
    done = alice.post(form["action"], {"consent": field["value"]})
    assert "Taken back" in done.main
    found = unscoped("test", Member.map_consent).where(Member.id == 1)
    assert db.session.scalars(found).one() is MapConsent.ABSENT
    assert alice.post(form["action"], {"consent": field["value"]}).status == 404
    assert (
        visitor("bob").post(form["action"], {"consent": field["value"]}).status == 404
    )


def test_taking_a_sensitive_tag_back_hides_it_at_once(visitor):
    alice = visitor("alice")
    to = {"audience": "members", "sure": "yes", "agreed": "yes"}
    alice.post(f"{PAGE}/audience/tag/3", to)
    assert "Diabetes" in visitor("lea").see("/members/alice-1").main
    given = db.session.scalars(
        select(Consent.id).where(Consent.purpose == ConsentPurpose.SENSITIVE_TAG)
    ).one()
    alice.post(f"{PAGE}/consents/end", {"consent": given})
    assert "Diabetes" not in visitor("lea").see("/members/alice-1").main
    shown = unscoped("test", MemberTag.audience).where(MemberTag.id == 3)
    assert db.session.scalars(shown).one() is Audience.ME


def test_a_talk_stands_here_and_its_consent_is_taken_back(app, visitor):
    resource("Diabetes at home", tags=("diabetes",))
    alice, path = visitor("alice"), "/evidence/diabetes-at-home"
    alice.post(f"{path}/talk", {"talk-audience": "members", "talk-agreed": "y"})
    assert "Alice Marsh" in visitor("lea").see(path).main
    page = alice.see(PAGE)
    assert now(page, "talk-1") == "members"
    assert "Being happy to talk about Diabetes at home" in page.main
    (form,) = page.select("form[action$='/consents/end']")
    (field,) = form.select("input[name=consent]")
    alice.post(form["action"], {"consent": field["value"]})
    assert "Alice Marsh" not in visitor("lea").see(path).main
    page = alice.see(PAGE)
    assert now(page, "talk-1") == "me"
    assert page.select("form[action$='/consents/end']") == []
    assert not alice.see(f"{path}/people").select("#talk-agreed[checked]")


def test_a_talk_is_shown_to_more_after_asking_and_to_fewer_at_once(app, visitor):
    resource("Diabetes at home", tags=("diabetes",))
    alice, path = visitor("alice"), "/evidence/diabetes-at-home"
    alice.post(f"{path}/talk", {"talk-audience": "connections", "talk-agreed": "y"})
    to = {"audience": "members"}
    asked = alice.post(f"{PAGE}/audience/talk/1", to)
    assert "hint about your health" in asked.main
    refused = alice.post(f"{PAGE}/audience/talk/1", {**to, "sure": "yes"})
    assert refused.status == 422
    sure = {**to, "sure": "yes", "agreed": "yes"}
    assert "Saved: All members" in alice.post(f"{PAGE}/audience/talk/1", sure).main
    alice.post(f"{PAGE}/audience/talk/1", {"audience": "me"})
    assert now(alice.see(PAGE), "talk-1") == "me"
    assert visitor("bob").post(f"{PAGE}/audience/talk/1", sure).status == 404


# ---------------------------------------------------------------- events and ideas
def seen_at(visitor, who, path):
    return "Alice Marsh" in visitor(who).see(path).main


def test_an_event_stands_here_and_who_may_know_is_chosen(app, visitor):
    for title, year in (("Old workshop", 2017), ("New workshop", 2999)):
        there(event(title, date(year, 1, 1)), "alice")
    db.session.commit()
    alice, path = visitor("alice"), "/events/event-old"
    page = alice.see(PAGE)
    titles = page.texts("#events + ul strong")
    assert titles == ["New workshop", "Old workshop"], "the past too: it shows on"
    assert page.links("#events + ul strong a") == ["/events/event-new", path]
    assert "public" not in str(row(page, "attendance-1"))
    assert seen_at(visitor, "bob", path)
    assert "Saved: Only me" in alice.post(ATTENDANCE, {"audience": "me"}).main
    assert now(alice.see(PAGE), "attendance-1") == "me"
    assert not seen_at(visitor, "bob", path)
    asked = alice.post(ATTENDANCE, {"audience": "members"})
    assert asked.h1 == "Show this to more people?"
    assert "nobody but you" in asked.main
    assert "every member" in asked.main
    assert not seen_at(visitor, "bob", path)
    alice.post(ATTENDANCE, {"audience": "members", "sure": "yes"})
    assert seen_at(visitor, "bob", path)
    assert visitor("bob").post(ATTENDANCE, {"audience": "me"}).status == 404


ATTENDANCE, HELP = f"{PAGE}/audience/attendance/1", f"{PAGE}/audience/help/1"


@pytest.mark.parametrize(
    ("facts", "answer", "size"),
    [
        ({}, "yes", "every member"),
        ({"attendees": "coming"}, "yes", "those who come and see your name"),
        ({"attendees": "hosts"}, "yes", "those who hold it, if they see your name"),
        ({"audience": "projects", "project_id": 1}, "yes", "whoever is in the team"),
        ({}, "waiting", "nobody while you wait for a place"),
    ],
)
def test_the_size_is_no_larger_than_those_who_hold_it_let_it_be(
    app, visitor, facts, answer, size
):
    there(event(day=date(2999, 1, 1), **facts), "dai", answer=Answer(answer))
    db.session.commit()
    page = visitor("dai").see(PAGE)
    assert size in row(page, "attendance-1").get_text(" ")


def test_an_event_that_is_called_off_can_be_kept_to_oneself_and_takes_no_place(
    app, visitor
):
    one = event(day=date(2999, 1, 1), state=EventState.CANCELLED, capacity=1)
    there(one, "alice")
    db.session.commit()
    done = visitor("alice").post(ATTENDANCE, {"audience": "me"})
    assert now(done, "attendance-1") == "me"
    assert db.session.scalars(unscoped("test", Event.taken)).one() == 1
    acts = select(AuditEvent.note).where(AuditEvent.object_kind == "attendance")
    assert db.session.scalars(acts).all() == ["me"]


def test_an_offer_of_help_stands_here_and_who_may_know_is_chosen(app, visitor):
    start_writing()
    about = idea("bob")
    help_with("alice", about)
    db.session.commit()
    alice, path = visitor("alice"), f"/ideas/{about.slug}"
    page = alice.see(PAGE)
    assert page.texts("#helps + ul strong") == ["A shed"]
    assert page.links("#helps + ul strong a") == [path]
    assert seen_at(visitor, "dai", path)
    assert "Only the author of the idea" in alice.post(HELP, {"audience": "me"}).main
    page = alice.see(PAGE)
    assert now(page, "help-1") == "me"
    assert "you and the author of the idea" in row(page, "help-1").get_text(" ")
    assert not seen_at(visitor, "dai", path)
    assert seen_at(visitor, "bob", path), "it is offered to him"
    asked = alice.post(HELP, {"audience": "members"})
    assert asked.h1 == "Show this to more people?"
    assert not seen_at(visitor, "dai", path)
    alice.post(HELP, {"audience": "members", "sure": "yes"})
    assert seen_at(visitor, "dai", path)
    for wrong in ("connections", "public"):
        assert alice.post(HELP, {"audience": wrong}).status == 404
    assert visitor("dai").post(HELP, {"audience": "me"}).status == 404


def test_an_offer_for_a_closed_idea_can_be_kept_to_its_author(app, visitor):
    start_writing()
    about = idea("bob")
    help_with("alice", about)
    commands.step(CAST["bob"].viewer, about, IdeaState.CLOSED)
    db.session.commit()
    visitor("alice").post(HELP, {"audience": "me"})
    assert not seen_at(visitor, "dai", f"/ideas/{about.slug}")


def test_what_one_does_not_see_any_more_is_not_named(app, visitor):
    start_writing()
    help_with("alice", idea("bob"))
    there(event("Quite another name", date(2999, 1, 1)), "alice")
    db.session.commit()
    alice = visitor("alice")
    assert alice.see(PAGE).select(SHOWN_ROWS)
    start_writing()
    db.session.execute(update(Event).values(state=EventState.DRAFT))
    block("bob", "alice")
    db.session.commit()
    page = alice.see(PAGE)
    assert not page.select(SHOWN_ROWS)
    assert "A shed" not in page.main
    assert "another name" not in page.main


SHOWN_ROWS = "#events + ul > li, #helps + ul > li"


# ---------------------------------------------------------------- house rules
def test_the_house_rules_are_not_taken_back_here(visitor):
    db.session.add(
        Consent(
            account_id=1, purpose=ConsentPurpose.RULES, wording="1", wording_hash="0"
        )
    )
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert "House rules" in page.main
    assert page.select("form[action$='/consents/end']") == []
    given = db.session.scalars(select(Consent.id)).one()
    done = visitor("alice").post(f"{PAGE}/consents/end", {"consent": given})
    assert "The house rules hold for everybody" in done.main


# ---------------------------------------------------------------- organisations
def test_organisations_are_added_listed_and_taken_back(visitor):
    alice = visitor("alice")
    page = alice.see(f"{PAGE}/organisations")
    assert "You chose none" in page.main
    answers = [
        alice.post(f"{PAGE}/organisations", {"organisation": name})
        for name in ("Known ward", "Never heard of")
    ]
    assert all("do not see you" in page.main for page in answers)
    page = alice.see(f"{PAGE}/organisations")
    assert page.texts("main .row strong") == ["Known ward", "Never heard of"]
    assert "Known ward, Never heard of" in alice.see(PAGE).main
    (first, _second) = page.select("main .row form")
    assert "They see of you" in alice.post(first["action"]).main
    wrong = alice.post(f"{PAGE}/organisations", {"organisation": ""})
    assert wrong.status == 422
    assert "Enter the name" in wrong.main


def test_it_says_that_the_web_is_open_to_everybody(visitor):
    assert "anyone on the web" in visitor("bob").see(f"{PAGE}/organisations").main
    assert "anyone on the web" not in visitor("alice").see(f"{PAGE}/organisations").main


# ---------------------------------------------------------------- lived experience
def test_lived_experience_from_the_first_question_to_the_last(visitor):
    alice, lea = visitor("alice"), visitor("lea")
    page = alice.see("/account/lived")
    assert page.select("select[name=tag]") == []
    assert alice.post("/account/lived/agree").status == 422
    alice.post("/account/lived/agree", {"agreed": "yes"})
    wrong = alice.post("/account/lived", {"words": "x" * 201})
    assert wrong.status == 422
    assert "x" * 201 in wrong.html, "what was typed is kept"
    done = alice.post("/account/lived", {"words": "I lost a viola"})
    (link,) = [one for one in done.links() if re.fullmatch(r"/account/lived/\d+", one)]
    assert "viola" not in str(done.select(".flash"))
    assert "viola" not in lea.see("/members/alice-1").html
    asked = alice.see(link)
    assert "my connections can see that I have lived experience of I lost a viola" in (
        asked.main
    )
    assert asked.select("input[checked]") == [], "nothing is ticked for anybody"
    refused = alice.post(link, {"audience": "connections"})
    assert refused.status == 422
    alice.post(link, {"audience": "connections", "agreed": "yes"})
    assert "viola" in lea.see("/members/alice-1").main
    assert "viola" not in visitor("bob").see("/members/alice-1").html
    assert "viola" not in str(lea.json("/api/v1/members/alice-1"))
    alice.post(link, {"audience": "me"})
    assert "viola" not in lea.see("/members/alice-1").html
    alice.post("/account/lived/take-back")
    assert "viola" not in alice.see("/account/lived").html


def test_from_the_privacy_page_a_wider_choice_leads_to_its_own_question(visitor):
    alice = visitor("alice")
    alice.post("/account/lived/agree", {"agreed": "yes"})
    done = alice.post("/account/lived", {"tag": "diabetes"})
    (link,) = [one for one in done.links() if re.fullmatch(r"/account/lived/\d+", one)]
    path = f"{PAGE}/audience/lived/{link.rpartition('/')[2]}"
    asked = alice.post(path, {"audience": "members", "sure": "yes", "agreed": "yes"})
    assert asked.h1 == "Who may see it"
    alice.post(link, {"audience": "members", "agreed": "yes"})
    page = alice.post(path, {"audience": "me"})
    assert now(page, path.rpartition("audience/")[2].replace("/", "-")) == "me"


@pytest.mark.parametrize("to", ["projects", "public", "nobody", ""])
def test_lived_experience_shows_to_no_other_audience(visitor, to):
    alice = visitor("alice")
    alice.post("/account/lived/agree", {"agreed": "yes"})
    done = alice.post("/account/lived", {"tag": "diabetes"})
    (link,) = [one for one in done.links() if re.fullmatch(r"/account/lived/\d+", one)]
    assert alice.post(link, {"audience": to, "agreed": "yes"}).status == 422
    assert visitor("bob").post(link, {"audience": "me"}).status == 404


def test_seeing_oneself_as_others_is_true_of_it_too(visitor):
    alice = visitor("alice")
    alice.post("/account/lived/agree", {"agreed": "yes"})
    done = alice.post("/account/lived", {"words": "I lost a viola"})
    (link,) = [one for one in done.links() if re.fullmatch(r"/account/lived/\d+", one)]
    for to, shown in (
        ("connections", {"connection"}),
        ("members", {"member", "connection", "project mate", "organiser"}),
    ):
        alice.post(link, {"audience": to, "agreed": "yes"})
        found = {
            who
            for who in ("visitor", "member", "connection", "project mate", "organiser")
            if "viola" in visitor("alice").get(f"/members/alice-1/as/{who}").text
        }
        assert found == shown


def test_ties_of_a_member_with_many_are_folded(visitor):
    for other in (2, 4, 6, 7, 8):
        connect(1, other)
    db.session.execute(update(Member).values(version=Member.version))
    db.session.commit()
    page = visitor("alice").see(PAGE)
    assert len(page.select("details [id^=tie-]")) == 1
