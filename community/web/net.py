"""The network that a request comes from, as limits count it."""

import ipaddress

from flask import request


def client_net() -> str:
    """Return the address that a request comes from; for IPv6 its /64."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104  # nosec B104
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
