"""The survey of others that is known here from the start: the Lab's of 2017.

Only what its authors published, each number with its page. What no page says (nine of
the names, what professionals ranked, how many were in each group, how it was asked) is
left empty, and the pages say so.
"""

from dataclasses import dataclass

from sqlalchemy import select

from community.core.db import db
from community.core.visible import unscoped
from community.surveys.models import (
    Finding,
    Measure,
    Method,
    Survey,
    SurveyGroup,
    SurveyItem,
    SurveyState,
)
from community.vocabulary.models import FACTORS, Term

WHY = "import"
SLUG = "how-people-decide-2017"
FACTORS_OF_IT = 12
RANKS = (
    "https://q.health.org.uk/news-story/decisions-decisions-the-role-of-personality-"
    "and-endorsement-in-accessing-peer-support-services/"
)
ESSAY = (
    "https://qlabessays.health.org.uk/essay/"
    "how-do-people-make-decisions-in-peer-support"
)
LAUNCH = (
    "https://testmcin.wordpress.com/2018/05/30/"
    "peer-to-peer-support-q-lab-essays-theqcommunity/"
)
LAB = "https://q.health.org.uk/q-improvement-lab/lab-1-peer-support-available/"
SOURCES = (RANKS, LAB, ESSAY, LAUNCH)
GROUPS = (
    ("users", "People who had used peer support"),
    ("others", "People who had not used it"),
    ("professionals", "Health professionals"),
)


@dataclass(frozen=True)
class Ranked:
    """Where a group ranked a factor, of twelve."""

    factor: str
    group: str
    rank: int


KNOWN = (
    Ranked("quality", "users", 1),
    Ranked("quality", "others", 1),
    Ranked("benefit", "users", 2),
    Ranked("benefit", "others", 2),
    Ranked("similar", "users", 4),
    Ranked("similar", "others", 9),
)
FACTS = {
    "title": "How people decide about peer support, 2017",
    "intro": "What matters to people when they refer somebody to peer support, "
    "recommend it or use it themselves? Little was known of that. Twelve factors were "
    "ranked. The survey is thought to be the largest of its kind in the UK, and was "
    "presented at a conference on health services research in July 2018.",
    "ours": False,
    "provider": "The Q Improvement Lab, with YouGov and Christina Pagel of University "
    "College London",
    "method": Method.UNKNOWN,
    "n": 2666,
    "fieldwork": "Launched in December 2017",
    "source": "\n".join(SOURCES),
    "state": SurveyState.PUBLISHED,
}


def load_survey() -> None:
    """Bring the known survey to what is shipped; run twice it changes nothing."""
    found = unscoped(WHY, Survey).where(Survey.slug == SLUG)
    row = db.session.scalar(found)
    if row is None:
        row = Survey(slug=SLUG)
        db.session.add(row)
    for name, value in FACTS.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    db.session.flush()
    groups, items = _groups(row.id), _items(row.id)
    _findings(row.id, groups, items)
    db.session.flush()


def _groups(survey: int) -> dict[str, int]:
    found = unscoped(WHY, SurveyGroup).where(SurveyGroup.survey_id == survey)
    there = {group.code: group for group in db.session.scalars(found)}
    for sort, (code, label) in enumerate(GROUPS):
        if code not in there:
            there[code] = SurveyGroup(survey_id=survey, code=code, label=label)
            db.session.add(there[code])
        there[code].sort, there[code].label = sort, label
    db.session.flush()
    return {code: group.id for code, group in there.items()}


def _items(survey: int) -> dict[str, int]:
    """Return the items by factor: the first twelve of the list of factors."""
    found = unscoped(WHY, SurveyItem).where(SurveyItem.survey_id == survey)
    there = {item.factor: item.id for item in db.session.scalars(found)}
    if there:
        return there
    codes = select(Term.code).where(Term.list == FACTORS).order_by(Term.sort)
    for sort, code in enumerate(db.session.scalars(codes.limit(FACTORS_OF_IT))):
        item = SurveyItem(survey_id=survey, factor=code, sort=sort)
        db.session.add(item)
        db.session.flush()
        there[code] = item.id
    return there


def _findings(survey: int, groups: dict[str, int], items: dict[str, int]) -> None:
    found = unscoped(WHY, Finding).where(Finding.survey_id == survey)
    there = {(row.item_id, row.group_id): row for row in db.session.scalars(found)}
    for one in KNOWN:
        if one.factor not in items:
            continue
        place = items[one.factor], groups[one.group]
        if place not in there:
            there[place] = Finding(
                survey_id=survey, item_id=place[0], group_id=place[1],
                measure=Measure.RANK,
            )  # fmt: skip
            db.session.add(there[place])
        row = there[place]
        row.value, row.of, row.source = float(one.rank), FACTORS_OF_IT, RANKS
