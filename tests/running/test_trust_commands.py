"""`community audit`, `retention` and `vault`, as an operator types them."""

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from community.cli import main
from community.core import trail
from community.core.db import db, start_writing
from tests.core.test_trail import unlock, write


@pytest.fixture
def run(app, monkeypatch):
    """Run a command on the site of the tests."""
    monkeypatch.setattr("community.cli._site", lambda: app)

    def command(*words: str) -> tuple[int, str]:
        db.session.rollback()
        done = CliRunner().invoke(main, list(words))
        return done.exit_code, done.output

    return command


def test_a_whole_trail_is_whole(run):
    write(3)
    code, said = run("audit", "verify")
    assert code == 0
    assert "Entries: 3" in said
    assert f"Head: {trail.head()[1]}" in said
    assert said.strip().endswith("Whole.")


def test_an_empty_trail_is_whole_too(run):
    assert run("audit", "verify")[0] == 0


def test_what_was_changed_behind_the_locks_is_named(run):
    write(3)
    unlock()
    db.session.execute(text("UPDATE audit_event SET note = 'x' WHERE id = 2"))
    db.session.commit()
    code, said = run("audit", "verify")
    assert code == 1
    assert "NOT whole. audit_event 2" in said


def test_a_kept_head_shows_that_the_end_is_gone(run):
    write(3)
    kept = trail.head()[1]
    assert run("audit", "verify", "--kept", kept)[0] == 0
    unlock()
    db.session.execute(text("DELETE FROM audit_event WHERE id = 3"))
    db.session.commit()
    assert run("audit", "verify")[0] == 0
    code, said = run("audit", "verify", "--kept", kept)
    assert code == 1
    assert "the end was cut off" in said


def test_a_dry_run_prints_every_rule_and_changes_nothing(run):
    from community.privacy import retention
    from tests.privacy.everywhere import changed, checksums

    before = checksums()
    code, said = run("retention", "run", "--dry-run")
    assert code == 0
    for rule in retention.RULES:
        assert rule.name in said
        assert rule.kept in said
    assert said.strip().endswith("Nothing was changed.")
    assert changed(before) == []


def test_retention_runs(run):
    code, said = run("retention", "run")
    assert code == 0
    assert "Nothing was changed" not in said


def test_renewing_counts_the_rows(run):
    code, said = run("vault", "renew")
    assert code == 0
    assert said.splitlines() == [
        "totp: 0", "lived_experience: 0", "job: 0", "audit_checkpoint: 0",
    ]  # fmt: skip


def test_renewing_without_the_old_key_says_what_is_missing(run, monkeypatch):
    from community.accounts.models import Totp
    from community.core import vault
    from tests.core.test_trail import NEW

    start_writing()
    db.session.add(Totp(account_id=6, sealed=vault.seal("secret")))
    db.session.commit()
    options = {**db.engine.get_execution_options(), vault.KEYS: (NEW,)}
    monkeypatch.setattr(db.engine, "get_execution_options", lambda: options)
    code, said = run("vault", "renew")
    assert code == 1
    assert "sealed with a key that is not in the list" in said
