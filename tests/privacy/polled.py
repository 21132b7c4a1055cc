"""What a viewer does not see of surveys: what others answered, and drafts."""

import random

from sqlalchemy import delete

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.surveys.models import Survey, SurveyAnswer
from tests.privacy.between import PEOPLE, secret

RATED = (10, 11, 12)
"""The things of the survey that rates."""


def polled(rng: random.Random, viewer: Viewer) -> str:
    """Somebody else answers, answers otherwise, or takes an answer back."""
    if not viewer.can_organise:
        draft = unscoped("test", Survey).where(Survey.slug == "survey-2")
        row = db.session.scalars(draft).one()
        row.title, row.question = secret(rng), secret(rng)
    number = rng.choice([1, 4])
    who = rng.choice([one for one in PEOPLE if one != viewer.member_id])
    mine = SurveyAnswer.survey_id == number, SurveyAnswer.member_id == who
    db.session.execute(delete(SurveyAnswer).where(*mine))
    if rng.random() < 0.3:
        return f"{who} takes back what they answered in survey {number}"
    best, worst = rng.sample([1, 2, 3], 2)
    steps = {str(item): rng.randint(1, 3) for item in RATED}
    said = {"best": [best], "worst": [worst]} if number == 1 else {"rated": steps}
    code = rng.choice(["", "carer", "patient"])
    row = {"survey_id": number, "member_id": who, "counted_as": code}
    db.session.add(SurveyAnswer(answers=said, consented="1", **row))
    db.session.flush()
    return f"{who} answers survey {number}"
