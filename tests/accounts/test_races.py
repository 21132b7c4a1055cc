"""Of two who use the same code, paper or link in one moment, one goes through."""

import threading

import pyotp
from flask import Flask

from community.accounts import commands, factors, recovery, totp
from community.accounts.models import Account, Purpose
from community.core import clock
from community.core.db import db, start_writing
from community.core.errors import CommunityError

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def together(app: Flask, act) -> list[bool]:
    """Let two do the same at once, each in a transaction of their own."""
    gate, done = threading.Barrier(2), []

    def run() -> None:
        with app.app_context():
            gate.wait()
            start_writing()
            try:
                good = act()
                db.session.commit()
            except CommunityError:
                good = False
            done.append(good)
            db.session.remove()

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    return sorted(done)


def test_a_code_of_an_app_goes_through_once(app, at):
    at("2017-09-01 12:00")
    totp.put(1, SECRET)
    db.session.commit()
    code = pyotp.TOTP(SECRET).at(clock.now())
    assert together(app, lambda: factors.spend_code(1, code)) == [False, True]


def test_a_recovery_code_goes_through_once(app):
    code = recovery.make(1)[0]
    db.session.commit()
    assert together(app, lambda: factors.spend_code(1, code)) == [False, True]


def test_a_link_to_sign_in_goes_through_once(app):
    account = db.session.get_one(Account, 1)
    token = commands.make_token(account, Purpose.SIGN_IN, commands.SOON)
    db.session.commit()
    assert together(app, lambda: commands.use_sign_in_link(token).id == 1) == [
        False,
        True,
    ]
