"""Download my data: one page to read and one file for programs, made at once."""

import io
import zipfile
from dataclasses import dataclass, field

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core import journal, limits
from community.core.access import Viewer
from community.privacy import taking
from community.web import privacy_data_words as words
from community.web.door import door
from community.web.forms import Form, posted
from community.web.respond import respond

pages = Blueprint("privacy_data", __name__, url_prefix="/account/privacy/data")

DAY = 86_400
A_DAY = 3
FILE = "my-data.zip"


class DownloadForm(Form):
    """A button alone."""


@dataclass(frozen=True)
class DataPage:
    """What the file holds, by the headings in it."""

    headings: tuple[str, ...]
    form: Form = field(metadata={"api": False})


@pages.get("")
@door("signed in", sudo=True)
def index(_viewer: Viewer) -> ResponseReturnValue:
    """Say what the file holds, and offer to make it."""
    return _asked(DownloadForm())


def _asked(form: Form) -> ResponseReturnValue:
    page = DataPage(words.headings(), form)
    return respond("privacy/data.html", page, 422 if form.problems else 200)


@pages.post("")
@door("signed in", sudo=True)
def download(viewer: Viewer) -> ResponseReturnValue:
    """Make the file and give it; nothing of it stays here."""
    form = DownloadForm()
    if not posted(form):
        return _asked(form)
    limits.check("my data", str(viewer.account_id), A_DAY, DAY)
    made = _zipped(taking.own_data(viewer))
    act = journal.Act.EXPORT
    journal.record(viewer, act, "account", viewer.account_id, "own data")
    response = Response(made, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


def _zipped(data: taking.OwnData) -> bytes:
    """Return the file: a page to read, the same for programs, and the photos."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("my-data.html", page_of(data))
        out.writestr("my-data.json", data.as_json())
        for path in data.photos:
            out.write(path, f"photos/{path.name}")
    return made.getvalue()


def page_of(data: taking.OwnData) -> str:
    """Return one page that holds all of it and needs nothing else."""
    return render_template(
        "privacy/my_data.html",
        title=_("What %(name)s has here", name=data.name or data.address),
        data=data,
        sections=words.sections(data),
    )
