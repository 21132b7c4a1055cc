"""A young or empty community: no page of the network breaks, whoever is on the map."""

import pytest
from sqlalchemy import delete, update

from community.core.db import db
from community.members.models import MapConsent, Member
from community.network.models import Reason
from community.network.snapshots import replay, taking
from community.projects.models import Project
from tests.network.map_world import add

PAGES = (
    "/network/", "/network/?show=ties", "/network/?show=projects",
    "/network/?show=groups", "/network/?layers=tags&projected=yes&cluster=tag",
    "/network/history/", "/network/compare", "/network/groups/", "/network/weave/",
    "/network/weave/plans/", "/network/gaps/", "/network/impact/", "/network/views/",
    "/map/", "/api/v1/network/",
)  # fmt: skip
FILES = ("network.svg", "network.graphml", "network.gexf", "people.csv", "links.csv")


@pytest.fixture(params=[0, 1, 7, 8])
def consents(app, request):
    """So many agreed to be on the map; there are no ties and no projects."""
    db.session.execute(update(Member).values(map_consent=MapConsent.ABSENT))
    db.session.execute(delete(Project).where(Project.id > 0))
    for number in range(101, 101 + request.param):
        add(number)
    db.session.commit()
    return request.param


def test_no_page_breaks(consents, visitor):
    olu = visitor("olu")
    for path in PAGES:
        assert olu.get(path).status_code == 200, (consents, path)
    for name in FILES:
        found = olu.get(f"/network/{name}").status_code
        assert found == 200 if consents >= 8 else found < 500, (consents, name)


def test_its_past_can_be_kept_compared_and_rebuilt(consents, visitor):
    rows = [taking.take(Reason.ASKED), taking.take(Reason.PHASE, phase="research")]
    db.session.commit()
    assert {replay.replay(row) for row in rows} == {replay.Replay.SAME}
    first, second = (row.id for row in rows)
    olu = visitor("olu")
    for path in (
        "/network/history/", f"/network/history/{first}?again=yes",
        f"/network/compare?from={first}&to={second}",
        f"/network/?on={first}&since={second}",
    ):  # fmt: skip
        assert olu.get(path).status_code == 200, (consents, path)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("on=99999", 404), ("since=99999", 404), ("on=" + "9" * 60, 404),
        ("since=" + "9" * 60, 404), ("page=-1", 404), ("page=9999999", 404),
        ("steps=99", 200), ("sort=nonsense", 200), ("sort=-", 200),
        ("layers=nothing", 200), ("group=99999", 200), ("person=nobody", 200),
        ("page=%C2%B2", 200), ("show=groups&sort=-across", 200),
    ],
)  # fmt: skip
def test_addresses_that_say_nonsense(app, visitor, asked, status):
    for number in range(101, 110):
        add(number)
    db.session.commit()
    found = visitor("olu").get(f"/network/?{asked}").status_code
    assert found == status or (found, status) == (422, 404), "no number of a row"
