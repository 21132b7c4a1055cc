"""Writing news: by whom, for whom, once out, and back."""

import pytest
from sqlalchemy import delete, func, update

from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.programme import updates, updates_images
from community.programme.models import Readers, Update, UpdateImage, UpdateState
from community.programme.models.updates import MOVES
from community.programme.updates import Said
from community.projects.models import Project, ProjectState
from tests.cast import CAST
from tests.programme.news import SAID, picture, published, put, stored, written
from tests.projects.making import project

LEA, OLU = CAST["lea"].viewer, CAST["olu"].viewer


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")


# ---------------------------------------------------------------- by whom
@pytest.mark.parametrize("who", ["alice", "dai", "bob", "olu", "ada"])
def test_only_leads_write_news_of_a_project(who):
    with pytest.raises(Forbidden):
        updates.write(CAST[who].viewer, project(1), SAID)
    row = published()
    for act in (updates.withdraw, updates.discard, updates.put_back):
        with pytest.raises(Forbidden):
            act(CAST[who].viewer, row)
    with pytest.raises(Forbidden):
        updates.edit(CAST[who].viewer, row, SAID, row.version)
    with pytest.raises(Forbidden):
        updates_images.add_image(CAST[who].viewer, row, "a.webp", "A room", (1, 1))


@pytest.mark.parametrize("who", ["alice", "lea", "ada", "mo"])
def test_only_organisers_write_news_of_the_lab(who):
    with pytest.raises(Forbidden):
        updates.write(CAST[who].viewer, None, SAID)
    with pytest.raises(Forbidden):
        updates.withdraw(CAST[who].viewer, published("olu"))


def test_a_draft_of_another_project_is_not_there():
    slug = put(state=UpdateState.DRAFT).slug
    with pytest.raises(NotFound):
        updates.of(CAST["bob"].viewer, slug)


# ---------------------------------------------------------------- for whom
def test_readers_are_never_more_than_may_open_the_page():
    members_only = project(2)
    bob = CAST["bob"].viewer
    assert Readers.PUBLIC not in updates.choices(members_only)
    with pytest.raises(Refused, match="page"):
        updates.write(bob, members_only, Said("A", "B", Readers.PUBLIC))
    draft = project(3)
    assert updates.choices(draft) == (Readers.TEAM,)
    assert updates.choices(None) == (Readers.MEMBERS, Readers.PUBLIC)
    with pytest.raises(Refused):
        updates.write(OLU, None, Said("A", "B", Readers.TEAM))


def test_a_page_that_became_narrower_lets_nothing_wider_out():
    row = written(said=Said("A", "B", Readers.PUBLIC))
    this = update(Project).where(Project.id == 1)
    db.session.execute(this.values(audience=Audience.MEMBERS))
    with pytest.raises(Refused, match="page"):
        updates.publish(LEA, row, row.version, tells=True)


@pytest.mark.parametrize(
    "said",
    [
        Said(" ", "B", Readers.TEAM),
        Said("A", " ", Readers.TEAM),
        Said("A" * 121, "B", Readers.TEAM),
        Said("A", "B" * 20_001, Readers.TEAM),
    ],
)
def test_empty_and_endless_words_are_refused(said):
    with pytest.raises(Refused):
        written(said=said)


# ---------------------------------------------------------------- the words
def test_a_draft_is_nobodys_news():
    row = written()
    assert (row.state, row.published_at) == (UpdateState.DRAFT, None)
    assert row.slug.startswith("we-met-twice-")


def test_editing_what_is_out_says_when(at):
    row = published()
    assert row.edited_at == row.published_at
    at("2017-09-02 12:00")
    updates.edit(LEA, row, Said("We met", "Ten came.", Readers.PUBLIC), row.version)
    assert row.edited_at == clock.now() != row.published_at
    slug = row.slug
    assert slug.startswith("we-met-twice-"), "the address stays"


def test_saving_the_same_words_is_no_edit(at):
    row = published()
    at("2017-09-02 12:00")
    updates.edit(LEA, row, SAID, row.version)
    assert row.edited_at == row.published_at


def test_the_second_of_two_edits_is_told_so():
    row = written()
    seen = row.version
    updates.edit(LEA, row, Said("One", "One", Readers.TEAM), seen)
    with pytest.raises(Conflict):
        updates.edit(LEA, row, Said("Two", "Two", Readers.TEAM), seen)
    with pytest.raises(Conflict):
        updates.publish(LEA, row, seen, tells=True)
    assert stored(row.id).title == "One"


# ---------------------------------------------------------------- out, and back
def test_every_move_goes_as_the_machine_says():
    acts = {
        (UpdateState.DRAFT, UpdateState.PUBLISHED): _publish,
        (UpdateState.DRAFT, UpdateState.SCHEDULED): _schedule,
        (UpdateState.SCHEDULED, UpdateState.DRAFT): updates.unschedule,
        (UpdateState.SCHEDULED, UpdateState.PUBLISHED): _publish,
        (UpdateState.PUBLISHED, UpdateState.WITHDRAWN): updates.withdraw,
        (UpdateState.WITHDRAWN, UpdateState.PUBLISHED): updates.put_back,
        (UpdateState.DRAFT, UpdateState.DELETED): updates.discard,
        (UpdateState.WITHDRAWN, UpdateState.DELETED): updates.discard,
    }
    assert {(one, two) for one, all_ in MOVES.items() for two in all_} == acts.keys()
    states = [one for one in UpdateState if one is not UpdateState.DELETED]
    for number, state in enumerate(states):
        for place, ((begins, ends), act) in enumerate(acts.items()):
            row = put(f"News {number} {place}", state=state)
            if begins is state:
                act(LEA, row)
                assert ends is UpdateState.DELETED or stored(row.id).state is ends
            elif ends not in MOVES[state] or act is updates.put_back:
                with pytest.raises(Conflict):
                    act(LEA, row)


def _publish(viewer, row):
    updates.publish(viewer, row, row.version, tells=True)


def _schedule(viewer, row):
    due = clock.british(clock.today(), 23)
    updates.schedule(viewer, row, due, row.version, tells=True)


def test_put_back_it_has_its_old_date(at):
    row = published()
    then = row.published_at
    at("2017-09-03 12:00")
    updates.withdraw(LEA, row)
    updates.put_back(LEA, row)
    assert (row.state, row.published_at) == (UpdateState.PUBLISHED, then)
    assert row.edited_at == then


def test_deleted_it_leaves_nothing_and_names_its_files():
    row = written()
    for name in ("a.webp", "b.webp"):
        picture(row, name)
    assert sorted(updates.discard(LEA, row)) == ["a.webp", "b.webp"]
    for entity in (Update, UpdateImage):
        assert db.session.scalar(unscoped("test", func.count(entity.id))) == 0


def test_it_is_a_sign_of_life(at):
    row = project(1)
    db.session.execute(update(Project).values(still_asked=2))
    at("2017-09-09 12:00")
    written()
    db.session.refresh(row)
    assert (row.alive_at, row.still_asked) == (clock.now(), 0)


# ---------------------------------------------------------------- pictures
def test_news_hold_four_pictures_each_with_its_words():
    row = written()
    for number in range(4):
        updates_images.add_image(LEA, row, f"{number}.webp", "A room", (4, 3))
    with pytest.raises(Refused, match="four"):
        updates_images.add_image(LEA, row, "5.webp", "A room", (4, 3))
    updates_images.remove_image(LEA, row, "2.webp")
    updates_images.add_image(LEA, row, "5.webp", "A room", (4, 3))
    with pytest.raises(NotFound):
        updates_images.remove_image(LEA, row, "2.webp")


@pytest.mark.parametrize("alt", ["", "  ", "a" * 301])
def test_a_picture_without_words_is_refused(alt):
    with pytest.raises(Refused):
        updates_images.add_image(LEA, written(), "a.webp", alt, (4, 3))


def test_a_new_picture_is_an_edit_but_no_conflict_with_the_words(at):
    row = published()
    seen = row.version
    at("2017-09-02 12:00")
    updates_images.add_image(LEA, row, "a.webp", "A room", (4, 3))
    assert stored(row.id).edited_at == clock.now()
    updates.edit(LEA, row, Said("One", "One", Readers.TEAM), seen)


def test_it_goes_with_its_project():
    picture(published())
    db.session.execute(delete(Project).where(Project.id == 1))
    assert db.session.scalar(unscoped("test", func.count(UpdateImage.id))) == 0


def test_a_finished_project_still_tells_what_came_of_it():
    this = update(Project).where(Project.id == 1)
    db.session.execute(this.values(state=ProjectState.FINISHED))
    assert published().state is UpdateState.PUBLISHED
