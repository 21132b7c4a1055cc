"""Pages of programmes: for everybody, and for organisers who run them."""

import pytest
from sqlalchemy import select, update

from community.core.db import db
from community.programme import programmes, programmes_areas, programmes_loading
from community.programme.models import Programme
from community.programme.programmes_areas import AreaSaid
from community.projects.models import ProjectArea
from community.vocabulary.commands import load_terms
from community.vocabulary.models import Term
from tests.programme import steering
from tests.programme.steering import OLU, SAID, draft, running, term


@pytest.fixture
def lab(app):
    """The Lab's own programme, with the lists as they are shipped."""
    for one in db.session.scalars(select(Term)).all():
        db.session.delete(one)
    load_terms()
    programmes_loading.load_programme()
    db.session.commit()


# ---------------------------------------------------------------- for everybody
def test_one_programme_is_shown_at_once_and_several_as_a_list(visitor, lab):
    nobody = visitor()
    assert nobody.see("/programme/").h1.startswith("Making peer support available")
    running()
    page = nobody.see("/programme/")
    assert page.h1 == "Programmes"
    assert page.texts("main h2") == [
        "Warm homes",
        "Making peer support available to everyone who wants it",
    ]
    assert page.texts("[aria-current=step] h3") == ["Trying"]


def test_the_labs_programme_tells_what_is_known_with_its_sources(visitor, lab):
    page = visitor().see("/programme/peer-support")
    assert page.texts(".phases .muted") == [
        "April 2017 to July 2017",
        "August 2017 to December 2017",
        "January 2018 to May 2018",
    ]
    assert page.texts(".phases .badge") == ["Over"] * 3
    assert not page.select("[aria-current=step]")
    assert page.texts(".tree__name") == [
        "Access",
        "Culture and buy-in",
        "Evidence",
        "Workforce",
    ]
    assert page.texts(".milestone h3")[1:3] == [
        "First workshop",
        "Two-day workshop at the Barbican",
    ]
    assert "The Health Foundation lead, funder" in page.texts("#partners li")
    assert "RAND Europe evaluation" in page.texts("#partners li")
    assert len(page.select(".milestone a[href^='https://']")) == 9


def test_what_came_of_it_leads_to_the_pages_of_this_place(visitor, lab):
    nobody = visitor()
    page = nobody.see("/programme/peer-support")
    links = page.links("#outputs a")
    assert "/evidence/" in links
    for link in links:
        assert nobody.get(link).status_code == 200, link


def test_the_active_phase_is_marked_and_dates_stand_with_each(visitor, at):
    at("2031-03-10 12:00")
    running()
    page = visitor().see("/programme/warm-homes")
    (active,) = page.select(".phases > [aria-current=step]")
    assert active["data-standing"] == "now"
    assert "Now" in active.get_text()
    assert "28 February 2031 to 9 April 2031" in active.get_text()
    over, _now, *ahead = page.select(".phases > li")
    assert over["data-standing"] == "over"
    for one in ahead:
        assert one.select_one(".badge").get_text() == "To come"


def test_the_tree_shows_problems_within_problems_with_their_projects(visitor):
    running()
    steering.file_under(1, term("Paying late").code)
    page = visitor().see("/programme/warm-homes")
    assert page.texts(".tree .tree .tree .tree__name") == ["Paying late"]
    assert page.texts(".tree > li > p > a.small") == [
        "1 project : Money",
        "1 project : Bills",
        "1 project : Paying late",
    ]
    for link in page.links(".tree > li > p > a.small"):
        found = visitor().see(link)
        assert found.texts("main .people h3") == ["Pain cafe"]


def test_counts_are_of_projects_that_the_viewer_can_list(visitor):
    running()
    code = term("Money").code
    steering.file_under(1, code)
    from community.core.access import Audience
    from community.projects.models import Project

    narrow = update(Project).where(Project.id == 1)
    db.session.execute(narrow.values(audience=Audience.MEMBERS))
    db.session.commit()
    assert "no project yet" in visitor().see("/programme/warm-homes").main
    assert "1 project" in visitor("alice").see("/programme/warm-homes").main
    page = visitor().see(f"/programme/areas/{code}")
    assert "Pain cafe" not in page.main
    assert "No project under it is open to everybody" in page.main
    assert "Pain cafe" in visitor("alice").see(f"/programme/areas/{code}").main


@pytest.mark.parametrize("who", [None, "alice", "lea", "ada"])
def test_nobody_but_organisers_finds_anything_of_a_draft(visitor, who):
    row = draft()
    area = programmes_areas.add_area(OLU, row, AreaSaid("Draughts"))
    db.session.commit()
    reader = visitor(who)
    assert reader.get("/programme/warm-homes").status_code == 404
    assert reader.get(f"/programme/areas/{area.code}").status_code == 404
    pages = ["/programme/", "/projects/", "/sitemap.xml", "/api/v1/programme/"]
    if who:
        pages += ["/following/"]
    if who == "lea":
        pages += ["/projects/project-1/edit"]
    for path in pages:
        body = reader.get(path).get_data(as_text=True)
        for words in ("Warm homes", "Listening", "Trying", "Draughts"):
            assert words not in body, path


def test_organisers_look_at_a_draft_as_its_readers_will(visitor):
    row = draft()
    area = programmes_areas.add_area(OLU, row, AreaSaid("Draughts"))
    db.session.commit()
    olu = visitor("olu")
    page = olu.see("/programme/warm-homes")
    assert "Only organisers see this draft" in page.main
    assert page.select("meta[name=robots][content=noindex]")
    assert not page.select("meta[property^='og:']")
    assert "Draughts" in page.main
    hidden = olu.see(f"/programme/areas/{area.code}")
    assert not hidden.select("meta[property^='og:']")


def test_an_area_says_what_it_lies_in_what_lies_in_it_and_who_works_on_it(visitor):
    running()
    bills = term("Bills").code
    steering.file_under(1, term("Paying late").code)
    page = visitor("alice").see(f"/programme/areas/{bills}")
    assert page.texts(".trail li") == ["Warm homes", "Money"]
    assert page.texts(".tree__name") == ["Paying late"]
    assert page.texts("#projects h3") == ["Pain cafe"]
    assert page.texts("#people .tag") == ["Dai Prosser", "Lea Novak"]
    assert not visitor().see(f"/programme/areas/{bills}").select("#people")


def test_an_area_names_nobody_who_hides_being_in_the_project(visitor):
    from community.core.access import Audience
    from community.projects.models import Membership

    running()
    code = term("Money").code
    steering.file_under(1, code)
    for row in db.session.scalars(
        select(Membership).execution_options(unscoped="check")
    ):
        row.audience = Audience.PROJECTS
    db.session.commit()
    path = f"/programme/areas/{code}"
    assert not visitor("alice").see(path).select("#people")
    assert visitor("dai").see(path).texts("#people .tag")


def test_what_is_put_away_is_gone_from_its_page_filters_and_forms(visitor):
    row = running()
    money = term("Money")
    steering.file_under(1, money.code)
    programmes_areas.put_away(OLU, row, money.id)
    db.session.commit()
    nobody = visitor()
    for path in ("/programme/warm-homes", "/projects/", "/sitemap.xml"):
        assert "Money" not in nobody.get(path).get_data(as_text=True)
    assert nobody.get(f"/programme/areas/{money.code}").status_code == 404
    page = visitor("olu").see(f"/organise/programme/{row.id}")
    assert "Out of sight" in page.main


def test_what_is_no_area_of_a_programme_has_no_page(visitor):
    assert visitor().get("/programme/areas/access").status_code == 404
    assert visitor().get("/programme/areas/wls").status_code == 404
    assert visitor().get("/programme/none").status_code == 404


def test_programs_read_the_same(visitor, lab):
    client = visitor().client
    whole = client.get("/api/v1/programme/peer-support").get_json()["only"]
    assert [one["code"] for one in whole["phases"]] == ["research", "develop", "share"]
    assert whole["phases"][0]["standing"] == "over"
    assert [one["code"] for one in whole["areas"]][0] == "access"
    assert "id" not in whole
    listed = client.get("/api/v1/programme/").get_json()
    assert listed["programmes"][0]["slug"] == "peer-support"
    area = client.get("/api/v1/programme/areas/access").get_json()
    assert area["facts"]["programmes"][0]["slug"] == "peer-support"


def test_public_pages_say_what_they_are_to_other_sites(visitor, lab):
    page = visitor().see("/programme/")
    canonical = page.select("link[rel=canonical]")[0]["href"]
    assert canonical == "http://localhost/programme/peer-support"
    assert page.select("meta[property='og:title']")[0]["content"] == page.h1
    picture = page.select("meta[property='og:image']")[0]["content"]
    answer = visitor().get(picture.removeprefix("http://localhost"))
    assert answer.get_data()[:4] == b"\x89PNG"


@pytest.mark.parametrize("who", [None, "alice", "olu"])
@pytest.mark.parametrize("path", ["", "warm-homes", "areas/money"])
def test_it_needs_few_statements(visitor, statements, who, path):
    running()
    steering.file_under(1, "money")
    reader = visitor(who)
    with statements() as found:
        reader.see(f"/programme/{path}")
    assert len(found) <= 10, found


# ---------------------------------------------------------------- for organisers
def test_an_organiser_makes_a_programme_fills_it_and_opens_it(visitor, at):
    at("2031-03-10 12:00")
    olu = visitor("olu")
    page = olu.post(
        "/organise/programme/", {"title": SAID.title, "challenge": SAID.challenge}
    )
    assert page.h1 == "Warm homes"
    row = db.session.scalar(
        select(Programme).execution_options(unscoped="check").limit(1)
    )
    here = f"/organise/programme/{row.id}"
    page = olu.post(f"{here}/state", {"state": "running"})
    assert page.status == 422
    assert "Add a phase first" in page.main
    olu.post(
        f"{here}/phases/new",
        {"label": "Hearing", "starts": "2031-03-01", "ends": "2031-03-31"},
    )
    olu.post(f"{here}/areas/new", {"label": "Money", "parent": ""})
    code = term("Money").code
    choice = olu.see(f"{here}/areas/new?in={code}")
    assert choice.select(f"option[value={code}][selected]")
    olu.post(f"{here}/areas/new", {"label": "Bills", "parent": code})
    olu.post(f"{here}/partners/new", {"name": "Trust", "role": "funder"})
    olu.post(f"{here}/milestones/new", {"title": "We met", "happens_on": "2031-03-02"})
    olu.post(f"{here}/state", {"state": "running"})
    page = visitor().see("/programme/warm-homes")
    assert page.texts("[aria-current=step] h3") == ["Hearing"]
    assert page.texts(".tree__name") == ["Money", "Bills"]
    assert "Trust funder" in page.texts("#partners li")
    assert "2 March 2031" in page.texts(".milestone .muted")[0]
    olu.post(f"{here}/state", {"state": "closed"})
    assert "Over" in visitor().see("/programme/warm-homes").texts("main .badge")


@pytest.mark.parametrize(
    ("piece", "sent", "message"),
    [
        ("phases", {"label": ""}, "Enter the name of the phase"),
        (
            "phases",
            {"label": "X", "starts": "2031-02-02", "ends": "2031-02-01"},
            "Choose a last day that is not before the first",
        ),
        ("areas", {"label": "", "parent": ""}, "Enter its name"),
        ("partners", {"name": "", "role": "lead"}, "Enter the name"),
        ("partners", {"name": "A", "role": "lead", "address": "x"}, "Enter a whole"),
        ("milestones", {"title": "Kept words"}, "Choose a day"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_keeps_the_rest(
    visitor, piece, sent, message
):
    row = draft()
    page = visitor("olu").post(f"/organise/programme/{row.id}/{piece}/new", sent)
    assert page.status == 422
    assert message in " ".join(page.texts(".field__error"))
    for value in filter(None, sent.values()):
        if value not in ("lead",):
            assert page.select(f"[value='{value}']"), value


def test_pieces_are_changed_and_taken_out(visitor):
    row = draft()
    olu = visitor("olu")
    here = f"/organise/programme/{row.id}"
    page = olu.see(here)
    (link, *_rest) = (one for one in page.links() if "/phases/" in one)
    page = olu.post(link, {"label": "Hearing", "aim": "Hear more."})
    assert "Hearing" in page.main
    olu.post(f"{link}/remove")
    assert "Hearing" not in olu.see(here).main


def test_a_phase_of_an_open_programme_stays_and_says_why(visitor):
    row = running()
    olu = visitor("olu")
    page = olu.see(f"/organise/programme/{row.id}")
    (link, *_rest) = (one for one in page.links() if "/phases/" in one)
    refused = olu.post(f"{link}/remove")
    assert refused.status == 422
    assert "Projects may be in it" in refused.main


def test_an_area_is_put_away_and_brought_back(visitor):
    row = running()
    olu = visitor("olu")
    path = f"/organise/programme/{row.id}/areas/{term('Money').id}"
    olu.post(f"{path}/remove")
    assert olu.see(path).texts("h2")[-1] == "Bring it back"
    olu.post(f"{path}/remove", {"back": "yes"})
    assert "Money" in visitor().see("/programme/warm-homes").main


def test_who_was_slower_sees_both_texts(visitor):
    row = draft()
    olu = visitor("olu")
    here = f"/organise/programme/{row.id}"
    programmes.edit(OLU, row, programmes.Said("Cold homes", "Why?"), row.version)
    db.session.commit()
    sent = {"title": "Mine", "challenge": "Mine?", "version": "1"}
    page = olu.post(here, sent)
    assert page.status == 409
    assert "Cold homes" in page.main
    assert page.select("[name=title]")[0]["value"] == "Mine"


def test_a_draft_is_deleted(visitor):
    row = draft()
    olu = visitor("olu")
    page = olu.post(f"/organise/programme/{row.id}/state", {"state": "deleted"})
    assert "The draft is deleted." in page.html
    assert "Warm homes" not in page.main


@pytest.mark.parametrize(
    "path",
    ["/organise/programme/77", "/organise/programme/1/parties/new",
     "/organise/programme/1/phases/77", "/organise/programme/1/areas/1"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(visitor, path):
    running()
    assert visitor("olu").get(path).status_code == 404


# ---------------------------------------------------------------- on other pages
def test_a_lead_files_a_project_under_a_nested_problem(visitor):
    running()
    lea = visitor("lea")
    page = lea.see("/projects/project-1/edit")
    labels = page.texts("#areas label")
    assert labels[-3:] == ["Money", "Money: Bills", "Bills: Paying late"]
    sent = {
        field["name"]: field.get("value", "")
        for field in page.select("form [name=title], form [name=version]")
    }
    chosen = {"stage": "testing", "audience": "public", "areas": "paying-late"}
    blank = dict.fromkeys(
        ("phase", "nation", "region", "format", "channel", "led_by", "formality"), ""
    )
    lea.post("/projects/project-1/edit", {**blank, **sent, **chosen})
    filed = select(ProjectArea.code).execution_options(unscoped="check")
    assert db.session.scalars(filed).all() == ["paying-late"]
