"""What was learnt from a community: weights, patterns of joining, groups."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from community.graph.channels import USUAL, AllWeights, Weights
from community.graph.latent import BLOCKS, PEOPLE, WORK, Factors, Patterns, Trust
from community.graph.relations import Ids

FORMAT = 1


@dataclass(frozen=True, eq=False)
class Learned:
    """Weights of all channels, and patterns of joining where there are enough rows.

    `work` are the patterns for questions about projects and their teams, `people` for
    those about who should meet. `groups` numbers the group of each member and each
    project, from 0, with -1 for none; empty where groups were not looked for.
    """

    weights: AllWeights = USUAL
    work: Patterns | None = None
    people: Patterns | None = None
    groups: Mapping[str, Ids] = field(default_factory=dict)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as named arrays, which `from_arrays` takes back."""
        words = {
            one.name: _weights_as_words(getattr(self.weights, one.name))
            for one in fields(AllWeights)
        }
        made: dict[str, NDArray[Any]] = {
            "weights": np.frombuffer(json.dumps(words).encode(), dtype=np.uint8)
        }
        for kind, groups in self.groups.items():
            made[f"groups {kind}"] = groups
        for name, patterns in (("work", self.work), ("people", self.people)):
            if patterns is not None:
                made |= _patterns_as_arrays(name, patterns)
        return made

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Learned":
        """Return what `arrays` came from, over the same memory, without a copy.

        Raises
        ------
        KeyError, ValueError
            If they are not those of something learnt.
        """
        words = json.loads(arrays["weights"].tobytes())
        weights = {one.name: _weights_of(words[one.name]) for one in fields(AllWeights)}
        groups = {
            name.removeprefix("groups "): values
            for name, values in arrays.items()
            if name.startswith("groups ")
        }
        return cls(
            AllWeights(**weights),
            _patterns_of("work", WORK, arrays),
            _patterns_of("people", PEOPLE, arrays),
            groups,
        )

    def to_bytes(self, ids: Mapping[str, Ids]) -> bytes:
        """Return everything as bytes, by lasting ids instead of places.

        Factors are rounded to half precision.

        Parameters
        ----------
        ids : mapping of arrays
            The id of each member, project and tag, in rising order.
        """
        arrays: dict[str, NDArray[Any]] = {"format": np.array([FORMAT])}
        for kind, known in ids.items():
            arrays[f"ids {kind}"] = np.asarray(known, dtype=np.int64)
        for name, one in self.arrays().items():
            arrays[name] = one.astype(np.float16) if one.dtype.kind == "f" else one
        body = io.BytesIO()
        np.savez(body, **arrays)  # type: ignore[arg-type]
        return body.getvalue()

    @classmethod
    def from_bytes(cls, body: bytes, ids: Mapping[str, Ids]) -> "Learned":
        """Return what `to_bytes` wrote, for the nodes that there are now.

        Who came since then has no pattern and no group yet.

        Raises
        ------
        KeyError, ValueError
            If the bytes are of another format.
        """
        with np.load(io.BytesIO(body), allow_pickle=False) as file:
            arrays = dict(file)
        if "format" not in arrays or int(arrays["format"][0]) != FORMAT:
            raise ValueError("what was learnt is of another format")
        then = {kind: arrays[f"ids {kind}"] for kind in ids}
        found = cls.from_arrays(arrays)
        groups = {
            kind: _aligned(values, then[kind], ids[kind], -1)
            for kind, values in found.groups.items()
        }
        work, people = (
            _patterns_for(patterns, then, ids)
            for patterns in (found.work, found.people)
        )
        return cls(found.weights, work, people, groups)


NOTHING_LEARNED = Learned()


def _weights_as_words(weights: Weights) -> dict[str, Any]:
    return {"channel": dict(weights.channel), "beta": weights.beta}


def _weights_of(words: Mapping[str, Any]) -> Weights:
    return Weights(MappingProxyType(dict(words["channel"])), float(words["beta"]))


def _patterns_as_arrays(name: str, patterns: Patterns) -> dict[str, NDArray[Any]]:
    return {
        f"{name} {side} {kind}": factors
        for side in BLOCKS
        for kind, factors in patterns.side(side).items()
    }


def _patterns_of(
    name: str, trust: Trust, arrays: Mapping[str, NDArray[Any]]
) -> Patterns | None:
    if not any(key.startswith(f"{name} ") for key in arrays):
        return None
    sides: dict[str, dict[str, Factors]] = {
        side: {kind: arrays[f"{name} {side} {kind}"] for kind in kinds}
        for side, kinds in BLOCKS.items()
    }
    return Patterns(trust, **sides)


def _patterns_for(
    patterns: Patterns | None, then: Mapping[str, Ids], now: Mapping[str, Ids]
) -> Patterns | None:
    """Return patterns for the nodes of `now`, in single precision."""
    if patterns is None:
        return None
    sides: dict[str, dict[str, Factors]] = {
        side: {
            kind: _aligned(factors.astype(np.float32), then[kind], now[kind], 0)
            for kind, factors in patterns.side(side).items()
        }
        for side in BLOCKS
    }
    return Patterns(patterns.trust, **sides)


def _aligned(values: NDArray[Any], then: Ids, now: Ids, missing: float) -> NDArray[Any]:
    """Return values, one for each id of `then`, for the ids of `now`."""
    found = np.full((len(now), *values.shape[1:]), missing, dtype=values.dtype)
    if len(then):
        places = np.minimum(np.searchsorted(then, now), len(then) - 1)
        known = then[places] == now
        found[known] = values[places[known]]
    return found
