"""The way to the mail server: one connection for a run of letters.

While the server is away letters wait as they are, in their order; what is wrong with
one letter is that letter's own.
"""

import re
import smtplib
from datetime import datetime, timedelta
from typing import Any, NoReturn

import structlog
from flask import Flask
from flask_mailman import EmailMessage, Mail

from community.core import clock

log = structlog.get_logger("post")

SHORTEST, LONGEST = timedelta(seconds=5), timedelta(seconds=60)
"""How long no letters are tried after the server was away; each time twice as long."""
STATUS = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
UNKNOWN = re.compile(
    r"no such (user|person|mailbox|address|recipient)|(user|recipient|mailbox|address)"
    r" (is )?(unknown|unavailable|not found|disabled)|unknown (user|recipient|mailbox)"
    r"|not exist|no mailbox",
    re.IGNORECASE,
)
"""What says that nobody has an address, where the server gives no status."""
NO_MAILBOX = "5.1.1"
GOING, FINAL = 421, 500
"""The answer of a server that goes away; and that from which on answers are final."""


class Away(Exception):
    """The mail server is away; that has nothing to do with the letter."""


class Refused(Exception):
    """The server refuses this one recipient for good.

    `status` is the server's, as in RFC 3463; "" where that is not about the address.
    """

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Post:
    """A connection that is opened when a letter goes and closed when none is left."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._connection: Any = None
        self._pause = SHORTEST
        self._until: datetime | None = None
        self._dropped: set[str] = set()

    def is_open(self) -> bool:
        """Tell whether letters are taken, or the server was away a moment ago."""
        return self._until is None or clock.now() >= self._until

    def send(self, letter: EmailMessage) -> None:
        """Hand a letter over; raises Away, Refused, or what is wrong with it."""
        fresh = self._open()
        try:
            self._connection.send_messages([letter])
        except OSError as problem:
            if _is_of_the_letter(problem):
                raise _refused(problem) or problem from problem
            self.close()
            if fresh:
                self._drop(letter, problem)
            self.send(letter)  # it was open for a while, and may have ended meanwhile
        self._pause, self._until = SHORTEST, None

    def _open(self) -> bool:
        """Open a connection unless there is one; tell whether it is new."""
        if self._connection is not None:
            return False
        if "mailman" not in self._app.extensions:
            Mail(self._app)
        connection = self._app.extensions["mailman"].get_connection()
        try:
            connection.open()
        except OSError as problem:
            _close(connection)
            self._rest(problem)
            raise Away from problem
        self._connection = connection
        return True

    def _drop(self, letter: EmailMessage, problem: OSError) -> NoReturn:
        """Say that the server is away; or that it is the letter, which broke it before.

        Otherwise one letter that ends every connection would hold up all others.
        """
        name = letter.extra_headers.get("Message-ID", "")
        self._rest(problem)
        if name in self._dropped:
            self._dropped.remove(name)
            raise problem
        self._dropped.add(name)
        raise Away from problem

    def _rest(self, problem: OSError) -> None:
        """Let no letter go for a while, each time longer."""
        self._until = clock.now() + self._pause
        self._pause = min(2 * self._pause, LONGEST)
        log.error("mail server", problem=type(problem).__name__)

    def close(self) -> None:
        """Close the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            _close(connection)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except OSError as problem:
        log.info("closing", problem=type(problem).__name__)


def _is_of_the_letter(problem: OSError) -> bool:
    """Tell whether a problem is about one letter, and not about the server."""
    if isinstance(problem, (smtplib.SMTPServerDisconnected, smtplib.SMTPHeloError)):
        return False
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code != GOING for code, _words in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPResponseException):
        return problem.smtp_code != GOING
    return isinstance(problem, smtplib.SMTPException)


def _refused(problem: OSError) -> Refused | None:
    """Return that an address is refused, where the answer is final."""
    if not isinstance(problem, smtplib.SMTPRecipientsRefused):
        return None
    answers = list(problem.recipients.values())
    if not answers or any(code < FINAL for code, _words in answers):
        return None
    _code, said = answers[0]
    words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    found = STATUS.search(words)
    status = found[0] if found else ""
    if not found and UNKNOWN.search(words) and "sender" not in words.lower():
        status = NO_MAILBOX
    return Refused(status)
