"""News for tests, in one line each."""

from typing import Any

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.programme import updates
from community.programme.models import Readers, Update, UpdateImage, UpdateState
from community.programme.updates import Said
from tests.cast import CAST
from tests.projects.making import project

SAID = Said("We met twice", "It rained. **Nine** came.", Readers.MEMBERS)


def put(title: str = "We met twice", number: int | None = 1, **values: Any) -> Update:
    """Put news into the database, as they would be after a while."""
    state = values.setdefault("state", UpdateState.PUBLISHED)
    if state in (UpdateState.PUBLISHED, UpdateState.WITHDRAWN):
        values.setdefault("published_at", clock.now())
        values.setdefault("edited_at", values["published_at"])
    plain = {"body": "It rained. **Nine** came.", "author_id": CAST["lea"].id}
    slug = f"news-{title.lower().replace(' ', '-')}"
    row = Update(slug=slug, title=title, project_id=number, **(plain | values))
    db.session.add(row)
    db.session.flush()
    return row


def written(who: str = "lea", said: Said = SAID) -> Update:
    """A draft that somebody wrote: Lea for the Pain cafe, Olu for the Lab."""
    about = None if who == "olu" else project(1)
    return updates.write(CAST[who].viewer, about, said)


def published(who: str = "lea", said: Said = SAID, *, tells: bool = True) -> Update:
    """News that came out at once."""
    row = written(who, said)
    updates.publish(CAST[who].viewer, row, row.version, tells=tells)
    return row


def picture(row: Update, name: str = "a.webp", alt: str = "A full room") -> UpdateImage:
    """A picture in news, without its file."""
    made = UpdateImage(update_id=row.id, name=name, alt=alt, width=40, height=30)
    db.session.add(made)
    db.session.flush()
    return made


def stored(number: int) -> Update:
    """News as they stand in the database now."""
    found = unscoped("test", Update).where(Update.id == number)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()
