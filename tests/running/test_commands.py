"""The `community` command, as whoever runs the place meets it."""

import json

import pytest
from click.testing import CliRunner

from community.cli import main
from tests.databases import SECRET, VAULT

SECRET = {
    "COMMUNITY_SECRET_KEY": SECRET,
    "COMMUNITY_VAULT_KEYS": VAULT,
    "COMMUNITY_PUBLIC_URL": "https://people.example.org",
    "COMMUNITY_LOG_LEVEL": "WARNING",
}


@pytest.fixture
def command(tmp_path):
    """Run a command in an empty folder: `command("migrate", mode="demo")`."""

    def run(*words, mode="production", **environ):
        settings = {
            **SECRET,
            "COMMUNITY_MODE": mode,
            "COMMUNITY_DATA_DIR": str(tmp_path / "data"),
            **environ,
        }
        return CliRunner().invoke(main, words, env=settings)

    return run


def test_a_bad_setting_ends_with_a_sentence(command):
    done = command("migrate", COMMUNITY_SECRET_KEY="short")
    assert done.exit_code == 1
    assert "COMMUNITY_SECRET_KEY must have 32 characters or more" in done.output
    assert "Traceback" not in done.output


def test_an_empty_place_gets_its_tables_and_its_first_administrator(command):
    assert command("migrate").exit_code == 0
    words = ("admin", "create", "--email", "ann@example.org", "--name", "Ann Lee")
    done = command(*words, COMMUNITY_ADMIN_PASSWORD="four words that hold")
    assert done.exit_code == 0, done.output
    assert "ann@example.org can sign in now" in done.output
    again = command(*words, COMMUNITY_ADMIN_PASSWORD="four words that hold")
    assert again.exit_code == 1
    assert "ann@example.org has an account already" in again.output
    assert command("check").output.strip() == "Everything agrees."


def test_a_weak_password_is_refused_with_a_sentence(command):
    command("migrate")
    words = ("admin", "create", "--email", "ann@example.org", "--name", "Ann Lee")
    done = command(*words, COMMUNITY_ADMIN_PASSWORD="short")
    assert done.exit_code == 1
    assert "15 letters or more" in done.output


def test_migrating_twice_is_migrating_once(command):
    assert command("migrate").exit_code == 0
    assert command("migrate").exit_code == 0


def test_production_never_loads_the_demo(command):
    done = command("demo", "load")
    assert done.exit_code == 1
    assert "this is production" in done.output


def test_the_demos_sign_ins_are_a_list(command):
    done = command("demo", "accounts", "--json", mode="demo")
    accounts = json.loads(done.output)
    roles = [account["role"] for account in accounts]
    assert roles.count("participant") >= 2
    assert {"lead", "organiser", "administrator"} <= set(roles)
    plain = {"role", "email", "password"}
    assert all(set(one) - {"totp_secret"} == plain for one in accounts)
    plain = command("demo", "accounts", mode="demo").output
    assert all(one["email"] in plain for one in accounts)


def test_an_import_of_an_empty_folder_says_what_is_missing(command, tmp_path):
    command("migrate")
    (tmp_path / "files").mkdir()
    done = command("import", str(tmp_path / "files"), "--dry-run")
    assert done.exit_code == 1
    assert "people.csv, line 0: the file is missing" in done.output
