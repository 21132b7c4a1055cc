"""Which addresses are asked for, and what is noted of the answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import update

from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.evidence.commands import WHY
from community.evidence.links import Net, problem_of
from community.evidence.models import Resource, ResourceState


@dataclass(frozen=True)
class Link:
    """An address that a curator put out."""

    id: int
    slug: str
    address: str


def due(most: int) -> tuple[Link, ...]:
    """Return addresses to ask for, those that were never asked or longest ago first."""
    found = (
        unscoped(WHY, Resource.id, Resource.slug, Resource.address)
        .where(Resource.state == ResourceState.PUBLISHED)
        .where(Resource.address.startswith("https://"))
        .order_by(Resource.link_checked_at.is_not(None), Resource.link_checked_at)
        .order_by(Resource.id)
        .limit(most)
    )
    return tuple(Link(*row) for row in db.session.execute(found))


def check(
    most: int, agent: str, net: Net, ask: Callable[..., str] = problem_of
) -> Iterator[tuple[Link, str]]:
    """Ask for addresses one by one, and note each answer before the next is asked.

    No lock is held while the network is waited for.
    """
    links = due(most)
    db.session.rollback()
    for link in links:
        problem = ask(link.address, net, agent)
        start_writing()
        _note(link, problem)
        db.session.commit()
        yield link, problem


def _note(link: Link, problem: str) -> None:
    """Note an answer, unless the record has another address by now."""
    db.session.execute(
        update(Resource)
        .where(Resource.id == link.id, Resource.address == link.address)
        .values(link_checked_at=clock.now(), link_problem=problem[:120])
        .execution_options(synchronize_session=False)
    )
