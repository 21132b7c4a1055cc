"""A site that is served from a thread of this process, the same on a slow machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time

import pytest
from flask import Flask
from waitress import wasyncore
from waitress.server import TcpWSGIServer, create_server

from community import settings
from community.app import create_app
from community.core import clock
from community.core.db import db
from community.matching import snapshot_keeper

SECONDS = 30
"""How long a server may take to finish what it is at."""

_BEGAN = datetime.now(UTC)
_AHEAD = datetime.combine(_BEGAN, time(12), UTC) - _BEGAN


@contextmanager
def steady() -> Iterator[None]:
    """Let the day begin at noon, and let answers come from a graph of now.

    Midnight never falls into a test; nor does a machine's slowness decide whether
    somebody is shown the community as it was a moment ago.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot_keeper, "PATIENCE", 60.0)
        clock.set_source(lambda: datetime.now(UTC) + _AHEAD)
        yield
        clock.set_source(None)


def held_port() -> socket.socket:
    """Return a socket at a free port, which from here on nobody else can take."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    return held


def number_of(port: socket.socket) -> int:
    number: int = port.getsockname()[1]
    return number


@contextmanager
def serving(chosen: settings.Settings, port: socket.socket) -> Iterator[Flask]:
    """Serve a site at a held port, in a thread of this process."""
    app = create_app(chosen)
    server = create_server(app, sockets=[port], threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    with steady():
        thread.start()
        try:
            yield app
        finally:
            _end(server, thread)
            with app.app_context():
                db.engine.dispose()


def _end(server: TcpWSGIServer, thread: threading.Thread) -> None:
    """Let running requests finish, then close everything in the server's own thread."""
    server.task_dispatcher.shutdown(timeout=SECONDS)
    server.trigger.pull_trigger(
        lambda: wasyncore.close_all(server._map, ignore_all=True)
    )
    thread.join(timeout=SECONDS)
    assert not thread.is_alive(), "the server does not end"


def address_of(app: Flask) -> str:
    address: str = app.config["SETTINGS"].public_url
    return address
