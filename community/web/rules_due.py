"""The house rules have changed: whoever accepted older ones reads them first.

Pages lead there; what somebody is sending is taken, so that no words are lost.
"""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from community.web import warned
from community.web.again import SAFE
from community.web.respond import API


def stop() -> ResponseReturnValue | None:
    """Lead whoever owes a yes to the new house rules there; None for all others."""
    here = request.path
    if not g.get("rules_due") or request.method not in SAFE:
        return None
    if warned.is_open(here) or here.startswith("/welcome/"):
        return None
    if here.startswith(API):
        return {"error": "accept the house rules at /welcome/rules first"}, 403
    there = request.full_path.rstrip("?")
    return redirect(url_for("welcome.step", step="rules", next=there))
