"""The first visit, step by step: rules, kind, three tags, place, the map."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.accounts import commands as accounts
from community.accounts import queries as account_queries
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.expertise import queries as tags
from community.members import commands, profiles
from community.members.models import MapConsent, Member, Relation
from community.vocabulary.models import KINDS, NATIONS, REGIONS
from community.vocabulary.queries import TermCard, of, terms
from community.web import words
from community.web.door import members_only
from community.web.forms import safe_next
from community.web.members_edit_tags import put_tag
from community.web.respond import respond, told

pages = Blueprint("welcome", __name__, url_prefix="/welcome")

STEPS = ("rules", "kind", "tags", "place", "map")
RELATIONS = (Relation.OFFERS, Relation.SEEKS, Relation.LEARNING)
WORDS = 3
RULES = N_(
    "I accept the house rules: be kind, keep what people tell you, give no medical "
    "advice, and say something when you worry about somebody."
)


@dataclass(frozen=True)
class WelcomePage:
    """One step of the first visit, with what is known already.

    The rules come `again` to who accepted older ones, on the way to `next`.
    """

    step: str
    steps: tuple[str, ...]
    first_name: str
    preset: dict[str, str]
    profile: profiles.Profile
    kinds: tuple[TermCard, ...]
    nations: tuple[TermCard, ...]
    regions: tuple[TermCard, ...]
    tags: tuple[tags.TagCard, ...]
    again: bool = False
    rules: str = RULES
    map_wording: str = commands.MAP_WORDING
    next: str = field(default="", metadata={"api": False})
    problems: tuple[tuple[str, str], ...] = field(default=(), metadata={"api": False})
    typed: dict[str, list[str]] = field(default_factory=dict, metadata={"api": False})

    @property
    def number(self) -> int:
        """Which step this is, from 1."""
        return self.steps.index(self.step) + 1

    @property
    def after(self) -> str:
        """The next step, or nothing at the last."""
        return "".join(self.steps[self.number : self.number + 1])

    @property
    def before(self) -> str:
        """The step before, or nothing at the first."""
        return self.steps[self.number - 2] if self.number > 1 else ""


@pages.get("/")
@members_only
def index(viewer: Viewer) -> ResponseReturnValue:
    """Begin, or go on where the rules are accepted already."""
    agreed, done = _visit(viewer)
    if done and agreed:
        return redirect(url_for("suggestions.index"))
    return redirect(url_for("welcome.step", step=STEPS[1 if agreed else 0]))


@pages.get("/<step>")
@members_only
def step(viewer: Viewer, step: str) -> ResponseReturnValue:
    """Show one step."""
    if step not in STEPS:
        raise NotFound(step)
    agreed, done = _visit(viewer)
    if done and agreed:
        return redirect(url_for("members_edit.edit"))
    if step != STEPS[0] and not agreed:
        return redirect(url_for("welcome.step", step=STEPS[0]))
    return _page(viewer, step)


@pages.post("/<step>")
@members_only
def save(viewer: Viewer, step: str) -> ResponseReturnValue:
    """Keep what somebody said at a step, or pass it by, and go on."""
    if step not in STEPS:
        raise NotFound(step)
    agreed, done = _visit(viewer)
    if step != STEPS[0] and not agreed:
        return redirect(url_for("welcome.step", step=STEPS[0]))
    if "skip" not in request.form or step == STEPS[0]:
        try:
            SAVES[step](viewer, commands.me(viewer))
        except Refused as error:
            db.session.rollback()
            where = str(error.values.get("where", step))
            return _page(viewer, step, (where, told(error)))
    if done and not agreed:
        flash(_("Thank you. You are where you were going."))
        return redirect(safe_next(url_for("suggestions.index")))
    if step != STEPS[-1]:
        following = STEPS[STEPS.index(step) + 1]
        return redirect(url_for("welcome.step", step=following))
    return _finish(viewer)


def _finish(viewer: Viewer) -> ResponseReturnValue:
    accounts.finish_first_visit(viewer)
    shown = profiles.profile(viewer, commands.me(viewer))
    flash(_("You are set. Here are people and projects for you."))
    if any(kind.shape == words.CLINICAL for kind in shown.kinds):
        flash(words.conditions_hint())
    return redirect(url_for("suggestions.index"))


def _visit(viewer: Viewer) -> tuple[bool, bool]:
    """Tell whether the viewer accepted the rules, and is through."""
    return account_queries.first_visit(viewer.account_id or 0)


def _page(
    viewer: Viewer, step: str, problem: tuple[str, str] | None = None
) -> ResponseReturnValue:
    asks = step in ("kind", "place")
    lists = terms(KINDS, NATIONS, REGIONS) if asks else ()
    page = WelcomePage(
        step=step,
        steps=STEPS,
        first_name=words.first_name(viewer.name),
        preset=account_queries.preset_of(viewer.account_id or 0) if asks else {},
        profile=profiles.profile(viewer, commands.me(viewer)),
        kinds=of(lists, KINDS),
        nations=of(lists, NATIONS),
        regions=of(lists, REGIONS),
        tags=tags.approved(sensitive=False) if step == "tags" else (),
        again=_visit(viewer)[1] if step == STEPS[0] else False,
        next=safe_next("") if step == STEPS[0] else "",
        problems=(problem,) if problem else (),
        typed=request.form.to_dict(flat=False) if problem else {},
    )
    return respond(f"welcome/{step}.html", page, 422 if problem else 200)


def _rules(viewer: Viewer, _member: Member) -> None:
    if "rules" not in request.form:
        raise Refused(N_("Read and accept the house rules to go on"), where="rules")
    if "adult" not in request.form:
        raise Refused(N_("You must be 18 or older to take part"), where="adult")
    accounts.accept_rules(viewer, RULES)


def _kind(viewer: Viewer, member: Member) -> None:
    known = {card.code for card in terms(KINDS)}
    codes = [code for code in request.form.getlist("kind") if code in known]
    if not codes:
        raise Refused(N_("Tick at least one, or pass this by"), where="kind")
    shown = request.form.get("audience") == Audience.MEMBERS
    to = Audience.MEMBERS if shown else Audience.ME
    commands.set_kinds(viewer, member, codes, to)


def _tags(viewer: Viewer, member: Member) -> None:
    typed = [
        (word, request.form.get(f"relation-{number}", ""))
        for number in range(1, WORDS + 1)
        if (word := request.form.get(f"tag-{number}", "").strip())
    ]
    if not typed:
        raise Refused(N_("Enter a word or two, or pass this by"), where="tag-1")
    for word, relation in typed:
        chosen = Relation(relation) if relation in RELATIONS else Relation.OFFERS
        flash(put_tag(viewer, member, word, chosen))


def _place(viewer: Viewer, member: Member) -> None:
    lists = terms(NATIONS, REGIONS)
    nation, region = request.form.get("nation", ""), request.form.get("region", "")
    if nation not in {card.code for card in of(lists, NATIONS)}:
        raise Refused(N_("Choose a nation, or pass this by"), where="nation")
    if region not in {"", *(card.code for card in of(lists, REGIONS))}:
        raise Refused(N_("Choose a region from the list"), where="region")
    commands.set_place(viewer, member, nation, region, Audience.MEMBERS)


def _map(viewer: Viewer, member: Member) -> None:
    try:
        choice = MapConsent(request.form.get("map", ""))
    except ValueError:
        raise Refused(
            N_("Choose one of the three, or pass this by"), where="map-named"
        ) from None
    commands.set_map_consent(viewer, member, choice)


SAVES: dict[str, Callable[[Viewer, Member], None]] = {
    "rules": _rules,
    "kind": _kind,
    "tags": _tags,
    "place": _place,
    "map": _map,
}
