"""A mail server of our own: it keeps what it is given, and can be away or unkind."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

OK = "250 2.0.0 fine"


class _Talk(socketserver.StreamRequestHandler):
    """One conversation, as RFC 5321 has it."""

    server: "MailServer"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.server.talks += 1
        if not self._say(self.server.answer("CONNECT", "", "220 here")):
            return
        for line in self.rfile:
            verb, _space, rest = line.decode().strip().partition(" ")
            usual = {"QUIT": "221 bye", "DATA": "354 go on"}.get(verb.upper(), OK)
            said = self.server.answer(verb.upper(), rest, usual)
            if not self._say(said) or verb.upper() == "QUIT":
                return
            if said.startswith("354") and not self._take():
                return

    def _say(self, words: str) -> bool:
        """Say something; nothing at all hangs up."""
        if words:
            self.wfile.write(f"{words}\r\n".encode())
        return bool(words) and not words.startswith("421")

    def _take(self) -> bool:
        body = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            body += line
        else:
            return False  # who hangs up in the middle has sent nothing
        said = self.server.answer("END", "", OK)
        if said == OK:
            time.sleep(self.server.slow)
            self.server.letters.append(message_from_bytes(body, policy=policy.default))
        return self._say(said)


class MailServer(socketserver.ThreadingTCPServer):
    """It holds a port from the start, and refuses whoever comes until it is opened.

    `unkind` gives its answers: what is said to a verb and the rest of its line, or
    None for the usual.
    """

    daemon_threads = True
    request_queue_size = 50

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk, bind_and_activate=False)
        self.server_bind()
        self.port: int = self.server_address[1]
        self.letters: list[EmailMessage] = []
        self.talks = 0
        self.slow = 0.0
        self.unkind: Callable[[str, str], str | None] = lambda verb, rest: None

    def answer(self, verb: str, rest: str, usual: str) -> str:
        said = self.unkind(verb, rest)
        return usual if said is None else said

    def open(self) -> None:
        """Let people in from here on."""
        self.server_activate()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what came, in order."""
        return [str(letter["Message-ID"]) for letter in self.letters]

    @property
    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.letters]

    @property
    def readers(self) -> list[str]:
        """Whom it was to, in order."""
        return [str(letter["To"]) for letter in self.letters]


@contextmanager
def mail_server(opened: bool = True) -> Iterator[MailServer]:
    """Hold a mail server, open or still away."""
    with MailServer() as server:
        if opened:
            server.open()
        yield server
        if opened or server.talks:
            server.shutdown()
