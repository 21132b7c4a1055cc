"""What a note is tied to: evidence, and connections of one's own."""

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.errors import Refused
from community.impact import notes, ties
from community.impact.lists import ImpactName
from community.web.door import members_only
from community.web.forms import done
from community.web.impact import pages
from community.web.respond import respond


@dataclass(frozen=True)
class TiesPage:
    """What a note rests upon: evidence, with a search for more; one's own ties."""

    impact_id: int
    what_changed: str
    q: str
    evidence: tuple[ImpactName, ...]
    found: tuple[ImpactName, ...]
    at_hand: tuple[ImpactName, ...]
    ties: tuple[ties.OwnTie, ...]


@pages.get("/<int:impact_id>/ties", endpoint="ties")
@members_only
def tied_to(viewer: Viewer, impact_id: int) -> ResponseReturnValue:
    """Show what a note is tied to, and what could be."""
    row, q = notes.own(viewer, impact_id), request.args.get("q", "").strip()[:120]
    evidence = ties.evidence_of(viewer, impact_id)
    there = {one.slug for one in evidence}
    offered = (
        ties.search_evidence(viewer, q),
        () if q else ties.evidence_at_hand(viewer, row.project_id),
    )
    found, at_hand = (
        tuple(one for one in some if one.slug not in there) for some in offered
    )
    own = ties.own_ties(viewer, impact_id)
    page = TiesPage(impact_id, row.what_changed, q, evidence, found, at_hand, own)
    return respond("impact/ties.html", page)


@pages.post("/<int:impact_id>/evidence")
@members_only
def tie_evidence(viewer: Viewer, impact_id: int) -> ResponseReturnValue:
    """Tie a resource to a note; with `undo`, untie it."""
    slug = request.form.get("resource", "")[:80]
    if request.form.get("undo") == "yes":
        ties.remove_evidence(viewer, impact_id, slug)
        said = _("It rests upon that no more.")
    else:
        said = _tied(viewer, impact_id, slug)
    return done(said, "impact.ties", impact_id=impact_id, _anchor="evidence")


def _tied(viewer: Viewer, impact_id: int, slug: str) -> str:
    try:
        ties.add_evidence(viewer, impact_id, slug)
    except Refused as error:
        return str(_(error.message))
    return str(_("Added."))


@pages.post("/<int:impact_id>/connections")
@members_only
def tie_connections(viewer: Viewer, impact_id: int) -> ResponseReturnValue:
    """Say from which of one's own ties it came."""
    ticked = request.form.getlist("tie")
    chosen = [int(one) for one in ticked if one.isdecimal() and len(one) <= 10]
    try:
        ties.choose_ties(viewer, impact_id, chosen)
        said = str(_("Saved."))
    except Refused as error:
        said = str(_(error.message))
    return done(said, "impact.show", impact_id=impact_id)
