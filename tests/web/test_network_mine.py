"""`/my-network/`: one's own part, as a list and as a drawing with links."""

import pytest

from community.connections.models import TieAudience
from community.core.access import Audience
from community.core.db import db
from tests.cast import connect, join


@pytest.mark.parametrize(("who", "status"), [(None, 302), ("pat", 302), ("alice", 200)])
def test_members_come_in(visitor, who, status):
    assert visitor(who).get("/my-network/").status_code == status


def test_it_lists_whom_i_know_with_who_can_see_it_and_a_form(visitor):
    page = visitor("alice").see("/my-network/")
    assert page.texts("[aria-labelledby=known] h3") == ["Carol Finch", "Lea Novak"]
    assert "people who know one of you" in page.main
    chosen = [
        one["value"]
        for one in page.select("option[selected]")
        if one["value"] in ("near", "members")
    ]
    assert chosen == ["near", "members"]
    assert "You know 2 people here" in page.main


def test_the_form_changes_my_end_of_a_tie(visitor):
    page = visitor("alice").see("/my-network/")
    form = page.select("[aria-labelledby=known] form")[0]
    answer = visitor("alice").post(form["action"], {"audience": "pair"})
    assert answer.status == 200
    page = visitor("alice").see("/my-network/")
    assert page.select("option[value=pair][selected]")


def test_a_tie_can_be_removed(visitor):
    alice = visitor("alice")
    page = alice.see("/my-network/")
    assert not page.select("[value=remove]"), "there is a step in between"
    end = next(link for link in page.links() if link.endswith("#end-part"))
    page = alice.see(end)
    form = page.select("#end-part details form")[0]
    sent = {one["name"]: one["value"] for one in form.select("input[name=audience]")}
    alice.post(form["action"], sent)
    page = alice.see("/my-network/")
    assert page.texts("[aria-labelledby=known] h3") == ["Lea Novak"]


def test_the_drawing_has_a_named_link_for_everybody_and_everything(app, visitor):
    connect(4, 5)
    join(2, 1)
    db.session.commit()
    page = visitor("alice").see("/my-network/")
    links = {a.title.get_text(): a["href"] for a in page.select("svg.ego a")}
    assert links == {
        "Carol Finch": "/members/carol-3",
        "Lea Novak": "/members/lea-5",
        "Dai Prosser": "/members/dai-4",
        "Bob Okoro": "/members/bob-2",
        "Walking together": "/projects/project-2",
    }


def test_it_says_through_whom_somebody_is_one_step_away(app, visitor):
    connect(4, 5)
    join(2, 1)
    db.session.commit()
    page = visitor("alice").see("/my-network/")
    assert "Known to Lea Novak" in page.main
    assert "With you in Walking together" in page.main
    assert "/connections/hello/dai-4?from=network" in page.links()


def test_a_hidden_tie_of_others_is_not_on_it(app, visitor):
    connect(4, 5, TieAudience.PAIR)
    db.session.commit()
    assert "Dai" not in visitor("alice").see("/my-network/").html


def test_what_i_work_on_says_who_can_see_it(app, visitor):
    join(2, 1, audience=Audience.ME)
    db.session.commit()
    page = visitor("alice").see("/my-network/")
    assert "Who can see that you are in it: only you." in page.main


def test_without_anybody_it_says_what_to_do_next(visitor):
    page = visitor("mo").see("/my-network/")
    assert "Your network starts with one hello" in page.main
    assert "/suggestions/" in page.links()
    assert not page.select("svg.ego")


def test_programs_get_the_same(visitor):
    record = visitor("alice").json("/api/v1/my-network/")
    names = [line["card"]["name"] for line in record["network"]["ties"]]
    assert names == ["Carol Finch", "Lea Novak"]
    assert "drawing" not in record


def test_it_takes_ten_statements_at_most(app, visitor, statements):
    connect(4, 5)
    join(2, 1)
    db.session.commit()
    alice = visitor("alice")
    with statements() as found:
        alice.get("/my-network/")
    assert len(found) <= 10, found


def test_an_organiser_finds_the_whole_network_from_here(app, visitor):
    connect(4, 6)
    db.session.commit()
    assert "/network/" in visitor("olu").see("/my-network/").links()
    assert "/network/" not in visitor("alice").see("/my-network/").links()
