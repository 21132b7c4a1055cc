"""The wheel installs elsewhere, and serves a page from there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVE = """
import os
from community import assets, settings
from community.app import create_app
assert "_shipped" in str(assets.folder("templates")), assets.folder("templates")
app = create_app(settings.read(os.environ))
page = app.test_client().get("/sign-in", base_url="http://127.0.0.1:8000")
assert page.status_code == 200, page.status_code
assert b"<h1>" in page.data
print("served", len(page.data))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    words = ["pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder]
    subprocess.run(
        [sys.executable, "-m", *map(str, words), str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    [made] = folder.glob("*.whl")
    return made


def test_the_wheel_holds_all_that_the_site_needs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"community"}
    for needed in (
        "community/_shipped/templates/base.html",
        "community/_shipped/templates/mail/_layout.html",
        "community/_shipped/templates/mail/hello.md",
        "community/_shipped/static/css/tokens.css",
        "community/_shipped/migrations/env.py",
        "community/reference/tags.csv",
        "community/demo/people.json",
    ):
        assert needed in names
    shipped = [n for n in names if n.startswith("community/_shipped/migrations/versi")]
    assert shipped


def test_an_installed_wheel_serves_a_page_elsewhere(wheel, tmp_path):
    there = tmp_path / "there"
    words = ["pip", "install", "-q", "--no-deps", "--target", str(there), str(wheel)]
    subprocess.run([sys.executable, "-m", *words], check=True, capture_output=True)
    environ = {
        **os.environ,
        "PYTHONPATH": str(there),
        "COMMUNITY_MODE": "demo",
        "COMMUNITY_DATA_DIR": str(tmp_path / "data"),
    }
    (tmp_path / "data").mkdir()
    commands = ([sys.executable, "-m", "community.cli", "migrate"],
                [sys.executable, "-c", SERVE])  # fmt: skip
    for command in commands:
        done = subprocess.run(
            command, cwd=tmp_path, env=environ, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
    assert "served" in done.stdout
