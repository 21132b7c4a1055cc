"""The rules over the source each have a line that they must find."""

from tests import static_proofs
from tests.static_proofs import LOCK, PLANTED, ROOT, names


def test_each_rule_has_a_line_that_breaks_it():
    assert names() == PLANTED.keys()


def test_the_tools_are_locked_with_hashes():
    lines = LOCK.read_text().splitlines()
    named = [line for line in lines if line[:1].isalnum()]
    hashes = [line for line in lines if line.strip().startswith("--hash=sha256:")]
    assert all("==" in line for line in named)
    assert len(hashes) >= len(named) > 50
    assert not [line for line in lines if "://" in line and not line.startswith("#")]


def test_the_tools_are_no_part_of_the_site():
    locked = (ROOT / "requirements.lock").read_text()
    assert "semgrep==" not in locked
    assert static_proofs.PLACE.name + "/" in (ROOT / ".gitignore").read_text()


def test_making_the_site_looks_for_what_bandit_knows():
    assert "bandit" in (ROOT / "Makefile").read_text()
