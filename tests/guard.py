"""No test, and nothing that it runs in its process, goes out to the network.

Databases, mail and servers of the tests are on this machine; the operator's link check
is tried against such ones. Whoever asks for any other address, or for the number of any
other name, gets an error, and the run says so at its end.
"""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LOCAL = ("localhost", "", None)
OUTBOUND: list[str] = []
"""What was asked for beyond this machine."""


class WentOut(AssertionError):
    """Something asked for an address that is not of this machine."""


def is_local(host: object) -> bool:
    """Tell whether an address, or a name, is one of this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in LOCAL:
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


def is_number(host: object) -> bool:
    """Tell whether nobody has to be asked for the number behind a host."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        socket.inet_aton(name)
    except (OSError, ValueError):
        return ":" in name
    return True


def _check(host: object) -> None:
    if not is_local(host):
        OUTBOUND.append(str(host))
        raise WentOut(f"a test asked for {host!r}")


@contextmanager
def no_way_out() -> Iterator[None]:
    """Refuse every connection, and every look-up of a name, beyond this machine."""
    kept = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}
    send, asked = socket.socket.sendto, socket.getaddrinfo

    def guarded(name: str) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            # a datagram socket that connects sends nothing: so dask learns its address
            if self.family != socket.AF_UNIX and self.type != socket.SOCK_DGRAM:
                _check(address[0])
            return kept[name](self, address)

        return connect

    def sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        if self.family != socket.AF_UNIX:
            _check(rest[-1][0])
        return send(self, data, *rest)

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if not is_number(host):
            _check(host)
        return asked(host, *rest, **more)

    for name in kept:
        setattr(socket.socket, name, guarded(name))
    socket.socket.sendto = sendto  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = look_up
    try:
        yield
    finally:
        for name, real in kept.items():
            setattr(socket.socket, name, real)
        socket.socket.sendto = send  # type: ignore[method-assign]
        socket.getaddrinfo = asked
