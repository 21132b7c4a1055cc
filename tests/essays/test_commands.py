"""Who may do what with essays, and what comes of it."""

from datetime import date

import pytest
from sqlalchemy import select

from community.core import journal
from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.essays import authors, commands, figures, publishing, queries, working
from community.essays.authors import Author
from community.essays.commands import Plan, Said
from community.essays.models import Essay, EssayState, EssayVersion
from community.essays.series import save_series
from community.members.models import Member
from tests.cast import CAST
from tests.curating import CURATOR
from tests.essays.making import (
    BODY,
    OLU,
    drafted,
    figure,
    planned,
    published,
    revised,
    series,
    signed,
    stored,
)

S = EssayState
NOBODY = [VISITOR, *(CAST[who].viewer for who in ("alice", "lea", "ada", "mo"))]


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")


def notes() -> list[str]:
    found = select(journal.AuditEvent).where(
        journal.AuditEvent.act == journal.Act.ESSAY
    )
    rows = db.session.scalars(found.order_by(journal.AuditEvent.id))
    return [row.note for row in rows if row.object_kind == "essay"]


# ---------------------------------------------------------------- who
@pytest.mark.parametrize("viewer", NOBODY, ids=lambda viewer: viewer.name or "nobody")
def test_only_organisers_and_curators_change_essays(viewer):
    row = published()
    about, said = Plan(series("Another").slug), Said("Mine", "", "Words")
    for act in (
        lambda: save_series(viewer, None, "Mine", ""),
        lambda: commands.plan(viewer, about, said),
        lambda: commands.change_plan(viewer, row, about, row.version),
        lambda: commands.save(viewer, row, said, row.version),
        lambda: commands.put_back(viewer, row, 1, row.version),
        lambda: commands.of(viewer, row.slug),
        lambda: authors.set_authors(viewer, row, (), row.version),
        lambda: figures.add(viewer, row, "x.webp", (1, 1), "A tree"),
        lambda: figures.remove(viewer, row, "x.webp"),
        lambda: publishing.publish(viewer, row, row.version),
        lambda: publishing.send_to_review(viewer, row, row.version),
        lambda: publishing.withdraw(viewer, row, row.version),
        lambda: publishing.announce(viewer, row, row.version),
        lambda: publishing.discard(viewer, row, row.version),
        lambda: working.draft(viewer, row.slug),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_curator_may():
    row = commands.plan(CURATOR, Plan(series().slug), Said("Mine"))
    commands.save(CURATOR, row, Said("Mine", "", "Words"), row.version)
    publishing.publish(CURATOR, row, row.version)
    assert queries.one(VISITOR, row.slug).body == "Words"


SEEN = {
    S.PLANNED: (True, True), S.DRAFT: (False, True), S.IN_REVIEW: (False, True),
    S.PUBLISHED: (True, True),
}  # fmt: skip


@pytest.mark.parametrize("state", SEEN)
def test_readers_see_what_is_planned_and_what_is_out(state):
    row = drafted()
    row.state = state
    db.session.flush()
    found = tuple(_reached(viewer, row) for viewer in (CAST["alice"].viewer, OLU))
    assert found == SEEN[state]


def _reached(viewer, row) -> bool:
    asked = commands.visible(viewer, Essay.id).where(Essay.id == row.id)
    return db.session.scalar(asked) is not None


# ---------------------------------------------------------------- plans
def test_a_planned_essay_is_due_and_its_text_is_nobodys():
    row = drafted(number=3, due=date(2027, 8, 1))
    one = queries.one(VISITOR, row.slug)
    assert (one.number, one.due, one.state) == (3, date(2027, 8, 1), S.PLANNED)
    assert (one.title, one.standfirst) == ("A long walk", "In short")
    assert (one.body, one.versions, one.minutes) == ("", (), 0)
    assert notes() == ["planned", "saved"]


def test_its_address_is_its_title_while_that_is_free():
    first, second = planned(), planned(of=series())
    assert first.slug == "a-long-walk"
    assert second.slug.startswith("a-long-walk-")
    assert planned("Write", of=series("C")).slug != "write"
    assert planned("!?", of=series("D")).slug


@pytest.mark.parametrize(
    "plan",
    [{"number": 0}, {"number": 1000}, {"number": 10**40}, {"number": -1},
     {"link": "javascript:alert(1)"}, {"link": "http://"}, {"link": "https://a b"},
     {"link": "https://[x"}, {"date_words": "x" * 61}, {"resource": "nothing"}],
)  # fmt: skip
def test_a_plan_that_is_wrong_is_refused(plan):
    with pytest.raises(Refused):
        planned(**plan)


def test_a_number_stands_once_in_a_series():
    one = series()
    planned("A", of=one, number=2)
    with pytest.raises(Refused, match="number"):
        planned("B", of=one, number=2)
    planned("C", of=series("Another"), number=2)
    planned("D", of=one)
    planned("E", of=one)


def test_what_stands_elsewhere_has_no_text_here():
    row = planned(link="https://example.org/essay")
    with pytest.raises(Refused, match="elsewhere"):
        commands.save(OLU, row, Said("A", "", "Words"), row.version)
    publishing.publish(OLU, row, row.version)
    assert queries.one(VISITOR, row.slug).link == "https://example.org/essay"
    other = drafted("B")
    about = Plan("about-b", link="https://example.org/essay")
    with pytest.raises(Refused, match="text here"):
        commands.change_plan(OLU, other, about, other.version)


# ---------------------------------------------------------------- the text
@pytest.mark.parametrize(
    "said",
    [Said(""), Said("  "), Said("x" * 201), Said("x", "y" * 401),
     Said("x", "", "z" * 60_001), Said("x", "", "[" * 500_000)],
)  # fmt: skip
def test_words_that_are_none_or_too_many_are_refused(said):
    row = planned()
    with pytest.raises(Refused):
        commands.save(OLU, row, said, row.version)


def test_each_save_is_a_version_and_the_same_words_are_none():
    row = drafted()
    said = Said("A long walk", "In short", "Other")
    commands.save(OLU, row, said, row.version)
    commands.save(CURATOR, row, said, row.version)
    found = unscoped("test", EssayVersion).where(EssayVersion.essay_id == row.id)
    rows = db.session.scalars(found.order_by(EssayVersion.number)).all()
    assert [(one.number, one.body) for one in rows] == [(1, BODY), (2, "Other")]
    assert rows[0].by_id == OLU.member_id


def test_the_second_of_two_editors_is_told():
    row = drafted()
    looked = row.version
    commands.save(OLU, row, Said("A", "", "Olu's"), looked)
    for act in (
        lambda: commands.save(CURATOR, row, Said("A", "", "Dai's"), looked),
        lambda: commands.change_plan(CURATOR, row, Plan("x"), looked),
        lambda: authors.set_authors(CURATOR, row, (), looked),
        lambda: publishing.publish(CURATOR, row, looked),
        lambda: publishing.send_to_review(CURATOR, row, looked),
        lambda: publishing.discard(CURATOR, row, looked),
        lambda: commands.put_back(CURATOR, row, 1, looked),
    ):
        with pytest.raises(Conflict):
            act()
    assert working.draft(OLU, row.slug).body == "Olu's"


# ---------------------------------------------------------------- out, and back
def test_readers_have_the_newest_that_is_out(at):
    row = published()
    commands.save(OLU, row, Said("New name", "Newer", "Two more words"), row.version)
    one = queries.one(VISITOR, row.slug)
    assert (one.title, one.body) == ("A long walk", BODY)
    at("2017-10-01 12:00")
    publishing.publish(OLU, row, row.version, "Two words more")
    one = queries.one(VISITOR, row.slug)
    assert (one.title, one.standfirst) == ("New name", "Newer")
    assert one.body == "Two more words"
    assert one.published_on == date(2017, 9, 1), "the day on which it first came out"
    assert [(v.edition, v.why) for v in one.versions] == [
        (2, "Two words more"),
        (1, ""),
    ]
    assert notes()[-1] == "revised"


def test_a_revision_says_what_changed_and_there_is_one():
    row = published()
    with pytest.raises(Refused, match="Nothing has changed"):
        publishing.publish(OLU, row, row.version, "Why")
    commands.save(OLU, row, Said("A", "", "Other"), row.version)
    for why in ("", "  ", "x" * 301):
        with pytest.raises(Refused):
            publishing.publish(OLU, row, row.version, why)


def test_without_a_text_nothing_comes_out():
    row = planned()
    for act in (publishing.publish, publishing.send_to_review):
        with pytest.raises(Refused, match="text first"):
            act(OLU, row, row.version)


def test_it_is_reviewed_and_comes_out():
    row = drafted()
    publishing.send_to_review(OLU, row, row.version)
    assert row.state is S.IN_REVIEW
    publishing.publish(CURATOR, row, row.version)
    assert notes()[-2:] == ["in review", "published"]


def test_what_is_withdrawn_is_gone_with_its_history_until_it_is_back():
    row = revised(published(), "Other words")
    publishing.withdraw(OLU, row, row.version)
    with pytest.raises(NotFound):
        queries.one(VISITOR, row.slug)
    assert queries.out(VISITOR, row.id) == ()
    assert queries.feed() == ()
    publishing.publish(OLU, row, row.version)
    assert len(queries.one(VISITOR, row.slug).versions) == 2, "no new version by that"


def test_an_old_version_comes_back_as_a_new_one():
    row = revised(published(), "Other words")
    commands.put_back(OLU, row, 1, row.version)
    assert queries.one(VISITOR, row.slug).body == "Other words"
    publishing.publish(OLU, row, row.version, "As it was")
    one = queries.one(VISITOR, row.slug)
    assert (one.body, one.versions[0].edition) == (BODY, 3)
    with pytest.raises(NotFound):
        commands.put_back(OLU, row, 99, row.version)


def test_a_draft_can_be_announced_again():
    row = drafted()
    publishing.withdraw(OLU, row, row.version)
    commands.save(OLU, row, Said("Other name", "B", "C"), row.version)
    publishing.announce(OLU, row, row.version)
    assert queries.one(VISITOR, row.slug).title == "Other name"


def test_a_plan_or_draft_is_deleted_with_all_it_has():
    row = drafted()
    figure(row)
    number = row.id
    assert publishing.discard(OLU, row, row.version) == ("a-long-walk-1.webp",)
    left = unscoped("test", EssayVersion.id).where(EssayVersion.essay_id == number)
    assert db.session.scalar(left) is None
    assert notes()[-1] == "deleted"
    out = published("B")
    with pytest.raises(Conflict):
        publishing.discard(OLU, out, out.version)


# ---------------------------------------------------------------- figures
def test_a_picture_is_open_once_a_version_that_is_out_shows_it():
    row = drafted(body="![](figure-2)")
    for number in (1, 2):
        figures.add(OLU, row, f"{number}.webp", (4, 3), "A tree")
    assert not queries.is_figure(VISITOR, row.slug, "2.webp")
    assert queries.is_figure(OLU, row.slug, "2.webp")
    publishing.publish(OLU, row, row.version)
    db.session.expire_all()
    assert queries.is_figure(VISITOR, row.slug, "2.webp")
    assert not queries.is_figure(VISITOR, row.slug, "1.webp")
    assert not queries.is_figure(VISITOR, "another", "2.webp")
    assert [one.name for one in queries.one(VISITOR, row.slug).figures] == ["2.webp"]
    with pytest.raises(Refused, match="has to stay"):
        figures.remove(OLU, row, "2.webp")
    figures.remove(OLU, row, "1.webp")
    publishing.withdraw(OLU, row, row.version)
    assert not queries.is_figure(VISITOR, row.slug, "2.webp")


@pytest.mark.parametrize(
    ("alt", "caption"), [("", ""), (" ", "x"), ("x" * 301, ""), ("x", "y" * 301)]
)
def test_a_picture_is_described(alt, caption):
    with pytest.raises(Refused):
        figures.add(OLU, drafted(), "x.webp", (1, 1), alt, caption)


def test_an_essay_holds_thirty_pictures():
    row = drafted()
    for number in range(figures.MOST):
        figures.add(OLU, row, f"{number}.webp", (1, 1), "A tree")
    with pytest.raises(Refused, match="pictures"):
        figures.add(OLU, row, "more.webp", (1, 1), "A tree")


# ---------------------------------------------------------------- authors
@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", []),
        ("Ann Example\n\n  Bo  B ", [("Ann Example", ""), ("Bo B", "")]),
        ("Bob Okoro /members/bob-2", [("Bob Okoro", "bob-2")]),
        ("Bob, https://x.org/members/bob-2/", [("Bob", "bob-2")]),
        ("A /members/ B", [("A /members/ B", "")]),
    ],
)
def test_authors_are_read_from_lines(lines, found):
    assert [(one.name, one.slug) for one in authors.read(lines)] == found


@pytest.mark.parametrize(
    "lines", ["/members/bob-2", "x" * 121, "\n".join("abcdefghijklmnopqrstuvw")]
)
def test_lines_that_name_nobody_or_too_many_are_refused(lines):
    with pytest.raises(Refused):
        authors.read(lines)


@pytest.mark.parametrize(
    ("who", "may"), [("bob", True), ("dai", True), ("carol", False)]
)
def test_only_whom_all_members_see_is_tied_to_a_name(who, may):
    row, slug = published(), CAST[who].slug
    line = (Author("A name", slug),)
    if not may:
        with pytest.raises(Refused, match="No profile"):
            authors.set_authors(OLU, row, line, row.version)
        return
    authors.set_authors(OLU, row, line, row.version)
    assert queries.authors_of(OLU, [row.id])[row.id] == line


def test_the_same_words_refuse_a_hidden_profile_and_none():
    row = published()
    said = set()
    for slug in (CAST["carol"].slug, "nobody-77"):
        with pytest.raises(Refused) as refused:
            authors.set_authors(OLU, row, (Author("A", slug),), row.version)
        said.add(refused.value.message)
    assert len(said) == 1


@pytest.mark.parametrize(
    ("who", "sees"),
    [(None, ""), ("alice", "dai-4"), ("bob", "dai-4"), ("dai", "dai-4")],
)
def test_the_way_to_an_author_is_for_whoever_sees_them(who, sees):
    row = published()
    signed(row, "D. Prosser", "dai")
    viewer = CAST[who].viewer if who else VISITOR
    assert queries.one(viewer, row.slug).authors == (Author("D. Prosser", sees),)


def test_a_tie_that_an_editor_does_not_see_stays_when_they_save():
    row = published()
    made = signed(row, "C. Finch", "carol")
    authors.set_authors(OLU, row, (Author("C. Finch"), Author("New")), row.version)
    assert [one.member_id for one in _authors(row)] == [made.member_id, None]


def test_a_tie_that_an_editor_sees_goes_when_they_take_it_out():
    row = published()
    signed(row, "Bob", "bob")
    authors.set_authors(OLU, row, (Author("Bob"),), row.version)
    assert [one.member_id for one in _authors(row)] == [None]


def _authors(row):
    found = commands.unscoped("test", authors.EssayAuthor)
    found = found.where(authors.EssayAuthor.essay_id == row.id)
    return db.session.scalars(found.order_by(authors.EssayAuthor.rank)).all()


def test_one_can_take_oneself_away_and_nobody_else():
    row = published()
    signed(row, "D. Prosser", "dai")
    for who in ("alice", "olu"):
        with pytest.raises(NotFound):
            authors.untie(CAST[who].viewer, row)
    authors.untie(CAST["dai"].viewer, row)
    assert queries.one(OLU, row.slug).authors == (Author("D. Prosser"),)


# ---------------------------------------------------------------- what somebody wrote
@pytest.mark.parametrize(
    ("who", "author", "sees"),
    [
        (None, "bob", True), (None, "dai", False), ("alice", "dai", True),
        ("bob", "carol", False), ("alice", "carol", True), ("carol", "carol", True),
    ],
)  # fmt: skip
def test_what_somebody_wrote_is_for_whoever_sees_both(who, author, sees):
    row = published()
    signed(row, "A name", author)
    viewer = CAST[who].viewer if who else VISITOR
    found = queries.by_member(viewer, CAST[author].id)
    assert [one.slug for one in found] == ([row.slug] if sees else [])


@pytest.mark.parametrize("viewer", [OLU, CAST["bob"].viewer])
def test_what_is_not_out_is_nobodys_work_yet(viewer):
    signed(drafted(), "Bob", "bob")
    assert queries.by_member(viewer, CAST["bob"].id) == ()


def test_a_name_that_stands_twice_is_one_work():
    row = published()
    signed(row, "Bob", "bob")
    signed(row, "B. Okoro", "bob")
    assert len(queries.by_member(VISITOR, CAST["bob"].id)) == 1


def test_who_leaves_takes_the_tie_along():
    row = published()
    signed(row, "Bob", "bob")
    member = db.session.get(
        Member, CAST["bob"].id, execution_options={"unscoped": "test"}
    )
    db.session.delete(member)
    db.session.flush()
    assert queries.one(VISITOR, row.slug).authors == (Author("Bob"),)


# ---------------------------------------------------------------- lists
def test_a_series_has_its_order_and_ends_with_what_has_no_number():
    one = series()
    for title, number in (("C", None), ("B", 2), ("A", 1)):
        planned(title, of=one, number=number)
    (found,) = [card for card in queries.index(VISITOR) if card.essays]
    assert [card.title for card in found.essays] == ["A", "B", "C"]
    steps = [queries.one(VISITOR, slug) for slug in ("a", "b", "c")]
    assert [step.before and step.before.slug for step in steps] == [None, "a", "b"]
    assert [step.after and step.after.slug for step in steps] == ["b", "c", None]


def test_lists_take_the_same_statements_however_long(statements):
    one = series()
    counts = []
    for number in range(1, 9):
        row = published(f"E{number}") if number % 2 else planned(f"E{number}", of=one)
        signed(row, "Bob", "bob")
        with statements() as found:
            queries.index(VISITOR)
        counts.append(len(found))
    assert max(counts) <= 5


def test_one_essay_takes_ten_statements_at_most(statements):
    row = published()
    signed(row, "Bob", "bob")
    figure(row, out=True)
    with statements() as found:
        queries.one(CAST["alice"].viewer, row.slug)
    assert len(found) <= 10


def test_editors_have_in_hand_what_is_not_out():
    planned("Plan", of=series())
    published("Out")
    row = published("Newer")
    commands.save(OLU, row, Said("Newer", "", "Other"), row.version)
    found = {one.title: one.newer for one in working.in_hand(OLU)}
    assert found == {"Plan": False, "Newer": True}
    assert stored(row.id).state is S.PUBLISHED
