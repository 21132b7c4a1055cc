"""Sending a plan: each of its pairs becomes an introduction, in one act."""

from sqlalchemy import and_

from community.connections.ties import one_at_a_time
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Conflict, Refused, TooMany
from community.core.text import N_
from community.core.visible import visible
from community.introductions.asking import tidy
from community.introductions.woven import A_DAY, left_today, weave
from community.members.models import Member
from community.network.maps import Network, network_for
from community.network.models import WeavePair, WeavePlan
from community.network.weaving import plans
from community.network.weaving.outcome import common, frozen
from community.network.weaving.people import places_of

A_DAY_LONG = 86_400


def get_ready(viewer: Viewer, plan_id: int) -> None:
    """Read the maps that `send` needs, which takes long in a large community.

    They are kept, so that it holds the lock for writing no longer than it writes.
    """
    plans.plan_row(viewer, plan_id)
    network_for(viewer)
    network_for(common())


def send(viewer: Viewer, plan_id: int, version: int) -> int:
    """Ask both people of each pair of a plan; return how many pairs were asked.

    Who is not on the map by name any more, or takes no introductions now, is not asked.
    Of two who send in the same moment one does; the other is told that it is sent.
    Raises `Refused` where nobody can be asked, and `TooMany` beyond the limit of a day.
    """
    row = plans.plan_row(viewer, plan_id)
    if row.sent_at is not None:
        raise Refused(plans.SENT)
    if row.version != version:
        raise Conflict(plans.FASTER)
    words = tidy(row.words)
    pairs = _on_map(viewer, plan_id, network_for(viewer))
    one_at_a_time(viewer.member_id, *_ends(pairs))
    _check(viewer, len(pairs))
    before, expected = frozen((pair.a_id, pair.b_id) for pair in pairs)
    still = and_(WeavePlan.version == version, WeavePlan.sent_at.is_(None))
    told = {"sent_at": clock.now(), "before": before, "expected": expected}
    if not plans.mark(plan_id, still, **told):
        raise Refused(plans.SENT)
    asked = _weave(viewer, pairs, words)
    if not asked:
        raise Refused(N_("None of them can be introduced at the moment"))
    plans.note(viewer, plan_id, "plan sent")
    return asked


def _on_map(viewer: Viewer, plan_id: int, network: Network) -> list[WeavePair]:
    rows = plans.pair_rows(viewer, plan_id)
    there = places_of(network, ((row.a_id, row.b_id) for row in rows))
    return [
        row
        for row in rows
        if (row.a_id, row.b_id) in there
        and viewer.member_id not in (row.a_id, row.b_id)
    ]


def _ends(pairs: list[WeavePair]) -> set[int]:
    return {end for pair in pairs for end in (pair.a_id, pair.b_id)}


def _check(viewer: Viewer, pairs: int) -> None:
    if not pairs:
        raise Refused(N_("Nobody of this plan is on the map any more. Make a new one"))
    left = left_today(viewer)
    if pairs > left:
        raise TooMany(
            N_(
                "%(most)s introductions a day are enough, and you can send %(left)s"
                " more today. Take some out, or come back tomorrow"
            ),
            retry_after=A_DAY_LONG,
            most=A_DAY,
            left=left,
        )


def _weave(viewer: Viewer, pairs: list[WeavePair], words: str) -> int:
    people = visible(viewer, Member).where(Member.id.in_(_ends(pairs)))
    rows = db.session.scalars(people)
    found = {row.id: row for row in rows}
    asked = 0
    for pair in pairs:
        one, two = found.get(pair.a_id), found.get(pair.b_id)
        if one is None or two is None:
            continue
        try:
            pair.introduction_id = weave(viewer, one, two, words).id
        except Refused:
            continue
        asked += 1
    db.session.flush()
    return asked
