"""Weights from a community's own rows: hide some, and see what finds them again.

No fixed weights suit every community: where tags say much, topics lead people to
projects, elsewhere only who works with whom does. So some rows are hidden, weights are
sought that rank them high, and they are kept only if they do better on further hidden
rows, that the search never saw, than the usual weights and than the best single signal.
"""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from community.graph import channels as c
from community.graph.channels import Weights
from community.graph.hiding import LEAST_QUESTIONS, Ask, hide
from community.graph.latent import Trust, find_patterns
from community.graph.records import Rows
from community.graph.relations import Floats
from community.graph.shared import Shared
from community.graph.trial import Trial, Tried, ask_all

FACTORS = (0.0, 0.3, 0.6, 0.85, 1.2, 1.6, 3.0)
ADDED = (0.03, 0.1, 0.3)
"""Shares of the greatest weight with which a channel that has none is tried."""
BETAS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4)
PASSES = 4
ENOUGH = 1e-4
SEED = 2017

FITTED = frozenset(
    {
        c.WORKS_WITH,
        c.WORKS_CLOSELY,
        c.KNOWS_SOMEBODY_THERE,
        c.FRIENDS_OF_FRIENDS_THERE,
        c.FRIENDS_WORK_WITH,
        c.SIMILAR_PROJECT,
        c.ALIKE_PROJECT,
        c.LINKED_PROJECT,
        c.LIKE_MINDED,
        c.MUTUAL,
        c.FURTHER_TIES,
        c.SHARED_PROJECT,
        c.WORKS_WITH_FRIEND,
        c.KNOWS_TEAMMATE,
        c.SHARED_TAG,
        c.PATTERN,
        c.POPULAR,
    }
)
"""What may be weighed anew; that offers meet needs is worth what it is worth."""


def fitted(rows: Rows, ask: Ask, usual: Weights, trust: Trust) -> Weights:
    """Return weights that suit a community better, or `usual` themselves.

    Parameters
    ----------
    rows : Rows
        The community.
    ask : Ask
        The kind of question.
    usual : Weights
        Where one search starts; another starts from the best single channel.
    trust : Trust
        Of the patterns of joining for this kind of question.

    Returns
    -------
    Weights
        The same for the same rows, in whatever order.
    """
    random = np.random.default_rng(SEED)
    hidden = hide(rows, ask, random)
    if len(hidden.questions) < LEAST_QUESTIONS:
        return usual
    shared = Shared.from_rows(hidden.kept)
    patterns = find_patterns(shared.size, shared.relations, trust)
    mixed = [hidden.questions[at] for at in random.permutation(len(hidden.questions))]
    trial = ask_all(shared, patterns, ask, mixed)
    if len(trial.lost) < LEAST_QUESTIONS:
        return usual
    start = _of(trial, usual)
    best = _best(trial, start)
    return usual if best is start else _as_weights(trial, best, usual)


def _best(trial: Trial, usual: Tried) -> Tried:
    """Return the fitted weights if they prove themselves, else the safer ones.

    Each half is judged with what was found on the other.
    """
    half = len(trial.lost) // 2
    one, other = trial.some(slice(half)), trial.some(slice(half, None))
    gained = []
    for learn, judge in ((one, other), (other, one)):
        found = (_climbed(learn, usual), _single(learn, usual))
        now = judge.each(usual)
        gained.append([judge.each(tried) - now for tried in found])
    climbed, single = (np.concatenate(both) for both in zip(*gained, strict=True))
    if climbed.mean() >= single.mean():
        return _climbed(trial, usual) if _is_sure(climbed) else usual
    return _single(trial, usual) if _is_sure(single) else usual


def _is_sure(gained: Floats) -> bool:
    """Tell whether something is gained, by more than one standard error."""
    return bool(gained.mean() > gained.std() / len(gained) ** 0.5)


def _climbed(trial: Trial, usual: Tried) -> Tried:
    """Return the better of two searches: from the usual weights, from a single one."""
    starts = (usual, _single(trial, usual))
    return max((climb(trial, start) for start in starts), key=trial.worth)


def _of(trial: Trial, weights: Weights) -> Tried:
    values = [weights.channel.get(channel, 0.0) for channel in trial.channels]
    return Tried(np.array(values), weights.beta)


def _free(trial: Trial) -> list[int]:
    return [
        place
        for place, channel in enumerate(trial.channels)
        if channel in FITTED and trial.brought[:, place].any()
    ]


def _single(trial: Trial, usual: Tried) -> Tried:
    """Return the best single signal, beside what is not fitted."""
    rest = usual.weights.copy()
    free = _free(trial)
    rest[free] = 0
    tried = [
        Tried(np.where(np.arange(len(rest)) == place, 1.0, rest), beta)
        for place in free
        for beta in (0.0, 0.2)
    ]
    return max(tried, key=trial.worth, default=usual)


def climb(trial: Trial, start: Tried) -> Tried:
    """Change one weight at a time for the better, until nothing gets better."""
    weights, beta, best = start.weights.copy(), start.beta, trial.worth(start)
    for _ in range(PASSES):
        before, damped = best, trial.damped(beta)
        for place in _free(trial):
            brought = trial.brought[:, place]
            rest = trial.scores(weights) - np.float32(weights[place]) * brought
            for tried in _steps(weights, place):
                scores = rest + np.float32(tried) * brought
                worth = float(trial.found(scores, damped).mean())
                if worth > best:
                    best, weights[place] = worth, tried
        scores = trial.scores(weights)
        for tried in BETAS if trial.team.any() else ():
            worth = float(trial.found(scores, trial.damped(tried)).mean())
            if worth > best:
                best, beta = worth, tried
        if best - before < ENOUGH:
            break
    return Tried(weights, beta)


def _steps(weights: Floats, place: int) -> Sequence[float]:
    now = float(weights[place])
    if now:
        return [now * factor for factor in FACTORS]
    return [share * float(weights.max()) for share in ADDED]


def _as_weights(trial: Trial, best: Tried, usual: Weights) -> Weights:
    """Return weights by name; their scale is that of the usual ones."""
    free, fixed = _free(trial), np.ones(len(best.weights), dtype=bool)
    fixed[free] = False
    weights = best.weights
    if not trial.brought[:, fixed].any() and weights[free].max() > 0:
        most = max(usual.channel.get(name, 0.0) for name in FITTED)
        weights = np.where(fixed, weights, weights * most / weights[free].max())
    channel = dict(usual.channel)
    channel |= {
        name: float(weights[place])
        for place, name in enumerate(trial.channels)
        if name in FITTED
    }
    return Weights(MappingProxyType(channel), best.beta)
