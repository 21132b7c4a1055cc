"""`/network/impact/`: figures that may be told, and links to the rows behind them."""

from datetime import date

import pytest
from sqlalchemy import update

from community.connections.models import Connection, TieAudience
from community.core.db import db
from community.impact.models import ImpactRecord, ImpactState
from community.members.models import MapConsent
from community.programme.models import Origin
from community.vocabulary.models import Term
from tests.cast import connect
from tests.network.map_world import add

PAGE = "/network/impact/"
ROWS = "/network/impact/rows"


@pytest.fixture
def came(app):
    """Nine ties from an event to people without names, one tie to open, a change."""
    for number in range(101, 110):
        add(number, MapConsent.UNNAMED)
        connect(4, number, TieAudience.NEAR)
    db.session.flush()
    db.session.execute(
        update(Connection)
        .where(Connection.b_id > 100)
        .values(origin=Origin.EVENT, since=date(2017, 5, 1))
    )
    db.session.add(Term(list="impact_area", code="skills", label="Skills", sort=1))
    db.session.add(
        ImpactRecord(
            project_id=1, area="skills", what_changed="Two can do it now",
            happened_on=date(2017, 5, 1), state=ImpactState.CHECKED,
        )
    )  # fmt: skip
    for code, month in (("research", 4), ("develop", 8)):
        phase = update(Term).where(Term.list == "project_phase", Term.code == code)
        db.session.execute(phase.values(starts=date(2017, month, 1)))
    db.session.commit()


@pytest.mark.parametrize("path", [PAGE, ROWS, "/api/v1" + PAGE, "/api/v1" + ROWS])
@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("alice", 403), ("ada", 403), ("mo", 403), ("olu", 200)],
)
def test_only_organisers_come_in(visitor, path, who, status):
    if path.startswith("/api") and status == 302:
        status = 401
    assert visitor(who).get(path).status_code == status


def test_it_rounds_what_one_may_not_list_and_links_what_one_may(came, visitor):
    page = visitor("olu").see(PAGE)
    assert page.h1 == "Impact"
    rows = {row.th.get_text(): row for row in page.select("tbody tr")}
    events = rows["Events"].select("td")[0]
    assert events.get_text() == "about 10"
    assert not events.select("a")
    by_themselves = rows["People by themselves"].select("td")[0]
    assert by_themselves.get_text() == "1 and fewer than 8 more1 that you may open"
    research = rows["Research and discovery"].select("td")[0]
    assert research.get_text() == "about 10"
    assert rows["Skills"].td.get_text() == "1"


def test_each_link_leads_to_a_list_of_as_many(came, visitor):
    olu = visitor("olu")
    links = olu.see(PAGE).select("tbody a")
    assert len(links) >= 4
    for link in links:
        number = int(link.get_text().split()[0])
        assert olu.json("/api/v1" + link["href"])["rows"]["total"] == number
        page = olu.see(link["href"])
        assert len(page.select(".row-list > li")) == number


def test_filters_narrow_the_figures_and_stay_in_the_links(came, visitor):
    page = visitor("olu").see(f"{PAGE}?phase=research&origin=event")
    assert page.texts(".figures dd")[0] == "about 10"
    chosen = {option["value"] for option in page.select("option[selected]")}
    assert {"research", "event"} <= chosen
    page = visitor("olu").see(f"{PAGE}?phase=before")
    assert page.texts(".figures dd")[0] == "0"
    assert "Nothing has been noted and checked yet" in page.main


def test_rows_name_people_and_projects_to_open(came, visitor):
    olu = visitor("olu")
    page = olu.see(f"{ROWS}?of=ties")
    assert page.texts(".row-list h2") == ["Alice Marsh and Lea Novak"]
    assert page.select('a[href="/members/alice-1"]')
    page = olu.see(f"{ROWS}?of=changes&area=skills")
    assert page.texts(".row-list h2") == ["Two can do it now"]
    assert page.select('a[href="/projects/project-1"]')
    assert "Nothing that you may open" in olu.see(f"{ROWS}?of=ties&origin=event").main
    olu.see(f"{ROWS}?of=people", status=404)
    olu.see(f"{ROWS}?of=ties&page=2", status=404)


def test_programs_get_no_small_number(came, visitor):
    record = visitor("olu").json("/api/v1" + PAGE)["impact"]
    lines = [record["all"], *record["phases"], *record["origins"]]
    for line in lines:
        for name in ("ties", "work"):
            more = line[name]["more"]
            assert more is None or more == 0 or more >= 8


@pytest.mark.parametrize(
    "path", [PAGE, *(f"{ROWS}?of={one}" for one in ("ties", "work", "projects"))]
)
def test_it_takes_ten_statements_at_most(came, visitor, statements, path):
    olu = visitor("olu")
    with statements() as found:
        olu.get(path)
    assert len(found) <= 10, found
