"""`community bounce`: note that mail to an address comes back."""

from typing import BinaryIO

import click


@click.command()
@click.argument("report", type=click.File("rb"), default="-")
@click.option("--address", help="Note this address, without a report.")
@click.option("--status", default="5.0.0", help="Its status, as 5.1.1; 5.0.0 if none.")
def bounce(report: BinaryIO, address: str | None, status: str) -> None:
    """Note from a delivery REPORT (RFC 3464) that mail to an address comes back.

    Pipe reports in from the mail server. Letters to such an address stop, except those
    about signing in, and its owner reads so on their account page.
    """
    from community.accounts.bounces import returned
    from community.cli import _site

    with _site().app_context():
        if address is not None:
            click.echo(_by_hand(address, status))
            return
        found = returned(report.read())
        if not found:
            click.echo("Ignored: this is no delivery report.")
        for one in found:
            click.echo(_by_report(one.address, one.letter, one.status))


def _by_hand(address: str, status: str) -> str:
    from community.accounts.bounces import is_known
    from community.subscriptions.numbers import is_known as gets_updates

    if not is_known(address) and not gets_updates(address):
        return "Ignored: nobody here has this address."
    return _note(address, status)


def _by_report(address: str, letter: str, status: str) -> str:
    """Note what a report says, if it is about a letter that went from here."""
    from community.accounts import bounces
    from community.web.mail import is_ours

    if not is_ours(letter, address):
        return "Ignored: the report is not about a letter that went from here."
    if bounces.is_about_us(status):
        return f"Ignored: {status} is about how we send mail, not about the address."
    return _note(address, status)


def _note(address: str, status: str) -> str:
    from community.accounts import bounces
    from community.core.db import db, start_writing

    if not bounces.is_permanent(status):
        return f"Ignored: {status} is no failure for good; the mail server tries again."
    start_writing()
    new = bounces.note(address, status)
    db.session.commit()
    return (
        f"Noted: mail to this address comes back ({status})."
        if new
        else (f"Noted before: mail to this address comes back ({status}).")
    )
