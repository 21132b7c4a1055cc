"""Asking somebody to lead a project, and answering."""

import pytest

from community.connections.models import ConnectionRequest
from community.core.db import db
from community.core.states import RequestState
from community.projects.models import TeamRole
from community.stewardship.models import HandoverState
from tests.cast import CAST, join
from tests.stewardship.making import INSTEAD, ask, leads_of, viewer

PAIN = "/projects/project-1"
SENT = {"person": "dai-4", "kind": "beside", "message": "You know everybody"}


def asked(who: str = "dai") -> str:
    row = ask(who)
    db.session.commit()
    return f"/projects/handovers/{row.id}"


def test_a_lead_asks_and_the_other_says_yes(visitor):
    lea = visitor("lea")
    page = lea.see(f"{PAIN}/handover?person=dai-4")
    assert page.select("input[value=dai-4][checked]")
    page = lea.post(f"{PAIN}/handover", SENT)
    assert "You asked Dai Prosser" in page.html
    assert "Waits for an answer" in page.texts("#asked li")[0]
    dai = visitor("dai")
    page = dai.see(asked_path())
    assert page.h1 == "Would you lead Pain cafe?"
    assert "You know everybody" in page.main
    assert "Lea Novak" in page.main
    page = dai.post(f"{asked_path()}/answer", {"answer": "yes"})
    assert "You lead Pain cafe now." in page.html
    assert leads_of() == ["Dai", "Lea"]


def asked_path() -> str:
    from community.core.visible import unscoped
    from community.stewardship.models import Handover

    number = db.session.scalars(unscoped("test", Handover.id)).one()
    return f"/projects/handovers/{number}"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"person": ""}, "Choose whom you ask"),
        ({"message": ""}, "Write a sentence or two"),
        ({"message": "x" * 601}, "Use 600 letters or fewer"),
        ({"kind": "take over"}, "Not a valid choice"),
    ],
)
def test_a_wrong_question_answers_422_and_keeps_the_words(visitor, change, problem):
    sent = {**SENT, **change}
    page = visitor("lea").post(f"{PAIN}/handover", sent)
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert page.select("#message")[0].get_text().strip() == sent["message"]


def test_a_question_is_not_asked_twice(visitor):
    asked()
    page = visitor("lea").post(f"{PAIN}/handover", SENT)
    assert page.status == 422
    assert "They have been asked already" in page.texts(".summary")[0]


def test_somebody_outside_the_team_can_be_named_in_the_address(visitor):
    page = visitor("lea").see(f"{PAIN}/handover?person=alice-1")
    assert page.select("input[value=alice-1][checked]")
    visitor("lea").see(f"{PAIN}/handover?person=carol-3", status=404)


def test_a_no_with_kind_words_is_read_by_whoever_asked(visitor):
    path = asked()
    sent = {"answer": "no", "words": "Next year, gladly"}
    page = visitor("dai").post(f"{path}/answer", sent)
    assert "You said no." in page.html
    lea = visitor("lea")
    assert "Next year, gladly" in lea.see(path).main
    assert "Next year, gladly" in lea.see(f"{PAIN}/handover").main
    assert not lea.see(path).select("form button:-soup-contains('Take it back')")


def test_what_has_ended_cannot_be_answered(visitor):
    path = asked()
    assert "It is taken back." in visitor("lea").post(f"{path}/withdraw").html
    page = visitor("dai").post(f"{path}/answer", {"answer": "yes"})
    assert page.status == 422
    assert "This has ended already" in page.main
    assert leads_of() == ["Lea"]


def test_handing_over_leaves_the_asker_in_the_team(visitor):
    row = ask(kind=INSTEAD)
    db.session.commit()
    path = f"/projects/handovers/{row.id}"
    page = visitor("dai").see(path)
    assert "stays in the team as a member" in page.main
    visitor("dai").post(f"{path}/answer", {"answer": "yes"})
    assert leads_of() == ["Dai"]
    visitor("lea").see(f"{PAIN}/team", status=403)


@pytest.mark.parametrize(
    ("who", "status"), [("dai", 200), ("lea", 200), ("alice", 404), ("olu", 404)]
)
def test_a_question_opens_for_its_ends_alone(visitor, who, status):
    visitor(who).see(asked(), status=status)


def test_the_team_page_leads_there_and_lets_a_lead_step_back(visitor):
    lea = visitor("lea")
    page = lea.see(f"{PAIN}/team")
    assert f"{PAIN}/handover?person=dai-4" in page.links()
    assert "Lead it no more" not in page.main
    page = lea.post(f"{PAIN}/step-back")
    assert page.status == 422
    assert "Nobody else leads this project" in page.texts(".summary")[0]
    join(1, CAST["alice"].id, TeamRole.LEAD)
    db.session.commit()
    assert "Lead it no more" in lea.see(f"{PAIN}/team").main
    lea.post(f"{PAIN}/step-back")
    assert leads_of() == ["Alice"]


def test_a_lapsed_question_says_so(visitor):
    row = ask()
    row.state = HandoverState.LAPSED
    db.session.commit()
    path = f"/projects/handovers/{row.id}"
    assert "Ended without an answer" in visitor("lea").see(path).main
    assert "Yes, I lead it" not in visitor("dai").see(path).main


def test_a_page_takes_ten_statements_at_most(visitor, statements):
    path = asked()
    for who, where in (
        ("lea", f"{PAIN}/handover"),
        ("lea", f"{PAIN}/team"),
        ("dai", path),
        ("lea", path),
    ):
        browser = visitor(who)
        with statements() as found:
            browser.see(where)
        assert len(found) <= 10, (where, len(found), found)


def test_nobody_asks_for_a_project_that_they_do_not_lead(visitor):
    assert viewer("dai").is_member
    visitor("dai").see(f"{PAIN}/handover", status=403)
    assert visitor("dai").post(f"{PAIN}/handover", SENT).status == 403


@pytest.mark.parametrize(
    ("who", "status"), [("bob-2", 429), ("alice-1", 200), ("dai-4", 200)]
)
def test_who_asks_many_strangers_waits_but_not_for_their_own(visitor, who, status):
    for number in range(3):
        row = ConnectionRequest(asker_id=5, asked_id=8, message=f"Hello {number}")
        row.state = RequestState.NOT_NOW
        db.session.add(row)
    db.session.commit()
    path = f"{PAIN}/handover?person={who}"
    page = visitor("lea").post(path, {**SENT, "person": who})
    assert page.status == status
    if status == 429:
        assert "3 new contacts a day" in page.texts(".summary")[0]
        assert SENT["message"] in page.select("#message")[0].get_text()


def test_the_same_holds_for_invitations(visitor):
    for number in range(3):
        row = ConnectionRequest(asker_id=5, asked_id=8, message=f"Hello {number}")
        row.state = RequestState.NOT_NOW
        db.session.add(row)
    db.session.commit()
    sent = {"need": "0", "message": "Join us?"}
    page = visitor("lea").post(f"{PAIN}/invite/bob-2", sent)
    assert page.status == 429
    assert "3 new contacts a day" in page.main
    assert visitor("lea").post(f"{PAIN}/invite/alice-1", sent).status == 200
