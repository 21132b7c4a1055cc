"""Figures from what came of suggestions: exposure, steps, reasons, crossing."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from community.matching.models import Happened, Slot
from community.matching.quality_report import (
    Crossing,
    Exposure,
    KindShare,
    Period,
    Reason,
    Steps,
)
from community.matching.quality_rows import Event, Public
from community.matching.small_numbers import LEAST, rounded

SUBJECTS = ("person", "project")
DONE = (Happened.JOINED, Happened.CONNECTED)
FIRST = 3
"""The first places of a list of people or of projects, looked at apart."""


def period(days: int, events: Sequence[Event], public: Public) -> Period:
    """Return the figures of the events of a period of so many days."""
    known = public.people | public.resting_people
    works = public.projects | public.resting_projects
    there = {"person": known, "project": works}
    kept = [one for one in events if one.thing in there[one.subject]]
    pairs = list(_once(kept))
    return Period(
        days=days,
        exposure=tuple(_exposure(subject, kept, public) for subject in SUBJECTS),
        steps=tuple(_steps(pairs)),
        reasons=tuple(_reasons(pairs)),
        crossing=tuple(_crossing(pairs, public)),
    )


def told(events: Collection[Event]) -> int | None:
    """Return how many events there are; None where fewer than 8 people are behind."""
    if not events:
        return 0
    askers = {one.member for one in events}
    return rounded(len(events)) if len(askers) >= LEAST else None


def _once(events: Iterable[Event]) -> Iterator[Event]:
    """Leave out what happened to the same pair before."""
    seen = set()
    for one in events:
        key = (one.member, one.subject, one.thing, one.what)
        if key not in seen:
            seen.add(key)
            yield one


# ---------------------------------------------------------------- exposure
def gini(counts: Collection[int]) -> float:
    """Return how unevenly counts are spread: 0 all the same, near 1 all on one.

    References
    ----------
    .. [1] C. Gini, Variabilità e mutabilità (Bologna, 1912); computed from the sorted
       counts as in P. M. Dixon et al., Ecology 68:5 (1987), 1548-1551.
    """
    total, number = sum(counts), len(counts)
    if not total:
        return 0.0
    weighed = sum(place * count for place, count in enumerate(sorted(counts), 1))
    return 2 * weighed / (number * total) - (number + 1) / number


def _exposure(subject: str, events: Sequence[Event], public: Public) -> Exposure:
    person = subject == "person"
    candidates = public.people if person else public.projects
    resting = public.resting_people if person else public.resting_projects
    shown = [
        one
        for one in events
        if one.subject == subject
        and one.what is Happened.SHOWN
        and one.thing in candidates
    ]
    number = told(shown)
    counts = Counter(one.thing for one in shown)
    every = sorted((counts[one] for one in candidates), reverse=True)
    top = min(len(every), max(LEAST, -(-len(every) // 10)))
    enough = number and len(every) >= LEAST
    head, total = sum(every[:top]), max(1, sum(every))
    return Exposure(
        subject=subject,
        candidates=rounded(len(candidates)),
        resting=rounded(len(resting)),
        showings=number,
        gini=round(gini(every), 2) if enough else None,
        top=top if enough else 0,
        top_share=round(100 * head / total) if enough else None,
        top_each=rounded(round(head / top)) if enough else None,
        never=rounded(every.count(0)) if enough else None,
        kinds=tuple(_by_kind(shown, public)) if person and enough else (),
    )


def _by_kind(shown: Sequence[Event], public: Public) -> Iterator[KindShare]:
    people = Counter(public.kinds[one] for one in public.people if one in public.kinds)
    showings = Counter(
        public.kinds[one.thing] for one in shown if one.thing in public.kinds
    )
    for label, number in sorted(people.items(), key=lambda one: (-one[1], one[0])):
        if number >= LEAST:
            yield KindShare(
                label,
                round(100 * number / people.total()),
                round(100 * showings[label] / max(1, showings.total())),
            )


# ---------------------------------------------------------------- what came of it
def _steps(pairs: Sequence[Event]) -> Iterator[Steps]:
    for subject in SUBJECTS:
        of_all = [one for one in pairs if one.subject == subject]
        yield _counted(subject, "all", of_all)
        for slot in Slot:
            yield _counted(subject, slot, [one for one in of_all if one.slot is slot])
        first = [one for one in of_all if 1 <= one.place <= FIRST]
        yield _counted(subject, "first", first)
        second = [one for one in of_all if one.place > FIRST]
        yield _counted(subject, "second", second)


def _counted(subject: str, of: str, events: Sequence[Event]) -> Steps:
    def number(*what: Happened) -> int | None:
        return told([one for one in events if one.what in what])

    return Steps(
        subject, str(of), number(Happened.SHOWN), number(Happened.OPENED),
        number(Happened.ASKED), number(*DONE),
    )  # fmt: skip


def _reasons(pairs: Sequence[Event]) -> Iterator[Reason]:
    aside = [one for one in pairs if one.what is Happened.DISMISSED]
    for subject in SUBJECTS:
        of_these = [one for one in aside if one.subject == subject]
        for reason in sorted({one.reason for one in of_these}):
            yield Reason(
                subject, reason, told([one for one in of_these if one.reason == reason])
            )


# ---------------------------------------------------------------- kinds and groups
def _crossing(pairs: Sequence[Event], public: Public) -> Iterator[Crossing]:
    people = public.groups["person"]
    for subject, by, mine, theirs in (
        ("person", "kind", public.kinds, public.kinds),
        ("person", "group", people, people),
        ("project", "group", people, public.groups["project"]),
    ):
        known = [
            one
            for one in pairs
            if one.subject == subject and one.member in mine and one.thing in theirs
        ]
        across = [one for one in known if mine[one.member] != theirs[one.thing]]
        shown, done = (
            [
                told([one for one in some if one.what in what])
                for some in (known, across)
            ]
            for what in ((Happened.SHOWN,), DONE)
        )
        yield Crossing(subject, by, shown[0], shown[1], done[0], done[1])
