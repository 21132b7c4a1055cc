"""Where one chooses how each kind of event comes by mail."""

import pytest

from community.core.db import db
from community.core.visible import unscoped
from community.notices import commands
from community.notices.kinds import KINDS, Topic
from community.notices.models import How, NoticeChoice
from community.web.notices_choices import READERS
from tests.cast import CAST

PAGE = "/notices/choices"
OPEN = {name.replace("-", "_"): kind for name, kind in KINDS.items() if not kind.fixed}


def usual() -> dict[str, str]:
    return {name: kind.usual.value for name, kind in OPEN.items()}


def chosen(page) -> dict[str, str]:
    return {one["name"]: one["value"] for one in page.select("input[checked]")}


def rows(who: str = "alice") -> dict[str, How]:
    db.session.rollback()
    found = unscoped("test", NoticeChoice).where(NoticeChoice.member_id == CAST[who].id)
    return {row.kind: row.how for row in db.session.scalars(found)}


def test_is_for_members(visitor):
    assert visitor().get(PAGE).headers["Location"].startswith("/sign-in")
    assert visitor("pat").get(PAGE).headers["Location"].startswith("/waiting")


def test_who_chose_nothing_sees_the_usual_marked_as_such(visitor):
    page = visitor("alice").see(PAGE)
    assert chosen(page) == usual()
    assert len(page.select("fieldset legend")) == len(Topic)
    for one in page.select("input[checked]"):
        label = page.select(f"label[for={one['id']}]")[0].get_text(" ")
        assert "(usual)" in label
    assert page.main.count("(usual)") == len(OPEN)


def test_it_says_that_all_is_on_the_page_and_leads_to_what_else_there_is(visitor):
    page = visitor("alice").see(PAGE)
    assert "all of it is always on your notices page" in page.main
    assert {"/notices/", "/notices/digest", "/conversations/choices"} < set(
        page.links()
    )
    assert "/account/break" in page.links()
    for path in ("/account/", "/notices/"):
        assert PAGE in visitor("alice").see(path).links()


def test_every_choice_has_its_name_and_its_group_its_own(visitor):
    page = visitor("alice").see(PAGE)
    groups = page.select("[role=radiogroup]")
    assert len(groups) == len(OPEN)
    for group in groups:
        (label,) = page.select(f"#{group['aria-labelledby']}")
        assert label.get_text().strip()
        assert len(group.select("input[type=radio]")) == len(How)


def test_what_one_chooses_is_kept_and_is_the_choosers_alone(visitor):
    form = {**usual(), "hello": "off", "offer": "digest", "follow_need": "instant"}
    page = visitor("alice").post(PAGE, form)
    assert "From now on mail comes as you chose." in page.main
    assert chosen(page) == form
    assert rows() == {
        "hello": How.OFF, "offer": How.DIGEST, "follow-need": How.INSTANT
    }  # fmt: skip
    assert chosen(visitor("bob").see(PAGE)) == usual()
    assert commands.how_for(1, "hello") is How.OFF
    assert commands.how_for(2, "hello") is How.INSTANT


def test_choosing_again_changes_it(visitor):
    visitor("alice").post(PAGE, {**usual(), "hello": "off"})
    visitor("alice").post(PAGE, {**usual(), "hello": "digest"})
    assert rows() == {"hello": How.DIGEST}


def test_the_usual_comes_back_for_all_at_once(visitor):
    visitor("bob").post(PAGE, {**usual(), "hello": "off"})
    visitor("alice").post(PAGE, {**usual(), "hello": "off", "known": "digest"})
    page = visitor("alice").post(PAGE, {**usual(), "hello": "off", "usual": "yes"})
    assert "All is as usual again." in page.main
    assert chosen(page) == usual()
    assert rows() == {}
    assert rows("bob") == {"hello": How.OFF}


@pytest.mark.parametrize("wrong", [None, "", "daily", "OFF"])
def test_a_wrong_choice_says_what_to_do_and_keeps_the_others(visitor, wrong):
    form = {**usual(), "hello": wrong, "offer": "off"}
    sent = {name: value for name, value in form.items() if value is not None}
    page = visitor("alice").post(PAGE, sent)
    assert page.status == 422
    told = "Choose how you hear of this by mail: Somebody says hello"
    assert page.texts(".summary a") == [told]
    assert page.links(".summary a") == ["#hello"]
    assert page.select("#hello[role=radiogroup][aria-describedby]")
    kept = chosen(page)
    assert kept["offer"] == "off"
    assert "hello" not in kept
    assert rows() == {}


def test_what_is_fixed_is_said_in_words_to_whoever_gets_it(visitor):
    label = KINDS["report"].label
    for who, there in (("alice", False), ("olu", False), ("mo", True), ("ada", True)):
        page = visitor(who).see(PAGE)
        assert (label in page.main) is there
        assert "Always at once" in page.main, "what moderators have for oneself"
        assert not page.select("[name=report]")


def test_what_is_fixed_cannot_be_chosen(visitor):
    visitor("mo").post(PAGE, {**usual(), "report": "off"})
    assert rows("mo") == {}
    assert commands.how_for(8, "report") is How.INSTANT


def test_the_api_gives_the_same(visitor):
    visitor("alice").post(PAGE, {**usual(), "hello": "off"})
    found = visitor("alice").json(f"/api/v1{PAGE}")
    kinds = {one["kind"]: one for topic in found["topics"] for one in topic["kinds"]}
    assert kinds.keys() == KINDS.keys() - set(READERS)
    assert kinds["hello"] == {
        "kind": "hello", "label": "Somebody says hello", "how": "off",
        "usual": "instant", "fixed": False,
    }  # fmt: skip
    assert kinds["offer"]["how"] == KINDS["offer"].usual.value


def test_takes_few_statements(visitor, statements):
    reader = visitor("alice")
    reader.get(PAGE)
    with statements() as found:
        reader.get(PAGE)
    assert len(found) <= 3


@pytest.mark.parametrize("how", [How.DIGEST, How.OFF])
def test_all_of_it_is_chosen_with_one_tap_and_as_usual_with_another(visitor, how):
    alice = visitor("alice")
    page = alice.post(PAGE, {"all": how.value})
    assert set(chosen(page).values()) == {how.value}
    commands.choose_usual(CAST["alice"].viewer)
    db.session.commit()
    assert chosen(alice.see(PAGE)) == usual()


def test_nobody_hears_of_everything_at_once_by_a_crafted_tap(visitor):
    page = visitor("alice").post(PAGE, {"all": "instant"})
    assert page.status == 422
    assert rows() == {}
