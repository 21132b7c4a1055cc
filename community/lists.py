"""Lists of suggestions on the command line: one person's, or everybody's as a file."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask


def print_one(app: Flask, who: str) -> None:
    """Print what somebody would read who asks for suggestions."""
    from community.core.errors import NotFound
    from community.matching import answers, everybody

    with app.test_request_context():
        try:
            found = answers.for_you(everybody.viewer_of(who))
        except NotFound:
            raise click.ClickException(f"Nobody active is called {who}.") from None
    named = [(one.card.name, one.why) for one in found.people]
    named += [(one.card.title, one.why) for one in found.projects]
    for name, why in named:
        click.echo(name)
        for sentence in why.sentences:
            click.echo(f"    {sentence.text}")
    if not named:
        click.echo("No suggestions yet.")


def write_all(
    app: Flask, out: Path, people: bool, limit: int, scheduler: str | None
) -> None:
    """Write everybody's suggestions of people or projects to a CSV file."""
    from community.matching import everybody

    with app.app_context(), _cluster(scheduler) as client:
        lines = everybody.lists(
            people=people, limit=limit, progress=_progress(), client=client
        )
        try:
            number = everybody.write(out, lines)
        except OSError as problem:
            words = f"{out} can't be written: {problem.strerror}."
            raise click.ClickException(words) from None
    click.echo(f"Wrote {number} suggestions to {out}.")


def _cluster(scheduler: str | None) -> AbstractContextManager[Any]:
    """Return the client of a cluster, or None where there is none."""
    if scheduler is None:
        return nullcontext()
    try:
        client_of: Any = import_module("distributed").Client
    except ImportError:
        raise click.ClickException(
            "A cluster needs dask: pip install 'common-thread[scale]'."
        ) from None
    try:
        client: AbstractContextManager[Any] = client_of(scheduler, timeout="10s")
    except (OSError, ValueError) as problem:
        words = f"The scheduler {scheduler} can't be reached: {problem}"
        raise click.ClickException(words) from None
    return client


def _progress() -> Callable[[float], None]:
    """Return what draws a bar in a terminal, or else says a line every 5 %."""
    bar, told = sys.stderr.isatty(), 0

    def progress(done: float) -> None:
        nonlocal told
        steps = int(20 * done + 1e-9)
        if bar:
            line = f"\r[{'#' * steps:<20}] {round(100 * done)} %"
            click.echo(line, nl=done >= 1, err=True)
        elif steps > told:
            click.echo(f"{5 * steps} %", err=True)
        told = steps

    return progress
