"""`community audit`, `retention` and `vault`: what the operator looks after."""

import sys

import click


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option("--kept", default="", metavar="HASH", help="A head that you kept.")
def verify(kept: str) -> None:
    """Look whether the audit trail is whole; exit with 1 where it is not.

    Each entry holds the hash of the one before, so that what was changed, taken out or
    put in between shows. That its end was cut off shows only to whoever kept the head
    elsewhere: keep the one that is printed, from time to time, and give it with --kept.
    """
    from community.cli import _site
    from community.core import trail

    with _site().app_context():
        found = trail.verify(kept)
    click.echo(f"Entries: {found.entries}")
    click.echo(f"Checkpoints: {found.checkpoints}, {found.let_go} entries let go")
    if found.at is not None:
        click.echo(f"Newest: {found.newest}, {found.at:%Y-%m-%d %H:%M:%S} UTC")
    click.echo(f"Head: {found.head or 'none'}")
    if found.problem is None:
        click.echo("Whole.")
        return
    where = f"{found.problem.where} {found.problem.id or ''}".strip()
    click.echo(f"NOT whole. {where}: {found.problem.why}.")
    sys.exit(1)


@click.group()
def retention() -> None:
    """How long things are kept."""


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Count what would go, change nothing.")
def retention_run(dry_run: bool) -> None:
    """Let go of what is kept no longer, and print a line for each rule.

    The worker does this once a day by itself.
    """
    from community.cli import _site
    from community.privacy import retention as kept

    failed = 0
    with _site().app_context():
        for one in kept.run(dry=dry_run):
            failed += bool(one.problem)
            click.echo(f"{one.rule.name:<12} {_number(one):>8}  {one.rule.what}")
            click.echo(f"{'':<12} {'':>8}  {one.rule.kept}; by {one.rule.by}")
    if dry_run:
        click.echo("Nothing was changed.")
    sys.exit(1 if failed else 0)


def _number(one: object) -> str:
    from community.privacy.retention import Outcome

    assert isinstance(one, Outcome)
    if one.problem:
        return one.problem
    if one.spared:
        return "a demo"
    return "-" if one.number is None else str(one.number)


@click.group()
def vault() -> None:
    """What is sealed with a key that the database lacks."""


@vault.command()
def renew() -> None:
    """Seal everything anew with the first of COMMUNITY_VAULT_KEYS.

    Put the new key before the old one, restart, run this, then take the old key away.
    Backups from before need the old key: keep it as long as them.
    """
    from community.cli import _site
    from community.core.trail import BrokenTrail
    from community.core.vault import Locked
    from community.privacy import renewing

    with _site().app_context():
        try:
            for one in renewing.renew():
                click.echo(f"{one.table}: {one.rows}")
        except Locked:
            words = "Something was sealed with a key that is not in the list."
            raise click.ClickException(words) from None
        except BrokenTrail:
            words = "The audit trail is not whole: see `community audit verify`."
            raise click.ClickException(words) from None
