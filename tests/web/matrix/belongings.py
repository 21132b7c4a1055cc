"""What each person of the matrix has: one thing of every sort that addresses name."""

from datetime import date

from community.core.db import db
from community.essays.models import (
    Essay,
    EssayState,
)
from community.evidence.models import (
    Collection,
    CollectionState,
)
from community.ideas.models import Idea
from community.programme.models import (
    Event,
    EventState,
    Update,
    UpdateState,
)
from community.projects.models import (
    ProjectState,
)
from tests.cast import Person
from tests.web.matrix import of_oneself, of_people, of_teams  # noqa: F401 (they give)
from tests.web.matrix.giving import GIVES, Things
from tests.web.matrix.of_teams import of_fay as of_fay
from tests.web.matrix.of_teams import project
from tests.web.matrix.people import HANA, HIDDEN


def belongings(one: Person) -> Things:
    """Give somebody a thing of every sort, and say by which words addresses name it."""
    found: Things = {}
    for give in GIVES:
        found |= give(one.id)
        db.session.flush()
    return found | _self(one.slug)


def _self(slug: str) -> Things:
    places = ("members", "hello", "ask", "person", "conversations/to")
    return {
        **{f"{place}/<slug>": slug for place in places},
        "member": slug, "account_id": slug.rpartition("-")[2],
    }  # fmt: skip


def hidden() -> Things:
    """Make what Hana shows to nobody (yet), and say by which words it is named."""
    project(77, "hidden-77", [HANA.id], ProjectState.DRAFT)
    draft = {"title": "Soup", "state": EventState.DRAFT, "begins_on": date(2999, 1, 1)}
    db.session.add(Event(id=77, slug="hidden-day", project_id=77, **draft))
    news = {"title": "Soup", "state": UpdateState.DRAFT, "author_id": HANA.id}
    db.session.add(Update(id=77, slug="hidden-news", project_id=77, **news))
    essay = {"title": "Soup", "number": 77, "state": EssayState.DRAFT}
    db.session.add(Essay(id=77, slug="hidden-essay", series_id=1, **essay))
    said = {"title": "Soup", "challenge": "Hunger", "body": "Soup", "folded": "soup"}
    idea = {"slug": "hidden-idea", "author_id": HIDDEN.id}
    db.session.add(Idea(id=77, **idea, **said))
    db.session.add(
        Collection(
            id=77, slug="hidden-list", title="Soups", state=CollectionState.DRAFT
        )
    )
    db.session.flush()
    people = dict.fromkeys(_self(HIDDEN.slug), HIDDEN.slug)
    return {
        **people, "account_id": str(HIDDEN.id),
        "projects/<slug>": "hidden-77", "project/<slug>": "hidden-77",
        "project_id": "77", "event": "hidden-day", "event_id": "77",
        "update": "hidden-news", "essay": "hidden-essay", "idea": "hidden-idea",
        "evidence/<slug>": f"soup-{1000 + HANA.id}", "collection": "hidden-list",
        "survey": "survey-2", "programme": "cold-cellars", "programme_id": "2",
    }  # fmt: skip
