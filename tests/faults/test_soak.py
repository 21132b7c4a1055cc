"""Many requests one after the other: every one is answered, and memory stays."""

import itertools
import threading
import time

import pytest

from tests import sampling
from tests.assure import told
from tests.cast import CAST
from tests.client import signed_in_token
from tests.faults.load import Browser

REQUESTS, FIRST = sampling.size((50_000, 5_000), (600, 200), (240, 80))
MOST = 40.0
"""MB that a server may hold more after all of them than after the first ones."""
ANYBODY = (
    "/",
    "/projects/",
    "/evidence/?q=group",
    "/urgent-help",
    "/essays/",
    "/news/",
)
MIX = {
    "": (*ANYBODY, "/projects/project-1", "/events/", "/healthz", "/no-such-page"),
    "alice": (*ANYBODY, "/members/?q=a", "/members/bob-2", "/connections/", "/account/",
              "/suggestions/", "/api/v1/members/", "/notices/", "/conversations/"),
    "olu": (*ANYBODY, "/organise/", "/organise/people/", "/network/", "/members/"),
    "ada": ("/organise/outbox/", "/organise/settings/", "/organise/accounts/"),
}  # fmt: skip
FINE = {200, 302, 404}


@pytest.mark.timeout(10_800)
def test_memory_does_not_grow_with_the_requests(made, server):
    server.start()
    with made.site():
        people = {who: signed_in_token(CAST[who].id) if who else "" for who in MIX}
    paths = [(people[who], path) for who, found in MIX.items() for path in found]
    began = time.perf_counter()
    came = ask(server, paths, FIRST)
    first = server.memory()
    came += ask(server, paths, REQUESTS - FIRST)
    last, seconds = server.memory(), time.perf_counter() - began
    wrong = [one for one in came if one not in FINE]
    told(
        "soak", size=len(came), failures=len(wrong), mb_after_first=round(first, 1),
        mb_at_the_end=round(last, 1), mb_growth=round(last - first, 1),
        first=FIRST, seconds=round(seconds), a_second=round(len(came) / seconds),
    )  # fmt: skip
    assert len(came) == REQUESTS
    assert not wrong
    assert last - first < MOST


def ask(server, paths, number):
    """Let four browsers of each person read pages; return every status."""
    turn, came = itertools.cycle(paths), []
    work = [next(turn) for _request in range(number)]
    lock = threading.Lock()

    def read():
        browsers = {who: Browser(server.port, who) for who, _path in paths}
        while True:
            with lock:
                if not work:
                    break
                who, path = work.pop()
            came.append(browsers[who].send("GET", path)[0])
        for browser in browsers.values():
            browser.close()

    readers = [threading.Thread(target=read) for _four in range(4)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    return came
