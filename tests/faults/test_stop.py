"""A server that is told to stop answers what it has, and takes nothing new."""

import http.client
import os
import signal
import socket
import threading
import time

from tests.faults.load import load, look

PATIENCE = 60.0


def wait_until(true, what):
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE, what
        time.sleep(0.01)


def refuses(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


def test_what_is_in_flight_is_answered_and_new_requests_are_refused(made, server):
    server.start()
    came = []
    asking = threading.Thread(target=lambda: came.append(server.get("/slow")))
    idle = http.client.HTTPConnection("127.0.0.1", server.port)
    idle.request("GET", "/healthz")
    idle.getresponse().read()
    half = socket.create_connection(("127.0.0.1", server.port))
    half.sendall(b"GET / HTTP/1.1\r\nHost: localh")
    asking.start()
    wait_until((made.data / "began").exists, "the slow request does not begin")
    os.kill(server.alive, signal.SIGTERM)
    wait_until(lambda: refuses(server.port), "it takes new connections")
    os.kill(server.alive, signal.SIGTERM)  # said twice, it still does not hurry
    assert came == []
    (made.data / "go").touch()
    asking.join(PATIENCE)
    server.gone()
    ((status, words, _headers),) = came
    assert (status, words) == (200, "done")
    assert half.recv(100) == b""
    idle.close()
    half.close()


def test_under_load_nothing_that_was_acknowledged_is_lost(made, server):
    server.start(worker=True)
    with load(made, server.port) as writers:
        writers.start()
        wait_until(lambda: writers.done() > 8, "nobody writes")
        server.kill(signal.SIGTERM)
        count = writers.stop()
    found = look(made, count)
    assert (found.lost, found.twice, found.torn) == (0, 0, 0)
    assert count.refused == []
