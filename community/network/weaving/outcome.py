"""What a plan was expected to change, frozen when it was sent, and what is so today.

Frozen figures outlive the consents that they came from, and are read by organisers who
may list other people than the sender. So they are those of the map that every organiser
sees, rounded as all statistics over people whom the reader may not list.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from community.core.access import Viewer, as_seen_by
from community.matching.small_numbers import LEAST, rounded
from community.network.maps import network_for
from community.network.models import WeavePlan
from community.network.weaving.changing import WovenFigures, change, figures_of
from community.network.weaving.people import Pair, places_of

TO = 5


@dataclass(frozen=True)
class Frozen:
    """Published figures; None stands for fewer than 8, or for what nobody can say.

    `mean_path` is in steps, to a tenth; `across` and `load` are in percent, to 5.
    """

    parts: int | None
    alone: int | None
    mean_path: float | None
    across: int | None
    load: int | None


def common() -> Viewer:
    """Return an organiser who knows nobody and is blocked by nobody."""
    return as_seen_by("organiser", 0)


def frozen(pairs: Iterable[Pair]) -> tuple[str, str]:
    """Return the figures without and with some pairs (of ids) tied, as JSON."""
    network = network_for(common())
    there = places_of(network, pairs)
    found = change(network, there.values())
    return _json(published(found.before)), _json(published(found.after))


def compared(plan: WeavePlan) -> tuple[Frozen, ...]:
    """Return the figures before a plan, those expected of it, and those of today."""
    kept = [text for text in (plan.before, plan.expected) if text]
    today = published(figures_of(network_for(common())))
    return (*(Frozen(**json.loads(text)) for text in kept), today)


def published(figures: WovenFigures) -> Frozen:
    """Return figures as they may be read by who cannot list the people in them."""
    path = figures.mean_path
    few = figures.told < LEAST
    return Frozen(
        rounded(figures.parts),
        rounded(figures.alone),
        None if path is None else round(path, 1),
        None if few else _percent(figures.across / figures.told),
        _percent(figures.load),
    )


def _percent(share: float) -> int:
    return TO * round(100 * share / TO)


def _json(figures: Frozen) -> str:
    return json.dumps(asdict(figures), sort_keys=True)
