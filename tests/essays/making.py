"""Essays for tests, in one line each."""

from datetime import date
from typing import Any

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.essays import commands, publishing
from community.essays.commands import Plan, Said
from community.essays.models import (
    Essay,
    EssayAuthor,
    EssayFigure,
    EssayState,
    EssayVersion,
    Series,
)
from tests.cast import CAST

OLU = CAST["olu"].viewer
BODY = "One two.[^1]\n\n## More\n\nThree.\n\n[^1]: A note."


def series(title: str = "Of the cafe", **values: Any) -> Series:
    """A series, whose address is its title."""
    row = Series(slug=title.lower().replace(" ", "-"), title=title, **values)
    db.session.add(row)
    db.session.flush()
    return row


def planned(title: str = "A long walk", of: Series | None = None, **plan: Any) -> Essay:
    """An essay that Olu planned for August 2027."""
    about = Plan((of or series(f"About {title}")).slug, **plan)
    return commands.plan(OLU, about, Said(title, f"What {title} is about"))


def drafted(title: str = "A long walk", body: str = BODY, **plan: Any) -> Essay:
    """A planned essay with a text."""
    row = planned(title, **plan)
    commands.save(OLU, row, Said(title, "In short", body), row.version)
    return row


def published(title: str = "A long walk", body: str = BODY, **plan: Any) -> Essay:
    """An essay that is out."""
    row = drafted(title, body, **plan)
    publishing.publish(OLU, row, row.version)
    return row


def revised(row: Essay, body: str, why: str = "Two words more") -> Essay:
    """One that is out, with other words than before."""
    commands.save(OLU, row, Said(row.title, row.standfirst, body), row.version)
    publishing.publish(OLU, row, row.version, why)
    return row


def signed(row: Essay, name: str, who: str | None = None) -> EssayAuthor:
    """Name an author of an essay, and tie one of the cast to the name."""
    member = CAST[who].id if who else None
    made = EssayAuthor(essay_id=row.id, name=name, member_id=member)
    db.session.add(made)
    db.session.flush()
    return made


def figure(row: Essay, number: int = 1, **values: Any) -> EssayFigure:
    """A picture beside an essay, without its file."""
    facts = {"alt": "A tree", "caption": "In the park", "width": 4, "height": 3}
    made = EssayFigure(
        essay_id=row.id, number=number, name=f"{row.slug}-{number}.webp",
        **(facts | values),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def put(title: str, state: EssayState, of: Series, **values: Any) -> Essay:
    """Put an essay into the database, as it would be after a while."""
    slug = title.lower().replace(" ", "-")
    row = Essay(series_id=of.id, slug=slug, title=title, state=state, **values)
    db.session.add(row)
    db.session.flush()
    if state is EssayState.PUBLISHED and not row.link:
        row.published_on = row.published_on or date(2017, 9, 1)
        db.session.add(
            EssayVersion(
                essay_id=row.id, number=1, title=title, body=BODY,
                published_at=clock.now(),
            )
        )  # fmt: skip
    db.session.flush()
    return row


def stored(number: int) -> Essay:
    """An essay as it stands in the database now."""
    found = unscoped("test", Essay).where(Essay.id == number)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()
