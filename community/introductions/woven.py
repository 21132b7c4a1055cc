"""Woven introductions: an organiser, who needs to know neither, brings two together.

They are offered ones, with the same ends and the same silence. What is known of them to
other organisers is that they were sent, never what came of them: so nothing here looks
at a state, a block or a tie that is hidden.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, case, func

from community.connections import asking as contact
from community.connections.queries import QUIET
from community.connections.ties import one_at_a_time
from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped
from community.introductions.asking import WHY, bring_together, tidy
from community.introductions.models import Introduction
from community.members.models import Member
from community.messages import first

A_PERSON = 2
"""So many woven introductions one person gets in 21 days at most."""

A_DAY = 30
"""So many an organiser sends in a day at most, beside their own first contacts."""

AGAIN = timedelta(days=180)
"""So long two people are left in peace once somebody wanted to introduce them."""

NEW = "new"
NOT_NOW = N_("%(name)s takes no introductions at the moment")
LATELY = N_("%(name)s and %(other)s were introduced not long ago")


@dataclass(frozen=True)
class Lately:
    """Who was woven not long ago, whatever came of it.

    `people` counts the introductions of the last 21 days of each person, `pairs` are
    the two of each introduction of the last 180 days, the lower number first.
    """

    people: Mapping[int, int]
    pairs: frozenset[tuple[int, int]]

    def full(self, person: int) -> bool:
        """Tell whether somebody was introduced often enough for now."""
        return self.people.get(person, 0) >= A_PERSON

    def had(self, one: int, two: int) -> bool:
        """Tell whether somebody wanted to introduce these two."""
        return (min(one, two), max(one, two)) in self.pairs


def lately() -> Lately:
    """Return who was woven not long ago: one statement."""
    return lately_from(db.session.execute(rows()).all())


def rows() -> Select[Any]:
    """Select what `lately_from` reads: two people, and a word where it is new."""
    now, asked_at = clock.now(), Introduction.asked_at
    new = case((asked_at > now - QUIET, NEW), else_="")
    return unscoped(WHY, Introduction.asker_id, Introduction.target_id, new).where(
        Introduction.woven, asked_at > now - AGAIN
    )


def lately_from(found: Iterable[Any]) -> Lately:
    """Return who was woven not long ago, from the rows that `rows` selects."""
    people: Counter[int] = Counter()
    pairs = set()
    for one, two, new in found:
        pairs.add((min(one, two), max(one, two)))
        if new == NEW:
            people.update((one, two))
    return Lately(people, frozenset(pairs))


def left_today(viewer: Viewer) -> int:
    """Return how many introductions the viewer can still weave within a day."""
    sent = unscoped(WHY, func.count(Introduction.id)).where(
        Introduction.woven,
        Introduction.introducer_id == viewer.member_id,
        Introduction.asked_at > clock.now() - contact.DAY,
    )
    return max(0, A_DAY - (db.session.scalar(sent) or 0))


def why_not(one: Member, two: Member, known: Lately) -> Refused | None:
    """Return why two cannot be introduced now, in words; None where they can."""
    for person in (one, two):
        got = first.got_lately(person.id)
        if known.full(person.id) or not contact.takes(person, got):
            return Refused(NOT_NOW, name=person.name)
    if known.had(one.id, two.id):
        return Refused(LATELY, name=one.name, other=two.name)
    return None


def weave(viewer: Viewer, one: Member, two: Member, words: str) -> Introduction:
    """Ask two people whether they would like to know each other; both have to say yes.

    Where they do not see each other or the viewer, or know each other already, nothing
    is delivered, and that looks like no answer. Raises `Refused` where one of them
    takes none now, or the two were introduced not long ago.
    """
    require(viewer, Permission.NETWORK_WEAVE)
    said = tidy(words)
    one_at_a_time(viewer.member_id, one.id, two.id)
    refused = why_not(one, two, lately())
    if refused is not None:
        raise refused
    return bring_together(viewer, one.id, two.id, said, woven=True)
