"""Surveys of ours for tests, in one line each: drafted, open, answered by many."""

import random
from datetime import timedelta
from itertools import count

from community.accounts.models import Account, State
from community.core import clock
from community.core.db import db
from community.core.text import folded
from community.core.visible import unscoped
from community.members.models import Member
from community.surveys import answering, commands
from community.surveys.commands import Drawn
from community.surveys.models import Method, Survey, SurveyAnswer, SurveyItem
from tests.cast import CAST

OLU = CAST["olu"].viewer
_numbers = count(1)


def drawn(**values):
    """Return what a survey will ask: three factors and a thing of its own."""
    said = {
        "title": "What helps us", "intro": "A **short** one.",
        "question": "What helps you most?", "method": Method.BEST_WORST, "shows": 3,
        "closes_on": clock.today() + timedelta(days=14),
        "consent_words": "I agree that my answers are counted.",
        "factors": ("quality", "benefit", "similar"), "own": ("A warm room",),
    }  # fmt: skip
    return Drawn(**(said | values))


def draft(**values) -> Survey:
    return commands.draft(OLU, drawn(**values))


def opened(**values) -> Survey:
    row = draft(**values)
    commands.open_(OLU, row)
    return row


def item_ids(row: Survey) -> list[int]:
    found = unscoped("test", SurveyItem.id).where(SurveyItem.survey_id == row.id)
    return list(db.session.scalars(found.order_by(SurveyItem.sort)))


def given(row: Survey, seed: int = 0, counted_as: str = "", **values):
    """Return some answer to a survey, the same for one seed."""
    chance = random.Random(seed)
    said: dict[str, object] = {"agreed": answering.words_version(row)}
    if row.method is Method.BEST_WORST:
        pairs = [chance.sample(one, 2) for one in row.asked]
        said |= {"best": tuple(one for one, _two in pairs)}
        said |= {"worst": tuple(two for _one, two in pairs)}
    else:
        steps = {item: chance.randint(1, row.shows) for item in item_ids(row)}
        said["rated"] = steps
    return answering.Given(counted_as=counted_as, **(said | values))


def somebody() -> int:
    """Return a new member about whom nothing else is known."""
    number = 5000 + next(_numbers)
    db.session.add(
        Account(id=number, email=f"{number}@example.org", state=State.ACTIVE)
    )
    db.session.flush()
    name = f"Somebody {number}"
    db.session.add(
        Member(id=number, account_id=number, slug=str(number), name=name,
               folded=folded(name), listed=True)
    )  # fmt: skip
    db.session.flush()
    return number


def answered(row: Survey, **counts: int) -> None:
    """Let new members answer, so many of each kind; `none` stands for no kind."""
    for kind, number in counts.items():
        code = "" if kind == "none" else kind
        for _one in range(number):
            seed = next(_numbers)
            said = given(row, seed, code)
            if said.rated is None:
                kept = {"best": list(said.best), "worst": list(said.worst)}
            else:
                kept = {"rated": {str(item): step for item, step in said.rated.items()}}
            db.session.add(
                SurveyAnswer(
                    survey_id=row.id, member_id=somebody(), counted_as=code,
                    answers=kept, consented=said.agreed,
                )
            )  # fmt: skip
    db.session.flush()


def published(**counts: int) -> Survey:
    row = opened()
    answered(row, **counts)
    commands.close(OLU, row)
    commands.publish(OLU, row)
    return row
