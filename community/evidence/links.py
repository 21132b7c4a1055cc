"""Whether an address on the web still answers, asked without being led astray.

Only https is asked, at its usual port. A name is resolved first; if any of what it
resolves to is not of the public internet nothing is asked, and the connection is made
to the very address that was looked at, so that a name that resolves otherwise a moment
later leads nowhere else. A redirect goes through the same check, three times at most.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

TIMEOUT = 10.0
"""Seconds that one request may take, from the connection to its answer."""
HOPS, PORT = 3, 443
LITTLE = 1024
"""So many bytes of an answer are read at most."""
APART = 1.0
"""Seconds between two requests to one host."""
MOVED = frozenset({301, 302, 303, 307, 308})
TURNED_AWAY = frozenset({401, 403, 429})
"""What sites say that let no programs in: the thing may well be there."""
SAFE = "!#$%&'()*+,/:;=?@[]~"


class Broken(Exception):
    """That an address does not lead to what it should; its words are a short code."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet, also when disguised."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inside = _inside(found)
        if inside is not None:
            return is_public(str(inside))
    special = found.is_multicast or found.is_reserved or found.is_unspecified
    return found.is_global and not special


def _inside(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the older address that a newer one stands for."""
    if found.ipv4_mapped or found.sixtofour:
        return found.ipv4_mapped or found.sixtofour
    if found in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return None


def resolve(host: str) -> list[str]:
    """Return all addresses of a host."""
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


def connect(address: str) -> socket.socket:
    """Open a connection to an address that was looked at."""
    return socket.create_connection((address, PORT), timeout=TIMEOUT)


def secure(raw: socket.socket, host: str) -> socket.socket:
    """Return the connection as one that is safe once both ends have shaken hands."""
    context = ssl.create_default_context()
    return context.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)


@dataclass
class Net:
    """The ways to the network, and when each host was asked last."""

    resolve: Callable[[str], list[str]] = resolve
    connect: Callable[[str], socket.socket] = connect
    secure: Callable[[socket.socket, str], socket.socket] = secure
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    timeout: float = TIMEOUT
    last: dict[str, float] = field(default_factory=dict)

    def wait_for(self, host: str) -> None:
        """Wait until this host may be asked again."""
        before = self.last.get(host)
        if before is not None and (left := before + APART - self.now()) > 0:
            self.sleep(left)
        self.last[host] = self.now()


@dataclass(frozen=True)
class Place:
    """An address taken apart: the host to ask, and what to ask it for."""

    host: str
    target: str


def place_of(address: str) -> Place:
    """Take an address apart, or raise `Broken` for one that is not asked."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError:
        raise Broken("bad address") from None
    if parts.scheme != "https":
        raise Broken("not https")
    if not host or parts.username is not None or port not in (None, PORT):
        raise Broken("bad address")
    target = quote(parts.path or "/", safe=SAFE)
    return Place(host, target + (f"?{quote(parts.query, SAFE)}" if parts.query else ""))


def safe_address(net: Net, host: str) -> str:
    """Return an address of a host to connect to, if all of its addresses are public."""
    try:
        found = net.resolve(host)
    except (OSError, UnicodeError):
        raise Broken("no such host") from None
    if not found:
        raise Broken("no such host")
    if not all(map(is_public, found)):
        raise Broken("private address")
    return found[0]


# ---------------------------------------------------------------- one request
class _Connection(http.client.HTTPSConnection):
    """A connection to an address that was looked at, by the name of its host."""

    def __init__(self, net: Net, host: str, address: str) -> None:
        super().__init__(host, PORT, timeout=net.timeout)
        self._net, self._address, self.late = net, address, False
        self._clock = threading.Timer(net.timeout, self._end)
        self._clock.daemon = True

    def connect(self) -> None:
        """Connect to the address, not to whatever the name may mean by now."""
        self._clock.start()
        raw = self._net.connect(self._address)
        self.sock = raw
        raw.settimeout(self._net.timeout)
        self.sock = self._net.secure(raw, self.host)
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def _end(self) -> None:
        """Cut off what takes longer than it may, however slowly it goes on."""
        self.late = True
        try:
            if self.sock is not None:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        except OSError:
            return

    def done(self) -> None:
        """Let go of it."""
        self._clock.cancel()
        self.close()


def _ask(net: Net, place: Place, method: str, agent: str) -> tuple[int, str]:
    """Return the status of an answer and where it leads; read next to nothing of it."""
    address = safe_address(net, place.host)
    net.wait_for(place.host)
    line = _Connection(net, place.host, address)
    try:
        line.request(method, place.target, headers={"User-Agent": agent})
        answer = line.getresponse()
        if method == "GET":
            answer.read(LITTLE)
        if line.late:
            raise Broken("no answer in time")
        return answer.status, answer.headers.get("Location", "")
    except ssl.SSLCertVerificationError:
        raise Broken("certificate") from None
    except (OSError, http.client.HTTPException, ValueError) as problem:
        late = line.late or isinstance(problem, TimeoutError)
        raise Broken("no answer in time" if late else "no connection") from None
    finally:
        line.done()


def _asked(net: Net, place: Place, agent: str) -> tuple[int, str]:
    """Ask for the head of a page; for the page where that is refused or not known."""
    status, leads_to = _ask(net, place, "HEAD", agent)
    if status >= 400 and status not in TURNED_AWAY:
        return _ask(net, place, "GET", agent)
    return status, leads_to


def problem_of(address: str, net: Net, agent: str) -> str:
    """Return "" for an address that answers, else a short code of what is wrong."""
    try:
        for _hop in range(HOPS + 1):
            status, leads_to = _asked(net, place_of(address), agent)
            if status not in MOVED:
                return _says(status)
            if not leads_to:
                return "bad address"
            address = urljoin(address, leads_to)
    except Broken as problem:
        return str(problem)
    except ValueError:
        return "bad address"
    return "too many redirects"


def _says(status: int) -> str:
    fine = 200 <= status < 300 or status in TURNED_AWAY
    return "" if fine else f"status {status}"
