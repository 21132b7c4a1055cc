"""The demo's accounts have public passwords: they open the demo, and nothing else."""

import pytest
from sqlalchemy import update

from community.accounts.models import Account
from community.accounts.passwords import hash_password
from community.core.db import db
from tests.cast import PASSWORD


@pytest.mark.parametrize(("demo", "status"), [(False, 302), (True, 422)])
def test_production_opens_no_account_of_the_demo(app, visitor, demo, status):
    db.session.execute(
        update(Account)
        .where(Account.id == 1)
        .values(password_hash=hash_password(PASSWORD), demo=demo)
    )
    db.session.commit()
    given = {"email": "alice@example.org", "password": PASSWORD}
    assert visitor().post("/sign-in", given, follow=False).status == status


@pytest.mark.parametrize(("demo", "status"), [(False, 200), (True, 302)])
def test_production_knows_no_session_of_the_demo(app, visitor, demo, status):
    alice = visitor("alice")
    db.session.execute(update(Account).where(Account.id == 1).values(demo=demo))
    db.session.commit()
    assert alice.get("/members/").status_code == status
