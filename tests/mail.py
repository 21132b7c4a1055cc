"""Every letter that the site can write, from a world with much to keep quiet about."""

from typing import Any

from flask import Flask
from flask_mailman import EmailMultiAlternatives, Mail
from sqlalchemy import select

from community import assets
from community.announcements.models import (
    Announcement,
    AnnouncementState,
    Reader,
    ToWhom,
)
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.outbox import LETTER, Job
from community.core.visible import unscoped
from community.notices.commands import choose_for, tell
from community.notices.kinds import KINDS
from community.notices.models import How, Notice
from community.programme.models import Readers
from community.projects.models import Project, ProjectState, ProjectTag
from community.subscriptions import gathering
from community.subscriptions.asking import mark_of
from community.subscriptions.models import Subscription, SubscriptionState
from community.web.mail import compose
from tests.cast import join, tag_id
from tests.digests.making import make
from tests.programme import news

TO_ADDRESSES: dict[str, dict[str, Any]] = {
    "already-here": {},
    "appeal-answer": {"upheld": True},
    "change-email": {"link": "/account/email/token"},
    "confirm": {"link": "/confirm/token"},
    "confirm-you": {"link": "/account/sure/token"},
    "declined": {},
    "email-changed": {},
    "email-changing": {},
    "factor-changed": {},
    "factors-removed": {},
    "inactive": {"hidden": "2018-06-01", "erased": "2019-05-01"},
    "inactive-again": {"hidden": "2018-06-01", "erased": "2019-05-01"},
    "invitation-to-join": {"link": "/join/token"},
    "leaving": {"day": "2018-06-01"},
    "new-device": {"device": "Firefox on Windows"},
    "password-changed": {},
    "reset": {"link": "/reset/token"},
    "rest-over": {},
    "suspended": {"days": 14, "ground": "selling", "appeal": 28, "rule": False},
    "suspension-over": {"resting": True},
    "role-changed": {},
    "sign-in-link": {"link": "/sign-in/link/token"},
    "welcome": {},
    "wrong-codes": {},
}
"""The letters that go to an address, with their facts."""
TO_SUBSCRIBERS: dict[str, dict[str, Any]] = {
    "updates": {
        "since": "2017-01-01T00:00:00+00:00", "until": "2999-01-01T00:00:00+00:00",
    },
    "updates-already": {},
    "updates-confirm": {"link": "/get-updates/confirm/token", "every": "week"},
    "updates-member": {},
}  # fmt: skip
"""The letters about updates without an account, and with them."""
FACTS = {
    "rest-lead": {"day": "2018-06-01"},
    "tag-answer": {"answer": "unclear"},
    "announcement": {"announcement": 90},
}
ALICE, DAI, CAFE, SENSITIVE, TITLED = 1, 4, 1, 50, 51
TITLE, WORDS = (
    "The hall is booked",
    "We meet at **ten**.\n\n- Bring a cup\n- Come as you are",
)


def templates() -> set[str]:
    """Return the kinds of letter that have a template."""
    folder = assets.folder("templates") / "mail"
    return {path.stem for path in folder.glob("[a-z]*.md")}


def announce() -> None:
    """Let the organisers have said something to Alice."""
    db.session.add(
        Announcement(
            id=90, title=TITLE, words=WORDS, to_whom=ToWhom.EVERYBODY,
            state=AnnouncementState.SENT,
        )
    )  # fmt: skip
    db.session.flush()
    db.session.add(Reader(announcement_id=90, member_id=ALICE))
    db.session.flush()


def sensitive_project() -> None:
    """Make a project about something sensitive, whose title says so."""
    db.session.add(
        Project(
            id=SENSITIVE, slug="living-with-diabetes", title="Living with Diabetes",
            folded="living with diabetes", summary="One line", story="Ours.",
            state=ProjectState.PUBLISHED, audience=Audience.MEMBERS, phase="develop",
        )
    )  # fmt: skip
    db.session.flush()
    db.session.add(ProjectTag(project_id=SENSITIVE, tag_id=tag_id("diabetes")))
    join(SENSITIVE, DAI)
    db.session.flush()


def titled_project() -> None:
    """Make a project whose title says a sensitive word, and none of its tags."""
    db.session.add(
        Project(
            id=TITLED, slug="tea-and-diabetes", title="Tea and Diabetes",
            folded="tea and diabetes", summary="One line", story="Ours.",
            state=ProjectState.PUBLISHED, audience=Audience.MEMBERS, phase="develop",
        )
    )  # fmt: skip
    db.session.flush()
    join(TITLED, DAI)
    db.session.flush()


def project_row(number: int) -> Project:
    """Return the row of a project."""
    unscoped = {"unscoped": "test"}
    return db.session.get_one(Project, number, execution_options=unscoped)


def tell_all(project: int = CAFE) -> None:
    """Tell Alice of one thing of every kind, each about Dai and about a project."""
    announce()
    for kind in KINDS:
        choose_for(ALICE, kind, How.INSTANT)
        link = f"/projects/{project_row(project).slug}"
        tell(
            ALICE, kind, f"letter:{kind}", person=DAI, project=project, link=link,
            **FACTS.get(kind, {}),
        )  # fmt: skip
    db.session.flush()


def to_addresses() -> list[Job]:
    """Return a letter of every kind to an address that has no account."""
    return [
        Job(id=1000 + number, kind=kind, to="somebody@elsewhere.example", facts=facts)
        for number, (kind, facts) in enumerate(TO_ADDRESSES.items())
    ]


def to_subscribers() -> list[Job]:
    """Return a letter of every kind to an address that gets updates; one is new."""
    email, active = "somebody@elsewhere.example", SubscriptionState.ACTIVE
    db.session.add(Subscription(email=email, mark=mark_of(email), state=active))
    news.put("We meet in the park", None, readers=Readers.PUBLIC)
    gathering.gather()
    return [
        Job(id=1100 + number, kind=kind, to=email, facts=facts)
        for number, (kind, facts) in enumerate(TO_SUBSCRIBERS.items())
    ]


def written(app: Flask, jobs: list[Job]) -> dict[str, EmailMultiAlternatives]:
    """Return the letters of jobs by kind; those that nobody gets are left out."""
    if "mailman" not in app.extensions:
        Mail(app)
    with app.test_request_context(base_url=app.config["SETTINGS"].public_url):
        made = {job.kind: compose(job) for job in jobs}
    return {kind: letter for kind, letter in made.items() if letter is not None}


def outbox() -> list[Job]:
    """Return the letters that wait in the outbox."""
    found = select(Job).where(Job.work == LETTER).order_by(Job.id)
    return list(db.session.scalars(found))


def notices() -> list[Notice]:
    """Return all that anybody is told of."""
    return list(db.session.scalars(unscoped("test", Notice).order_by(Notice.id)))


def every_letter(app: Flask) -> dict[str, EmailMultiAlternatives]:
    """Return a letter of every kind but the digest, which has tests of its own."""
    tell_all()
    return written(app, outbox() + to_addresses() + to_subscribers())


def digest(app: Flask) -> EmailMultiAlternatives:
    """Return Alice's digest, with what happened and with suggestions."""
    for number, kind in enumerate(("follow-stage", "follow-need", "follow-event")):
        choose_for(ALICE, kind, How.DIGEST)
        tell(ALICE, kind, f"digest:{number}", project=CAFE, link="/projects/project-1")
    tell(ALICE, "coffee-met", "digest:coffee", link="/coffee/")
    moment = clock.now().isoformat()
    facts = {"every": "week", "moment": moment}
    make(Job(work="digest", key="digest:1", member_id=ALICE, facts=facts))
    db.session.flush()
    jobs = [job for job in outbox() if job.kind == "digest"]
    return written(app, jobs)["digest"]


def html_of(letter: EmailMultiAlternatives) -> str:
    """Return the HTML part of a letter."""
    ((html, sort),) = letter.alternatives
    assert sort == "text/html"
    return str(html)
