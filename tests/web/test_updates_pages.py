"""The pages of news: lists, one of them, its pictures, and writing them."""

import io

import pytest
from PIL import Image
from sqlalchemy import update

from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.programme.models import Readers, Update, UpdateImage, UpdateState
from community.programme.updates import ask_to_tell
from community.projects.models import Membership, Project, ProjectSlug
from community.safeguarding.models import Report
from tests.cast import CAST
from tests.client import Page, forget
from tests.following.making import follow, told, work
from tests.programme.news import picture, put

WORDS = {"title": "We met twice", "body": "Nine **came**.", "readers": "members"}
LIST, NEW = "/projects/project-1/updates/", "/projects/project-1/updates/new"


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")


def save(**values):
    row = put(**values)
    db.session.commit()
    return row


def only():
    db.session.rollback()
    return db.session.scalars(unscoped("test", Update)).one()


# ---------------------------------------------------------------- the lists
def test_the_newest_stands_first_and_says_how_it_begins(visitor, at):
    save(title="Older", readers=Readers.PUBLIC)
    at("2017-09-02 12:00")
    save(title="Newer", readers=Readers.PUBLIC, body="It *rained*. " + "word " * 90)
    page = visitor().see(LIST)
    assert page.texts("main li h3") == ["Newer", "Older"]
    assert "It rained. word word" in page.main
    assert "…" in page.main


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        (None, ["public"]),
        ("alice", ["public", "members"]),
        ("bob", ["public", "members", "followers"]),
        ("dai", ["public", "members", "followers", "team"]),
    ],
)
def test_everybody_finds_what_is_for_them(visitor, who, titles):
    follow("bob", 1)
    for readers in Readers:
        put(readers.value, readers=readers)
    save(title="draft", state=UpdateState.DRAFT)
    assert visitor(who).see(LIST).texts("main li h3") == titles


def test_leads_find_what_is_not_out_above(visitor):
    save(title="Half written", state=UpdateState.DRAFT)
    page = visitor("lea").see(LIST)
    assert "Half written" in page.main
    assert NEW in page.links()
    assert NEW not in visitor("dai").see(LIST).links()


def test_an_empty_list_says_what_to_do(visitor):
    assert "No news yet" in visitor().see(LIST).main
    assert "A few lines are enough" in visitor("lea").see(LIST).main


def test_a_long_list_has_pages(visitor):
    for number in range(14):
        put(f"N{number:02}", readers=Readers.PUBLIC)
    db.session.commit()
    page = visitor().see(f"{LIST}?page=2")
    assert page.texts("main li h3") == ["N01", "N00"]
    visitor().see(f"{LIST}?page=3", 404)


def test_a_hidden_project_has_no_list(visitor):
    visitor().see("/projects/project-2/updates/", 404)
    visitor("alice").see("/projects/project-3/updates/", 404)


def test_an_old_address_leads_on(visitor):
    db.session.add(ProjectSlug(slug="old-cafe", project_id=1))
    db.session.commit()
    response = visitor().get("/projects/old-cafe/updates/")
    assert (response.status_code, response.location) == (301, LIST)


def test_one_can_follow_from_the_list(visitor):
    alice = visitor("alice")
    data = {"on": "yes", "next": LIST}
    page = alice.post("/projects/project-1/follow", data)
    assert page.h1 == "News of Pain cafe"
    assert "Stop following" in page.main


@pytest.mark.parametrize(
    ("who", "titles"), [(None, ["For all"]), ("alice", ["For all", "For members"])]
)
def test_the_news_of_the_lab_are_a_page(visitor, who, titles):
    put("For members", None, readers=Readers.MEMBERS)
    save(title="For all", number=None, readers=Readers.PUBLIC)
    page = visitor(who).see("/news/")
    assert page.texts("main li h3") == titles
    assert "/news/" in page.links("footer a")


def test_the_front_page_has_the_newest_that_everybody_may_read(visitor):
    put("Of the Lab", None, readers=Readers.PUBLIC)
    put("Of the cafe", readers=Readers.PUBLIC)
    save(title="For members", readers=Readers.MEMBERS)
    page = visitor().see("/")
    shown = [
        title for title in page.texts("main li h3") if title.startswith(("Of", "For"))
    ]
    assert shown == ["Of the cafe", "Of the Lab"]


# ---------------------------------------------------------------- one of them
def test_it_says_what_is_new_by_whom_and_when(visitor):
    row = save(readers=Readers.PUBLIC)
    page = visitor().see(f"/updates/{row.slug}")
    assert page.h1 == "We met twice"
    assert page.texts(".prose strong") == ["Nine"]
    assert "1 September 2017, 13:00" in page.main
    assert "edited" not in page.main
    assert "Lea" not in page.main, "a visitor does not see who is in the team"
    assert "written by Lea Novak" in visitor("alice").see(f"/updates/{row.slug}").main


def test_an_author_whose_part_is_hidden_is_not_named(visitor):
    row = save(readers=Readers.MEMBERS)
    lea = Membership.member_id == CAST["lea"].id
    db.session.execute(update(Membership).where(lea).values(audience=Audience.PROJECTS))
    db.session.commit()
    assert "Lea" not in visitor("alice").see(f"/updates/{row.slug}").main
    assert "Lea" in visitor("dai").see(f"/updates/{row.slug}").main


def test_an_edit_is_marked_with_its_day(visitor, at):
    row = save(readers=Readers.PUBLIC)
    at("2017-09-05 12:00")
    lea = visitor("lea")
    lea.post(f"/updates/{row.slug}/edit", WORDS | {"version": row.version})
    page = visitor("alice").see(f"/updates/{row.slug}")
    assert "edited on 5 September 2017" in page.main
    assert page.texts(".prose strong") == ["came"]


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn"])
def test_what_is_not_out_is_not_there(visitor, state):
    row = save(readers=Readers.PUBLIC, state=UpdateState(state))
    for who in (None, "alice", "dai", "olu"):
        visitor(who).see(f"/updates/{row.slug}", 404)
    assert "Only you who write here" in visitor("lea").see(f"/updates/{row.slug}").main


def test_what_everybody_reads_can_be_found_and_shown_elsewhere(visitor):
    row = save(readers=Readers.PUBLIC)
    picture(row)
    db.session.commit()
    page = visitor().see(f"/updates/{row.slug}")
    assert not page.select("meta[name=robots]")
    found = {one["property"]: one["content"] for one in page.select("meta[property]")}
    assert found["og:title"] == "We met twice"
    assert found["og:description"] == "It rained. Nine came."
    assert found["og:image:alt"] == "A full room"
    assert page.select("link[rel=canonical]")[0]["href"].endswith(row.slug)
    (feed,) = page.select("link[rel=alternate]")
    assert feed["href"] == "/projects/project-1/updates.atom"


def test_what_only_members_read_is_kept_from_search_engines(visitor):
    row = save(readers=Readers.MEMBERS)
    page = visitor("alice").see(f"/updates/{row.slug}")
    assert page.select("meta[name=robots]")[0]["content"] == "noindex"
    assert not page.select("meta[property], link[rel=alternate]")


def test_on_a_page_for_members_public_news_are_not_public(visitor):
    row = save(readers=Readers.PUBLIC)
    this = update(Project).where(Project.id == 1)
    db.session.execute(this.values(audience=Audience.MEMBERS))
    db.session.commit()
    visitor().see(f"/updates/{row.slug}", 404)
    page = visitor("alice").see(f"/updates/{row.slug}")
    assert page.select("meta[name=robots]")


def test_reading_it_reads_its_notice(visitor):
    follow("alice", 1)
    row = save(readers=Readers.MEMBERS)
    ask_to_tell(row, None)
    work()
    db.session.commit()
    alice = visitor("alice")
    assert "There is news of Pain cafe" in alice.see("/notices/").main
    assert "1 unread" in alice.see("/projects/").soup.select_one(".bell").text
    alice.see(f"/updates/{row.slug}")
    assert "unread" not in alice.see("/projects/").soup.select_one(".bell").text


def test_it_can_be_reported(visitor):
    row = save(readers=Readers.MEMBERS)
    alice = visitor("alice")
    assert f"/report/update/{row.slug}" in str(
        alice.see(f"/updates/{row.slug}").links()
    )
    form = alice.see(f"/report/update/{row.slug}")
    assert form.h1 == "Report the news “We met twice”"
    alice.post(f"/report/update/{row.slug}", {"reason": "harassment"})
    report = db.session.scalars(unscoped("test", Report)).one()
    assert report.excerpt == f"{row.title}\n\n{row.body}"
    assert report.about_id == CAST["lea"].id
    case = visitor("mo").see(f"/moderate/{report.id}")
    assert "It rained." in case.main
    assert f"/updates/{row.slug}" in case.links()
    visitor().see(f"/report/update/{row.slug}", 200, follow=True)
    visitor("bob").see("/report/update/nothing", 404)


# ---------------------------------------------------------------- writing
def test_a_lead_writes_looks_and_publishes(visitor):
    follow("bob", 1)
    db.session.commit()
    lea = visitor("lea")
    page = lea.post(NEW, WORDS)
    assert "Kept as a draft" in page.main
    row = only()
    assert (row.state, row.author_id) == (UpdateState.DRAFT, CAST["lea"].id)
    assert page.texts("#preview .prose strong") == ["came"]
    visitor("alice").see(f"/updates/{row.slug}", 404)
    data = {"when": "now", "tells": "y", "looked_at": row.version}
    page = lea.post(f"/updates/{row.slug}/publish", data)
    assert page.h1 == "We met twice"
    work()
    assert told("follow-update") == ["bob"]
    visitor("alice").see(f"/updates/{row.slug}")


def test_followers_are_told_unless_that_is_unticked(visitor):
    follow("bob", 1)
    row = save(state=UpdateState.DRAFT)
    lea = visitor("lea")
    (box,) = lea.see(f"/updates/{row.slug}/edit").select("#tells")
    assert box.has_attr("checked")
    wrong = lea.post(f"/updates/{row.slug}/edit", WORDS | {"title": ""})
    assert wrong.select("#tells")[0].has_attr("checked"), "another form unticks nothing"
    lea.post(f"/updates/{row.slug}/publish", {"when": "now", "looked_at": row.version})
    work()
    assert told("follow-update") == []


def test_it_is_given_a_british_day_and_hour(visitor):
    row = save(state=UpdateState.DRAFT)
    data = {"when": "later", "day": "2017-09-04", "hour": "10", "tells": "y"}
    page = visitor("lea").post(
        f"/updates/{row.slug}/publish", data | {"looked_at": row.version}
    )
    assert "It comes out on 4 September 2017, 10:00" in page.main
    found = only()
    assert found.publish_at.isoformat() == "2017-09-04T09:00:00+00:00"
    page = visitor("lea").post(f"/updates/{row.slug}/move", {"state": "draft"})
    assert only().state is UpdateState.DRAFT


@pytest.mark.parametrize("day", ["", "someday", "2017-08-01", "2019-01-01"])
def test_a_day_that_cannot_be_is_refused_beside_its_field(visitor, day):
    row = save(state=UpdateState.DRAFT)
    data = {"when": "later", "day": day, "hour": "10", "looked_at": row.version}
    page = visitor("lea").post(f"/updates/{row.slug}/publish", data)
    assert page.status == 422
    assert page.select("#day-error")
    assert only().state is UpdateState.DRAFT


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "a" * 121}, "title"),
        ({"body": ""}, "body"),
        ({"body": " "}, "body"),
        ({"readers": "nobody"}, "readers"),
        ({"readers": ""}, "readers"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(visitor, wrong, where):
    page = visitor("lea").post(NEW, WORDS | wrong)
    assert page.status == 422
    assert page.select(f"#{where}-error")
    if "body" not in wrong:
        assert page.texts("textarea") == ["Nine **came**."]
    if "title" not in wrong:
        assert page.select("#title")[0]["value"] == "We met twice"
    assert db.session.scalars(unscoped("test", Update)).all() == []


def test_readers_offered_are_those_of_the_page(visitor):
    here = visitor("bob").see("/projects/project-2/updates/new")
    values = [one["value"] for one in here.select("[name=readers]")]
    assert values == ["team", "followers", "members"]
    lab = visitor("olu").see("/news/new")
    assert [one["value"] for one in lab.select("[name=readers]")] == [
        "members",
        "public",
    ]


def test_the_second_of_two_edits_sees_both_texts(visitor):
    row = save(state=UpdateState.DRAFT)
    lea, seen = visitor("lea"), row.version
    path = f"/updates/{row.slug}/edit"
    lea.post(path, WORDS | {"body": "Theirs", "version": seen})
    page = lea.post(path, WORDS | {"body": "Mine", "version": seen})
    assert page.status == 409
    assert "Somebody was faster" in page.main
    assert page.texts("textarea") == ["Mine"]
    assert page.texts(".summary dd") == ["Theirs", "Mine"]
    version = page.select("#version")[0]["value"]
    lea.post(path, WORDS | {"body": "Both", "version": version})
    assert only().body == "Both"


def test_the_second_of_two_edits_sees_that_fewer_may_read_it_now(visitor):
    row = save(state=UpdateState.DRAFT)
    lea, seen = visitor("lea"), row.version
    path, words = f"/updates/{row.slug}/edit", WORDS | {"version": seen}
    lea.post(path, words | {"readers": "team"})
    page = lea.post(path, words | {"readers": "members"})
    assert page.status == 409
    assert page.texts(".summary dd") == ["The team", "Members of this community"]


def test_publishing_words_that_changed_meanwhile_is_refused(visitor):
    row = save(state=UpdateState.DRAFT)
    seen = row.version
    lea = visitor("lea")
    lea.post(f"/updates/{row.slug}/edit", WORDS | {"version": seen})
    page = lea.post(f"/updates/{row.slug}/publish", {"when": "now", "looked_at": seen})
    assert page.status == 422
    assert only().state is UpdateState.DRAFT


def test_withdrawn_it_is_gone_and_comes_back(visitor):
    row = save(readers=Readers.PUBLIC)
    lea, move = visitor("lea"), f"/updates/{row.slug}/move"
    assert "Withdrawn" in lea.post(move, {"state": "withdrawn"}).main
    visitor().see(f"/updates/{row.slug}", 404)
    assert "again" in lea.post(move, {"state": "published"}).main
    visitor().see(f"/updates/{row.slug}")
    again = lea.post(move, {"state": "published"})
    assert again.status == 422, "it is out already"
    assert lea.post(move, {"state": "elsewhere"}).status == 404


@pytest.mark.parametrize("who", ["alice", "dai", "olu"])
def test_nobody_else_changes_it(visitor, who):
    row = save(readers=Readers.PUBLIC)
    there, path = visitor(who), f"/updates/{row.slug}"
    there.see(f"{path}/edit", 403)
    there.see(NEW, 403)
    for what in ("edit", "publish", "move", "pictures", "pictures/a.webp/remove"):
        assert there.post(f"{path}/{what}", WORDS).status == 403
    assert only().title == row.title


def test_an_organiser_writes_news_of_the_lab(visitor):
    page = visitor("olu").post("/news/new", WORDS)
    row = only()
    assert row.project_id is None
    assert not page.select("#tells"), "nobody follows the Lab"
    data = {"when": "now", "looked_at": row.version}
    assert visitor("olu").post(f"/updates/{row.slug}/publish", data).status == 200
    assert "From the organisers" in visitor("alice").see(f"/updates/{row.slug}").main
    visitor("alice").see("/news/new", 403)


# ---------------------------------------------------------------- pictures
def image(kind="JPEG", size=(2000, 1000), **options):
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **options)
    made.seek(0)
    return made


def send(browser, row, sent, alt="A full room", name="a.jpg"):
    token = browser.token()
    forget()
    data = {"csrf_token": token, "alt": alt, "picture": (sent, name)}
    return browser.client.post(
        f"/updates/{row.slug}/pictures", data=data, content_type="multipart/form-data"
    )


def kept(data_dir):
    return sorted(path.name for path in (data_dir / "photos").glob("*"))


def test_a_picture_is_drawn_anew_without_what_cameras_add(visitor, data_dir):
    row = save(readers=Readers.PUBLIC)
    taken = Image.Exif()
    taken[0x010F] = "Secret camera"
    assert send(visitor("lea"), row, image(exif=taken)).status_code == 302
    (name,) = kept(data_dir)
    stored = Image.open(data_dir / "photos" / name)
    assert (stored.format, stored.size) == ("WEBP", (1600, 800))
    assert not stored.getexif()
    assert b"Secret" not in (data_dir / "photos" / name).read_bytes()
    page = visitor().see(f"/updates/{row.slug}")
    (shown,) = page.select("main figure img")
    assert (shown["alt"], shown["width"], shown["height"]) == (
        "A full room",
        "1600",
        "800",
    )
    found = visitor().get(shown["src"])
    assert (found.status_code, found.mimetype) == (200, "image/webp")
    assert found.headers["Cache-Control"] == "public, max-age=300"


def test_what_lies_on_glass_is_put_on_white(visitor, data_dir):
    row = save()
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(made, "PNG")
    made.seek(0)
    send(visitor("lea"), row, made, name="a.png")
    (name,) = kept(data_dir)
    stored = Image.open(data_dir / "photos" / name).convert("RGB")
    assert min(stored.getpixel((9, 9))) > 250


def test_a_large_picture_comes_in_whole_and_a_huge_one_not(visitor, data_dir):
    row = save()
    big = image("PNG", (1200, 900))
    padded = io.BytesIO(big.getvalue() + b"\0" * 3_000_000)
    assert send(visitor("lea"), row, padded, name="a.png").status_code == 302
    huge = io.BytesIO(b"\0" * 10_500_000)
    assert send(visitor("lea"), row, huge).status_code == 413


@pytest.mark.parametrize(
    ("sent", "alt", "words"),
    [
        (b"no picture", "A room", "no photo we can read"),
        (b"", "A room", "no photo we can read"),
        (None, "", "what the picture shows"),
    ],
)
def test_what_is_no_picture_or_has_no_words_is_refused(
    visitor, data_dir, sent, alt, words
):
    row = save()
    made = image() if sent is None else io.BytesIO(sent)
    page = Page(send(visitor("lea"), row, made, alt))
    assert page.status == 422
    wrong = "#alt-error" if "what the picture shows" in words else "#picture-error"
    assert words in page.texts(wrong)[0]
    assert page.select("#alt")[0]["value"] == alt
    assert kept(data_dir) == []


def test_the_fifth_picture_is_refused_and_its_file_forgotten(visitor, data_dir):
    row = save()
    for number in range(4):
        picture(row, f"{number}.webp")
    db.session.commit()
    page = Page(send(visitor("lea"), row, image()))
    assert page.status == 422
    assert "Four pictures are the most" in page.main
    assert kept(data_dir) == []


def test_taken_out_its_file_goes_and_deleted_all_go(visitor, data_dir):
    row = save(state=UpdateState.DRAFT)
    lea = visitor("lea")
    for _one in range(2):
        send(lea, row, image())
    first, _second = kept(data_dir)
    lea.post(f"/updates/{row.slug}/pictures/{first}/remove")
    assert len(kept(data_dir)) == 1
    page = lea.post(f"/updates/{row.slug}/move", {"state": "deleted"})
    assert "It is deleted" in page.main
    assert kept(data_dir) == []
    assert db.session.scalars(unscoped("test", UpdateImage)).all() == []


@pytest.mark.parametrize("readers", ["team", "followers", "members"])
def test_a_picture_is_for_the_readers_of_its_news_alone(visitor, data_dir, readers):
    row = save(readers=Readers(readers))
    send(visitor("lea"), row, image())
    (name,) = kept(data_dir)
    path = f"/updates/{row.slug}/pictures/{name}"
    assert visitor().get(path).status_code == 404
    assert visitor("alice").get(path).status_code == (
        200 if readers == "members" else 404
    )
    found = visitor("dai").get(path)
    assert (found.status_code, found.headers["Cache-Control"]) == (200, "no-store")
    other = save(title="Another", readers=Readers.PUBLIC)
    assert (
        visitor("dai").get(f"/updates/{other.slug}/pictures/{name}").status_code == 404
    )


# ---------------------------------------------------------------- what it costs
@pytest.mark.parametrize("who", [None, "alice", "lea"])
def test_a_page_takes_ten_statements_at_most(visitor, statements, who):
    for number in range(6):
        row = put(f"N{number}", readers=Readers.PUBLIC)
        picture(row, f"{number}.webp")
    db.session.commit()
    reader = visitor(who)
    for path in (LIST, f"/updates/{row.slug}", "/news/", "/"):
        reader.get(path)
        with statements() as found:
            reader.get(path)
        assert len(found) <= 10, (path, found)


def test_lists_and_one_are_json_too(visitor):
    row = save(readers=Readers.PUBLIC)
    found = visitor().json(f"/api/v1/updates/{row.slug}")["update"]
    assert (found["title"], found["project_slug"]) == ("We met twice", "project-1")
    assert "version" not in found
    assert "id" not in found
    listed = visitor().json(f"/api/v1{LIST}")["updates"]["items"]
    assert [one["slug"] for one in listed] == [row.slug]
    assert visitor().json("/api/v1/news/")["updates"]["total"] == 0
