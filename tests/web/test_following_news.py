"""What becomes of news: from the page of a lead to the notice and letter of another."""

from community.core.access import Audience
from community.core.db import db
from community.core.outbox import Job
from community.core.visible import unscoped
from community.following import clockwork
from community.notices import commands as notices
from community.notices.models import How
from community.projects import commands
from community.projects.models import ProjectState
from community.web.mail import compose
from tests.cast import CAST, tag_id
from tests.following.making import follow, keep, work
from tests.projects.making import make


def letter(app, kind):
    """The one letter of a kind, both parts as text."""
    found = unscoped("test", Job).where(Job.work == "letter", Job.kind == kind)
    job = db.session.scalars(found).one()
    with app.test_request_context():
        written = compose(job)
    assert written is not None
    return f"{written.subject}\n{written.body}\n{written.alternatives[0][0]}"


def test_a_need_that_a_lead_writes_down_reaches_a_follower(visitor):
    follow("alice", project=1)
    db.session.commit()
    sent = {"role": "A cook", "places": "1"}
    visitor("lea").post("/projects/project-1/needs", sent)
    assert work() == 1
    db.session.commit()
    page = visitor("alice").see("/notices/")
    assert "Pain cafe looks for somebody" in page.main
    assert "A cook" not in page.main


def test_a_new_project_about_something_sensitive_names_nothing_in_a_letter(
    app, visitor, at
):
    at("2017-09-01 12:00")
    follow("alice", tag="diabetes")
    notices.choose_for(1, "follow-project", How.INSTANT)
    made = make(
        "Sugar club", "dai", state=ProjectState.IN_REVIEW, tags=("diabetes",),
        audience=Audience.MEMBERS,
    )  # fmt: skip
    commands.publish(CAST["olu"].viewer, made)
    work()
    db.session.commit()
    words = letter(app, "follow-project")
    for secret in ("ugar", "iabetes"):
        assert secret not in words
    page = visitor("alice").see("/notices/")
    assert "Sugar club" in page.main
    assert "iabetes" not in page.main


def test_news_of_a_search_say_neither_who_nor_what_it_looks_for(app, visitor, at):
    from community.members.models import MemberTag, Relation

    at("2017-09-01 12:00")
    keep("alice", offers=["evaluation"], kind=["charity"])
    notices.choose_for(1, "search-people", How.INSTANT)
    db.session.add(
        MemberTag(member_id=5, tag_id=tag_id("evaluation"), relation=Relation.OFFERS,
                  audience=Audience.MEMBERS)
    )  # fmt: skip
    db.session.flush()
    at("2017-09-09 12:00")
    assert clockwork.move() == 1
    db.session.commit()
    words = letter(app, "search-people")
    page = visitor("alice").see("/notices/").main
    for secret in ("Lea", "Novak", "valuation", "harity", "offers="):
        assert secret not in words
        assert secret not in page
    assert "There are new people in a search that you keep" in page
