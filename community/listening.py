"""Listening for requests until somebody says stop, then finishing what came whole."""

import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from community.settings import Settings

LOOK = 0.2
"""Seconds between two looks whether it is enough."""
PATIENCE, HALF = 30.0, 5.0
"""Seconds that requests have to be answered once it is enough; and those to arrive of
which only a part is there."""
PHOTOS = 21_000_000
FORWARDED = {"x-forwarded-for", "x-forwarded-proto"}
"""What proxies of ours say of a request: who asks, and by http or https."""
CONNECTIONS, SILENCE = 1000, 60
"""How many may be open, so that slow ones take no place from others; and after how many
seconds without a word one is closed."""


class Listener:
    """The site at its address, served by eight threads."""

    def __init__(self, app: Flask) -> None:
        chosen: Settings = app.config["SETTINGS"]
        trusted = {
            "trusted_proxy": "*",
            "trusted_proxy_count": chosen.proxies,
            "trusted_proxy_headers": FORWARDED,
        }
        self._map: dict[int, Any] = {}
        self._server: Any = create_server(
            app,
            map=self._map,
            host=chosen.host,
            port=chosen.port,
            threads=8,
            ident=None,
            max_request_body_size=PHOTOS,
            connection_limit=CONNECTIONS,
            channel_timeout=SILENCE,
            **(trusted if chosen.proxies else {}),
        )

    def run(self, enough: Callable[[], bool]) -> None:
        """Answer requests until it is enough."""
        while not enough():
            self._turn()

    def finish(self, most: float = PATIENCE, half: float = HALF) -> None:
        """Refuse new requests, answer those that are there, and close."""
        for one in self._those(BaseWSGIServer):
            wasyncore.dispatcher.close(one)
        began = time.monotonic()
        while time.monotonic() - began < most and self._busy(began + half):
            self._turn()
        left = began + most - time.monotonic()
        self._server.task_dispatcher.shutdown(timeout=max(left, 0))
        wasyncore.close_all(self._map, ignore_all=True)

    def _turn(self) -> None:
        wasyncore.loop(timeout=LOOK, use_poll=True, map=self._map, count=1)

    def _busy(self, half_until: float) -> bool:
        """Tell whether some connection has an answer to come; others are closed."""
        waits = half_until > time.monotonic()
        busy = False
        for one in self._those(HTTPChannel):
            if one.requests or one.total_outbufs_len or (one.request and waits):
                busy = True
            else:
                one.will_close = True
        return busy

    def _those(self, kind: type[Any]) -> list[Any]:
        return [one for one in self._map.values() if isinstance(one, kind)]
