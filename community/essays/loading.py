"""The six essays of the Lab: what is known of each, and where it stands."""

from dataclasses import dataclass

from community.core.db import db
from community.core.visible import unscoped
from community.essays.models import Essay, EssayAuthor, EssayState, Series
from community.evidence.models import Resource
from community.vocabulary.commands import set_setting
from community.vocabulary.models import Setting

LOADED = "essays loaded"
"""The setting that remembers which essays were brought: none comes a second time,
whatever editors have made of it since."""
SERIES = "the-lab-essays"
TITLE = "The Lab essays"
INTRO = (
    "Six essays in which the Q Improvement Lab wrote down what its year on peer "
    "support had taught it. They stand on the Lab’s own site, where the links lead."
)
LAB = "Q Improvement Lab"
_PLACE = "https://qlabessays.health.org.uk/essay/"


@dataclass(frozen=True)
class Known:
    """What is known of one of the six; "" and None is what no page that was seen says.

    `key` names its record in the Evidence Hub.
    """

    number: int
    slug: str
    title: str = ""
    standfirst: str = ""
    when: str = ""
    link: str = ""
    key: str = ""


SIX = (
    Known(
        1,
        "what-is-the-q-improvement-lab",
        "What is the Q Improvement Lab?",
        "Who leads the Lab, who funds it, and how it began in 2017.",
        "May 2018",
        f"{_PLACE}what-is-the-q-improvement-lab/",
        "qlab2018what",
    ),
    Known(
        2,
        "learning-and-insights-on-peer-support",
        "Learning and insights on peer support: what we learned from the year-long "
        "project",
        "What more than two hundred people found out together, and the tensions that "
        "they brought up and debated on the way.",
        "May 2018",
        f"{_PLACE}learning-and-insights-on-peer-support",
        "qlab2018insights",
    ),
    Known(
        3,
        "how-do-people-make-decisions-in-peer-support",
        "How do people make decisions in peer support? Understanding what’s important "
        "when referring, recommending or using peer support",
        "A survey of 2,666 people in the UK about what counts when somebody refers to "
        "peer support, recommends it or takes it up.",
        "May 2018",
        f"{_PLACE}how-do-people-make-decisions-in-peer-support",
        "qlab2018decisions",
    ),
    Known(
        4,
        "impact-that-counts",
        "Impact that counts",
        "",
        "2018",
        f"{_PLACE}impact-that-counts/",
        "qlab2018impact",
    ),
    Known(
        5,
        "learning-from-the-labs-approach-to-evaluation",
        "Learning from the Lab’s approach to evaluation: learning and insights from "
        "evaluation in the pilot year",
        "An independent evaluation beside the Lab’s own ways to capture what it "
        "learned, and the difficulties that it planned for.",
        "August 2018",
        f"{_PLACE}learning-from-the-labs-approach-to-evaluation",
        "qlab2018evaluation",
    ),
    Known(6, "the-sixth-lab-essay"),
)


def load_essays() -> None:
    """Bring the essays that were never brought before, and tie each to its record."""
    kept = db.session.get(Setting, LOADED)
    brought = kept.value.split() if kept else []
    new = [one for one in SIX if one.slug not in brought]
    for one in new:
        _bring(one, _series())
    if new:
        set_setting(LOADED, " ".join([*brought, *(one.slug for one in new)]))
    for one in SIX:
        _tie(one)


def _series() -> int:
    found = unscoped("import", Series).where(Series.slug == SERIES)
    row: Series | None = db.session.scalar(found)
    if row is None:
        row = Series(slug=SERIES, title=TITLE, intro=INTRO)
        db.session.add(row)
        db.session.flush()
    return row.id


def _bring(one: Known, series: int) -> None:
    """Put an essay in its series, unless its place or its address is taken."""
    slug, number = Essay.slug == one.slug, Essay.number == one.number
    same = slug | ((Essay.series_id == series) & number)
    if db.session.scalar(unscoped("import", Essay.id).where(same)) is not None:
        return
    row = Essay(
        series_id=series, slug=one.slug, number=one.number, title=one.title,
        standfirst=one.standfirst, link=one.link, date_words=one.when,
        state=EssayState.PUBLISHED,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(EssayAuthor(essay_id=row.id, name=LAB))
    db.session.flush()


def _tie(one: Known) -> None:
    """Tie an essay that nobody has changed yet to its record, when that is there."""
    untouched = (Essay.slug == one.slug, Essay.version == 1)
    row = db.session.scalar(unscoped("import", Essay).where(*untouched))
    if row is None or row.resource_id is not None or not one.key:
        return
    record = unscoped("import", Resource.id).where(Resource.key == one.key)
    row.resource_id = db.session.scalar(record)
    db.session.flush()
