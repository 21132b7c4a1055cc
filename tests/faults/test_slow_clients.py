"""People on bad lines, or who mean it badly, keep nobody else from the pages."""

import socket
import statistics
import time
from contextlib import ExitStack, closing

from tests import sampling
from tests.assure import told

SLOW, PAGES = 40, sampling.size(200, 20, 12)
HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/ht"
HALF_A_BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=some"
)


def times(server):
    """Read pages, and return how long each took, in milliseconds."""
    found = []
    for _page in range(PAGES):
        began = time.perf_counter()
        status, words, _headers = server.get("/projects/", Host="localhost")
        found.append(1000 * (time.perf_counter() - began))
        assert status == 200
        assert "Pain cafe" in words
    return sorted(found)


def test_pages_are_answered_beside_half_requests(server):
    server.start()
    times(server)  # the first ones load templates
    alone = times(server)
    with ExitStack() as stack:
        for number in range(SLOW * 2):
            line = socket.create_connection(("127.0.0.1", server.port))
            stack.enter_context(closing(line))
            line.sendall(HALF_A_BODY if number % 2 else HALF_A_HEADER)
        beside = times(server)
    told(
        "pages beside slow clients", size=2 * SLOW, pages=PAGES, failures=0,
        ms_alone=round(statistics.median(alone), 1),
        ms=round(statistics.median(beside), 1),
        ms_p95=round(beside[int(0.95 * len(beside))], 1), ms_worst=round(beside[-1], 1),
        over_100_ms=sum(one >= 100 for one in beside),
    )  # fmt: skip
