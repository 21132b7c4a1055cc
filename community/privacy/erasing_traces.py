"""What leads to somebody by an address, an address of a page or a bare number."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, delete, exists, or_, select, update

from community.accounts.commands import hash_of
from community.accounts.models import Invitation, Undeliverable
from community.connections.models import Dismissal, Subject
from community.core.db import Base, db
from community.core.held import HeldItem
from community.core.limits import LimitCount
from community.core.outbox import Job
from community.core.visible import unscoped
from community.digests.models import Suggested
from community.expertise.models import Tag, TagState
from community.following.models import SavedSearch, SearchOf
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.network.models import MapView
from community.notices.models import Notice
from community.organisations.models import Organisation, OrganisationState
from community.safeguarding.things import THINGS
from community.subscriptions.models import Subscription

if TYPE_CHECKING:
    from community.privacy.erasing import Gone

WHY = "erasing"


def forget(gone: "Gone") -> None:
    """Delete rows of others and of the place that still say who it was."""
    _delete(delete(Invitation).where(Invitation.email == gone.address))
    _delete(delete(Undeliverable).where(Undeliverable.address == gone.address))
    _delete(delete(Subscription).where(Subscription.email == gone.address))
    marks = [str(gone.account), gone.address, hash_of(gone.address)[:32]]
    _delete(delete(LimitCount).where(LimitCount.who.in_(marks)))
    facts = Job.facts.cast(String)
    named = [_holds(facts, one) for one in (gone.address, gone.slug) if one]
    _delete(delete(Job).where(or_(Job.to == gone.address, *named)))
    if gone.member is None:
        return
    facts = Notice.facts.cast(String)
    told = or_(_holds(Notice.link, gone.slug), _holds(facts, gone.slug))
    _delete(delete(Notice).where(told))
    _delete(delete(MapView).where(_holds(MapView.asked, gone.slug)))
    _delete(
        delete(Suggested).where(
            Suggested.kind == Subject.PERSON.value, Suggested.thing_id == gone.member
        )
    )
    _delete(
        delete(Dismissal).where(
            Dismissal.subject == Subject.PERSON, Dismissal.subject_id == gone.member
        )
    )
    _out_of_searches(gone.member)


def _delete(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


def _holds(column: Any, words: str) -> Any:
    return column.contains(words, autoescape=True)


def _out_of_searches(member: int) -> None:
    """Take a number out of what kept searches have brought."""
    found = unscoped(WHY, SavedSearch.id, SavedSearch.seen).where(
        SavedSearch.of == SearchOf.PEOPLE
    )
    for number, seen in db.session.execute(found).all():
        if member in seen:
            rest = [one for one in seen if one != member]
            kept = update(SavedSearch).where(SavedSearch.id == number)
            db.session.execute(kept.values(seen=rest))


def forget_nobodys() -> None:
    """Delete what only somebody erased had a part in: words, talks, what was held."""
    _delete(delete(Conversation).where(_is_left()))
    unused = (Tag.state.in_([TagState.PROPOSED, TagState.REJECTED]), ~_used(Tag))
    _delete(delete(Tag).where(*unused))
    alone = (Organisation.state == OrganisationState.PROPOSED, ~_used(Organisation))
    _delete(delete(Organisation).where(*alone))
    for kind, thing in THINGS.items():
        table = thing.entity.__table__
        here = exists(select(table.c.id).where(table.c.id == HeldItem.thing_id))
        _delete(delete(HeldItem).where(HeldItem.kind == kind, ~here))


def _is_left() -> Any:
    """State that nobody is in a conversation any more, and nobody else wrote in it."""
    part, said = Part.__table__.alias(), Message.__table__.alias()
    parts = select(part.c.id).where(part.c.conversation_id == Conversation.id)
    words = select(said.c.id).where(
        said.c.conversation_id == Conversation.id, said.c.words != ""
    )
    no_team = Conversation.kind != ConversationKind.TEAM
    return no_team & ~exists(parts) & ~exists(words)


def _used(entity: Any) -> Any:
    """State that something leads to a row of `entity`, whatever it is."""
    mine = entity.__table__
    names = {"tag_name"}
    leading = [
        exists(select(column).where(column == mine.c.id))
        for table in Base.metadata.tables.values()
        if table.name not in names
        for column in table.alias().columns
        if any(key.column is mine.c.id for key in column.foreign_keys)
    ]
    return or_(*leading)
