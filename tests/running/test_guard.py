"""While tests run, nothing reaches beyond this machine; the guard itself is tried."""

import socket
import urllib.request

import pytest

from tests import guard


@pytest.fixture
def unnoted():
    """Let a test go out on purpose."""
    before = len(guard.OUTBOUND)
    yield
    del guard.OUTBOUND[before:]


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "10.0.0.1", "169.254.169.254", "0.0.0.1", "2606:2800:220:1::1"],
)
def test_another_machine_is_not_reached(unnoted, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(guard.WentOut):
        one.connect((address, 443))
    with socket.socket(family) as one, pytest.raises(guard.WentOut):
        one.connect_ex((address, 443))
    kind = socket.SOCK_DGRAM
    with socket.socket(family, kind) as one, pytest.raises(guard.WentOut):
        one.sendto(b"x", (address, 53))
    assert guard.OUTBOUND[-3:] == [address] * 3


@pytest.mark.parametrize("host", ["example.org", "localhost.example.org", b"a.example"])
def test_no_name_is_looked_up(unnoted, host):
    with pytest.raises(guard.WentOut):
        socket.getaddrinfo(host, 443)


def test_a_library_that_fetches_gets_an_error(unnoted):
    with pytest.raises(guard.WentOut):
        urllib.request.urlopen("http://example.org/")


def test_this_machine_is_reached():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        with socket.create_connection(server.getsockname(), timeout=5) as one:
            assert one.getpeername() == server.getsockname()
    assert socket.getaddrinfo("localhost", 80)


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True),
     ("127.0.0.1.example.org", False), ("8.8.8.8", False), ("::", False)],
)  # fmt: skip
def test_what_is_of_this_machine(host, local):
    assert guard.is_local(host) is local
