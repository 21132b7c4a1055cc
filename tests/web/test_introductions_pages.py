"""Introductions as pages: asking, passing on, answering, offering, and the list."""

import pytest
from sqlalchemy import update

from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.introductions import clockwork
from community.introductions.models import Introduction
from community.members.models import Member
from community.notices.commands import tell
from community.notices.models import Notice
from community.safeguarding import muting
from tests.cast import CAST
from tests.introductions import making
from tests.introductions.making import PURPOSE, WORDS
from tests.letters import notices

INDEX = "/connections/introductions/"
ASK = f"{INDEX}ask/dai-4"
OFFER = f"{INDEX}offer"


@pytest.fixture
def people(app):
    making.acquaint()


def number() -> int:
    db.session.rollback()
    return max(db.session.scalars(unscoped("test", Introduction.id)).all())


def ask(visitor, **data):
    sent = {"via": "lea-5", "purpose": PURPOSE, **data}
    return visitor("alice").post(ASK, sent)


def pass_on(visitor, words=WORDS):
    path = f"{INDEX}{number()}/pass-on"
    return visitor("lea").post(path, {"answer": "pass on", "words": words})


def answer(visitor, who="dai", said="yes", audience="near"):
    path = f"{INDEX}{number()}/answer"
    return visitor(who).post(path, {"answer": said, "audience": audience})


@pytest.mark.parametrize("path", [INDEX, ASK, OFFER, f"{INDEX}1"])
def test_is_for_members(visitor, path):
    assert visitor().get(path).status_code == 302
    assert visitor("pat").get(path).status_code == 302


# ---------------------------------------------------------------- asking
def test_shows_who_can_introduce_and_what_happens_then(visitor, people):
    page = visitor("alice").see(ASK)
    assert page.h1 == "Be introduced to Dai Prosser"
    assert "Lea Novak" in page.main
    assert "or leave it. Nobody is told which." in page.main
    assert "Without a yes it ends by itself on" in page.main


def test_among_several_one_is_chosen_by_card(visitor, people):
    from tests.cast import connect

    connect(1, 2)
    connect(2, 4)
    db.session.commit()
    page = visitor("alice").see(ASK)
    assert page.texts("#via label") == ["Bob Okoro", "Lea Novak"]
    assert not page.select("#via [checked]")
    page = visitor("alice").see(f"{ASK}?via=lea-5")
    assert [one["value"] for one in page.select("#via [checked]")] == ["lea-5"]
    page = ask(visitor, via="")
    assert page.status == 422
    assert page.texts("#via-error") == ["Choose somebody who knows you both"]


def test_whoever_asked_directly_reads_that_first(visitor, people, at):
    at("2017-09-01 12:00")
    visitor("alice").post("/connections/hello/dai-4", {"message": "Hello Dai"})
    page = visitor("alice").see(ASK)
    assert "asked them directly already. You can ask again from 23 Sep" in page.main
    assert not page.select("textarea")
    refused = ask(visitor)
    assert refused.status == 422
    assert "You can ask again from 23 September 2017" in refused.main


@pytest.mark.parametrize(
    ("slug", "status"),
    [("alice-1", 404), ("pat-9", 404), ("nobody", 404), ("mo-8", 200)],
)
def test_whom_one_can_be_introduced_to(visitor, people, slug, status):
    page = visitor("alice").see(f"{INDEX}ask/{slug}", status)
    if status == 200:
        assert "Nobody whom you know can introduce you" in page.main
        assert not page.select("textarea")


def test_whom_one_knows_needs_no_introduction(visitor, people):
    page = visitor("alice").see(f"{INDEX}ask/lea-5")
    assert "You know each other already." in page.main
    assert not page.select("textarea")


def test_after_asking_it_says_when_one_can_again(visitor, people):
    page = ask(visitor)
    assert "Lea Novak is asked to introduce you." in page.main
    assert page.texts("#asked .badge") == ["Sent"]
    page = visitor("alice").see(ASK)
    assert "You asked for this already." in page.main
    assert ask(visitor).status == 422


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"purpose": ""}, "Write a sentence or two"),
        ({"purpose": "x" * 401}, "Use 400 letters or fewer"),
        ({"via": "bob-2"}, "Choose somebody who knows you both"),
        ({"via": "nobody"}, "Choose somebody who knows you both"),
    ],
)
def test_a_wrong_form_says_what_to_do(visitor, people, data, told):
    page = ask(visitor, **data)
    assert page.status == 422
    assert told in page.texts(".summary a")
    assert page.soup.title.get_text().startswith("Error: ")


def test_who_takes_no_requests_is_not_asked_for(visitor, people):
    start_writing()
    db.session.execute(
        update(Member).where(Member.id == 4).values(taking_requests=False)
    )
    db.session.commit()
    page = ask(visitor)
    assert page.status == 422
    assert "They take no hellos at the moment" in page.main


# ---------------------------------------------------------------- from one to the next
def test_it_is_passed_on_and_a_yes_brings_three_together(visitor, people):
    ask(visitor)
    page = visitor("lea").see(f"{INDEX}{number()}")
    assert page.h1 == "Introducing Alice Marsh and Dai Prosser"
    said = page.select("textarea")[0].get_text().strip()
    assert said == f"Alice Marsh writes: “{PURPOSE}”"
    page = pass_on(visitor)
    assert page.texts("#introduced .badge") == ["Passed on"]
    page = visitor("dai").see(f"{INDEX}{number()}")
    assert page.h1 == "Lea Novak would like to introduce you to Alice Marsh"
    assert WORDS in page.main
    assert PURPOSE not in page.main
    assert "Runs a walking group" in page.texts("aside")[0]
    page = answer(visitor, audience="members")
    assert page.h1 == "Conversation with Alice Marsh and Lea Novak"
    assert "Lea Novak introduced Alice Marsh and you" in page.main
    for who, badge in (("alice", "You know each other now"),
                       ("lea", "They know each other now"),
                       ("dai", "You know each other now")):  # fmt: skip
        page = visitor(who).see(INDEX)
        assert page.texts(".badge") == [badge]
        assert "Open the conversation" in page.main
    assert "You know each other." in visitor("alice").see("/members/dai-4").main


def test_the_one_in_the_middle_leaves_it_quietly(visitor, people):
    ask(visitor)
    path = f"{INDEX}{number()}/pass-on"
    page = visitor("lea").post(path, {"answer": "leave"})
    assert "You left it. Nobody is told." in page.main
    assert page.texts("#introduced .badge") == ["You left it"]
    assert visitor("alice").see(INDEX).texts("#asked .badge") == ["Sent"]
    visitor("dai").see(f"{INDEX}{number()}", 404)


def test_words_are_needed_to_pass_on(visitor, people):
    ask(visitor)
    page = pass_on(visitor, " ")
    assert page.status == 422
    assert "Write a sentence or two" in page.texts(".summary a")
    assert (
        visitor("alice").post(f"{INDEX}{number()}/pass-on", {"words": ""}).status == 404
    )


def test_not_now_is_quiet(visitor, people):
    ask(visitor)
    pass_on(visitor)
    before = visitor("alice").see(INDEX).main, visitor("lea").see(INDEX).main
    page = answer(visitor, said="not now")
    assert "Not now, then. Nobody is told." in page.main
    assert "Nothing waits for you" in page.main
    assert (visitor("alice").see(INDEX).main, visitor("lea").see(INDEX).main) == before
    visitor("dai").see(f"{INDEX}{number()}", 404)


def test_the_asker_takes_it_back(visitor, people):
    ask(visitor)
    pass_on(visitor)
    page = visitor("alice").post(f"{INDEX}{number()}/withdraw")
    assert page.texts("#asked .badge") == ["Taken back"]
    assert "Nothing waits for you" in visitor("dai").see(INDEX).main


@pytest.mark.parametrize("who", ["bob", "carol", "olu", "ada"])
def test_nobody_else_finds_it(visitor, people, who):
    ask(visitor)
    pass_on(visitor)
    path = f"{INDEX}{number()}"
    visitor(who).see(path, 404)
    for act in ("answer", "pass-on", "withdraw"):
        assert visitor(who).post(f"{path}/{act}", {"answer": "yes"}).status == 404


# ---------------------------------------------------------------- offering
def offer(visitor, one="alice-1", two="dai-4", words=WORDS):
    return visitor("lea").post(OFFER, {"one": one, "two": two, "words": words})


def test_two_contacts_are_introduced_once_both_said_yes(visitor, people):
    page = visitor("lea").see(f"{OFFER}?one=dai-4")
    assert page.texts("#one option") == [
        "Choose somebody you know", "Alice Marsh", "Bob Okoro", "Dai Prosser"
    ]  # fmt: skip
    assert page.texts("#one [selected]") == ["Dai Prosser"]
    page = offer(visitor)
    assert page.texts("#introduced .badge") == ["Sent"]
    page = visitor("alice").see(f"{INDEX}{number()}")
    assert page.h1 == "Lea Novak would like to introduce you to Dai Prosser"
    page = answer(visitor, "alice", audience="pair")
    assert "You said yes. If the other says yes too" in page.main
    assert page.texts("#brought .badge") == ["You said yes"]
    page = answer(visitor, "dai")
    assert page.h1 == "Conversation with Alice Marsh and Lea Novak"
    page = visitor("lea").see(INDEX)
    assert page.texts(".badge") == ["They know each other now"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"one": "alice-1", "two": "alice-1"}, "Choose two different people"),
        ({"one": "", "two": "alice-1"}, "Choose two people whom you know"),
        ({"one": "olu-6", "two": "alice-1"}, "Choose two people whom you know"),
        ({"words": ""}, "Write a sentence or two"),
    ],
)
def test_a_wrong_offer_says_what_to_do(visitor, people, data, told):
    page = offer(visitor, **data)
    assert page.status == 422
    assert told in page.texts(".summary a")


def test_who_knows_few_is_told_how_to_begin(visitor):
    page = visitor("bob").see(OFFER)
    assert "For this you need to know two people here" in page.main


# ---------------------------------------------------------------- once it has ended
def take_back(visitor):
    visitor("alice").post(f"{INDEX}{number()}/withdraw")


def let_days_go(at):
    at("2030-01-22 12:00")
    start_writing()
    clockwork.move()
    db.session.commit()


def part(who, other):
    start_writing()
    making.block(who, other)
    db.session.commit()


ENDS = {
    "taken back": lambda visitor, at: take_back(visitor),
    "over": lambda visitor, at: let_days_go(at),
    "declined": lambda visitor, at: answer(visitor, said="not now"),
    "blocked by the asker": lambda visitor, at: part("alice", "dai"),
    "parted": lambda visitor, at: part("lea", "alice"),
}


def end_of_one(visitor, at, end):
    """Return where an introduction is of which a letter told, and which ended."""
    at("2030-01-01 12:00")
    ask(visitor)
    pass_on(visitor)
    start_writing()
    told = update(Notice).where(Notice.kind == "introduction-passed")
    db.session.execute(told.values(told_at=clock.now()))
    db.session.commit()
    at("2030-01-02 12:00")
    end(visitor, at)
    return f"{INDEX}{number()}"


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_letter_leads_to_the_same_words_however_it_ended(visitor, people, at, end):
    path = end_of_one(visitor, at, end)
    page = visitor("dai").see(path)
    assert page.h1 == "There is nothing to answer here now"
    (words,) = page.texts("main p.lead")
    assert words.startswith("This introduction has ended, or waits for somebody else")
    assert not {"Alice", "Lea", WORDS} & set(page.main.split())
    assert visitor("dai").json(f"/api/v1{path}")["card"] is None
    visitor("bob").see(path, 404)


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_no_notice_of_it_waits_any_more(visitor, people, at, end):
    end_of_one(visitor, at, end)
    assert [one.read for one in notices() if one.to == CAST["dai"].email] == [True]


def test_of_one_that_never_came_nothing_is_said(visitor, people):
    start_writing()
    making.block("dai", "alice")
    db.session.commit()
    offer(visitor)
    for who in ("alice", "dai"):
        visitor(who).see(f"{INDEX}{number()}", 404)


def test_nor_of_one_whose_notice_nobody_read_or_sent(visitor, people, at):
    """Whom it is about was hidden before it led anybody here."""
    at("2030-01-01 12:00")
    ask(visitor)
    pass_on(visitor)
    take_back(visitor)
    start_writing()
    tell(4, "introduction-passed", "kept", person=1, link=f"{INDEX}{number()}")
    db.session.commit()
    visitor("dai").see(f"{INDEX}{number()}", 404)


# ---------------------------------------------------------------- a mute
@pytest.mark.parametrize(
    ("who", "other", "folded"),
    [
        ("lea", "alice", True),
        ("lea", "dai", False),
        ("lea", "bob", False),
        ("dai", "alice", True),
        ("dai", "lea", True),
        ("dai", "bob", False),
    ],
)
def test_of_people_one_muted_they_stand_folded(visitor, people, who, other, folded):
    ask(visitor)
    if who == "dai":
        pass_on(visitor)
    muting.mute(making.viewer(who), making.person(other, who))
    db.session.commit()
    page = visitor(who).see(INDEX)
    assert len(page.select("#muted .row")) == folded
    assert len(page.select("#to-answer > ul .row")) == (not folded)
    assert ("From people you see less of" in page.main) == folded
    assert ("Nothing waits for you" in page.main) == folded
    told = visitor(who).json(f"/api/v1{INDEX}")
    assert (len(told["to_answer"]), len(told["folded"])) == (not folded, folded)
    assert visitor(who).see(f"{INDEX}{number()}"), "it can be read and answered still"


def test_whoever_is_muted_sees_no_difference(visitor, people):
    ask(visitor)
    before = visitor("alice").see(INDEX).main
    start_writing()
    muting.mute(making.viewer("lea"), making.person("alice", "lea"))
    db.session.commit()
    assert visitor("alice").see(INDEX).main == before


@pytest.mark.parametrize("who", ["alice", "lea", "dai", "bob"])
def test_few_statements(visitor, people, statements, who):
    ask(visitor)
    pass_on(visitor)
    reader = visitor(who)
    for path in (INDEX, ASK, OFFER, f"{INDEX}{number()}", "/conversations/"):
        reader.get(path)
        with statements() as found:
            reader.get(path)
        assert len(found) <= 12, (path, len(found))
