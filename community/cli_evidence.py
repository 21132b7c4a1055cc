"""`community evidence`: what is done with the Evidence Hub from outside its pages."""

import click


@click.group()
def evidence() -> None:
    """The Evidence Hub."""


@evidence.command()
@click.option("--most", type=click.IntRange(1, 10_000), default=500, show_default=True)
def links(most: int) -> None:
    """Ask whether the addresses of published resources still answer.

    It is off until COMMUNITY_LINK_CHECK is on, and no page ever does it. Only https
    addresses of the public internet are asked, one request a second for each host.
    Curators find what does not answer in their queue.
    """
    from community.cli import _site
    from community.evidence.links import Net
    from community.evidence.links_due import check

    app = _site()
    settings = app.config["SETTINGS"]
    if not settings.link_check:
        raise click.ClickException(
            "Link checks are off: they ask other sites. COMMUNITY_LINK_CHECK=on "
            "switches them on."
        )
    asked = broken = 0
    with app.app_context():
        for link, problem in check(most, _agent(settings.public_url), Net()):
            asked += 1
            broken += bool(problem)
            if problem:
                click.echo(f"{link.slug}: {problem}")
    click.echo(f"{asked} asked, {broken} with a problem.")


def _agent(public_url: str) -> str:
    """Return how the check says who asks."""
    return f"Mozilla/5.0 (compatible; CommonThread link check; +{public_url})"
