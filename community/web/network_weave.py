"""Weaving: organisers see whom they could introduce, tick some, and keep a plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.utils import redirect
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.visible import Page
from community.introductions.asking import LETTERS
from community.introductions.woven import A_PERSON
from community.network.asked import group_names
from community.network.maps import network_for
from community.network.weaving import plans
from community.network.weaving.changing import WhatIf, change
from community.network.weaving.people import free
from community.network.weaving.suggesting import (
    Chosen,
    Suggested,
    chosen,
    suggestions,
)
from community.web import network_weave_words as words
from community.web.door import door, organisers_only
from community.web.forms import Form, at_most, done, posted, typed
from community.web.network import pages
from community.web.respond import respond

Names = Mapping[int, str]


class PlanForm(Form):
    """What a plan is called, and what its people are to read."""

    title = StringField(
        _l("Title of the plan"),
        [InputRequired(_l("Give the plan a title")), at_most(plans.TITLE)],
    )
    words = TextAreaField(
        _l("What both of each pair read"),
        [InputRequired(_l("Write a sentence or two")), at_most(LETTERS)],
    )

    def facts(self) -> plans.PlanFacts:
        """Return what was typed as the command takes it."""
        return plans.PlanFacts(typed(self.title), typed(self.words))


@dataclass(frozen=True)
class SuggestedPair:
    """A suggested or ticked pair, with why in sentences."""

    pair: Suggested
    network: tuple[str, ...]
    fit: tuple[str, ...]


@dataclass(frozen=True)
class WeavePage:
    """Whom one could introduce; what was ticked, and what that would change.

    `few` says that too few people agreed to draw a map. `lost` says that some of what
    was ticked is not there: somebody is not on the map, or they know each other.
    """

    few: bool
    pairs: Page[SuggestedPair]
    ticked: tuple[SuggestedPair, ...]
    lost: bool
    summary: str
    changes: tuple[words.FigureLine, ...]
    most: int
    each: int
    form: PlanForm = field(metadata={"api": False})
    figures: WhatIf | None = None

    @property
    def args(self) -> dict[str, list[str]]:
        """The ticked pairs, for addresses."""
        return {"pair": [line.pair.key for line in self.ticked]}


@pages.get("/network/weave/")
@door("organiser", record=WeavePage)
def weave(viewer: Viewer) -> ResponseReturnValue:
    """Show organisers whom they could introduce, and what it would change."""
    return _board(viewer, request.args.getlist("pair"), _new_form())


def _new_form() -> PlanForm:
    return PlanForm(formdata=None, words=str(words.HOUSE_WORDS))


def _board(
    viewer: Viewer, keys: list[str], form: PlanForm, status: int = 200
) -> ResponseReturnValue:
    network = network_for(viewer)
    who = free(viewer, network)
    ticked = chosen(network, who, keys)
    found = suggestions(network, who, ticked, request.args.get("page", 1, type=int))
    names = group_names(network, who.names)
    what = change(network, ticked.places) if ticked.pairs else None
    page = WeavePage(
        few=network.few,
        pairs=_page_of_lines(found, names),
        ticked=_lines(ticked.pairs, names),
        lost=ticked.lost,
        summary=words.summary(what) if what else "",
        changes=words.changes(what) if what else (),
        most=plans.MOST,
        each=A_PERSON,
        form=form,
        figures=what,
    )
    return respond("network/weave.html", page, status)


def _page_of_lines(found: Page[Suggested], names: Names) -> Page[SuggestedPair]:
    return Page(_lines(found.items, names), found.number, found.size, found.total)


def _lines(found: Iterable[Suggested], names: Names) -> tuple[SuggestedPair, ...]:
    return tuple(
        SuggestedPair(
            one,
            words.gains(one.gain, one.one, one.two, names),
            words.fits(one.fits, one.one, one.two),
        )
        for one in found
    )


@pages.post("/network/weave/")
@organisers_only
def keep_plan(viewer: Viewer) -> ResponseReturnValue:
    """Show what the ticked pairs would change, or keep them as a plan."""
    keys = request.form.getlist("pair")[: 5 * plans.MOST]
    form = PlanForm()
    if request.form.get("do") != "keep":
        return _show(viewer, keys, form)
    if not posted(form):
        return _board(viewer, keys, form, 422)
    try:
        row = plans.save(viewer, form.facts(), _ids(viewer, keys))
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _board(viewer, keys, form, 422)
    return done(
        _("The plan is kept. Nobody is asked yet."), "network.plan", plan_id=row.id
    )


def _show(viewer: Viewer, keys: list[str], form: PlanForm) -> ResponseReturnValue:
    """Go to the address of what is ticked, unless words were typed: they would go."""
    usual = str(words.HOUSE_WORDS)
    if typed(form.title).strip() or typed(form.words).strip() not in ("", usual):
        return _board(viewer, keys, form)
    few = keys[: plans.MOST]
    anchor = "change" if keys else None
    return redirect(url_for("network.weave", pair=few, _anchor=anchor), 303)


def _ids(viewer: Viewer, keys: list[str]) -> list[plans.Pair]:
    network = network_for(viewer)
    found: Chosen = chosen(network, free(viewer, network), keys)
    return [(one.one.id, one.two.id) for one in found.pairs]
