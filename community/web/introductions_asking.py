"""Beginning an introduction: asking somebody in the middle, or offering one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from community.connections.asking import again_from
from community.connections.queries import QUIET, again_on, knows
from community.connections.replies import usual_reply
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused, TooMany
from community.core.text import N_
from community.core.visible import find, visible
from community.introductions import asking, queries
from community.members.models import Member
from community.members.queries import MemberCard, cards
from community.web.door import members_only
from community.web.forms import Form, done, options, posted, typed
from community.web.introductions import pages
from community.web.respond import respond


class AskForm(Form):
    """Who shall introduce the viewer, and what for."""

    via = RadioField(
        _l("Who shall introduce you?"),
        [InputRequired(_l("Choose somebody who knows you both"))],
        validate_choice=False,
    )
    purpose = TextAreaField(
        _l("What for?"),
        [
            InputRequired(_l("Write a sentence or two")),
            Length(max=asking.LETTERS, message=_l("Use 400 letters or fewer")),
        ],
    )


@dataclass(frozen=True)
class AskPage:
    """The form to ask for an introduction, and why it may not be needed.

    `asked_them` when the viewer asked the person directly, not long ago.
    """

    person: MemberCard
    introducers: tuple[MemberCard, ...]
    known: bool
    again_on: date | None
    asked_them: bool
    usual: int | None
    ends_on: date
    letters: int
    form: AskForm = field(metadata={"api": False})


@pages.route("/ask/<slug>", methods=["GET", "POST"])
@members_only
def ask(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Ask somebody who knows both to introduce the viewer."""
    target: Member = find(viewer, Member, Member.slug == slug)
    if target.id == viewer.member_id:
        raise NotFound("oneself")
    found = queries.introducers(viewer, target.id)
    people = cards(viewer, {target.id, *found}, tags=0)
    person = people.pop(target.id)
    form = AskForm(via=_chosen(people.values()))
    form.via.choices = [(card.slug, card.name) for card in _by_name(people)]
    status = 422 if form.is_submitted() else 200
    if posted(form):
        via = next((i for i, one in people.items() if one.slug == form.via.data), 0)
        try:
            asking.ask(viewer, target, via, typed(form.purpose))
            return _asked(people[via])
        except Refused as error:
            form.refuse(error, "purpose" if via else "via")
            status = 429 if isinstance(error, TooMany) else 422
    return respond(
        "introductions/ask.html", _ask_page(viewer, person, people, form), status
    )


def _asked(via: MemberCard) -> ResponseReturnValue:
    words = _("%(name)s is asked to introduce you.", name=via.name)
    return done(words, "introductions.index", _anchor="asked")


def _by_name(people: dict[int, MemberCard]) -> tuple[MemberCard, ...]:
    return tuple(sorted(people.values(), key=lambda card: card.name.casefold()))


def _chosen(people: Collection[MemberCard]) -> str:
    """Return whom the address names, or the only one there is."""
    wanted = request.args.get("via", "")
    slugs = [card.slug for card in people]
    return wanted if wanted in slugs else slugs[0] if len(slugs) == 1 else ""


def _ask_page(
    viewer: Viewer, person: MemberCard, people: dict[int, MemberCard], form: AskForm
) -> AskPage:
    last = asking.last_asked(viewer, person.id)
    hello = None if last else again_from(viewer, person.id)
    return AskPage(
        person=person,
        introducers=_by_name(people),
        known=knows(viewer, person.id),
        again_on=again_on(last) if last else hello,
        asked_them=hello is not None,
        usual=usual_reply(),
        ends_on=clock.british_day(clock.now() + QUIET),
        letters=asking.LETTERS,
        form=form,
    )


class OfferForm(Form):
    """Whom to introduce to whom, and why."""

    one = SelectField(_l("Introduce"), validate_choice=False)
    two = SelectField(_l("To"), validate_choice=False)
    words = TextAreaField(
        _l("What you say to both"),
        [
            InputRequired(_l("Write a sentence or two")),
            Length(max=asking.LETTERS, message=_l("Use 400 letters or fewer")),
        ],
    )


@dataclass(frozen=True)
class OfferPage:
    """The form to introduce two whom the viewer knows."""

    contacts: int
    usual: int | None
    ends_on: date
    letters: int
    form: OfferForm = field(metadata={"api": False})


@pages.route("/offer", methods=["GET", "POST"])
@members_only
def offer(viewer: Viewer) -> ResponseReturnValue:
    """Introduce two of the viewer's contacts to each other, unasked."""
    contacts = queries.contacts(viewer)
    form = OfferForm(one=request.args.get("one", ""), two=request.args.get("two", ""))
    nobody = ("", _("Choose somebody you know"))
    form.one.choices = form.two.choices = options(nobody, *contacts)
    status = 422 if form.is_submitted() else 200
    if posted(form):
        try:
            one, two = _two(viewer, form)
            asking.offer(viewer, one, two, typed(form.words))
            words = _("Both are asked. You hear when both said yes.")
            return done(words, "introductions.index", _anchor="introduced")
        except Refused as error:
            form.refuse(error, "two")
            status = 429 if isinstance(error, TooMany) else 422
    ends_on = clock.british_day(clock.now() + QUIET)
    page = OfferPage(len(contacts), usual_reply(), ends_on, asking.LETTERS, form)
    return respond("introductions/offer.html", page, status)


def _two(viewer: Viewer, form: OfferForm) -> tuple[Member, Member]:
    chosen = (typed(form.one), typed(form.two))
    rows = db.session.scalars(visible(viewer, Member).where(Member.slug.in_(chosen)))
    found = {row.slug: row for row in rows}
    if not all(slug in found for slug in chosen):
        raise Refused(N_("Choose two people whom you know"))
    return found[chosen[0]], found[chosen[1]]
