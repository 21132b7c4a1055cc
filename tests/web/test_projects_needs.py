"""Whom a project looks for: an edit loses nothing that its form does not show."""

from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.expertise.models import Tag
from community.projects.models import Need, NeedState, NeedTag
from community.staffing import answering
from tests.cast import CAST, tag_id
from tests.letters import notices
from tests.projects.making import add_need, ask, membership
from tests.web.test_projects_edit import filled_in

NEEDS = "/projects/project-1/needs"
FORM = "main form:has(#role)"


def words(number):
    found = unscoped("test", Tag.label).join(NeedTag, NeedTag.tag_id == Tag.id)
    return set(db.session.scalars(found.where(NeedTag.need_id == number)))


def latest():
    found = unscoped("test", Need).order_by(Need.id.desc()).limit(1)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def test_a_word_that_waits_for_approval_stays(visitor):
    lea = visitor("lea")
    lea.post(NEEDS, {"role": "Cook", "places": "1", "tag_1": "Soup making"})
    number = latest().id
    assert words(number) == {"Soup making"}
    sent = filled_in(lea.see(f"{NEEDS}/{number}"), FORM)
    lea.post(f"{NEEDS}/{number}", sent | {"hours": "An hour"})
    assert latest().hours == "An hour"
    assert words(number) == {"Soup making"}


def test_words_that_the_form_does_not_show_stay(visitor):
    lea = visitor("lea")
    lea.post(NEEDS, {"role": "Cook", "places": "1", "tag_1": "Soup making"})
    number = latest().id
    slugs = ("evaluation", "facilitation", "peer-mentoring", "storytelling")
    for slug in slugs:
        tag = tag_id(slug)
        db.session.add(NeedTag(project_id=1, need_id=number, tag_id=tag))
    db.session.commit()
    before = words(number)
    sent = filled_in(lea.see(f"{NEEDS}/{number}"), FORM)
    lea.post(f"{NEEDS}/{number}", sent | {"hours": "An hour"})
    assert words(number) == before
    sent = filled_in(lea.see(f"{NEEDS}/{number}"), FORM)
    lea.post(f"{NEEDS}/{number}", sent | {"tag_1": ""})
    assert words(number) == before - {sent["tag_1"]}


def test_whom_to_ask_stays_where_the_lead_does_not_see_them(visitor):
    lea, dai = visitor("lea"), CAST["dai"].id
    lea.post(NEEDS, {"role": "Cook", "places": "1", "contact": str(dai)})
    number = latest().id
    assert latest().contact_id == dai
    membership(1, "dai").audience = Audience.ME
    db.session.commit()
    sent = filled_in(lea.see(f"{NEEDS}/{number}"), FORM)
    lea.post(f"{NEEDS}/{number}", sent | {"hours": "An hour"})
    assert (latest().hours, latest().contact_id) == ("An hour", dai)


def test_whom_to_ask_can_be_left_open_again(visitor):
    lea, dai = visitor("lea"), CAST["dai"].id
    lea.post(NEEDS, {"role": "Cook", "places": "1", "contact": str(dai)})
    number = latest().id
    sent = filled_in(lea.see(f"{NEEDS}/{number}"), FORM)
    lea.post(f"{NEEDS}/{number}", sent | {"contact": ""})
    assert latest().contact_id is None


def test_a_full_need_with_a_waiting_list_can_be_closed(visitor):
    need = add_need(1, places=1)
    for who in ("alice", "mo"):
        answering.accept(CAST["lea"].viewer, ask(1, who, need=need.id).id)
    number = need.id
    db.session.commit()
    lea, stop = visitor("lea"), f"{NEEDS}/{number}/state"
    page = lea.see(NEEDS)
    assert "All places are taken" in page.main
    (form,) = page.select(f"form[action='{stop}']")
    assert form.get_text(" ", strip=True).startswith("Stop looking")
    told = len(notices(kind="join-answer"))
    page = lea.post(stop)
    assert "1 person waited for a place. We tell them, kindly." in page.main
    assert latest().state is NeedState.CLOSED
    assert [one.to for one in notices(kind="join-answer")[told:]] == [CAST["mo"].email]
