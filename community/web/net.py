"""The network that a request comes from, as limits count it."""

import ipaddress

from flask import request


def client_net() -> str:
    """Return the address that a request comes from; for IPv6 its /64.

    An IPv4 address that is written as IPv6 (`::ffff:203.0.113.7`) is one of IPv4.
    """
    try:
        address = ipaddress.ip_address(_address())
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return str(ipaddress.ip_network(f"{address}/64", strict=False))
        address = address.ipv4_mapped
    return str(address)


def _address() -> str:
    """Return the address, whole and alone, of what waitress makes of a proxy's word.

    Of a mapped one it takes the end for a port; one of IPv6 keeps its port.
    """
    port = str(request.environ.get("REMOTE_PORT", ""))
    cut = f":{port}" if "." in port else ""
    found = f"{request.remote_addr or '0.0.0.0'}{cut}"  # noqa: S104  # nosec B104
    return found.partition("]")[0].removeprefix("[")
