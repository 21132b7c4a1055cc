"""What is too large, too deep or no picture is refused with a page that says so."""

import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from community.core.errors import Refused
from community.web import photos
from community.web.door import FIELDS, MEGABYTE
from community.web.policy import policies
from tests.client import Page, forget, proofread
from tests.privacy import stage
from tests.privacy.everywhere import addresses, come

LARGE = {
    "essays.add_figure": 10, "evidence.bring_file": 20.1, "members_edit.photo": 10,
    "updates.add_picture": 10,
}  # fmt: skip
"""The pages that take more than a megabyte, and how many they take."""


def send(browser, path, **options):
    forget()
    return browser.client.post(path, **options)


# ---------------------------------------------------------------- how much
def test_only_pages_for_files_take_more_than_a_megabyte(app):
    found = {
        endpoint: one.body / MEGABYTE
        for endpoint, one in policies(app).items()
        if one.body != MEGABYTE
    }
    assert found == LARGE


@pytest.mark.parametrize("who", [None, "alice"])
def test_a_body_that_is_too_big_has_a_page_that_says_so(visitor, who):
    response = send(visitor(who), "/theme", data={"theme": "x" * 1_000_001})
    page = Page(response)
    assert page.status == 413
    proofread(page)
    assert page.h1 == "That is too big"
    assert "/urgent-help" in page.links("a")


def test_a_body_of_unknown_length_is_no_way_around(visitor):
    """Sent piece by piece, as a browser does not do it."""
    body = io.BytesIO(b"theme=" + b"x" * 1_100_000)
    response = send(
        visitor(), "/theme", input_stream=body,
        headers={"Transfer-Encoding": "chunked"},
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert response.status_code in (400, 413)


@pytest.mark.parametrize(("number", "status"), [(FIELDS - 2, 302), (FIELDS + 1, 413)])
def test_a_form_has_at_most_so_many_fields(visitor, number, status):
    browser = visitor("alice")
    data = {f"field {place}": "x" for place in range(number)}
    token = {"csrf_token": browser.token(), "theme": "dark"}
    assert send(browser, "/theme", data={**data, **token}).status_code == status


@pytest.mark.parametrize(("number", "status"), [(90, 302), (101, 413)])
def test_a_form_has_at_most_a_hundred_parts(visitor, number, status):
    browser = visitor("alice")
    data = {f"part {place}": "x" for place in range(number)}
    token = {"csrf_token": browser.token(), "theme": "dark"}
    response = send(
        browser, "/theme", data={**data, **token}, content_type="multipart/form-data"
    )
    assert response.status_code == status


DEEP = {
    "lists in lists": "[" * 100_000 + "]" * 100_000,
    "things in things": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "half of it": "[" * 200_000,
    "a huge number": "9" * 500_000,
}


@pytest.mark.parametrize("kind", DEEP)
@pytest.mark.parametrize("path", ["/theme", "/sign-in", "/api/v1/members/"])
def test_json_is_taken_from_nobody(visitor, kind, path):
    response = send(
        visitor("alice"), path, data=DEEP[kind], content_type="application/json"
    )
    assert response.status_code in (400, 405)


@pytest.mark.parametrize(
    "body",
    [
        b"--x",
        b"--x\r\nContent-Disposition: form-data",
        b"\r\n" * 5_000,
        b"--x--",
        b"\0",
    ],
)
def test_a_form_that_breaks_off_is_no_breakdown(visitor, body):
    response = send(
        visitor("alice"), "/theme", data=body,
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert response.status_code in (400, 413)


@pytest.mark.parametrize("kind", ["multipart/form-data", "text/x; charset=utf-99", "/"])
def test_a_kind_of_body_that_nobody_knows_is_no_breakdown(visitor, kind):
    response = send(visitor("alice"), "/theme", data=b"a=b", content_type=kind)
    assert response.status_code == 400


def test_no_form_of_ours_is_near_the_limit(app):
    """Of what stands on the stage; a limit that our own pages meet helps nobody."""
    from tests.web.test_hostile import fields

    stage.fill()
    browser = come(app)
    most = 0
    for address in addresses(app):
        if address.method == "GET" and not address.path.startswith("/api/"):
            response = browser(address.who).get(address.path)
            if response.mimetype == "text/html":
                for form in Page(response).soup.select("form[method=post]"):
                    radios = {one["name"] for one in form.select("[type=radio]")}
                    other = [one for one in fields(form) if one[0] not in radios]
                    most = max(most, len(radios) + len(other))
    assert 5 < most < FIELDS / 2


# ---------------------------------------------------------------- pictures
def picture(kind="PNG", size=(40, 30), **options):
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **options)
    return made.getvalue()


def chunk(name, data):
    whole = name + data
    return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))


def claims(width, height):
    """Return a PNG of a few bytes that says how large it is."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )  # fmt: skip


def words_of(text):
    """Return a small PNG with a text that unpacks to a great deal."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", text, zip=True)
    return picture(pnginfo=told)


NONE = {
    "nothing": b"",
    "words": b"no picture at all",
    "a drawing that may run": b"<svg xmlns='http://www.w3.org/2000/svg' onload='a()'/>",
    "a page": b"<html><script>alert(1)</script></html>",
    "a GIF": picture("GIF"),
    "a TIFF": picture("TIFF"),
    "a PDF": picture("PDF"),
    "an archive": b"PK\x03\x04" + bytes(40),
    "a picture that breaks off": picture(size=(400, 300))[:200],
    "a JPEG that breaks off": picture("JPEG", size=(400, 300))[:300],
    "more than 20 megapixels": claims(5_000, 5_000),
    "a hundred megapixels": claims(10_000, 10_000),
    "a bomb": claims(50_000, 50_000),
    "a bomb of one row": claims(2**31 - 1, 1),
    "no width": claims(0, 10),
    "a text that unpacks to 100 MB": words_of("a" * 100_000_000),
}


class Sent:
    """What `photos` reads of an upload."""

    def __init__(self, data):
        self.data = data

    def read(self):
        return self.data


@pytest.mark.parametrize("kind", NONE)
@pytest.mark.parametrize("store", [photos.store, photos.store_whole])
def test_what_is_no_picture_or_too_large_is_refused_in_words(
    app, data_dir, kind, store
):
    with pytest.raises(Refused, match="photo"):
        store(Sent(NONE[kind]))
    assert not list((data_dir / "photos").glob("*"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_without_what_cameras_and_people_add(
    app, data_dir, kind
):
    taken = Image.Exif()
    taken[0x010F] = "Secret camera"
    taken[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    behind = b"<script>alert('secret')</script>"
    data = picture(kind, size=(400, 300), exif=taken) + behind
    for store in (photos.store, lambda sent: photos.store_whole(sent)[0]):
        name = store(Sent(data))
        kept = data_dir / "photos" / name
        assert kept.read_bytes()[:4] == b"RIFF"
        assert b"ecret" not in kept.read_bytes()
        with Image.open(kept) as drawn:
            assert drawn.format == "WEBP"
            assert not drawn.getexif()
            assert {"exif", "xmp", "icc_profile"}.isdisjoint(drawn.info)


def test_names_are_random_and_say_nothing_of_what_was_sent(app, data_dir):
    names = {photos.store(Sent(picture())) for _one in range(20)}
    assert len(names) == 20
    assert {len(name) for name in names} == {29}
    assert all(name.endswith(".webp") for name in names)


@settings(max_examples=60)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    places=st.lists(st.integers(0, 10_000), min_size=1, max_size=8),
    value=st.integers(0, 255),
    cut=st.integers(0, 400),
)
def test_a_picture_with_wrong_bytes_is_read_or_refused(kind, places, value, cut):
    data = bytearray(picture(kind, size=(60, 40)))
    for place in places:
        data[place % len(data)] = value
    with suppress(Refused):
        photos._read(bytes(data[: len(data) - cut])).load()


@pytest.mark.parametrize(
    ("who", "path"),
    [("alice", "/members/me/edit/photo"), ("lea", "/updates/update-3/pictures"),
     ("olu", "/essays/essay-3/figures")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["a bomb", "words", "a picture that breaks off"])
def test_every_form_for_pictures_says_so_at_the_form(app, kind, who, path):
    stage.fill()
    browser = come(app)(who)
    paths = {one.path for one in addresses(app)}
    field = "photo" if "members" in path else "picture"
    path = "/members/me/photo" if path not in paths and field == "photo" else path
    sent = {field: (io.BytesIO(NONE[kind]), "../../etc/passwd.png"), "alt": "Words"}
    sent["csrf_token"] = browser.token()
    response = send(browser, path, data=sent, content_type="multipart/form-data")
    page = Page(response)
    assert page.status == 422
    proofread(page)
    assert "photo" in page.main


def test_the_bombs_are_small_on_their_way():
    assert len(NONE["a bomb"]) < 200
    assert len(NONE["a text that unpacks to 100 MB"]) < 200_000
