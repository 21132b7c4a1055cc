"""Which browser the journeys are walked in."""

import os
import shutil
import subprocess

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """Return the machine's Chromium: `$CHROMIUM`, or what is on the path."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


def describe() -> str:
    """Name the browser and its version, for the report."""
    found = executable()
    if found is None:
        return "a browser, which is not on this machine"
    asked = subprocess.run(
        [found, "--version", "--no-sandbox"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or found
