"""A visitor gets updates by mail, and stops them with one press: no account.

Weeks go by here, so the site is not the one that `test_j1_visitor` walks.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from community.core import clock
from community.core.db import db, start_writing
from community.subscriptions import clockwork
from community.subscriptions.models import Every
from community.subscriptions.mornings import next_morning
from tests.browser.axe import faults
from tests.browser.conftest import link_in, mail_to, text_of
from tests.browser.walker import WAYS, Walker

BOTH = [(*way, who) for way in WAYS for who in ("", "participant")]
"""Each way of walking, signed out and signed in."""


def clean(walker: Walker) -> bool:
    """Tell whether axe finds nothing; it needs scripts itself."""
    return not walker.scripts or not faults(walker)


@pytest.fixture
def told(served) -> Callable[[str], list[EmailMessage]]:
    """The letters to an address as they went, headers and all, the newest last."""
    return lambda to: mail_to(served, to)


def thursday_comes(served) -> int:
    """Let the next morning of letters come; return how many went."""
    then, real = next_morning(Every.WEEK, clock.now()), datetime.now(UTC)
    clock.set_source(lambda: then + (datetime.now(UTC) - real))
    with served.app_context():
        start_writing()
        sent = clockwork.move()
        db.session.commit()
        db.session.remove()
    return sent


@pytest.mark.parametrize(("width", "scripts", "who"), BOTH)
def test_updates_come_after_a_yes_and_stop_with_one_press(
    come, served, told, width, scripts, who
):
    way = f"{width} {scripts} {who or 'visitor'}"
    first, second = f"A kettle, {way}", f"Another kettle, {way}"
    email = f"zoe-{width}-{scripts}-{who}@elsewhere.example".lower()
    walker = come(width, scripts, who)
    page = walker.open("/get-updates")
    assert clean(walker)
    page.locator("main").get_by_label("E-mail").fill(email)
    page.get_by_label("Every week", exact=True).check()
    walker.press("Get updates")
    assert walker.heading() == "Look into your mail"
    assert walker.fits()
    (asked,) = told(email)
    path = link_in(text_of(asked), walker.site)
    walker.open(path)
    assert walker.heading() == "Confirm that you want updates"
    assert clean(walker)
    thursday_comes(served)
    assert len(told(email)) == 1, "to open the link is not to say yes"
    walker.open(path)
    walker.press("Yes, send me updates")
    assert walker.heading() == "Your updates"
    assert page.get_by_label("Every week", exact=True).is_checked()
    walker.open(path)
    assert walker.status == 410, "a link is used once"

    tells_news(come("desk", True, "organiser"), first)
    thursday_comes(served)
    _asked, letter = told(email)
    assert first in text_of(letter)
    stops(come(width, scripts), letter)
    tells_news(come("desk", True, "organiser"), second)
    thursday_comes(served)
    assert len(told(email)) == 2, "it stopped"


def stops(walker: Walker, letter: EmailMessage) -> None:
    """Post what the header says, from nowhere in particular, as mail programs do."""
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(http.+)>", letter["List-Unsubscribe"].strip())
    assert address
    walker.open(address[1].removeprefix(walker.site))
    assert walker.heading() == "Stop updates?", "to look stops nothing"
    assert clean(walker)
    answer = walker.context.request.post(
        address[1], form={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status == 200
    walker.open(address[1].removeprefix(walker.site))
    assert walker.heading() == "Updates have stopped"
    assert walker.fits()


def tells_news(organiser: Walker, title: str) -> None:
    """Publish something that the next letter would tell."""
    page = organiser.open("/news/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What is new").fill("It boils.")
    page.get_by_label("Anyone").check()
    organiser.press("Keep as a draft")
    organiser.press("Publish now")
