"""What a digest says: once, as things stand, nothing past, nothing of one's own."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from community.connections import aside, hellos
from community.connections.models import ConnectionRequest, Subject
from community.core import clock
from community.core.access import Audience, Role, Viewer
from community.core.db import db
from community.core.outbox import Job, JobState
from community.core.states import RequestState
from community.core.visible import BLOCKED, MUTED, find, tie, unscoped
from community.digests import news as digest_news
from community.digests import picks, seen
from community.digests.compose import compose
from community.digests.models import Every, Suggested
from community.digests.reader import as_reader
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.members.models import Member, MemberTag, Relation
from community.notices import commands as notices
from community.notices.models import How, Notice
from community.programme.models import Event
from community.projects.models import (
    Follow,
    Need,
    NeedState,
    Project,
    ProjectState,
    ProjectTag,
)
from tests.cast import CAST, join, tag_id
from tests.digests.making import (
    FRIDAY,
    happened,
    later,
    names,
    news_of_project,
    next_digest,
    stand,
    told,
)

ALICE = CAST["alice"].viewer
STAGE = ("follow-stage", "Pain cafe")
MESSAGE = "conversation-message"


@pytest.fixture(autouse=True)
def friday(app):
    stand(FRIDAY)


def change(entity, number, **values):
    db.session.execute(update(entity).where(entity.id == number).values(**values))
    db.session.expire_all()


def put(*rows):
    db.session.add_all(rows)
    db.session.flush()


# ---------------------------------------------------------------- what happened
def test_it_tells_what_waits_for_it(app):
    news_of_project("alice")
    assert told(next_digest("alice")) == [STAGE]
    assert told(next_digest("bob")) == [], "others hear nothing of it"


@pytest.mark.parametrize("how", [How.OFF, How.INSTANT])
def test_what_was_chosen_otherwise_is_not_in_it(app, how):
    notices.choose_for(1, "follow-stage", how)
    news_of_project("alice")
    assert told(next_digest("alice")) == []


def test_the_choice_of_now_counts_not_that_of_then(app):
    news_of_project("alice")
    notices.choose_for(1, "follow-stage", How.OFF)
    assert told(next_digest("alice")) == []
    notices.choose_for(1, "follow-stage", How.DIGEST)
    assert told(next_digest("alice")) == [STAGE]


@pytest.mark.parametrize("how", [How.DIGEST, How.INSTANT, None])
def test_what_came_while_it_was_off_goes_in_no_later_digest(app, how):
    news_of_project("alice", key="before")
    notices.choose_for(1, "follow-stage", How.OFF)
    news_of_project("alice", project=2, key="meanwhile")
    if how is None:
        notices.choose_usual(ALICE)
    else:
        notices.choose_for(1, "follow-stage", how)
    later(2)
    assert told(next_digest("alice")) == [STAGE], "what it was on for"
    assert len(seen.unread_links(ALICE)) == 2, "the page has both"
    notices.choose_usual(ALICE)
    news_of_project("alice", project=2, key="after")
    assert ("follow-stage", "Walking together") in told(next_digest("alice"))


def test_what_comes_back_is_told_as_was_chosen_when_it_came_back(app):
    notices.choose_for(1, MESSAGE, How.OFF)
    row = wrote()
    notices.choose_for(1, MESSAGE, How.DIGEST)
    assert told(next_digest("alice")) == []
    wrote()
    assert told(next_digest("alice")) == [(MESSAGE, "")]
    notices.choose_for(1, MESSAGE, How.OFF)
    wrote()
    notices.choose_for(1, MESSAGE, How.DIGEST)
    assert told(next_digest("alice")) == [(MESSAGE, "")], "it waited already"
    notices.read(ALICE, row.id)
    notices.choose_for(1, MESSAGE, How.OFF)
    wrote()
    notices.choose_for(1, MESSAGE, How.DIGEST)
    assert told(next_digest("alice")) == []


def wrote() -> Notice:
    """Let Bob write in a conversation of Alice's, which is one notice."""
    key = f"{MESSAGE}:1"
    notices.tell(1, MESSAGE, key, person=2, link="/conversations/1", again=True)
    own = unscoped("test", Notice).where(Notice.key == key)
    return db.session.scalars(own.execution_options(populate_existing=True)).one()


def test_the_end_of_ones_part_is_told_without_a_project_that_is_not_shown(app):
    link = "/projects/mine"
    happened("alice", "membership-ended", project=1, link=link)
    happened("alice", "follow-stage", "k2", project=1, link=link)
    notices.choose_for(1, "membership-ended", How.DIGEST)
    assert ("membership-ended", "Pain cafe") in told(next_digest("alice"))
    change(Project, 1, state=ProjectState.WITHDRAWN)
    assert told(next_digest("alice")) == [("membership-ended", "")]
    assert [one.project for one in seen.page_of_lines(ALICE).items] == [None]
    assert len(seen.unread_links(ALICE)) == 1


@pytest.mark.parametrize("mark", ["read_at", "told_at"])
def test_what_was_read_or_told_is_not_told_again(app, mark):
    row = news_of_project("alice")
    setattr(row, mark, clock.now())
    db.session.flush()
    assert told(next_digest("alice")) == []


def test_what_is_told_later_is_not_told_yet(app):
    news_of_project("alice", key="soon")
    happened("alice", "follow-stage", "later", project=2, after=timedelta(hours=1))
    assert told(next_digest("alice")) == [STAGE]


def test_what_has_waited_for_a_season_stays_on_the_page(app):
    news_of_project("alice")
    later(91)
    assert told(next_digest("alice")) == []


# ---------------------------------------------------------------- missed letters
def test_a_letter_that_goes_or_went_is_not_told_again(app):
    happened("alice", "offer", person=2, project=2, link="/projects/p")
    later(2)
    assert told(next_digest("alice")) == [], "it waits to go"
    db.session.execute(update(Job).values(state=JobState.DONE))
    assert told(next_digest("alice")) == [], "it went"


@pytest.mark.parametrize("state", [JobState.SUPPRESSED, JobState.FAILED])
def test_what_missed_its_letter_is_told_once_a_day_has_passed(app, state):
    happened("alice", "offer", person=2, project=2, link="/projects/p")
    db.session.execute(update(Job).values(state=state))
    assert told(next_digest("alice")) == []
    later(1)
    assert told(next_digest("alice")) == [("offer", "Walking together")]


def test_a_hello_that_missed_its_letter_is_told_while_it_waits(app):
    put(ConnectionRequest(asker_id=2, asked_id=1, message="Hello"))
    happened("alice", "hello", person=2, link="/connections/requests/")
    db.session.execute(update(Job).values(state=JobState.SUPPRESSED))
    later(1)
    assert told(next_digest("alice")) == [("hello", "")]
    db.session.execute(update(ConnectionRequest).values(state=RequestState.WITHDRAWN))
    assert told(next_digest("alice")) == []


def test_of_introductions_only_those_that_wait_are_told(app):
    made = Introduction(
        kind=IntroductionKind.ASKED, introducer_id=5, asker_id=2, target_id=1,
        state=IntroductionState.PASSED_ON, passed_at=clock.now(),
    )  # fmt: skip
    put(made)
    link = f"/connections/introductions/{made.id}"
    happened("alice", "introduction-reminder", link=link)
    db.session.execute(update(Job).values(state=JobState.SUPPRESSED))
    later(1)
    assert told(next_digest("alice")) == [("introduction-reminder", "")]
    gone = update(Introduction).values(state=IntroductionState.WITHDRAWN)
    db.session.execute(gone)
    assert told(next_digest("alice")) == []


# ---------------------------------------------------------------- by project
def test_one_project_is_one_entry(app):
    news_of_project("alice")
    happened("alice", "follow-need", "need", project=1, need=1)
    happened("alice", "follow-stage", "other", project=2)
    entries = next_digest("alice").entries
    assert [entry.project for entry in entries] == ["Walking together", "Pain cafe"]
    kinds = [line.kind for line in entries[1].lines]
    assert kinds == ["follow-need", "follow-stage"]


def test_what_happened_often_is_said_once_and_all_of_it_is_told(app):
    ids = {news_of_project("alice", key=f"k{number}").id for number in range(3)}
    digest = next_digest("alice")
    ((line,),) = (entry.lines for entry in digest.entries)
    assert line.times == 3
    assert set(digest.ids) == ids


def test_a_letter_has_an_end_and_the_rest_waits(app, monkeypatch):
    monkeypatch.setattr(digest_news, "ENTRIES", 1)
    news_of_project("alice")
    happened("alice", "follow-stage", "other", project=2)
    digest = next_digest("alice")
    assert (told(digest), digest.more) == ([("follow-stage", "Walking together")], 1)


# ---------------------------------------------------------------- seen again
def test_people_who_are_blocked_muted_or_away_are_not_in_it(app):
    for kind in (BLOCKED, MUTED):
        happened("alice", "coffee-met", kind)
        notices.choose_for(1, "offer", How.DIGEST)
        happened("alice", "offer", f"offer {kind}", person=2, project=2)
        assert told(next_digest("alice"))[0][0] == "offer"
        row = {"member_id": 1, "other_id": 2, "kind": kind}
        db.session.execute(tie.insert().values(**row))
        assert told(next_digest("alice")) == [("coffee-met", "")]
        db.session.execute(tie.delete().where(tie.c.kind == kind))
        db.session.execute(update(Notice).values(told_at=clock.now()))
    happened("alice", "offer", "last", person=2, project=2)
    change(Member, 2, listed=False)
    assert told(next_digest("alice")) == []


def test_a_project_that_is_hidden_is_not_in_it(app):
    news_of_project("alice")
    change(Project, 1, state=ProjectState.WITHDRAWN)
    assert told(next_digest("alice")) == []


def test_a_sensitive_project_is_not_named(app):
    put(ProjectTag(project_id=1, tag_id=tag_id("diabetes")))
    news_of_project("alice")
    digest = next_digest("alice")
    assert told(digest) == [("follow-stage", "")]
    assert digest.entries[0].project == ""
    assert digest.entries[0].lines[0].link.startswith("/notices/"), "no slug either"


def test_a_project_with_a_sensitive_word_in_its_title_alone_is_not_named(app, titled):
    news_of_project("alice")
    assert told(next_digest("alice")) == [("follow-stage", "")]


@pytest.fixture(params=["Tea and Diabetes", "Type 1 diabetes/asthma", "DIABETES?"])
def titled(app, request):
    """The Pain cafe by a name that says a sensitive word; no tag of it does."""
    change(Project, 1, title=request.param)
    return request.param


def test_nobody_is_told_of_their_own_doings(app):
    assert not notices.tell(1, "offer", "k", person=1, project=1)
    put(Notice(member_id=1, kind="follow-stage", key="k", person_id=1, project_id=1))
    assert told(next_digest("alice")) == []


def test_an_organiser_is_told_what_every_member_is(app):
    change(Project, 2, state=ProjectState.IN_REVIEW)
    happened("olu", "follow-stage", project=2)
    organiser = Viewer(6, 6, "Olu", "olu-6", frozenset({Role.ORGANISER}), "active")
    assert told(compose(as_reader(organiser), Every.WEEK, clock.now())) == []


# ---------------------------------------------------------------- nothing past
@pytest.mark.parametrize(
    "values",
    [
        {"state": NeedState.FILLED}, {"state": NeedState.CLOSED}, {"taken": 1},
        {"closes_on": date(2017, 8, 31)},
    ],
)  # fmt: skip
def test_a_need_that_is_filled_or_closed_is_past(app, values):
    happened("alice", "follow-need", project=1, need=1)
    assert told(next_digest("alice")) == [("follow-need", "Pain cafe")]
    change(Need, 1, **values)
    assert told(next_digest("alice")) == []


@pytest.mark.parametrize("about", [{"event": 1}, {"link": "/events/meet"}])
def test_an_event_that_is_over_is_past(app, about):
    put(Event(id=1, slug="meet", title="Meet", begins_on=date(2017, 9, 3)))
    happened("alice", "follow-event", project=1, **about)
    stand(FRIDAY + timedelta(days=2))
    assert told(next_digest("alice")) == [("follow-event", "Pain cafe")]
    stand(FRIDAY + timedelta(days=3))
    assert told(next_digest("alice")) == []


def test_whom_one_met_is_asked_after_the_event_for_a_while(app):
    put(Event(id=1, slug="meet", title="Meet", begins_on=date(2017, 8, 30)))
    happened("alice", "event-met", link="/events/meet/met", until="2017-09-03")
    stand(FRIDAY + timedelta(days=2))
    assert [name for name, _title in told(next_digest("alice"))] == ["event-met"]
    stand(FRIDAY + timedelta(days=3))
    assert told(next_digest("alice")) == []


@pytest.mark.parametrize("state", [ProjectState.FINISHED, ProjectState.ARCHIVED])
def test_a_project_that_is_closed_is_past(app, state):
    news_of_project("alice")
    change(Project, 1, state=state)
    assert told(next_digest("alice")) == []


# ---------------------------------------------------------------- suggestions
def test_it_suggests_a_few_people_and_projects_with_reasons(app):
    found = next_digest("alice").suggested
    people = [one.name for one in found if one.subject is Subject.PERSON]
    assert people[0] == "Dai Prosser"
    assert 0 < len(people) <= picks.MOST
    assert all(one.reasons for one in found)


def test_what_a_digest_suggested_is_never_suggested_again(app):
    first = next_digest("alice")
    assert "Dai Prosser" in names(first)
    for one in first.suggested:
        put(Suggested(member_id=1, kind=one.subject.value, thing_id=one.id))
    later(60)
    assert not set(names(first)) & set(names(next_digest("alice")))


def test_neither_friends_nor_what_is_followed_or_put_aside_is_suggested(app):
    assert {"Dai Prosser", "Pain cafe"} <= set(names(next_digest("alice")))
    put(Follow(member_id=1, project_id=1))
    aside.dismiss(ALICE, Subject.PERSON, "dai-4", "not for me", None)
    found = names(next_digest("alice"))
    assert not {"Dai Prosser", "Pain cafe", "Lea Novak", "Carol Finch"} & set(found)


def test_no_project_with_a_sensitive_tag_is_suggested(app):
    put(ProjectTag(project_id=1, tag_id=tag_id("diabetes")))
    assert "Pain cafe" not in names(next_digest("alice"))


def test_no_project_with_a_sensitive_word_in_its_title_alone_is_suggested(app, titled):
    assert "Dai Prosser" in names(next_digest("alice"))
    assert titled not in names(next_digest("alice"))


def test_no_reason_names_a_project_with_a_sensitive_word_in_its_title(app):
    """Dai and Alice both work on it: that is not why a letter suggests him."""
    join(1, 1)
    assert "You both work on Pain cafe." in reasons(next_digest("alice"))
    change(Project, 1, title="Tea and Diabetes")
    said = reasons(next_digest("alice"))
    assert "You both work on" not in said
    assert "iabetes" not in said


def reasons(digest):
    return " ".join(s.text for one in digest.suggested for s in one.reasons)


def test_no_reason_names_a_sensitive_tag(app):
    put(
        MemberTag(
            member_id=4, tag_id=tag_id("diabetes"), relation=Relation.OFFERS,
            audience=Audience.MEMBERS,
        )
    )  # fmt: skip
    change_of_own = update(MemberTag).where(MemberTag.member_id == 1)
    db.session.execute(change_of_own.values(audience=Audience.MEMBERS))
    found = next_digest("alice")
    assert "Dai Prosser" in names(found)
    assert "Diabetes" not in reasons(found)


def test_no_reason_names_what_its_reader_marked_for_themselves(app):
    own = update(MemberTag).where(MemberTag.member_id == 1)
    db.session.execute(own.values(audience=Audience.ME))
    assert "only you see this" not in reasons(next_digest("alice"))


def pick(number, bridge=False, subject=Subject.PERSON):
    return picks.Pick(subject, number, f"{number}", "", (), bridge, None)


def test_one_bridge_is_among_them_at_the_end(app):
    found = [pick(1), pick(2, bridge=True), pick(3), pick(4), pick(5, bridge=True)]
    few = picks._few(found, Subject.PERSON, bridge=True)
    assert [(one.id, one.bridge) for one in few] == [(1, False), (3, False), (2, True)]
    assert [one.id for one in picks._few(found, Subject.PERSON, bridge=False)] == [
        1, 3, 4,
    ]  # fmt: skip


# ---------------------------------------------------------------- suggestions alone
def suggested_at(moment):
    put(Suggested(member_id=1, kind="person", thing_id=99, at=moment))


def test_suggestions_alone_come_every_second_time(app):
    suggested_at(clock.now() - timedelta(days=7))
    digest = next_digest("alice")
    assert (digest.is_empty, digest.held) == (True, True)
    later(7)
    digest = next_digest("alice")
    assert (digest.is_empty, digest.held) == (False, False)


def test_for_a_fortnight_a_second_time_is_four_weeks(app):
    suggested_at(clock.now() - timedelta(days=14))
    assert next_digest("alice", Every.FORTNIGHT).is_empty
    later(14)
    assert not next_digest("alice", Every.FORTNIGHT).is_empty


def test_with_news_suggestions_come_each_time(app):
    suggested_at(clock.now() - timedelta(days=7))
    news_of_project("alice")
    digest = next_digest("alice")
    assert told(digest)
    assert names(digest)


def test_composing_writes_nothing(app):
    news_of_project("alice")
    db.session.commit()
    next_digest("alice")
    assert not db.session.new
    assert not db.session.dirty


def test_a_hello_waits_for_its_own_letter(app):
    other = find(CAST["bob"].viewer, Member, Member.id == 1)
    hellos.say_hello(CAST["bob"].viewer, other, "I liked your line")
    assert told(next_digest("alice")) == []
