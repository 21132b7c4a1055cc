"""Who was turned down is gone from an older backup too, and may ask again."""

from community.accounts.models import Account, State
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.members import joining
from community.privacy import clockwork, declining, erasures
from community.privacy.models import Erasure
from tests.cast import CAST

OLU, PAT = CAST["olu"].viewer, CAST["pat"]


def turn_down() -> int:
    start_writing()
    found = unscoped("test", Account).where(Account.email == PAT.email)
    account = db.session.scalars(found).one()
    number = account.id
    declining.decline(OLU, account)
    db.session.commit()
    return number


def test_the_list_knows_it_within_the_hour_and_nothing_of_the_person(app):
    number = turn_down()
    clockwork.move()
    (line,) = erasures.read(erasures.place())
    assert (line.account, line.member) == (number, number)
    row = db.session.get_one(Erasure, line.mark)
    assert (row.address_hash, row.import_hash) == ("", "")
    assert PAT.email not in erasures.place().read_text()


def test_they_may_ask_again(app):
    turn_down()
    clockwork.move()
    start_writing()
    joining.join(joining.Joiner("Pat Lowe", PAT.email, "x"), None)
    db.session.commit()
    found = unscoped("test", Account.state).where(Account.email == PAT.email)
    assert db.session.scalars(found).one() is State.UNCONFIRMED
