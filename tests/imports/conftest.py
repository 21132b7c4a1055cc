"""A small community in files, to import."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from community.core.db import start_writing
from community.imports import run

FILES = {
    "people.csv": "id,display_name,email\n"
    "p1,Nia Bevan,nia@example.org\np2,Tomasz Król,tomasz@example.org\n"
    "p3,Ife Bello,ife@example.org\n",
    "projects.csv": "id,title,tags,summary\n"
    "j1,Tea and talk,evaluation; Chess club,Once a week\nj2,Allotment,,\n",
    "memberships.csv": "person,project,role\np1,j1,lead\np2,j1,member\np2,j2,member\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def bring(app: Flask, folder: Path) -> Callable[..., tuple[bool, list[str]]]:
    """Import the folder, and return whether it went well and what was said."""

    def imported(
        dry_run: bool = False,
        skip_bad: bool = False,
        listed: bool = False,
        basis: str = "",
        folder: Path = folder,
    ) -> tuple[bool, list[str]]:
        said: list[str] = []
        start_writing()
        went = run.import_folder(
            folder, dry_run=dry_run, skip_bad=skip_bad, listed=listed, basis=basis,
            say=said.append,
        )  # fmt: skip
        return went, said

    return imported
