"""The demo has a past: a snapshot for each month, and one at the end of each phase."""

from datetime import date

from sqlalchemy import func, select

from community.core.access import ANY_MEMBER
from community.core.db import db
from community.core.visible import visible
from community.matching.small_numbers import rounded
from community.members.models import MapConsent, Member
from community.network.models import Fact, MapSnapshot, Reason
from community.network.public_map import public_map
from community.network.snapshots import replay
from community.network.snapshots.added_up import facts_on
from community.network.snapshots.facts import facts_now


def snapshots():
    return db.session.scalars(select(MapSnapshot).order_by(MapSnapshot.id)).all()


def test_there_is_one_for_each_month_and_each_phase(demo):
    days = [one.taken_at.date() for one in snapshots()]
    assert days[0] == date(2017, 5, 1)
    assert days[-1] == date(2018, 6, 1)
    assert len(days) == 14
    phases = [one.phase for one in snapshots() if one.reason is Reason.PHASE]
    assert phases == ["research", "develop", "share"]


def test_the_last_one_is_what_is_there(demo):
    (last,) = facts_on(snapshots()[-1].id)
    assert {one for one in last if one.fact != Fact.GROUP} == facts_now()


def test_the_past_rebuilds_and_grows(demo):
    rows = snapshots()
    assert {replay.replay(one) for one in rows[::5]} == {replay.Replay.SAME}
    sizes = [one.facts for one in rows]
    assert sizes == sorted(sizes)


def test_its_public_map_counts_all_who_agree(demo):
    agreed = visible(ANY_MEMBER, func.count(Member.id)).where(
        Member.listed, Member.map_consent != MapConsent.ABSENT
    )
    found = public_map()
    assert found.people == rounded(db.session.scalar(agreed))
    assert found.nations
    assert len(found.lines) > 3
