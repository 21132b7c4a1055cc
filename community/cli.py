"""The `community` command: run the place, load it, look after it."""

import json
import os
import sys
import time
from pathlib import Path

import click
from flask import Flask

from community import logs, serving, settings
from community.cli_backup import backup, restore
from community.cli_bounce import bounce
from community.cli_evidence import evidence
from community.cli_trust import audit, retention, vault


def _site() -> Flask:
    """Return the site of the environment's settings; a bad one ends with a sentence."""
    from community.app import create_app

    try:
        chosen = settings.read(os.environ)
    except settings.BadSetting as problem:
        raise click.ClickException(str(problem)) from None
    logs.set_up(chosen.log_level)
    try:
        chosen.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        words = (
            f"COMMUNITY_DATA_DIR {chosen.data_dir} can't be made: {problem.strerror}."
        )
        raise click.ClickException(words) from None
    return create_app(chosen)


@click.group()
def main() -> None:
    """Run and look after a Common Thread community."""


@main.command()
def migrate() -> None:
    """Bring the database to this version's tables, and load the reference lists."""
    serving.migrate(_site())


@main.command()
@click.option(
    "--without-worker", is_flag=True, help="Leave work to `community worker`."
)
def serve(without_worker: bool) -> None:
    """Serve the site, with a worker and the timetable beside it."""
    serving.serve(_site(), worker=not without_worker)


@main.command()
@click.option("--once", is_flag=True, help="Do what is due, and stop.")
def worker(once: bool) -> None:
    """Do the work of the outbox and of the timetable, until told to stop.

    What is at hand is finished first. There may be several, and beside a server.
    """
    if once:
        click.echo(f"{serving.work_once(_site())} done")
    else:
        serving.work(_site())


@main.command()
def run() -> None:
    """Set up and serve in one go; in demo mode with the demo community."""
    from community.demo import loader

    app = _site()
    chosen = app.config["SETTINGS"]
    serving.migrate(app)
    if chosen.demo:
        with app.app_context():
            if loader.load_if_empty():
                click.echo("Loaded the demo community.")
        click.echo(f"\n  {chosen.name} is at {chosen.public_url}\n")
        click.echo("  Sign in as")
        for line in _sign_ins():
            click.echo(f"    {line}")
        click.echo("  Who holds a role has a secret for an app that shows codes, too.")
        click.echo("  Without such an app: community demo code organiser")
        click.echo(f"\n  Mail is written to {chosen.data_dir / 'mail'}")
        click.echo("  Stop with Ctrl+C.\n")
    sys.stdout.flush()
    serving.serve(app)


def _sign_ins() -> list[str]:
    from community.demo import loader

    return [
        f"{one['role']:<14} {one['email']:<34} {one['password']:<30} "
        f"{one.get('totp_secret', '')}".rstrip()
        for one in loader.accounts()
    ]


@main.group()
def demo() -> None:
    """The demo community of invented people."""


@demo.command("load")
def demo_load() -> None:
    """Load the demo community into an empty database (demo mode only)."""
    from community.demo import loader

    app = _site()
    _only_demo(app)
    serving.migrate(app)
    with app.app_context():
        began = time.perf_counter()
        done = loader.load_if_empty()
    words = "Loaded" if done else "There are people already; left alone"
    click.echo(f"{words} ({time.perf_counter() - began:.1f} s).")


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def demo_accounts(as_json: bool) -> None:
    """Print who may sign in to the demo (demo mode only)."""
    from community.demo import loader

    found = loader.accounts()
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for line in _sign_ins():
        click.echo(line)


@demo.command("code")
@click.argument("role")
def demo_code(role: str) -> None:
    """Print the code that the app of a demo's ROLE would show now, as a phone does."""
    import pyotp

    from community.core import clock
    from community.demo import loader

    for one in loader.accounts():
        if one["role"] == role and "totp_secret" in one:
            click.echo(pyotp.TOTP(one["totp_secret"]).at(clock.now()))
            return
    raise click.ClickException(f"Nobody in the demo needs a code as {role}.")


def _only_demo(app: Flask) -> None:
    if not app.config["SETTINGS"].demo:
        raise click.ClickException(
            "Demo people are for COMMUNITY_MODE=demo alone; this is production."
        )


@main.command()
def policies() -> None:
    """Print who may open each page, and by which rule its things are found."""
    from community.web import policy

    click.echo(policy.table(_site()))


@main.group()
def admin() -> None:
    """Administrators."""


@admin.command("create")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.password_option(envvar="COMMUNITY_ADMIN_PASSWORD")
def admin_create(email: str, name: str, password: str) -> None:
    """Make an administrator, who is an organiser too."""
    from community.core.db import db
    from community.core.errors import Refused
    from community.members import joining

    with _site().app_context():
        try:
            joining.create_administrator(email=email, name=name, password=password)
        except Refused as problem:
            words = (
                problem.message % problem.values if problem.values else problem.message
            )
            raise click.ClickException(words) from None
        db.session.commit()
    click.echo(f"{email} can sign in now, as administrator and organiser.")


@main.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
@click.option(
    "--skip-bad", is_flag=True, help="Import the good rows of a file with bad ones."
)
@click.option("--listed", is_flag=True, help="Show the people before they join.")
@click.option("--basis", default="", help="Why they may be shown before they join.")
@click.option(
    "--layout",
    type=click.Choice(["own", "kumu"]),
    default="own",
    help="Ours, or that of Kumu and sumApp (elements.csv, connections.csv).",
)
def import_(
    folder: Path, dry_run: bool, skip_bad: bool, listed: bool, basis: str, layout: str
) -> None:
    """Import people, projects and memberships from the CSV files in FOLDER."""
    from community.imports import run

    app = _site()
    with app.app_context():
        ok = run.import_folder(
            folder, dry_run=dry_run, skip_bad=skip_bad, listed=listed, basis=basis,
            say=click.echo, layout=layout,
        )  # fmt: skip
    sys.exit(0 if ok else 1)


@main.command("import-undo")
@click.argument("batch", type=int)
def import_undo(batch: int) -> None:
    """Undo the import BATCH, apart from what people have edited since."""
    from community.imports import undo

    with _site().app_context():
        click.echo(undo.undo_batch(batch))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def evaluate(as_json: bool) -> None:
    """Measure how good suggestions are, keep the figures, and print them."""
    from community.matching import quality
    from community.web import quality_tables

    def progress(part: str, done: int, of: int) -> None:
        if done == of or done % max(1, of // 100) == 0:
            click.echo(f"\r{part}: {done} of {of}", nl=done == of, err=True)

    app = _site()
    with app.test_request_context():
        report = quality.make(progress)
        quality.keep(report)
        if as_json:
            click.echo(quality.as_json(report))
        else:
            click.echo(quality_tables.report_text(report))


@main.command()
@click.option("--now", is_flag=True, help="Learn even if it was done today.")
def tick(now: bool) -> None:
    """Do what the timetable says is due now, and print a line for each task.

    Requests and introductions are reminded of and end, breaks end, coffee rounds are
    paired and closed, digests and announcements are asked for, and once a day it learns
    from the rows. A worker does all this by itself; this is for a timer, or after an
    import. It may run twice, late, or beside a server.
    """
    from community.core.db import db
    from community.jobs import timetable
    from community.matching import learning

    def progress(done: float) -> None:
        click.echo(f"\rLearning: {round(100 * done)} %", nl=done >= 1, err=True)

    app = _site()
    if now:
        with app.app_context():
            learning.learn(progress)
            db.session.commit()
        click.echo("Learnt from the rows that all members may see.")
    done = timetable.run_due(app)
    for task in done:
        click.echo(f"{task.name}: {task.problem or f'{task.number} done'}")
    if not done:
        click.echo("Nothing else is due." if now else "Nothing is due.")


@main.command()
@click.argument("who", required=False)
@click.option("--all", "everybody", is_flag=True, help="Everybody's lists at once.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.csv"
)
@click.option("--people", is_flag=True, help="With --all: people, not projects.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--scheduler", metavar="ADDRESS", help="Let a dask cluster do the work.")
def suggest(
    who: str | None,
    everybody: bool,
    out: Path | None,
    people: bool,
    limit: int,
    scheduler: str | None,
) -> None:
    """Print the suggestions of WHO, or write those of everybody to a file.

    WHO is an e-mail address or the name in the address of somebody's profile: what is
    printed is what this person would read, and theirs alone, so ask them first.

    With --all, each line of FILE.csv says to which member, in which place, what is
    suggested, and how strongly. Only listed members with an active account get a list,
    and only what every member may see counts.
    """
    from community import lists

    if everybody and out and not who:
        # members are shared out to threads: BLAS with more of its own would only wait
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        lists.write_all(_site(), out, people, limit, scheduler)
    elif who and not (everybody or out or people or scheduler):
        lists.print_one(_site(), who)
    else:
        raise click.UsageError(
            "Name one member, or say --all and --out FILE.csv for everybody's lists."
        )


@main.command()
def check() -> None:
    """Compare what is derived (ties, circles, places taken) with the truth."""
    from community.checks import problems

    with _site().app_context():
        found = problems()
    for line in found:
        click.echo(line)
    click.echo(f"{len(found)} problems" if found else "Everything agrees.")
    sys.exit(1 if found else 0)


main.add_command(backup)
main.add_command(restore)
main.add_command(bounce)
main.add_command(evidence)
main.add_command(audit)
main.add_command(retention)
main.add_command(vault)

if __name__ == "__main__":
    main()
