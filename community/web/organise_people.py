"""Who waits to come in: applicants, the invited, the imported who have not joined."""

from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from community.accounts import commands as accounts
from community.accounts import invitations
from community.accounts.models import Account, InvitationKind, State
from community.accounts.queries import InvitationCard, open_invitations
from community.core import journal, ledger, limits
from community.core.access import Role, Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.ledger import Looked
from community.core.text import N_
from community.core.visible import Page
from community.members import joining, standing
from community.privacy import declining
from community.vocabulary.models import KINDS, NATIONS
from community.vocabulary.queries import of, terms
from community.web.door import organisers_only
from community.web.forms import Form, done, options, posted, typed
from community.web.organise import pages
from community.web.respond import respond, told

MOST = 50
ASKED = N_("you had asked to join")
"""Why organisers look at whoever applies."""
DAY = 86_400


class PresetForm(Form):
    """What an invitation says of its reader, who can change all of it."""

    kind = SelectField(_l("They are likely to be"), default="")
    nation = SelectField(_l("They are likely to be in"), default="")

    def offer_choices(self) -> None:
        """Fill the lists; kinds of lived experience are never in them."""
        cards = terms(KINDS, NATIONS)
        kinds = [(one.code, one.label) for one in of(cards, KINDS) if one.invitable]
        nations = [(one.code, one.label) for one in of(cards, NATIONS)]
        theirs = ("", _("Leave it to them"))
        self.kind.choices = options(theirs, *kinds)
        self.nation.choices = options(theirs, *nations)

    @property
    def choices(self) -> tuple[Any, Any]:
        """The choices of the two lists."""
        return self.kind.choices, self.nation.choices

    @property
    def preset(self) -> dict[str, str]:
        """What was chosen."""
        chosen = {"kind": typed(self.kind), "nation": typed(self.nation)}
        return {name: value for name, value in chosen.items() if value}


class InviteForm(PresetForm):
    """Whom to invite by mail, one address a line."""

    emails = TextAreaField(
        _l("E-mail addresses, one a line"),
        [InputRequired(_l("Enter one address or more"))],
    )

    @property
    def lines(self) -> list[str]:
        """The lines that hold something."""
        return [
            line.strip() for line in typed(self.emails).splitlines() if line.strip()
        ]

    def validate_emails(self, _field: TextAreaField) -> None:
        """Name every line that is no address; nothing is sent until all are."""
        wrong = []
        for line in self.lines:
            try:
                accounts.clean_email(line)
            except Refused as error:
                wrong.append(f"{line}: {told(error)}")
        if len(self.lines) > MOST:
            wrong.append(_("Invite up to %(most)s at a time", most=MOST))
        self.emails.errors = [*self.emails.errors, *wrong]


@dataclass(frozen=True)
class PeoplePage:
    """Who waits to come in, and how to ask more in."""

    q: str
    applicants: Page[standing.Applicant]
    invitations: tuple[InvitationCard, ...]
    not_joined: Page[standing.NotJoined]
    form: InviteForm = field(metadata={"api": False})
    link_form: PresetForm = field(metadata={"api": False})


def _page(viewer: Viewer, form: InviteForm) -> PeoplePage:
    link_form = PresetForm(prefix="link", formdata=None)
    link_form.kind.choices, link_form.nation.choices = form.choices
    q = request.args.get("q", "").strip()[:100]
    number = request.args.get("page", 1, type=int)
    page = PeoplePage(
        q,
        standing.applicants(viewer),
        open_invitations(),
        standing.not_joined(viewer, q, number),
        form,
        link_form,
    )
    applicants = [one.id for one in page.applicants.items]
    ledger.note(viewer, applicants, Looked.ADDRESS, ASKED, role=Role.ORGANISER)
    if page.applicants.items or any(card.email for card in page.invitations):
        journal.aside(
            lambda: journal.record(viewer, journal.Act.ADDRESSES_SEEN, "people")
        )
    return page


@pages.get("/people/")
@organisers_only
def people(viewer: Viewer) -> ResponseReturnValue:
    """Show who waits; that addresses were seen goes into the audit trail."""
    form = InviteForm()
    form.offer_choices()
    return respond("organise/people.html", _page(viewer, form))


@pages.post("/people/invite")
@organisers_only
def invite(viewer: Viewer) -> ResponseReturnValue:
    """Send a trusted invitation to each address, or to none while one is wrong."""
    form = InviteForm()
    form.offer_choices()
    if not posted(form):
        return respond("organise/people.html", _page(viewer, form), 422)
    limits.check("invite to join", str(viewer.account_id), 20, DAY)
    for email in dict.fromkeys(accounts.clean_email(line) for line in form.lines):
        invitations.invite(viewer, InvitationKind.TRUSTED, email, form.preset)
    sent = ngettext(
        "%(num)s invitation is on its way.",
        "%(num)s invitations are on their way.",
        len(form.lines),
    )
    return done(sent, "organise.people")


@dataclass(frozen=True)
class LinkPage:
    """A new shareable link, shown this once."""

    address: str


@pages.post("/people/link")
@organisers_only
def link(viewer: Viewer) -> ResponseReturnValue:
    """Make a link to share; whoever comes by it is vetted."""
    form = PresetForm(prefix="link")
    form.offer_choices()
    if not posted(form):
        return done(_("Choose again, then make the link."), "organise.people")
    limits.check("link", str(viewer.account_id), 20, DAY)
    token = invitations.invite(viewer, InvitationKind.SHAREABLE, preset={**form.preset})
    base = current_app.config["SETTINGS"].public_url.rstrip("/")
    page = LinkPage(base + url_for("sign_in.join_by", token=token))
    return respond("organise/link.html", page)


@pages.post("/people/invitations/<int:invitation_id>/revoke")
@organisers_only
def revoke(viewer: Viewer, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    invitations.revoke(viewer, invitation_id)
    return done(_("The invitation has ended."), "organise.people")


def _applicant(viewer: Viewer, account_id: int) -> Account:
    """Return an account that waits; all others are refused as if there were none."""
    found = db.session.get(Account, account_id) or Account(state=State.ACTIVE)
    joining.require_application(viewer, found)
    return found


@pages.post("/people/<int:account_id>/approve")
@organisers_only
def approve(viewer: Viewer, account_id: int) -> ResponseReturnValue:
    """Open the account of an applicant, and tell them by mail."""
    joining.approve(viewer, _applicant(viewer, account_id))
    return done(_("The account is open. They get a message."), "organise.people")


@dataclass(frozen=True)
class QuestionPage:
    """A question before something that is not easily undone."""

    id: int
    name: str


@pages.route("/people/<int:account_id>/turn-down", methods=["GET", "POST"])
@organisers_only
def turn_down(viewer: Viewer, account_id: int) -> ResponseReturnValue:
    """Ask, then turn an applicant down and delete what they gave."""
    account = _applicant(viewer, account_id)
    if request.method == "GET":
        asked = Looked.APPLICATION
        ledger.note(viewer, [account_id], asked, ASKED, role=Role.ORGANISER)
        page = QuestionPage(account_id, standing.name_of(account_id))
        return respond("organise/turn_down.html", page)
    declining.decline(viewer, account)
    return done(_("Turned down. What they gave is deleted."), "organise.people")


@pages.post("/people/claim")
@organisers_only
def claim(viewer: Viewer) -> ResponseReturnValue:
    """Invite imported people, who were ticked, to claim their accounts."""
    ids = request.form.getlist("account", type=int)[:MOST]
    emails = standing.claimable(viewer, ids)
    if not emails:
        raise Refused(N_("Tick the people to invite"))
    for email in emails:
        invitations.invite(viewer, InvitationKind.TRUSTED, email)
    sent = ngettext(
        "%(num)s invitation is on its way.",
        "%(num)s invitations are on their way.",
        len(emails),
    )
    return done(sent, "organise.people")
