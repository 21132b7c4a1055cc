"""Which letters go out: who is not active gets those of security alone."""

from pathlib import Path

import pytest

from community.accounts.letters import ALWAYS, goes_out
from community.accounts.models import Account, State
from community.core.db import db

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("kind", ["hello", "offer", "welcome", "rest-lead"])
def test_a_usual_letter_goes_to_active_accounts_alone(app, state, kind):
    db.session.get_one(Account, 1).state = state
    db.session.flush()
    assert goes_out(kind, "alice@example.org") is (state is State.ACTIVE)


@pytest.mark.parametrize("kind", sorted(ALWAYS))
def test_a_letter_of_security_always_goes(app, kind):
    db.session.get_one(Account, 1).state = State.RESTING
    db.session.flush()
    assert goes_out(kind, "alice@example.org")


def test_an_address_without_an_account_gets_what_was_written_to_it(app):
    assert goes_out("invitation-to-join", "nobody@example.org")
    assert goes_out("hello", "nobody@example.org")


def test_every_kind_that_always_goes_is_there():
    assert {path.stem for path in TEMPLATES.glob("*.md")} >= ALWAYS
