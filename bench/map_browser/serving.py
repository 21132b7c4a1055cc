"""A small server for the measurement: the page, our own files, a library, the data."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.map_browser.libraries import ALL, ROOT, Library

HERE = Path(__file__).parent
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


class Place:
    """Where the measurement is served, what is measured, and how much was sent.

    Sent are the bytes of scripts and data, packed; what drives the measurement is not
    counted.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.library: Library = ALL[0]
        self.drawing = b""
        self.sent = 0

    def page(self) -> str:
        """Return the page that draws with the library."""
        scripts = "".join(
            f'<script src="/npm/{one}"></script>' for one in self.library.scripts
        )
        whole = (HERE / "page.html").read_text()
        whole = whole.replace("SCRIPTS", scripts)
        return whole.replace("DRIVER", self.library.driver)

    def answer(self, path: str) -> tuple[str, bytes, bool] | None:
        """Return the kind of a file, its packed bytes, and whether they count."""
        if path == "/page":
            return "text/html", gzip.compress(self.page().encode()), False
        if path == "/drawing":
            return "application/json", self.drawing, True
        folders = {
            "/static/": (ROOT / "static", path.endswith(".js")),
            "/npm/": (self.library.folder, True),
            "/own/": (HERE, False),
        }
        for start, (folder, counts) in folders.items():
            file = folder / path.removeprefix(start)
            if path.startswith(start) and file.is_file():
                kind = KINDS.get(file.suffix, "application/octet-stream")
                return kind, gzip.compress(file.read_bytes(), 9), counts
        return None


@contextmanager
def serving() -> Iterator[Place]:
    """Serve the measurement from a thread of this process, on this machine alone."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = place.answer(self.path.split("?")[0])
            self.send_response(200 if found else 404)
            kind, body, counts = found or ("text/plain", gzip.compress(b""), False)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            place.sent += len(body) if counts else 0

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    place = Place(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
