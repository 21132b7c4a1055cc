"""Short ways to change a community in a test, committed for every reader."""

from community.connections.models import Dismissal, Subject
from community.core.access import Audience
from community.core.db import db
from community.core.visible import tie
from community.matching.answers import ForYou, for_you
from community.members.models import MemberTag, Relation
from tests.cast import CAST, tag_id


def say(
    who: int, slug: str, relation: Relation, audience: Audience = Audience.MEMBERS
) -> None:
    """Let somebody of the cast offer, seek, learn or be interested in a tag."""
    db.session.add(
        MemberTag(
            member_id=who, tag_id=tag_id(slug), relation=relation, audience=audience
        )
    )
    db.session.commit()


def part(one: int, two: int) -> None:
    """Block, as the visibility rule sees it."""
    for a, b in ((one, two), (two, one)):
        row = {"member_id": a, "other_id": b, "kind": "blocked"}
        db.session.execute(tie.insert().values(**row))
    db.session.commit()


def put_aside(
    who: int, subject: Subject, number: int, until=None, reason: str = ""
) -> None:
    """Put a person or a project aside."""
    row = Dismissal(member_id=who, subject=subject, subject_id=number)
    row.until, row.reason = until, reason
    db.session.add(row)
    db.session.commit()


def answer(who: str) -> ForYou:
    """Return what suits somebody of the cast."""
    return for_you(CAST[who].viewer)


def people(who: str) -> list[str]:
    """Return the first names of the people who are suggested to somebody."""
    return [one.card.name.split()[0].lower() for one in answer(who).people]


def words(who: str) -> str:
    """Return all sentences and threads that somebody reads."""
    found = answer(who)
    lines = [
        text
        for one in (*found.people, *found.projects)
        for text in (
            *(sentence.text for sentence in one.why.sentences),
            *(step.label for step in one.why.thread),
        )
    ]
    return " | ".join(lines)
