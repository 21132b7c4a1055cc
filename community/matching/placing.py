"""Which of the graph's best answers are shown, where, and why there.

Many are asked for without their reasons and put in order once more for the good of the
whole community (`community.graph.rerank`); only what is shown is explained.
"""

from collections.abc import Iterable
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from community.connections.models import Subject
from community.core import clock
from community.matching.look import SHOWN, Proposed, proposed_by
from community.matching.models import Slot
from community.matching.seeds import Numbers
from community.matching.snapshot import Snapshot

if TYPE_CHECKING:
    from community.graph.answer import Answer
    from community.graph.records import Suggestion
    from community.graph.rerank import Asker

ASKED = 60
"""So many are asked for; the list is drawn from them."""

BEHIND = 6
"""So many more are explained than are shown: some may have no reason that holds."""


def choose(
    numbers: Numbers,
    answer: "Answer",
    subject: Subject,
    limit: int = SHOWN,
    *,
    resting: Iterable[int] = (),
    project: int | None = None,
) -> list[Proposed]:
    """Return what to show of an answer to the viewer, or to the lead of `project`.

    `resting` are the numbers of those who were shown often enough for now. Behind those
    to show stand a few for whoever has no reason that holds for the viewer.
    """
    target = "member" if subject is Subject.PERSON else "project"
    rest, draw = frozenset(resting), _draw(numbers, target, project)
    found, asker = answer.best(ASKED), _asker(numbers, project)
    chosen = _placed(numbers.snapshot, target, found, asker, limit, draw, rest)
    told = answer.explain([one for one, _slot in chosen])
    slots = (slot for _one, slot in chosen)
    pairs = zip(told, slots, strict=True)
    return proposed_by(target, numbers, pairs, of_member=project is None)


def _placed(
    graph: Snapshot,
    target: str,
    found: "list[Suggestion]",
    asker: "Asker",
    limit: int,
    draw: float,
    rest: frozenset[int],
) -> "list[tuple[Suggestion, Slot]]":
    """Return those to show in their places, and behind them the next best few."""
    from community.graph.rerank import rerank

    person = target == "member"
    published = graph.published_members if person else graph.published_projects
    tags = graph.matcher.shared.relations[f"{target}>tag"]
    placed = rerank(found, tags, published, asker, graph.policy, limit, draw, rest)
    there = rest | {one.suggestion.id for one in placed}
    behind = (
        one for one in found if one.id not in there and not published.full[one.id]
    )
    return [
        *((one.suggestion, Slot(one.slot)) for one in placed),
        *((one, Slot.USUAL) for one in islice(behind, BEHIND)),
    ]


def _asker(numbers: Numbers, project: int | None) -> "Asker":
    """Return what all may know of who asks."""
    from community.graph.rerank import Asker

    graph = numbers.snapshot
    known = graph.published_members if project is None else graph.published_projects
    number = numbers.asker if project is None else project
    return Asker(int(known.groups[number]), int(known.kinds[number]))


def _draw(numbers: Numbers, target: str, project: int | None) -> float:
    """Return a number from 0 to just below 1 that stays the same all day."""
    who = (
        f"member {numbers.viewer_id}"
        if project is None
        else f"project {numbers.id_of('project', project)}"
    )
    words = f"{who} {target} {clock.today()}"
    return int.from_bytes(sha256(words.encode()).digest()[:6]) / 2**48
