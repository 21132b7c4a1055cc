"""Some weeks of what came of suggestions, invented from the demo's own suggestions.

They end yesterday, so that the organisers' page on suggestions has something to show.
Chance is seeded: the same day gives the same events. Whoever can sign in to the demo
has none, so that their own pages begin anew.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from community.connections.aside import Reason
from community.core import clock
from community.core.db import db
from community.matching import quality, snapshot
from community.matching.models import Happened, Slot, SuggestionEvent
from community.matching.quality_rows import closed

SEED = 2017
DAYS = 84
PEOPLE = 110
"""So many members look at their suggestions now and then."""
LOOKS = (2, 7)
SHOWN = 6
KNOWN = 24
"""Each look shows some of so many of the best."""
NOT_YET = (0.1, 0.06)
"""How often a place is a new perspective, or somebody new."""
OPENED, ASKED, DONE, ASIDE = 0.34, 0.42, 0.5, 0.05
"""The chances of each step, opened at the first place; it falls with the place."""

Row = dict[str, Any]


def load(not_these: set[int]) -> int:
    """Store the events, ask for the report on them, and return how many there are."""
    rng = random.Random(SEED)  # noqa: S311 (a game of chance, no secret)
    graph = snapshot.build()
    ids = [one for one in graph.members.ids.tolist() if one not in not_these]
    rows: list[Row] = []
    for who in sorted(rng.sample(ids, min(PEOPLE, len(ids)))):
        rows += _of_one(rng, graph, who)
    if rows:
        db.session.execute(insert(SuggestionEvent), rows)
    quality.ask_for()
    return len(rows)


def _of_one(rng: random.Random, graph: snapshot.Snapshot, who: int) -> Iterator[Row]:
    """Invent what came of one member's suggestions, day after day."""
    number, shut = graph.members.of[who], closed(graph)
    lists = {
        "person_id": _ids(
            graph.members, graph.matcher.ask_collaborators(number), shut[0]
        ),
        "project_id": _ids(graph.projects, graph.matcher.ask_projects(number), shut[1]),
    }
    looks = rng.sample(range(1, DAYS), rng.randint(*LOOKS))
    for ago in sorted(looks, reverse=True):
        day = clock.today() - timedelta(days=ago)
        for subject, best in lists.items():
            picked = sorted(rng.sample(range(len(best)), min(SHOWN, len(best))))
            gone = []
            for place, at in enumerate(picked, 1):
                head: Row = {"member_id": who, subject: best[at], "place": place}
                head["slot"] = rng.choices(
                    [Slot.BRIDGE, Slot.NEWCOMER, Slot.USUAL],
                    [*NOT_YET, 1 - sum(NOT_YET)],
                )[0]
                found = list(_steps(rng, subject, day, place))
                yield from (_row(head, what, on, why) for what, on, why in found)
                if found[-1][0] not in (Happened.SHOWN, Happened.OPENED):
                    gone.append(best[at])
            lists[subject] = [one for one in best if one not in gone]


def _ids(places: Any, answer: Any, closed: frozenset[int]) -> list[int]:
    best = [one.id for one in answer.best(KNOWN + len(closed)) if one.id not in closed]
    return [int(places.ids[one]) for one in best[:KNOWN]]


def _steps(
    rng: random.Random, subject: str, day: date, place: int
) -> Iterator[tuple[Happened, date, str]]:
    """Invent how far one suggestion got: shown, opened, asked, done; or put aside."""
    person = subject == "person_id"
    yield Happened.SHOWN, day, ""
    if rng.random() < ASIDE:
        reasons = [Reason.TOPIC, Reason.NO_TIME, Reason.NOT_FOR_ME]
        reasons += [Reason.KNOWN] * person
        yield Happened.DISMISSED, day, rng.choice(reasons).value
    elif rng.random() < OPENED / place**0.5:
        yield Happened.OPENED, day, ""
        if rng.random() < ASKED:
            yield Happened.ASKED, day, ""
            later = day + timedelta(days=rng.randint(1, 9))
            if rng.random() < DONE and later < clock.today():
                done = Happened.CONNECTED if person else Happened.JOINED
                yield done, later, ""


def _row(head: Row, what: Happened, day: date, reason: str) -> Row:
    empty = {"person_id": None, "project_id": None}
    return {**empty, **head, "what": what, "day": day, "reason": reason}
