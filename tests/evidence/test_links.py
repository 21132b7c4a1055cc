"""The check of links: what it asks, how gently, and where it never goes."""

import shutil
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from community.cli import main
from community.core.db import db
from community.core.visible import unscoped
from community.evidence import links, links_due
from community.evidence.links import Net, is_public, problem_of
from community.evidence.models import Resource, ResourceState
from tests.evidence.making import resource

PUBLIC = "93.184.216.34"
AGENT = "A test"


# ---------------------------------------------------------------- where it never goes
NEVER = (
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
    "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "2001::1",
    "not an address", "", "127.1", "0x7f000001",
)  # fmt: skip


@pytest.mark.parametrize("address", NEVER)
def test_no_private_address_counts_as_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"],
)
def test_a_public_address_does(address):
    assert is_public(address)


@given(st.integers(0, 2**32 - 1))
def test_a_disguise_changes_nothing(number):
    import ipaddress

    plain = ipaddress.IPv4Address(number)
    six = f"{number >> 16:x}:{number & 0xFFFF:x}"
    for one in (f"::ffff:{plain}", f"64:ff9b::{six}", f"2002:{six}::"):
        assert is_public(one) == is_public(str(plain)), one


def never(*_given):
    raise AssertionError("it was asked")


@pytest.mark.parametrize("found", [[one] for one in NEVER] + [[PUBLIC, "10.0.0.1"]])
def test_what_resolves_to_anything_private_is_not_asked(found):
    net = Net(resolve=lambda _host: found, connect=never)
    assert problem_of("https://inside.example/", net, AGENT) == "private address"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://example.org/", "not https"),
        ("ftp://example.org/", "not https"),
        ("file:///etc/passwd", "not https"),
        ("https://user:word@example.org/", "bad address"),
        ("https://example.org:22/", "bad address"),
        ("https://example.org:99999/", "bad address"),
        ("https:///x", "bad address"),
        ("https://[::1", "bad address"),
        ("https://a..b/", "bad address"),
    ],
)
def test_what_is_no_address_to_ask_is_not_resolved(address, problem):
    net = Net(resolve=never, connect=never)
    assert problem_of(address, net, AGENT) == problem


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]"])
def test_numbers_in_place_of_a_name_lead_nowhere(host):
    problem = problem_of(f"https://{host}/", Net(connect=never), AGENT)
    assert problem in ("private address", "no such host", "bad address")


def test_a_name_that_resolves_otherwise_a_moment_later_leads_nowhere_else():
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    reached = []

    def connect(address):
        reached.append(address)
        raise ConnectionRefusedError

    net = Net(resolve=lambda _host: next(answers), connect=connect)
    assert problem_of("https://turns.example/", net, AGENT) == "no connection"
    assert reached == [PUBLIC], "the address that was looked at, resolved once"


def test_a_name_that_is_not_there(monkeypatch):
    def gone(_host):
        raise socket.gaierror

    assert problem_of("https://a.example/", Net(resolve=gone), AGENT) == "no such host"
    nothing = Net(resolve=lambda _host: [])
    assert problem_of("https://a.example/", nothing, AGENT) == "no such host"


# ---------------------------------------------------------------- a server beside it
class Answers(BaseHTTPRequestHandler):
    """Answers by its path: /status/404, /to?address, /head/405, /slow, /long."""

    def do_HEAD(self):
        self.server.asked.append(
            (self.command, self.headers["Host"], self.path, self.headers["User-Agent"])
        )
        part, _slash, rest = self.path[1:].partition("/")
        if part == "slow":
            return self._drip()
        if part == "to":
            return self._say(302, rest)
        if part == "nowhere":
            return self._say(302)
        if part == "head":
            return self._say(int(rest) if self.command == "HEAD" else 200)
        return self._say(int(rest) if part == "status" else 200)

    def do_GET(self):
        self.do_HEAD()
        if self.path == "/head/500":
            self.wfile.write(b"x" * 10_000_000)

    def _say(self, status, to=""):
        self.send_response(status)
        if to:
            self.send_header("Location", to)
        self.end_headers()

    def _drip(self):
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for number in range(100):
            try:
                self.wfile.write(b"X-%d: drip\r\n" % number)
            except OSError:
                return
            if self.server.stop.wait(0.05):
                return

    def log_message(self, *_given):
        return


@pytest.fixture
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.asked, made.stop = [], threading.Event()
    made.handle_error = lambda *_given: None
    thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.stop.set()
    made.shutdown()
    made.server_close()


def near(server, **more):
    """A way to the server beside it, whatever the name; nothing of it sleeps."""

    def connect(address):
        assert address == PUBLIC
        return socket.create_connection(server.server_address, timeout=5)

    ways = {
        "resolve": lambda _host: [PUBLIC], "connect": connect,
        "secure": lambda raw, _host: raw, "sleep": lambda _seconds: None,
    }  # fmt: skip
    return Net(**{**ways, **more})


def ask(server, path, **more):
    return problem_of(f"https://a.example{path}", near(server, **more), AGENT)


@pytest.mark.parametrize(
    ("path", "problem", "methods"),
    [
        ("/fine", "", ["HEAD"]),
        ("/status/204", "", ["HEAD"]),
        ("/head/405", "", ["HEAD", "GET"]),
        ("/head/500", "", ["HEAD", "GET"]),
        ("/status/404", "status 404", ["HEAD", "GET"]),
        ("/status/500", "status 500", ["HEAD", "GET"]),
        ("/status/403", "", ["HEAD"]),
        ("/status/429", "", ["HEAD"]),
        ("/nowhere", "bad address", ["HEAD"]),
        ("/to/https://b.example/fine", "", ["HEAD", "HEAD"]),
        ("/to/http://b.example/fine", "not https", ["HEAD"]),
        ("/to/file:///etc/passwd", "not https", ["HEAD"]),
        ("/to/https://b.example:22/", "bad address", ["HEAD"]),
        ("/to/https://[::1", "bad address", ["HEAD"]),
    ],
)
def test_what_a_site_answers(server, path, problem, methods):
    assert ask(server, path) == problem
    assert [one[0] for one in server.asked] == methods


def test_it_says_who_asks_and_whom():
    assert links.PORT == 443


def test_the_name_goes_along_and_the_words_of_the_path(server):
    assert ask(server, "/a b/ü?q=x y#part") == ""
    (asked,) = server.asked
    assert asked == ("HEAD", "a.example", "/a%20b/%C3%BC?q=x%20y", AGENT)


@pytest.mark.parametrize(("hops", "problem"), [(3, ""), (4, "too many redirects")])
def test_three_redirects_at_most(server, hops, problem):
    path = "/fine"
    for _hop in range(hops):
        path = f"/to/{path}"
    assert ask(server, path) == problem
    assert len(server.asked) == 4


def test_a_redirect_goes_through_the_same_check(server):
    def resolve(host):
        return {"a.example": [PUBLIC], "inside.example": ["169.254.169.254"]}[host]

    found = ask(server, "/to/https://inside.example/secret", resolve=resolve)
    assert found == "private address"
    assert len(server.asked) == 1


def test_what_drips_is_cut_off(server):
    assert ask(server, "/slow", timeout=0.3) == "no answer in time"


def test_what_never_answers_is_cut_off():
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    net = Net(
        resolve=lambda _host: [PUBLIC], timeout=0.2, secure=lambda raw, _host: raw,
        connect=lambda _address: socket.create_connection(silent.getsockname()),
    )  # fmt: skip
    assert problem_of("https://a.example/", net, AGENT) == "no answer in time"
    silent.close()


def test_what_is_no_http_is_no_connection(server):
    class Noise(Answers):
        def handle(self):
            self.request.sendall(b"\x00\xff noise\n" * 10)

    server.RequestHandlerClass = Noise
    assert ask(server, "/fine") == "no connection"


def test_one_request_a_second_for_each_host(server):
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(round(seconds, 3))
        now[0] += seconds

    net = near(server, now=lambda: now[0], sleep=sleep)
    for path in ("a.example/head/405", "a.example/fine", "b.example/fine"):
        problem_of(f"https://{path}", net, AGENT)
        now[0] += 0.25
    assert slept == [1.0, 0.75]


# ---------------------------------------------------------------- safe connections
@pytest.fixture
def certificate(tmp_path):
    """A certificate of a.example that nobody but we trust."""
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("there is no openssl")
    key, made = tmp_path / "key.pem", tmp_path / "made.pem"
    words = [
        tool, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        "-keyout", str(key), "-out", str(made), "-subj", "/CN=a.example",
        "-addext", "subjectAltName=DNS:a.example",
    ]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True)
    return key, made


def test_a_connection_is_safe_and_to_whom_it_says(server, certificate):
    key, made = certificate
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(made, key)
    server.socket = ours.wrap_socket(server.socket, server_side=True)
    assert ask(server, "/fine", secure=links.secure) == "certificate"

    def trusting(raw, host):
        context = ssl.create_default_context(cafile=str(made))
        return context.wrap_socket(
            raw, server_hostname=host, do_handshake_on_connect=False
        )

    net = near(server, secure=trusting)
    assert problem_of("https://a.example/fine", net, AGENT) == ""
    assert problem_of("https://b.example/fine", net, AGENT) == "certificate"
    assert [one[2] for one in server.asked] == ["/fine"]


# ---------------------------------------------------------------- what is asked for
def noted():
    db.session.rollback()
    found = unscoped("test", Resource).order_by(Resource.id)
    return {row.title: row.link_problem for row in db.session.scalars(found)}


def test_only_https_addresses_that_are_out_are_asked_for(app):
    for title, state, address in (
        ("Out", ResourceState.PUBLISHED, "https://a.example/out"),
        ("Plain", ResourceState.PUBLISHED, "http://a.example/plain"),
        ("None", ResourceState.PUBLISHED, ""),
        ("Sent", ResourceState.SUBMITTED, "https://a.example/sent"),
        ("Old", ResourceState.ARCHIVED, "https://a.example/old"),
    ):
        resource(title, state, address=address)
    assert [one.slug for one in links_due.due(9)] == ["out"]


def test_answers_are_noted_and_the_oldest_is_asked_first(app, at):
    at("2017-09-01 12:00")
    for name in ("One", "Two", "Three"):
        resource(name, address=f"https://a.example/{name}")
    answers = {"https://a.example/Two": "status 404"}

    def asked(address, _net, agent):
        assert agent == AGENT
        return answers.get(address, "")

    found = [link.slug for link, _p in links_due.check(2, AGENT, Net(), asked)]
    assert found == ["one", "two"]
    assert noted() == {"One": "", "Two": "status 404", "Three": ""}
    answers.clear()
    at("2017-09-02 12:00")
    found = [link.slug for link, _p in links_due.check(2, AGENT, Net(), asked)]
    assert found == ["three", "one"]
    at("2017-09-03 12:00")
    list(links_due.check(1, AGENT, Net(), asked))
    assert noted()["Two"] == ""


def test_an_answer_for_an_older_address_is_not_noted(app):
    row = resource("One", address="https://a.example/old")

    def asked(_address, _net, _agent):
        row.address = "https://a.example/new"
        db.session.commit()
        return "status 404"

    list(links_due.check(1, AGENT, Net(), asked))
    assert noted() == {"One": ""}


def test_it_is_off_until_somebody_switches_it_on(app, monkeypatch):
    monkeypatch.setattr("community.cli._site", lambda: app)
    monkeypatch.setattr(links_due, "problem_of", never)
    resource("One", address="https://a.example/one")
    done = CliRunner().invoke(main, ["evidence", "links"])
    assert done.exit_code == 1
    assert "COMMUNITY_LINK_CHECK=on" in done.output


def test_no_page_asks_for_anything(visitor, monkeypatch):
    resource("One", address="https://a.example/one")
    for name in ("resolve", "connect"):
        monkeypatch.setattr(links, name, never)
    for path in ("/evidence/", "/evidence/one", "/evidence/one.json"):
        assert visitor("alice").get(path).status_code in (200, 404)
