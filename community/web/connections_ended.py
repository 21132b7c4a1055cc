"""A hello that ended without a yes: an apology, and three other people."""

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from community.connections import queries
from community.connections.models import Subject
from community.core.access import Viewer
from community.core.errors import NotFound
from community.matching import feedback
from community.matching.answers import ForYou, PersonSuggestion, for_you
from community.members.queries import MemberCard
from community.web import bell
from community.web.connections import pages
from community.web.door import door
from community.web.respond import respond

OTHERS = 3


@dataclass(frozen=True)
class EndedPage:
    """To whom the hello went, where the viewer still sees them, and who else there is.

    `newest` are the newest people, while too few are suggested.
    """

    hello: queries.EndedHello
    people: tuple[PersonSuggestion, ...]
    newest: tuple[MemberCard, ...]


@pages.get("/requests/<int:hello_id>/ended")
@door("member", record=EndedPage)
def ended(viewer: Viewer, hello_id: int) -> ResponseReturnValue:
    """Say sorry that there was no yes, and who else would fit, each with reasons."""
    hello = queries.ended(viewer, hello_id)
    if hello is None:
        raise NotFound("hello")
    found = for_you(viewer)
    people = tuple(one for one in found.people if one.card.id != hello.asked_id)
    people = people[:OTHERS]
    shown = {one.card.id for one in people} | {hello.asked_id}
    newest = tuple(card for card in found.new_people if card.id not in shown)
    feedback.keep_shown(viewer, _showings(found, people))
    page = EndedPage(hello, people, newest[: OTHERS - len(people)])
    bell.read_here(viewer)
    return respond("connections/ended.html", page)


def _showings(
    found: ForYou, people: tuple[PersonSuggestion, ...]
) -> list[feedback.Showing]:
    shown = {one.card.id for one in people}
    return [
        one
        for one in found.showings
        if one.subject is Subject.PERSON and one.number in shown
    ]
