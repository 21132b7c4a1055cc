"""How well the search answers 30 questions that newcomers ask, written before it."""

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from community.core.access import VISITOR
from community.core.db import db
from community.core.visible import visible
from community.evidence import queries
from community.evidence.asked import Asked
from community.evidence.loading import load_evidence
from community.evidence.models import Resource
from community.expertise.commands import load_tags

QUESTIONS = Path(__file__).with_name("questions.json")
FIRST = 5


@dataclass(frozen=True)
class Answered:
    """A question, and at which place its first right answer stands; 0 for nowhere."""

    question: str
    place: int
    found: tuple[str, ...]


def load() -> None:
    """Bring the 100 records and their tags, and commit."""
    load_tags()
    load_evidence()
    db.session.commit()


def answered() -> list[Answered]:
    """Ask every question of what is loaded."""
    rows = db.session.execute(visible(VISITOR, Resource.id, Resource.key))
    keys: dict[int, str] = {number: key or "" for number, key in rows}
    asked: list[dict[str, Any]] = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    found = []
    for one in asked:
        hits = [keys[n] for n in queries.listed(VISITOR, Asked(q=one["question"]))]
        right = [place for place, key in enumerate(hits, 1) if key in one["answers"]]
        place = min(right, default=0)
        found.append(Answered(one["question"], place, tuple(hits[:FIRST])))
    return found


def figures(found: list[Answered]) -> dict[str, float]:
    """Return success at 1 and at 5, and the mean of one over the place (MRR)."""
    places = [one.place for one in found]
    return {
        "questions": len(found),
        "success_at_1": mean(place == 1 for place in places),
        "success_at_5": mean(0 < place <= FIRST for place in places),
        "mrr": mean(1 / place if place else 0 for place in places),
    }
