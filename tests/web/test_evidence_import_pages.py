"""Bringing files in on the pages of curators: read, look, bring in, take out."""

import io

import pytest

from community.core.db import db
from community.core.visible import unscoped
from community.evidence.models import Resource, ResourceImport, ResourceState
from tests.curating import make_curator
from tests.evidence.making import resource

PAGE = "/evidence/import/"
FILE = (
    "TY  - RPRT\nTI  - Tea\nPY  - 2017\nAU  - Bott, Sue\nKW  - Juggling\nER  - \n"
    "TY  - RPRT\nTI  - Cake\nER  - \nTY  - RPRT\nTI  - Cake\nER  - \n"
    "TY  - RPRT\nTI  - Milk\nER  - \nTY  - RPRT\nTI  - Jam\nPY  - soon\nER  - \n"
)


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2018-06-01 12:00")
    make_curator()
    resource("Milk")


def upload(dai, text: str | bytes = FILE, name: str = "tea.ris", **rest):
    data = text if isinstance(text, bytes) else text.encode()
    sent = {"file": (io.BytesIO(data), name), "kind": "guide", **rest}
    return dai.post(PAGE, sent)


def batches() -> list[ResourceImport]:
    db.session.rollback()
    return list(db.session.scalars(unscoped("test", ResourceImport)))


def titles() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(unscoped("test", Resource.title)))


def test_a_file_is_looked_at_then_comes_then_goes(visitor):
    dai = visitor("dai")
    assert upload(dai).status == 200
    [batch] = batches()
    path = f"{PAGE}{batch.id}"
    page = dai.see(path)
    assert "2 new references. 1 is here already." in page.main
    assert "Topics not known here, left out: Juggling" in page.main
    assert "Give the year in four digits" in page.main
    assert "Row 5, line 16" in page.main
    assert "The same as row 2" in page.main
    assert "/evidence/milk" in page.links()
    assert dai.see(f"{path}?show=wrong").texts("h3") == ["Jam"]
    assert dai.get(f"{path}?show=moon").status_code == 404
    assert dai.get(f"{path}?page=9").status_code == 404
    assert titles() == ["Milk"]
    dai.post(f"{path}/bring", {"as": "published"})
    assert titles() == ["Cake", "Milk", "Tea"]
    page = dai.see(path)
    assert "Brought in" in page.main
    assert "Tea" in visitor().see("/evidence/?q=tea").main
    assert "2 are taken out again." in dai.post(f"{path}/undo").html
    assert titles() == ["Milk"]


def test_it_can_go_into_the_queue_instead(visitor):
    dai = visitor("dai")
    upload(dai)
    [batch] = batches()
    dai.post(f"{PAGE}{batch.id}/bring", {"as": "queue"})
    db.session.rollback()
    found = unscoped("test", Resource.state).where(Resource.import_id == batch.id)
    assert set(db.session.scalars(found)) == {ResourceState.SUBMITTED}


def test_it_can_be_thrown_away(visitor):
    dai = visitor("dai")
    upload(dai)
    [batch] = batches()
    dai.post(f"{PAGE}{batch.id}/forget")
    assert batches() == []
    assert titles() == ["Milk"]


def test_twice_is_once(visitor):
    dai = visitor("dai")
    upload(dai)
    [batch] = batches()
    dai.post(f"{PAGE}{batch.id}/bring", {"as": "published"})
    again = dai.post(f"{PAGE}{batch.id}/bring", {"as": "published"})
    assert "Somebody has decided on this file already" in again.html
    assert titles() == ["Cake", "Milk", "Tea"]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.ris", "Choose a file that is not empty"),
        (b"hello", "a.txt", "It looks like neither RIS nor BibTeX nor CSV"),
        (b"\x00" * 99, "a.ris", "That is no text"),
        (b"a,b\n1,2\n", "a.csv", "one of them has to be"),
    ],
)
def test_what_is_no_file_of_references_is_refused_beside_the_field(
    visitor, data: bytes, name: str, words: str
):
    response = upload(visitor("dai"), data, name)
    assert response.status == 422
    assert words in response.main
    assert 'aria-invalid="true"' in response.html
    assert batches() == []


def test_the_door_takes_20_mb_and_no_more(visitor):
    dai = visitor("dai")
    line = b"ZZ  - " + b"x" * 1000 + b"\n"
    data = b"TY  - RPRT\nTI  - Tea\n" + line * 1500 + b"ER  - \n"
    assert upload(dai, data).status == 200
    assert upload(dai, b"x" * 20_200_000).status == 413


def test_hostile_words_stay_words(visitor):
    dai = visitor("dai")
    text = 'title,publisher\n"<script>alert(1)</script>",=1+1\n'
    upload(dai, text, "<b>.csv")
    [batch] = batches()
    page = dai.see(f"{PAGE}{batch.id}")
    assert page.h1 == "<b>.csv"
    assert page.texts("h3") == ["<script>alert(1)</script>"]
    dai.post(f"{PAGE}{batch.id}/bring", {"as": "published"})
    assert ",'=1+1," in visitor().get("/evidence.csv?q=alert").get_data(as_text=True)


@pytest.mark.parametrize("who", ["alice", "olu", "ada"])
def test_others_than_curators_stay_outside(visitor, who: str):
    assert visitor(who).get(PAGE).status_code == 403
