"""`community backup` and `community restore`: a copy of the place, and the way back."""

import os
import sys
from pathlib import Path

import click

from community import settings
from community.backup import making, restoring
from community.backup.problems import BackupProblem
from community.backup.restoring import Report
from community.core import clock


def _chosen() -> settings.Settings:
    try:
        return settings.read(os.environ)
    except settings.BadSetting as problem:
        raise click.ClickException(str(problem)) from None


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), metavar="DAYS")
@click.option("--verify", is_flag=True, help="Look at all of FILE, and make none.")
def backup(file: Path | None, keep: int | None, verify: bool) -> None:
    """Copy the database and the files into one sealed FILE, while people go on.

    FILE may be a folder; by default it is `backups` in the data folder. Then the name
    says when it was made, and --keep deletes those older than so many DAYS.

    --verify reads FILE, puts it into a place of its own, compares sums, rows and what
    is derived, and lets it go again.
    """
    chosen = _chosen()
    try:
        if verify:
            if file is None:
                raise click.UsageError("Name the file that is to be verified.")
            _say(restoring.verify(chosen, file), "is good")
            return
        made, found = making.make(chosen, file)
    except BackupProblem as problem:
        raise click.ClickException(str(problem)) from None
    size = made.stat().st_size / 1_000_000
    click.echo(
        f"{made}: {found.number} rows, {len(found.parts) - 1} files, {size:.1f} MB"
    )
    if keep:
        gone = making.forget_old(made.parent, keep, clock.now())
        click.echo(f"{len(gone)} older than {keep} days deleted.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where there are people already.")
def restore(file: Path, replace: bool) -> None:
    """Put the backup FILE in the place of what is there, with server and workers off.

    It is migrated up to this version; who was erased or turned down since is erased
    again, imports that were undone are, who stopped updates gets none, nobody stays
    signed in, no link of a letter and no invitation works, no secret address of a
    calendar, no map on another site, and announcements are drafts again. What is there
    now stays beside.
    """
    chosen = _chosen()
    try:
        report = restoring.restore(chosen, file, instead=replace)
    except BackupProblem as problem:
        raise click.ClickException(str(problem)) from None
    _say(report, "is in place")


def _say(report: Report, how: str) -> None:
    found = report.contents
    click.echo(
        f"The backup of {found.made_at} {how}: {found.number} rows, "
        f"{len(found.parts) - 1} files, {report.erased} people erased again, "
        f"{report.undone} imports undone again, "
        f"{report.stopped} addresses without updates again, "
        f"{report.ended} ways in ended, {report.put_away} letters not sent, "
        f"{report.drafts} announcements not sent."
    )
    for line in report.problems:
        click.echo(line)
    if how == "is in place":
        click.echo(
            "All since then is lost, also blocks, consents that were withdrawn and "
            "audiences that were made narrower: tell people, so that they look again."
        )
        if report.ended:
            click.echo(
                "Invitations, links to join, secret addresses of calendars and maps on "
                "other sites have ended, for some were taken back since: whoever needs "
                "one makes a new one."
            )
        if report.drafts:
            click.echo(
                "Those announcements are drafts again: ask an organiser to look which "
                "have gone out since, and to put those away."
            )
    if report.before:
        click.echo(
            f"What was there is {report.before} now. Delete it when you are sure, "
            "and after 35 days in any case."
        )
    if report.problems:
        click.echo(f"{len(report.problems)} problems")
        sys.exit(1)
