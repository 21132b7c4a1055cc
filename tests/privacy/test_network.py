"""What consent, blocks, audiences forbid is on no page and in no file of the network.

A usual run makes two worlds, a full one forty; see network_world.py for what may be
shown. In a daily sample each world reads half of all addresses.
"""

import csv
import io
import json
import random
import re
from dataclasses import dataclass

import networkx as nx
import pytest
from sqlalchemy import select

from community.core.db import db, start_writing
from community.core.limits import LimitCount
from community.network import embeds
from community.network.models import MapSnapshot
from community.network.weaving import plans
from tests import sampling
from tests.client import Visitor
from tests.network.map_world import OLU, add, night
from tests.network.weaving_world import FACTS
from tests.privacy.network_world import (
    ABSENT,
    FIRST,
    UNNAMED,
    WIDE,
    Dealt,
    change,
    deal,
    settle,
    word,
)

EVERY = "layers=people&layers=projects&layers=tags&layers=organisations"
PAGES = (
    "/network/", "/network/?show=groups", "/network/?show=projects",
    f"/network/?{EVERY}", f"/network/?{EVERY}&show=ties",
    "/network/?layers=people&layers=tags&projected=yes&show=ties",
    "/network/?layers=tags&show=ties", "/network/?cluster=tag", "/network/?q=zq",
    "/network/?shape=1&dim=yes&colour=organisation&cluster=tag",
    "/network/?projected=yes&layers=people&layers=projects",
    "/network/history/", "/network/groups/", "/network/weave/", "/network/weave/plans/",
    "/network/gaps/?show=links", "/network/impact/", "/network/impact/rows?of=ties",
    "/network/impact/rows?of=work", "/network/views/", "/network/embeds/", "/map/",
)  # fmt: skip
OF_PROFILES = tuple(
    f"/network/gaps/{more}"
    for more in ("", "?show=offers", "?show=leads", "?show=projects", "evaluation")
)
"""What these tell of people is on their profiles: they follow no consent to the map."""
FILES = (
    "people.csv", "links.csv", "network.graphml", "network.gexf", "network.json",
    "network.svg", "print",
)  # fmt: skip
VIEWS = ("layers=people&projected=yes", "shape=1&dim=yes", "cluster=group", EVERY)


@dataclass(frozen=True)
class World:
    """A community that was on the map as it was, and then chose anew."""

    seed: int
    before: Dealt
    now: Dealt
    olu: Visitor
    plan: int

    def days(self) -> list[int]:
        """The two days that are kept: before, and now."""
        first, second = db.session.scalars(
            select(MapSnapshot.id).order_by(MapSnapshot.id)
        ).all()
        return [first, second]

    def pages(self) -> list[str]:
        """Every page and record of the map, those of past days included."""
        first, last = self.days()
        compare = f"/network/compare?from={first}&to={last}"
        rows = [f"{compare}&show={name}" for name in ("ties", "bridges", "alone")]
        past = [f"/network/history/{day}" for day in (first, last)]
        past += [f"/network/?on={day}" for day in (first, last)]
        past.append(f"/network/?on={first}&show=ties")
        past += [f"/network/?show=ties&since={day}" for day in (first, last)]
        pages = [*PAGES, *past, compare, *rows, f"/network/weave/{self.plan}"]
        return self.some([*pages, *("/api/v1" + path for path in pages)])

    def files(self) -> list[str]:
        """Every file: of today, of one view and of a past day."""
        first, last = self.days()
        view = VIEWS[self.seed % len(VIEWS)]
        asked = [f"/network/{name}?{view}" for name in FILES]
        asked += [f"/network/{name}?on={first}" for name in FILES]
        asked += [f"/network/{name}?since={first}" for name in FILES]
        asked.append(f"/network/compare.csv?from={first}&to={last}")
        return [*(f"/network/{name}" for name in FILES), *self.some(asked)]

    def some(self, paths: list[str]) -> list[str]:
        """Those of some addresses whose turn it is."""
        return sampling.some(paths, 2, self.seed)

    def read(self, path: str) -> str:
        """What Olu gets from an address; files are not counted here."""
        if "." in path or "print" in path:
            db.session.execute(LimitCount.__table__.delete())
            db.session.commit()
        answer = self.olu.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.get_data(as_text=True)

    def table(self, path: str) -> list[list[str]]:
        """The rows of a file of rows."""
        return list(csv.reader(io.StringIO(self.read(path))))[1:]


@pytest.fixture(params=range(sampling.size(40, 2, 2)))
def world(request, app, visitor):
    rng = random.Random(f"network {request.param}")
    before, now = deal(rng), deal(rng)
    settle(before, rng)
    named = sorted(before.shown)
    two = set(zip(named[::2], named[1::2], strict=False)) - before.drawn
    plan = plans.save(OLU, FACTS, sorted(two)[:4]).id
    db.session.commit()
    olu = visitor("olu")
    assert olu.post("/network/history/").status == 200
    start_writing()
    change(now)
    db.session.commit()
    assert olu.post("/network/history/").status == 200
    return World(request.param, before, now, olu, plan)


def people_in(text: str) -> set[int]:
    return {int(one) for one in re.findall(r"(?:Zq|person-)(\d{3,})", text)}


# ---------------------------------------------------------------- people and ties
def test_whoever_may_not_be_shown_is_on_no_page(world):
    seen: set[int] = set()
    for path in world.pages():
        text = world.read(path)
        assert people_in(text) <= world.now.shown, path
        assert "iabetes" not in text, path
        check_houses(world, text, path)
        seen |= people_in(text)
    assert seen == world.now.shown
    for path in OF_PROFILES:
        text = world.read(path) + world.read("/api/v1" + path)
        assert not people_in(text) & world.now.gone, path
        assert "iabetes" not in text, path


def test_whoever_may_not_be_shown_is_in_no_file(world):
    for path in world.files():
        text = world.read(path)
        assert people_in(text) <= world.now.shown, path
        assert "iabetes" not in text, path
        check_houses(world, text, path)
        if "?" not in path and "links" not in path:
            assert people_in(text) == world.now.shown, path


def check_houses(world, text, path):
    for house in re.findall(r"House(\d+)", text):
        assert world.now.named(int(house)), (path, house)
        assert world.now.houses[int(house)] in WIDE, (path, house)


def test_naming_somebody_tells_nothing_of_them(world):
    hidden = min(set(world.now.consent) - world.now.shown)
    other = f"person-{min(world.now.shown)}"
    for path in ("/network/?person={}", "/network/weave/?pair={}," + other):
        theirs = world.read("/api/v1" + path.format(f"person-{hidden}"))
        nobodys = world.read("/api/v1" + path.format("nobody-99"))
        assert theirs.replace(f"person-{hidden}", "nobody-99") == nobodys
        page = world.read(path.format(f"person-{hidden}"))
        assert people_in(page) - {hidden} <= world.now.shown
        assert word(hidden) not in page


def test_exactly_the_ties_and_teams_that_were_granted_are_drawn(world):
    graph = nx.parse_graphml(world.read("/network/network.graphml"))
    label = dict(graph.nodes(data="label"))
    ends = [sorted(people_in(label[a] + " " + label[b])) for a, b in graph.edges()]
    assert {tuple(one) for one in ends if len(one) == 2} == world.now.drawn
    rows = world.table("/network/links.csv")
    told = {tuple(sorted(people_in(f"{row[0]} {row[2]}"))) for row in rows}
    assert {one for one in told if len(one) == 2} == world.now.drawn
    team = {one for row in rows if row[2] == "Pain cafe" for one in people_in(row[0])}
    assert team == world.now.working
    page = world.read("/network/?show=ties&q=zq")
    for line in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        two = tuple(sorted(people_in(line)))
        assert len(two) != 2 or two in world.now.drawn, two


def test_each_line_of_the_table_is_one_that_was_granted(world):
    rows = world.table(f"/network/links.csv?{EVERY}")
    assert {"connection", "offers", "works on"} <= {row[1] for row in rows}
    for one, what, other, *_ in rows:
        who = people_in(one)
        if what in ("offers", "looks for") and who:
            slug, _relation, audience = world.now.tags[who.pop()]
            assert (slug, audience in WIDE) == (other.lower(), True)
    for row in world.table("/network/people.csv"):
        who = people_in(row[0])
        if who:
            assert bool(row[1]) == (world.now.kinds[who.pop()] in WIDE), row


def test_two_days_tell_what_their_two_maps_tell_and_no_more(world):
    """Whoever stood in a crowd on the first day is as new as whoever was not there."""
    first, last = world.days()
    compare = f"/api/v1/network/compare?from={first}&to={last}"
    found = json.loads(world.read(compare))
    agreed = {one for one in world.now.shown if world.before.agreed(one)}
    past = world.table(f"/network/people.csv?on={first}")
    assert people_in(" ".join(row[0] for row in past)) == agreed
    assert found["counts"]["joined"] == len(world.now.shown - agreed)
    ties = json.loads(world.read(f"{compare}&show=ties"))["pairs"]["items"]
    new = {tuple(sorted(people_in(json.dumps(one)))) for one in ties}
    assert {one for one in new if len(one) == 2} == (
        world.now.drawn - world.before.granted
    )


# ---------------------------------------------------------------- numbers
def test_no_number_over_hidden_people_is_from_one_to_seven(world):
    record = json.loads(world.read("/api/v1/network/"))
    said = record["figures"]["not_shown"]
    assert said is None or said == 0 or (said >= 8 and said % 5 == 0)
    for _shape, people in record["drawing"]["crowds"]:
        assert people >= 8
        assert people % 5 == 0
    found = json.loads(world.read("/network/network.json"))
    crowds = [one for one in found["elements"] if one["type"] == "crowd"]
    keys = {one["id"] for one in crowds}
    links = [one for one in found["connections"] if keys & {one["from"], one["to"]}]
    for number in (
        *(one["people"] for one in crowds),
        *(one["strength"] for one in links),
    ):
        assert number >= 10
        assert number % 5 == 0
    public = json.loads(world.read("/api/v1/map/"))["map"]
    for line in public["lines"]:
        for cell in line["cells"]:
            assert cell["people"] == 0 or cell["people"] >= 8


def test_another_site_shows_nobody(world, visitor):
    start_writing()
    token = embeds.make(OLU, "Charity", "example.org")
    db.session.commit()
    answer = visitor().get(f"/embed/{token}")
    assert answer.status_code == 200
    assert not people_in(answer.get_data(as_text=True))


@pytest.mark.parametrize("seed", range(3))
def test_one_more_member_moves_no_published_number_but_at_an_edge(app, visitor, seed):
    rng = random.Random(f"one more {seed}")
    dealt = deal(rng)
    settle(dealt, rng)
    night()
    olu, steps = visitor("olu"), []
    last = published(olu)
    for more in range(6):
        start_writing()
        add(FIRST + 100 + more, rng.choice((UNNAMED, ABSENT)), kind="patient")
        night()
        now = published(olu)
        steps += [abs(a - b) for a, b in zip(last, now, strict=False)]
        last = now
    assert set(steps) <= {0, 5, 8, 10}, steps
    assert steps.count(0) >= len(steps) / 2


def published(olu) -> list[int]:
    """The numbers about people whom nobody may list, 0 for "fewer than 8"."""
    public = olu.json("/api/v1/map/")["map"]
    shown = olu.json("/api/v1/network/")["figures"]["not_shown"]
    cells = [cell["people"] for line in public["lines"] for cell in line["cells"]]
    return [public["people"] or 0, shown or 0, *cells]


# ---------------------------------------------------------------- who may look
def test_whoever_organises_no_more_gets_nothing_though_all_was_kept_ready(
    world, visitor
):
    from community.accounts.models import Grant

    start_writing()
    token = embeds.make(OLU, "Charity", "example.org")
    db.session.commit()
    paths = [*world.pages(), *world.files()]
    assert world.read("/network/")
    db.session.execute(
        Grant.__table__.delete().where(Grant.account_id == OLU.account_id)
    )
    db.session.commit()
    for path in paths:
        if not path.endswith("/map/"):
            assert world.olu.get(path).status_code in (403, 404), path
    assert visitor().get(f"/embed/{token}").status_code == 200, "it shows nobody"
