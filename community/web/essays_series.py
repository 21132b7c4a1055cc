"""Series of essays: begun, and called something else."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.visible import find
from community.essays.models import Series
from community.essays.series import save_series
from community.web.door import editors_only
from community.web.essays import pages
from community.web.essays_forms import SeriesForm, SeriesPage
from community.web.forms import done, posted, typed
from community.web.respond import respond


@pages.route("/essays/series/new", methods=["GET", "POST"])
@editors_only
def new_series(viewer: Viewer) -> ResponseReturnValue:
    """Begin a series."""
    require(viewer, Permission.ESSAY_EDIT)
    return _save(viewer, None)


@pages.route("/essays/series/<series>/edit", methods=["GET", "POST"])
@editors_only
def edit_series(viewer: Viewer, series: str) -> ResponseReturnValue:
    """Say something else of a series."""
    require(viewer, Permission.ESSAY_EDIT)
    row: Series = find(viewer, Series, Series.slug == series)
    return _save(viewer, row)


def _save(viewer: Viewer, row: Series | None) -> ResponseReturnValue:
    facts = {"title": row.title, "intro": row.intro} if row else {}
    name, form = facts.get("title", ""), SeriesForm(data=facts)
    if posted(form):
        try:
            save_series(viewer, row, typed(form.title), typed(form.intro))
        except Refused as error:
            db.session.rollback()
            form.refuse(error, "title")
        else:
            return done(_("The series is saved."), "essays.index")
    page = SeriesPage(name, form)
    return respond("essays/series.html", page, 422 if form.errors else 200)
