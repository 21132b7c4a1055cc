"""Behind proxies the real server takes a visitor's address from them, else not."""

import threading
import urllib.request
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask, request

from community import settings
from community.listening import Listener
from community.web.net import client_net
from tests.databases import SECRET, VAULT

HERE = "127.0.0.1"
ONE, TWO, OTHER = "203.0.113.7", "203.0.113.8", "198.51.100.1"


@contextmanager
def listening(proxies, folder):
    """Serve a page that says who asks, as the site's limits would count them."""
    given = {
        "COMMUNITY_DATA_DIR": str(folder),
        "COMMUNITY_SECRET_KEY": SECRET,
        "COMMUNITY_VAULT_KEYS": VAULT,
        "COMMUNITY_HOST": HERE,
        "COMMUNITY_PROXIES": str(proxies),
    }
    app, enough = Flask("looks"), threading.Event()
    app.config["SETTINGS"] = replace(settings.read(given), port=0)
    app.add_url_rule("/", view_func=lambda: f"{client_net()} {request.scheme}")
    listener = Listener(app)
    thread = threading.Thread(target=listener.run, args=(enough.is_set,))
    thread.start()
    try:
        yield f"http://{HERE}:{listener._server.effective_port}/"
    finally:
        enough.set()
        thread.join()
        listener.finish(1, 1)


def ask(address, said):
    headers = {"X-Forwarded-For": said} if said else {}
    asked = urllib.request.Request(address, headers=headers)
    asked.add_header("X-Forwarded-Proto", "https")
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return tuple(answer.read().decode().split())


@pytest.mark.parametrize(
    ("proxies", "said", "net"),
    [
        (0, ONE, HERE),
        (0, f"{OTHER}, {ONE}", HERE),
        (1, "", HERE),
        (1, ONE, ONE),
        (1, TWO, TWO),
        (1, f"{OTHER}, {ONE}", ONE),
        (1, f"{OTHER}, {TWO}, {ONE}", ONE),
        (2, f"{ONE}, {OTHER}", ONE),
        (2, f"{TWO}, {ONE}, {OTHER}", ONE),
        (1, "2001:db8:1:2::5", "2001:db8:1:2::/64"),
        (1, "[2001:db8:1:2::5]:443", "2001:db8:1:2::/64"),
        (1, f"{ONE}:5050", ONE),
        (1, f"::ffff:{ONE}", ONE),
        (1, f"::FFFF:{TWO}", TWO),
        (1, f"[::ffff:{ONE}]:443", ONE),
        (2, f"::ffff:{ONE}, ::ffff:{OTHER}", ONE),
        (1, "unknown", "unknown"),
    ],
)
def test_the_address_is_the_one_that_our_outermost_proxy_saw(
    tmp_path, proxies, said, net
):
    with listening(proxies, tmp_path) as address:
        assert ask(address, said) == (net, "https" if proxies else "http")


def test_what_is_said_in_other_headers_counts_for_nothing(tmp_path):
    with listening(1, tmp_path) as address:
        asked = urllib.request.Request(address, headers={"Forwarded": f"for={OTHER}"})
        asked.add_header("X-Forwarded-For", ONE)
        asked.add_header("X-Real-IP", OTHER)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert answer.read().decode().split() == [ONE, "http"]
