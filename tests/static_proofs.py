"""Proofs that run nothing of the site: rules over its source, and what it is made of.

`make assure` calls `prove`. It makes an environment of its own (`.venv-assure`, from
the hash-locked `.ci/assure.lock`), so that the many packages of these tools are no part
of the site's. A rule that finds nothing where it should proves nothing: for each there
is a line here that breaks it, and it has to find that one.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.assure import Row

ROOT = Path(__file__).parents[1]
RULES = ROOT / ".ci/semgrep/house.yml"
LOCK = ROOT / ".ci/assure.lock"
PLACE = ROOT / ".venv-assure"
LOOKED_AT = ("community", "templates", "static/js")

PLANTED = {
    "markup-of-what-people-write": ("community/web/a.py", "x = Markup(words)\n"),
    "safe-filter": ("templates/a.html", "{{ words | safe }}\n"),
    "sql-of-words": ("community/web/b.py", 'x = text(f"SELECT {name}")\n'),
    "audience-outside-the-rules": (
        "community/web/c.py", "if row.audience == Audience.MEMBERS:\n    pass\n",
    ),
    "goes-out": ("community/members/a.py", "import urllib.request\n"),
    "open-redirect": ("community/web/d.py", 'x = redirect(request.args.get("next"))\n'),
    "logs-what-was-sent": ("community/web/e.py", 'log.info("x", sent=request.form)\n'),
    "reads-current-user": ("community/web/f.py", "x = current_user.viewer\n"),
    "runs-words": ("community/core/a.py", "x = eval(words)\n"),
    "random-for-a-secret": ("community/accounts/a.py", "x = random.choice(letters)\n"),
    "html-in-scripts": ("static/js/a.js", "place.innerHTML = words;\n"),
}  # fmt: skip
"""For each rule a file that breaks it."""


def names() -> set[str]:
    """Return the names of our rules."""
    return set(re.findall(r"^  - id: (\S+)$", RULES.read_text(), re.MULTILINE))


def prove() -> list[Row]:
    """Run all of it, and return what `make assure` tells of it."""
    _prepare()
    return [_bandit(), _planted(), _semgrep(), _libraries()]


def _prepare() -> None:
    """Make the environment of the tools, unless it is there for this very lock."""
    mark = PLACE / "of"
    if mark.exists() and mark.read_text() == LOCK.read_text():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", PLACE], check=True)
    _run(
        PLACE / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes",
        "--disable-pip-version-check", "-r", LOCK,
    )  # fmt: skip
    mark.write_text(LOCK.read_text())


def _run(*words: object, where: Path = ROOT, ok: tuple[int, ...] = (0,)) -> str:
    environment = {**os.environ, "SEMGREP_SEND_METRICS": "off"}
    done = subprocess.run(
        [str(word) for word in words], cwd=where, env=environment, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode not in ok:
        raise RuntimeError(
            f"{words[:3]} failed: {done.stdout[-500:]}{done.stderr[-500:]}"
        )
    return done.stdout


def _row(what: str, **figures: Any) -> Row:
    return {"what": what, **figures}


def _bandit() -> Row:
    """Return what bandit finds, of medium severity or worse."""
    command = (sys.executable, "-m", "bandit", "-q", "-r", "community", "-f", "json")
    found = json.loads(_run(*command, ok=(0, 1)))
    bad = [one for one in found["results"] if one["issue_severity"] != "LOW"]
    for one in bad:
        print(f"   {one['filename']}:{one['line_number']} {one['issue_text']}")
    lines = found["metrics"]["_totals"]["loc"]
    low = len(found["results"]) - len(bad)
    return _row("bandit, medium or worse", size=lines, failures=len(bad), low=low)


def found_in(where: Path, *paths: str) -> list[dict[str, Any]]:
    """Return what our rules find in some folders."""
    text = _run(
        PLACE / "bin/semgrep", "scan", "--config", RULES, "--metrics=off", "--json",
        "--disable-version-check", "--no-git-ignore", "--quiet", *paths, where=where,
    )  # fmt: skip
    report = json.loads(text)
    if report["errors"]:
        raise RuntimeError(f"semgrep: {report['errors'][:3]}")
    results: list[dict[str, Any]] = report["results"]
    return results


def _semgrep() -> Row:
    bad = found_in(ROOT, *LOOKED_AT)
    for one in bad:
        print(f"   {one['path']}:{one['start']['line']} {one['check_id']}")
    title = "rules of the house over the source"
    return _row(title, size=len(names()), failures=len(bad))


def _planted() -> Row:
    """Return which rules find the line that breaks them, in files made for it."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        for file, text in PLANTED.values():
            (where / file).parent.mkdir(parents=True, exist_ok=True)
            (where / file).write_text(text)
        results = found_in(where, ".")
    found = {(one["check_id"].rpartition(".")[2], one["path"]) for one in results}
    ought = {(rule, file) for rule, (file, _text) in PLANTED.items()}
    missed = sorted(rule for rule, _file in ought - found)
    ought_to = len(names() | PLANTED.keys())
    title = "rules that find what breaks them"
    return _row(
        title, size=ought_to, failures=ought_to - len(ought & found), missed=missed
    )


def _libraries() -> Row:
    """Write down all libraries of the site, with versions and hashes (CycloneDX)."""
    (ROOT / "build").mkdir(exist_ok=True)
    file = ROOT / "build/sbom.json"
    _run(
        PLACE / "bin/cyclonedx-py", "requirements", "requirements.lock",
        "--output-format", "JSON", "-o", file,
    )  # fmt: skip
    parts = json.loads(file.read_text())["components"]
    bare = [one["name"] for one in parts if not one.get("externalReferences")]
    locked = len(re.findall(r"^[a-z0-9]\S*==", (ROOT / "requirements.lock").read_text(),
                            re.MULTILINE))  # fmt: skip
    failures = int(len(parts) != locked) + int(len(bare) == len(parts))
    title = "libraries in build/sbom.json"
    return _row(title, size=len(parts), locked=locked, failures=failures)


if __name__ == "__main__":
    told = prove()
    print("\n".join(json.dumps(row) for row in told))
    raise SystemExit(1 if any(row["failures"] for row in told) else 0)
