"""Letters as people get them: who gets one now, its two parts, its headers."""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import gettext as _
from flask_mailman import EmailMultiAlternatives

from community.accounts import letters
from community.accounts.roles import held
from community.announcements.queries import letter_of
from community.core.access import Viewer
from community.core.outbox import Job, opened
from community.digests.hushed import Hushed
from community.digests.instant import addressee, waiting
from community.digests.letter import words_of
from community.digests.seen import NoticeLine
from community.evidence.telling import title_for_letter
from community.notices.kinds import KINDS
from community.subscriptions.asking import ALREADY, CONFIRM, MEMBER, mark_of
from community.subscriptions.choosing import UPDATES
from community.subscriptions.sending import sections_of
from community.web import subscriptions_links, unsubscribe
from community.web.mail_words import html_of, line_of, plain, text_of

DIGEST = "digest"
ANNOUNCEMENT = "announcement"
ASKED = (CONFIRM, MEMBER)
"""What answers whoever asked for updates, once: there is nothing to turn off."""


@dataclass(frozen=True)
class Letter:
    """What a job comes to: the address, the words, why one gets it and how to stop it.

    `stop` is the path that turns this kind of mail off, "" where that cannot be, and
    `change` the one where somebody without an account says how often it comes.
    """

    to: str
    values: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    stop: str = ""
    change: str = ""


def compose(job: Job) -> EmailMultiAlternatives | None:
    """Return the letter of a job as text and HTML; None where nobody gets it now."""
    found = _to_address(job) if job.member_id is None else _to_member(job)
    return None if found is None else _written(job, found)


def _to_address(job: Job) -> Letter | None:
    if job.to is None or not letters.goes_out(job.kind, job.to):
        return None
    if job.kind in (UPDATES, ALREADY, *ASKED):
        return _to_subscriber(job, job.to)
    return Letter(job.to, opened(job.facts))


def _to_subscriber(job: Job, address: str) -> Letter | None:
    """Return a letter about updates, or with them: what is open at this moment."""
    sections = sections_of(job) if job.kind == UPDATES else ()
    if job.kind == UPDATES and not sections:
        return None
    values = {**opened(job.facts), "sections": sections}
    if job.kind in ASKED:
        why = _("somebody, we hope you, asked for updates with this address")
        return Letter(address, values, str(why))
    why, mark = _("you asked for updates with this address"), mark_of(address)
    links = subscriptions_links
    return Letter(address, values, str(why), links.stopping(mark), links.choosing(mark))


def _to_member(job: Job) -> Letter | None:
    assert job.member_id is not None
    who = addressee(job.member_id, job.kind)
    if who is None:
        return None
    values = _values(job, who.viewer)
    if values is None:
        return None
    if job.kind == DIGEST:
        why, stops = _("members get what is new in a digest until they stop it"), True
    else:
        why, stops = _(KINDS[job.kind].why), not KINDS[job.kind].fixed
    stop = unsubscribe.link(job.member_id, job.kind) if stops else ""
    return Letter(who.address, values, str(why), stop)


def _values(job: Job, viewer: Viewer) -> dict[str, Any] | None:
    """Return what the template may say; None where there is nothing to say now."""
    if job.kind == DIGEST:
        return words_of(job)
    if "announcement" in job.facts:
        return _of_test(job.facts["announcement"], viewer)
    line = waiting(viewer, job.facts.get("notice", 0))
    return None if line is None else _of_notice(line, viewer)


def _of_notice(line: NoticeLine, viewer: Viewer) -> dict[str, Any] | None:
    """Return what is said of a notice; never the names of people, no muted word.

    A resource is named by its title, if that is nothing sensitive.

    The link leads by the notice, because the address of a page may hold a name.
    """
    named = line.project is not None and not line.project.sensitive
    project = plain(line.project.title) if line.project and named else ""
    values = {**line.facts, "link": f"/notices/{line.id}", "project": project}
    if "resource" in line.facts:
        title = title_for_letter(viewer, line.facts["resource"])
        said_of = "" if Hushed(viewer).holds([title]) else plain(title)
        return values | {"title": said_of}
    if line.kind.name != ANNOUNCEMENT:
        return values
    said = letter_of(viewer, line.facts["announcement"])
    if said and Hushed(viewer).holds(said):
        said = ("", "")
    return said and {**values, "title": plain(said[0]), "words": said[1]}


def _of_test(number: int, viewer: Viewer) -> dict[str, Any] | None:
    """Return what an announcement says that an organiser tries out on themselves."""
    said = letter_of(replace(viewer, roles=held(viewer.account_id)), number)
    link = f"/organise/announcements/{number}"
    return said and {"link": link, "title": plain(said[0]), "words": said[1]}


def _written(job: Job, letter: Letter) -> EmailMultiAlternatives:
    settings = current_app.config["SETTINGS"]
    facts = {
        **letter.values,
        "site": settings.public_url, "name": plain(settings.name),
        "why": letter.why, "stop": letter.stop, "change": letter.change,
        "asked": job.kind in ASKED,
    }  # fmt: skip
    source = render_template(f"mail/{job.kind}.md", **facts)
    first, _empty, body = source.partition("\n")
    foot = render_template("mail/_foot.md", **facts, contact=settings.mail_from)
    subject = line_of(first.removeprefix("Subject: "))
    made = EmailMultiAlternatives(
        subject, f"{text_of(body)}\n\n{text_of(foot)}\n",
        formataddr((settings.name, settings.mail_from)), [letter.to],
        headers=_headers(job, letter),
    )  # fmt: skip
    page = {"subject": subject, "body": html_of(body), "foot": html_of(foot, False)}
    made.attach_alternative(
        render_template("mail/_layout.html", **page, name=settings.name),
        "text/html",
    )
    return made


def _headers(job: Job, letter: Letter) -> dict[str, str]:
    """Return the headers of a letter; its Message-ID is the same at every try."""
    home = current_app.config["SETTINGS"].public_url
    host = urlsplit(home).hostname or "localhost"
    made = job.made_at and job.made_at.timestamp()  # the number may come again
    this = job.key or f"job {job.id} {made}"
    name = hashlib.sha256(this.encode()).hexdigest()[:24]
    found = {
        "Message-ID": f"<{name}.{_sign(name, letter.to)}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    if letter.stop:
        found["List-Id"] = f"<{job.kind}.{host}>"
        found["List-Unsubscribe"] = f"<{home}{letter.stop}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found


def _sign(name: str, address: str) -> str:
    secret = str(current_app.secret_key).encode()
    words = f"letter {name} {address.lower()}".encode()
    return hmac.new(secret, words, hashlib.sha256).hexdigest()[:24]


def is_ours(message_id: str, address: str) -> bool:
    """Tell whether a letter with this Message-ID went from here to this address.

    Who forges a report that mail comes back would otherwise stop somebody's letters.
    """
    name, _dot, rest = message_id.strip().strip("<>").partition(".")
    signed = rest.partition("@")[0]
    return hmac.compare_digest(signed.encode(), _sign(name, address).encode())
