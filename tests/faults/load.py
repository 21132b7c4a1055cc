"""People who write to each other over HTTP as fast as they can, and keep count.

What was answered with 2xx or 3xx was acknowledged: it has to be there whatever happens
next. What was not answered may be there or not, but whole.
"""

import http.client
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, insert, select

from community.core.db import db
from community.core.journal import AuditEvent, hash_of
from community.core.visible import unscoped
from community.messages.models import Message
from community.plans.models import Milestone
from tests.backup.places import Place
from tests.cast import CAST
from tests.client import signed_in_token
from tests.messages.making import write_to

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
CAFE = "/projects/project-1/plan"
TOGGLED = 77
"""The number of the milestone that is reached and not reached again and again."""


class Browser:
    """One person's browser: a session, its cookies, and one connection."""

    def __init__(self, port: int, session: str = "") -> None:
        self._port = port
        self._cookies = {"session_id": session} if session else {}
        self._connection: http.client.HTTPConnection | None = None
        self._token = ""

    def send(self, method: str, path: str, **form: str) -> tuple[int, str]:
        """Send a request; raise OSError or HTTPException if nothing comes back."""
        body = urllib.parse.urlencode(form)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, "Host": "localhost"}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(
                    "127.0.0.1", self._port, timeout=60
                )
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            words = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _equals, rest = cookie.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return answer.status, words

    def post(self, path: str, page: str, **form: str) -> tuple[int, str]:
        """Send a form with the token of its page; return status and words."""
        if not self._token:
            status, words = self.send("GET", page)
            found = TOKEN.search(words)
            if found is None:
                return status, words
            self._token = found[1]
        return self.send("POST", path, csrf_token=self._token, **form)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


@dataclass
class Count:
    """What became of all that was sent."""

    acknowledged: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    broken: int = 0
    said: str = ""
    """What the last page said that refused something."""
    toggled: int = 0
    unsure: bool = False
    """Whether the milestone may be as it should be by a try that nobody answered."""
    sent: int = 0


Act = Callable[[Browser, int, Count], tuple[int, str]]


def say(who: str, talk: int) -> Act:
    """Return an act: write a message whose words come once in all the world."""

    def act(browser: Browser, number: int, count: Count) -> tuple[int, str]:
        words = f"{who} says {number} of many things"
        page = f"/conversations/{talk}"
        status, said = browser.post(page, page, words=words)
        if 200 <= status < 400:
            count.acknowledged.append(words)
        return status, said

    return act


def toggle(browser: Browser, number: int, count: Count) -> tuple[int, str]:
    """Say that a milestone is reached, or that it is not: its row, and the trail."""
    undo = "no" if number % 2 else "yes"
    path = f"{CAFE}/milestones/{TOGGLED}/done"
    unsure, count.unsure = count.unsure, True
    status, said = browser.post(path, CAFE, undo=undo)
    if 200 <= status < 400:
        count.toggled += not unsure
        count.unsure = False
    return status, said


class Load:
    """Threads that write until they are told to stop."""

    def __init__(self, port: int, acts: list[tuple[str, Act]]) -> None:
        self.count, self._stop, self._port = Count(), threading.Event(), port
        self._threads = [
            threading.Thread(target=self._write, args=one, daemon=True) for one in acts
        ]

    def _write(self, session: str, act: Act) -> None:
        browser, number = Browser(self._port, session), 0
        while not self._stop.is_set():
            number += 1
            self.count.sent += 1
            try:
                status, said = act(browser, number, self.count)
            except ConnectionRefusedError:  # there is no server at the moment
                time.sleep(0.005)
                continue
            except (OSError, http.client.HTTPException):
                self.count.broken += 1
                time.sleep(0.005)
                continue
            if status >= 400:
                self.count.refused.append(status)
                self.count.said = said
                time.sleep(0.01)
        browser.close()

    def start(self) -> None:
        for one in self._threads:
            one.start()

    def stop(self) -> Count:
        self._stop.set()
        for one in self._threads:
            one.join(timeout=90)
            assert not one.is_alive(), "a writer hangs"
        return self.count

    def done(self) -> int:
        return len(self.count.acknowledged) + self.count.toggled


@contextmanager
def load(made: Place, port: int) -> Iterator[Load]:
    """Let Alice, Carol and Lea write to each other, and Lea reach a milestone."""
    with made.site():
        with_carol, with_lea = write_to("alice", "carol"), write_to("alice", "lea")
        there = unscoped("test", Milestone.id).where(Milestone.id == TOGGLED)
        if db.session.scalar(there) is None:
            facts = {"id": TOGGLED, "project_id": 1, "title": "Open the doors"}
            db.session.execute(insert(Milestone).values(**facts, version=1))
        db.session.commit()
        acts = [
            (signed_in_token(CAST["alice"].id), say("alice", with_carol)),
            (signed_in_token(CAST["carol"].id), say("carol", with_carol)),
            (signed_in_token(CAST["lea"].id), say("lea", with_lea)),
            (signed_in_token(CAST["lea"].id), toggle),
        ]
    found = Load(port, acts)
    try:
        yield found
    finally:
        found._stop.set()


# ------------------------------------------------------------------- what there is now
@dataclass(frozen=True)
class Found:
    """What is wrong with what there is, after all that happened."""

    lost: int
    twice: int
    torn: int


def look(made: Place, count: Count) -> Found:
    """Compare what was acknowledged with what is there."""
    with made.site():
        words = db.session.scalars(unscoped("test", Message.words)).all()
        there = [one for one in words if one and one.endswith("of many things")]
        version = db.session.scalar(
            unscoped("test", Milestone.version).where(Milestone.id == TOGGLED)
        )
        entries = unscoped("test", func.count(AuditEvent.id)).where(
            AuditEvent.object_kind == "milestone", AuditEvent.object_id == TOGGLED
        )
        noted = db.session.scalar(entries) or 0
        torn = abs((version or 1) - 1 - noted) + broken_links()
    lost = len(set(count.acknowledged) - set(there)) + max(0, count.toggled - noted)
    return Found(lost, len(there) - len(set(there)), torn)


def broken_links() -> int:
    """Count the entries of the trail that do not follow from the one before."""
    rows = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    wrong, last = 0, ""
    for row in rows:
        facts = {
            name: getattr(row, name)
            for name in ("at", "act", "actor", "object_kind", "object_id", "outcome",
                         "note", "request_id")
        }  # fmt: skip
        wrong += row.previous != last or row.hash != hash_of(facts, last)
        last = row.hash
    return wrong
