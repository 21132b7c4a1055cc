"""Writing essays: plans, words, a look before they are saved, publishing."""

import io

import pytest
from PIL import Image

from community.core.db import db
from community.core.visible import unscoped
from community.essays import commands
from community.essays.commands import Said
from community.essays.models import Essay, EssayFigure, EssayState, Series
from tests.client import Page, forget
from tests.curating import make_curator
from tests.essays.making import (
    OLU,
    drafted,
    figure,
    planned,
    published,
    revised,
    series,
    signed,
)

EDIT = "/essays/a-long-walk/edit"


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")


def save(row):
    db.session.commit()
    return row


def only():
    db.session.rollback()
    return db.session.scalars(unscoped("test", Essay)).one()


def words(row, **values):
    facts = {"title": "A long walk", "standfirst": "In short", "body": "New words"}
    return facts | {"version": row.version} | values


# ---------------------------------------------------------------- doors
@pytest.mark.parametrize("path", ["/essays/write", EDIT, "/essays/series/new"])
@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ("alice", 403), ("ada", 403), ("olu", 200)]
)
def test_editors_come_in(visitor, path, who, status):
    save(drafted())
    assert visitor(who).get(path).status_code == status


def test_a_curator_comes_in(visitor):
    save(drafted())
    make_curator()
    assert "Plan an essay" in visitor("dai").see("/essays/").main
    visitor("dai").see(EDIT)


# ---------------------------------------------------------------- series and plans
def test_a_series_is_begun_and_renamed(visitor):
    olu = visitor("olu")
    olu.post("/essays/series/new", {"title": "On tea", "intro": "With milk"})
    assert "On tea" in olu.see("/essays/").texts("main h2")
    path = "/essays/series/on-tea/edit"
    olu.post(path, {"title": "On coffee", "intro": ""})
    row = db.session.scalars(unscoped("test", Series)).one()
    assert (row.title, row.slug) == ("On coffee", "on-tea")
    page = olu.post("/essays/series/new", {"title": ""})
    assert (page.status, page.h1) == (422, "Begin a series")
    assert page.select(".field__error")


PLAN = {
    "series": "of-the-cafe", "title": "Tea", "standfirst": "About tea", "number": "3",
    "due": "2027-08-01", "authors": "Ann Example\nBob Okoro /members/bob-2",
}  # fmt: skip


def test_an_essay_is_planned_and_readers_see_it(visitor):
    save(series())
    page = visitor("olu").post("/essays/write", PLAN)
    assert page.h1 == "Edit “Tea”"
    page = visitor().see("/essays/tea")
    assert "Due August 2027" in page.main
    assert "Ann Example, Bob Okoro" in page.main


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("number", "0"), ("number", "many"), ("due", "soon"),
     ("authors", "/members/bob-2"), ("authors", "C /members/carol-3"),
     ("link", "javascript:x"), ("resource", "nothing"), ("series", "other"),
     ("number", "9" * 40), ("standfirst", "x" * 401)],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    visitor, field, value
):
    save(series())
    page = visitor("olu").post("/essays/write", PLAN | {field: value})
    assert page.status == 422
    (wrong,) = page.select(".field--wrong")
    assert wrong.find(id=field), wrong
    kept = page.select("#standfirst")[0].text.strip()
    assert kept == (value if field == "standfirst" else "About tea")
    assert not db.session.scalars(unscoped("test", Essay)).all()


def test_without_a_series_one_begins_one_first(visitor):
    page = visitor("olu").see("/essays/write")
    assert "/essays/series/new" in page.links()


def test_a_plan_is_changed(visitor):
    row = save(drafted())
    sent = {"series": "about-a-long-walk", "number": "7", "version": row.version}
    page = visitor("olu").post("/essays/a-long-walk/plan", sent | {"authors": "Ann"})
    assert page.h1 == "Edit “A long walk”"
    assert only().number == 7
    assert "Ann" in visitor().see("/essays/a-long-walk").main


def test_a_plan_that_somebody_else_changed_shows_both(visitor):
    row = save(drafted(number=1))
    looked = row.version
    visitor("olu").post(EDIT, words(row))
    sent = {"series": "about-a-long-walk", "number": "7", "version": looked}
    page = visitor("olu").post("/essays/a-long-walk/plan", sent)
    assert page.status == 409
    assert "Somebody was faster" in page.main
    assert page.select("#number")[0]["value"] == "7"


# ---------------------------------------------------------------- the words
def test_words_are_saved_and_nobody_reads_them_yet(visitor):
    row = save(published())
    page = visitor("olu").post(EDIT, words(row))
    assert "Saved. Readers have it once you publish it." in page.main
    assert "New words" in page.select("#body")[0].text
    assert "New words" not in visitor().see("/essays/a-long-walk").main
    assert "newer words wait" in visitor("olu").see("/essays/").main


def test_one_looks_at_it_before_it_is_saved(visitor):
    row = save(drafted())
    sent = words(row, body="## Not yet\n\n*Tulip*.[^1]\n\n[^1]: Red", look="1")
    page = visitor("olu").post(EDIT, sent)
    assert page.status == 200
    assert page.texts("#preview h2 + p + article h2") == ["Not yet", "Notes"]
    assert page.texts("#preview em") == ["Tulip"]
    assert "Not saved yet" in page.main
    assert "Tulip" in page.select("#body")[0].text
    assert "Tulip" not in visitor("olu").see(EDIT).html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("body", "x" * 60_001),
        ("body", "x" * 400_000),
    ],
)
@pytest.mark.parametrize("look", [{}, {"look": "1"}])
def test_wrong_words_stand_beside_their_field(visitor, field, value, look):
    row = save(drafted())
    page = visitor("olu").post(EDIT, words(row, **{field: value}, **look))
    assert page.status == 422
    assert page.select(f".field--wrong #{field}")


def test_two_editors_see_both_texts(visitor):
    row = save(drafted())
    first, second = words(row, body="Of the first"), words(row, body="Of the second")
    visitor("olu").post(EDIT, first)
    page = visitor("olu").post(EDIT, second)
    assert page.status == 409
    assert {"Of the first", "Of the second"} <= set(page.texts("dd.letter"))
    assert page.select("#body")[0].text.strip() == "Of the second"
    again = second | {"version": page.select("#write [name=version]")[0]["value"]}
    assert "Saved" in visitor("olu").post(EDIT, again).main


# ---------------------------------------------------------------- out, and back
def test_publishing_asks_once_more(visitor):
    row = save(drafted())
    olu = visitor("olu")
    page = olu.see("/essays/a-long-walk/publish")
    assert page.h1 == "Publish “A long walk”?"
    assert "One two." in page.main
    assert only().state is EssayState.PLANNED
    page = olu.post("/essays/a-long-walk/publish", {"looked_at": row.version})
    assert page.h1 == "A long walk"
    assert "It is published." in page.main


def test_a_revision_shows_what_differs_and_asks_what_changed(visitor):
    row = published(body="We met twice.")
    commands.save(OLU, row, Said("A long walk", "", "We met often."), row.version)
    save(row)
    olu = visitor("olu")
    page = olu.see("/essays/a-long-walk/publish")
    assert page.texts("ins") == ["[added:] often [end]"]
    page = olu.post("/essays/a-long-walk/publish", {"looked_at": row.version})
    assert (page.status, len(page.select(".field--wrong #why"))) == (422, 1)
    sent = {"looked_at": row.version, "why": "The count was wrong"}
    assert "The count was wrong" in olu.post("/essays/a-long-walk/publish", sent).main


def test_what_changed_meanwhile_is_looked_at_again(visitor):
    row = save(drafted())
    looked = row.version
    visitor("olu").post(EDIT, words(row))
    page = visitor("olu").post("/essays/a-long-walk/publish", {"looked_at": looked})
    assert page.status == 409
    assert "look at it again" in page.main
    assert "New words" in page.main
    assert only().state is EssayState.PLANNED


def move(visitor, state, row, who="olu"):
    sent = {"state": state, "version": row.version}
    return visitor(who).post("/essays/a-long-walk/move", sent)


def test_it_goes_to_review_is_withdrawn_announced_and_deleted(visitor):
    row = save(drafted())
    assert "waits for another editor" in move(visitor, "in review", row).main
    assert "Only editors see it" in move(visitor, "draft", only()).main
    assert visitor().get("/essays/a-long-walk").status_code == 404
    assert "Readers see now that it is planned" in move(visitor, "planned", only()).main
    page = move(visitor, "deleted", only())
    assert "It is deleted" in page.main
    assert visitor("olu").get(EDIT).status_code == 404


@pytest.mark.parametrize("state", ["published", "nothing", ""])
def test_there_are_no_other_moves(visitor, state):
    row = save(drafted())
    assert move(visitor, state, row).status == 404


def test_a_move_that_cannot_be_says_so(visitor):
    row = save(planned())
    page = move(visitor, "in review", row)
    assert (page.status, "Write its text first" in page.main) == (422, True)
    row = save(published("Other"))
    sent = {"state": "deleted", "version": row.version}
    assert visitor("olu").post(f"/essays/{row.slug}/move", sent).status == 422


def test_an_old_version_is_put_back(visitor):
    row = save(revised(published(body="First words"), "Second words"))
    olu = visitor("olu")
    assert "was published as version 2" in olu.see(EDIT).main
    sent = {"number": "1", "version": row.version}
    page = olu.post("/essays/a-long-walk/put-back", sent)
    assert "First words" in page.select("#body")[0].text
    assert "Second words" in visitor().see("/essays/a-long-walk").main
    odd = {"number": "99", "version": only().version}
    assert olu.post("/essays/a-long-walk/put-back", odd).status == 404
    assert olu.post("/essays/a-long-walk/put-back", sent).status == 422


# ---------------------------------------------------------------- pictures
def send(visitor, alt="A tree", picture=None, kind="PNG", **rest):
    if picture is None:
        file = io.BytesIO()
        Image.new("RGB", (40, 30), "red").save(file, kind)
        picture = (io.BytesIO(file.getvalue()), "tree.png")
    data = {"csrf_token": visitor.token(), "alt": alt, "picture": picture, **rest}
    forget()
    path = "/essays/a-long-walk/figures"
    return Page(visitor.client.post(path, data=data, follow_redirects=True))


def test_a_picture_goes_in_and_out(visitor, data_dir):
    save(drafted())
    olu = visitor("olu")
    page = send(olu, caption="In the park")
    assert "The text calls it figure-1." in page.main
    row = db.session.scalars(unscoped("test", EssayFigure)).one()
    assert (row.alt, row.caption, row.width) == ("A tree", "In the park", 40)
    file = data_dir / "photos" / row.name
    assert Image.open(file).format == "WEBP"
    page = olu.post(f"/essays/a-long-walk/figures/{row.name}/remove")
    assert "taken out" in page.main
    assert not file.exists()


@pytest.mark.parametrize(
    ("alt", "picture", "where"),
    [("", None, "alt"), ("x" * 301, None, "alt"),
     ("A tree", "", "picture"),
     ("A tree", (io.BytesIO(b"<svg/>"), "x.svg"), "picture")],
)  # fmt: skip
def test_a_wrong_picture_is_refused_beside_its_field(
    visitor, data_dir, alt, picture, where
):
    save(drafted())
    page = send(visitor("olu"), alt, picture)
    assert page.status == 422
    assert page.select(f".field--wrong #{where}")
    assert page.select("#alt")[0]["value"] == alt


def test_a_picture_that_was_published_has_to_stay(visitor):
    row = published()
    save(figure(row, out=True))
    olu = visitor("olu")
    assert "was published" in olu.see(EDIT).main
    path = f"/essays/a-long-walk/figures/{row.slug}-1.webp/remove"
    assert olu.post(path).status == 422


def test_ties_stand_in_the_form_for_whoever_sees_them(visitor):
    row = published()
    signed(row, "Bob Okoro", "bob")
    save(signed(row, "C. Finch", "carol"))
    page = visitor("olu").see(EDIT)
    lines = page.select("#authors")[0].text.strip().splitlines()
    assert lines == ["Bob Okoro /members/bob-2", "C. Finch"]
