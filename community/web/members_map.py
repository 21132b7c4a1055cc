"""One's own place on the map: what each answer shows, the record, the way out."""

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.db import db
from community.members import commands, map_consents
from community.members.models import MapConsent
from community.network.own_row import OwnRow, own_row
from community.web.door import members_only
from community.web.forms import done
from community.web.members_edit import pages
from community.web.network_words import shape_label
from community.web.respond import respond


@dataclass(frozen=True)
class MapPage:
    """How somebody is on the map, what organisers see of them then, and the record.

    `brought` says that the answer came with an import, so that there is no record.
    """

    consent: MapConsent
    brought: bool
    wording: str
    row: OwnRow
    group: str
    records: tuple[map_consents.MapRecord, ...]
    problem: str = ""


@pages.get("/map")
@members_only
def on_map(viewer: Viewer) -> ResponseReturnValue:
    """Show how one is on the map, and what the three answers mean."""
    return _page(viewer)


def _page(viewer: Viewer, problem: str = "") -> ResponseReturnValue:
    member = commands.me(viewer)
    row = own_row(viewer, member)
    records = map_consents.records(viewer)
    held = any(one.withdrawn_at is None for one in records)
    page = MapPage(
        consent=member.map_consent,
        brought=member.map_consent is not MapConsent.ABSENT and not held,
        wording=commands.MAP_WORDING,
        row=row,
        group=shape_label(row.shape) if row.shape else "",
        records=records,
        problem=problem,
    )
    return respond("members/map.html", page, 422 if problem else 200)


@pages.post("/map")
@members_only
def choose_map(viewer: Viewer) -> ResponseReturnValue:
    """Choose how to be on the map; a no takes effect with the next request."""
    try:
        choice = MapConsent(request.form.get("map", ""))
    except ValueError:
        db.session.rollback()
        return _page(viewer, _("Choose one of the three"))
    commands.set_map_consent(viewer, commands.me(viewer), choice)
    said = {
        MapConsent.NAMED: _("You are on the map with your name."),
        MapConsent.UNNAMED: _("You are on the map without your name."),
        MapConsent.ABSENT: _("You are not on the map any more."),
    }[choice]
    return done(said, "members_edit.on_map")
