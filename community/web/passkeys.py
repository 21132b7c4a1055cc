"""What passkeys are bound to: the site's own name, as its address says it."""

import ipaddress
from urllib.parse import urlsplit

from flask import current_app

from community.accounts.passkeys import Site


def site() -> Site | None:
    """Return what passkeys are bound to; None for a site without a name.

    Browsers make no passkeys for an address in figures, as in http://127.0.0.1.
    """
    settings = current_app.config["SETTINGS"]
    parts = urlsplit(settings.public_url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        origin = f"{parts.scheme}://{parts.netloc}"
        return Site(host, origin, settings.name)
    return None
