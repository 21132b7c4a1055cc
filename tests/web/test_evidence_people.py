"""People and projects of a resource: the page, what one says there, where it shows."""

from dataclasses import replace

import pytest

from community.core.access import VISITOR
from community.core.db import db
from community.core.visible import unscoped
from community.evidence.facts import write
from community.evidence.models import ResourceState, ResourceTalker, ResourceUse
from community.evidence.record import facts_of
from tests.evidence.making import resource

PATH = "/evidence/on-evaluating/people"
TALK, USE = "/evidence/on-evaluating/talk", "/evidence/on-evaluating/use"


@pytest.fixture
def study(app):
    return resource("On evaluating", tags=("evaluation",))


def rows(entity):
    db.session.expire_all()
    return db.session.scalars(unscoped("test", entity)).all()


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ("pat", 302), ("alice", 200), ("olu", 200)]
)
def test_members_look_for_people(study, visitor, who, status):
    assert visitor(who).see(PATH, status).status == status


def test_it_names_whom_to_ask_and_why(study, visitor):
    page = visitor("alice").see(PATH)
    assert page.h1 == "People and projects"
    assert "Offers evaluation, which it is about." in page.main
    assert "/requests/hello/bob-2" in " ".join(
        page.links("a.button")
    ) or "bob-2" in str(page.links("a.button"))


def test_what_is_not_out_has_no_such_page(app, visitor):
    resource("On evaluating", state=ResourceState.SUBMITTED)
    visitor("alice").see(PATH, 404)
    assert (
        visitor("alice").post(TALK, {"talk-audience": "members"}, follow=False).status
        == 404
    )


def test_saying_that_one_talks_and_taking_it_back(study, visitor):
    alice = visitor("alice")
    said = {"talk-audience": "connections", "talk-words": "We tried it"}
    page = alice.post(TALK, said)
    assert "You talk about it" in page.main
    (row,) = rows(ResourceTalker)
    assert (row.member_id, row.audience, row.words) == (1, "connections", "We tried it")
    assert "happy to talk" in visitor("lea").see(PATH).main
    assert "We tried it" not in visitor("bob").see(PATH).main
    alice.post("/evidence/on-evaluating/quiet")
    assert rows(ResourceTalker) == []


def test_nothing_typed_is_lost(study, visitor):
    said = {"talk-audience": "everybody", "talk-words": "Something long"}
    page = visitor("alice").post(TALK, said)
    assert page.status == 422
    assert page.select("#talk-words")[0]["value"] == "Something long"
    assert "Not a valid choice" in page.main
    assert rows(ResourceTalker) == []


def test_about_a_condition_one_ticks_first(app, visitor):
    resource("On evaluating", tags=("diabetes",))
    alice = visitor("alice")
    assert "hint about your health" in alice.see(PATH).main
    assert alice.post(TALK, {"talk-audience": "members"}, follow=False).status == 422
    assert rows(ResourceTalker) == []
    assert (
        alice.post(
            TALK, {"talk-audience": "members", "talk-agreed": "y"}, follow=False
        ).status
        == 302
    )
    assert len(rows(ResourceTalker)) == 1


def test_a_project_says_that_it_uses_it(study, visitor):
    lea = visitor("lea")
    said = {"use-project": "project-1", "use-purpose": "Our questions"}
    lea.post(USE, said)
    assert len(rows(ResourceUse)) == 1
    assert "Our questions" in visitor(None).see("/projects/project-1").main
    assert "On evaluating" in visitor(None).see("/projects/project-1/evidence").main
    assert (
        lea.post(
            "/evidence/on-evaluating/leave", {"project": "project-1"}, follow=False
        ).status
        == 302
    )
    assert rows(ResourceUse) == []


@pytest.mark.parametrize(
    ("project", "status"),
    [("project-2", 403), ("project-3", 404), ("nowhere", 404), ("", 404)],
)
def test_only_for_a_project_of_ones_own(study, visitor, project, status):
    assert (
        visitor("dai").post(USE, {"use-project": project}, follow=False).status == 422
    )
    leave = {"project": project}
    page = visitor("dai").post("/evidence/on-evaluating/leave", leave, follow=False)
    assert page.status == status
    assert rows(ResourceUse) == []


def test_evidence_may_help_the_team_alone(study, visitor):
    path = "/projects/project-1/evidence"
    page = visitor("dai").see(path)
    assert "May help you" in page.main
    assert "It is about evaluation, as Pain cafe is." in page.main
    for who in (None, "alice", "olu"):
        assert "May help you" not in visitor(who).see(path).main
    visitor("alice").see("/projects/project-3/evidence", 404)


def test_evidence_is_suggested_beside_people(study, visitor):
    page = visitor("alice").see("/suggestions/")
    assert "Evidence for you" in page.main
    assert "It is about evaluation, which you seek." in page.main


def test_few_statements(study, visitor, statements):
    for who, path, most in (
        ("alice", PATH, 10),
        ("lea", "/projects/project-1/evidence", 10),
        ("alice", "/suggestions/", 10),
    ):
        one = visitor(who)
        one.see(path)
        with statements() as found:
            one.see(path)
        assert len(found) <= most, path


def test_a_word_that_was_added_asks_whoever_talks_anew(study, visitor):
    visitor("alice").post(TALK, {"talk-audience": "members"})
    write(VISITOR, study, replace(facts_of(VISITOR, study), tags=("diabetes",)))
    db.session.commit()
    page = visitor("alice").see(PATH)
    assert "Nobody but you sees it now" in page.main
    assert not page.select("[type=radio][checked], #talk-agreed[checked]")
    assert "Alice Marsh" not in visitor("bob").see("/evidence/on-evaluating").main
