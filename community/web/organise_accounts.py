"""Accounts and roles, for administrators."""

from dataclasses import dataclass, field
from datetime import datetime, time

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from community.accounts import factors, roles
from community.accounts.models import State
from community.core import clock, ledger
from community.core.access import Role, Viewer
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import Page
from community.members import standing
from community.safeguarding import administering
from community.safeguarding.models import Ground
from community.web.door import administrators_only, door
from community.web.forms import Form, done, options, posted, typed
from community.web.organise import pages
from community.web.respond import respond
from community.web.safeguarding_case_words import GroundForm

SHOWN = (
    State.ACTIVE,
    State.RESTING,
    State.SUSPENDED,
    State.PENDING,
    State.INVITED,
)


@dataclass(frozen=True)
class AccountsPage:
    """Accounts by name, and who holds a role."""

    q: str
    state: State
    states: tuple[State, ...]
    accounts: Page[standing.AccountCard]
    holders: Page[standing.AccountCard]

    def args(self) -> dict[str, str]:
        """Return what the address of another page of this list holds."""
        return {"state": self.state.value, **({"q": self.q} if self.q else {})}


@pages.get("/accounts/")
@administrators_only
def accounts(viewer: Viewer) -> ResponseReturnValue:
    """List the accounts in one state."""
    q = request.args.get("q", "").strip()[:100]
    try:
        state = State(request.args.get("state", State.ACTIVE))
    except ValueError:
        raise NotFound("state") from None
    found = standing.accounts(viewer, q, state, request.args.get("page", 1, type=int))
    page = AccountsPage(q, state, SHOWN, found, standing.holders(viewer))
    listed = [one.id for one in (*found.items, *page.holders.items)]
    _tell_of(viewer, standing.hidden_from(viewer, listed))
    return respond("organise/accounts.html", page)


class RoleForm(Form):
    """Which role, until when."""

    role = SelectField(
        _l("Role"),
        choices=options(
            (Role.ORGANISER.value, _l("Organiser: invites, approves, reviews")),
            (Role.CURATOR.value, _l("Curator: looks after the evidence")),
            (Role.MODERATOR.value, _l("Moderator: reads and answers reports")),
            (Role.ADMINISTRATOR.value, _l("Administrator: settings, roles, accounts")),
        ),
    )
    until = DateField(_l("Until, if it ends"), [Optional()])

    @property
    def end(self) -> datetime | None:
        """The end of the last day, by clocks in Britain."""
        last = self.until.data
        return datetime.combine(last, time.max, clock.BRITAIN) if last else None


@dataclass(frozen=True)
class AccountPage:
    """One account, its roles, and what can be done."""

    account: standing.AccountCard
    own: bool
    has_second: bool
    form: RoleForm = field(metadata={"api": False})


def _tell_of(viewer: Viewer, accounts: list[int]) -> None:
    """Note for those whom it is about that an administrator looked."""
    ledger.note(viewer, accounts, ledger.Looked.ACCOUNT, role=Role.ADMINISTRATOR)


def _account(viewer: Viewer, account_id: int, form: RoleForm) -> ResponseReturnValue:
    card = standing.account_card(viewer, account_id)
    _tell_of(viewer, [account_id])
    own, second = account_id == viewer.account_id, factors.has_some(account_id)
    page = AccountPage(card, own, second, form)
    return respond("organise/account.html", page, 422 if form.problems else 200)


@pages.get("/accounts/<int:account_id>")
@administrators_only
def account(viewer: Viewer, account_id: int) -> ResponseReturnValue:
    """Show one account."""
    return _account(viewer, account_id, RoleForm())


@pages.post("/accounts/<int:account_id>/roles")
@door("administrator", sudo=True)
def grant(viewer: Viewer, account_id: int) -> ResponseReturnValue:
    """Give a role; they sign in anew with it."""
    form, holder = RoleForm(), standing.account(account_id)
    if not posted(form):
        return _account(viewer, account_id, form)
    try:
        roles.grant(viewer, holder, Role(typed(form.role)), form.end)
    except Refused as error:
        form.refuse(error, "role")
        return _account(viewer, account_id, form)
    return _changed(viewer, account_id)


@pages.post("/accounts/roles/<int:grant_id>/end")
@door("administrator", sudo=True)
def end_grant(viewer: Viewer, grant_id: int) -> ResponseReturnValue:
    """End a role; the last administrator keeps theirs."""
    return _changed(viewer, roles.end_grant(viewer, grant_id))


def _changed(viewer: Viewer, account_id: int) -> ResponseReturnValue:
    if account_id == viewer.account_id:
        return done(_("Your roles have changed: sign in again."), "sign_in.index")
    words = _("Done. They sign in again, then it holds.")
    return done(words, "organise.account", account_id=account_id)


@dataclass(frozen=True)
class SuspendPage:
    """The question before a suspension, and what they will read."""

    id: int
    name: str
    form: GroundForm = field(metadata={"api": False})


@pages.route("/accounts/<int:account_id>/suspend", methods=["GET", "POST"])
@door("administrator", sudo=True)
def suspend(viewer: Viewer, account_id: int) -> ResponseReturnValue:
    """Ask why, then suspend an account: it is signed out and nobody sees it."""
    form, card = GroundForm(), standing.account_card(viewer, account_id)
    page = SuspendPage(card.id, card.name, form)
    if not posted(form):
        _tell_of(viewer, [account_id])
        return respond("organise/suspend.html", page, 422 if form.errors else 200)
    ground, why = Ground(form.ground.data), typed(form.why)
    try:
        administering.suspend(viewer, account_id, ground, why)
    except Refused as error:
        form.refuse(error, "why")
        return respond("organise/suspend.html", page, 422)
    if account_id == viewer.account_id:
        return redirect(url_for("sign_in.index"))
    return done(_("Suspended."), "organise.account", account_id=account_id)


@pages.post("/accounts/<int:account_id>/reinstate")
@door("administrator", sudo=True)
def reinstate(viewer: Viewer, account_id: int) -> ResponseReturnValue:
    """Open a suspended account again."""
    administering.open_again(viewer, standing.account(account_id).id)
    return done(_("It is open again."), "organise.account", account_id=account_id)


@dataclass(frozen=True)
class UnlockPage:
    """The question before somebody's factors are removed."""

    id: int
    name: str


@pages.route("/accounts/<int:account_id>/unlock", methods=["GET", "POST"])
@door("administrator", sudo=True)
def unlock(viewer: Viewer, account_id: int) -> ResponseReturnValue:
    """Ask, then remove the second factors of somebody who lost them."""
    holder = standing.account(account_id)
    if account_id == viewer.account_id:
        raise Forbidden("one's own factors")
    if request.method == "GET":
        name = standing.account_card(viewer, account_id).name
        _tell_of(viewer, [account_id])
        return respond("organise/unlock.html", UnlockPage(account_id, name))
    factors.remove_all(viewer, holder)
    words = _("Their second step is removed. They are told by mail.")
    return done(words, "organise.account", account_id=account_id)
