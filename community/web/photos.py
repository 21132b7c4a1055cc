"""Photos: drawn anew from what was sent, small, without what cameras add."""

import io
import secrets
import warnings

from flask import current_app
from PIL import Image, ImageOps, UnidentifiedImageError
from werkzeug.datastructures import FileStorage

from community.core import journal
from community.core.access import Audience, Viewer
from community.core.db import start_writing
from community.core.errors import Refused
from community.core.text import N_
from community.members import commands
from community.members.models import DetailName

SIDE, LONGEST, MOST_PIXELS = 256, 1600, 20_000_000
KINDS = ("JPEG", "PNG", "WEBP")
TOO_BIG = N_("That photo is too big: use one of up to 20 megapixels")


def store(sent: FileStorage) -> str:
    """Store a square 256-pixel WebP of what was sent, and return its random name."""
    turned = _read(sent.read())
    return _keep(ImageOps.fit(turned.convert("RGB"), (SIDE, SIDE)))


def store_whole(sent: FileStorage) -> tuple[str, tuple[int, int]]:
    """Store a WebP of all that was sent, on white; return its random name and size."""
    turned = _read(sent.read()).convert("RGBA")
    turned.thumbnail((LONGEST, LONGEST))
    drawn = Image.new("RGB", turned.size, "white")
    drawn.paste(turned, mask=turned)
    return _keep(drawn), drawn.size


def _keep(picture: Image.Image) -> str:
    folder = current_app.config["SETTINGS"].data_dir / "photos"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_hex(12)}.webp"
    picture.save(folder / name, "WEBP", quality=82)
    return name


def _read(sent: bytes) -> Image.Image:
    """Return a picture as it is meant to be held, or refuse what is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(sent), formats=KINDS)
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(TOO_BIG)
            return ImageOps.exif_transpose(opened)
    except Image.DecompressionBombError:
        raise Refused(TOO_BIG) from None
    except (UnidentifiedImageError, OSError, Warning, ValueError, SyntaxError):
        raise Refused(
            N_("That is no photo we can read: use JPEG, PNG or WebP")
        ) from None


def forget(name: str) -> None:
    """Delete the file of a photo that nobody shows any more, after the request."""
    file = current_app.config["SETTINGS"].data_dir / "photos" / name
    journal.aside(lambda: file.unlink(missing_ok=True))


def save(viewer: Viewer, name: str, alt: str, audience: Audience) -> None:
    """Put a stored photo on the viewer's profile in place of the old one."""
    start_writing()
    member = commands.me(viewer)
    value = {"file": name, "alt": alt if name else ""}
    commands.set_detail(viewer, member, DetailName.PHOTO, value, audience)
