"""How sure it is that the topic found is the one that is meant: signals of the search → a probability."""

# scikit-learn 1.9.1 has no types.
# pyright: reportMissingTypeStubs=false

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from knowledge.index import Floats, Index, Legs

WEIGHTS: Final = Path(__file__).parent / "confidence.json"

_BASE: Final = "lexical"


@dataclass(frozen=True, kw_only=True)
class Logistic:
    """A logistic function of signals that are first brought to mean 0 and deviation 1."""

    signals: tuple[str, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def __call__(self, signals: Mapping[str, float]) -> float:
        """Compute the probability."""
        parts = zip(self.signals, self.mean, self.deviation, self.weights, strict=True)
        log_odds = self.bias + sum(
            weight * (signals[name] - mean) / deviation for name, mean, deviation, weight in parts
        )
        return 1 / (1 + math.exp(-min(max(log_odds, -30), 30)))


Calibration = Mapping[str, Logistic]
"""A function for each set of legs that a search may have: see `legs_of`."""


def legs_of(legs: Legs) -> str:
    """Name the legs that a question was searched with."""
    more = [name for name in ("classifier", "vectors") if getattr(legs, name) is not None]
    return "+".join([_BASE, *more])


def signals(legs: Legs, scores: Floats, order: Sequence[int], index: Index) -> dict[str, float]:
    """List what tells whether the first topic of `order` (best first, none from elsewhere) is the right one.

    Rivals are the best topic of another family, and the best kind of question from elsewhere.
    """
    top = order[0]
    family = int(index.family[top])
    rival = next((topic for topic in order if index.family[topic] != family), top)
    elsewhere = np.flatnonzero(index.elsewhere)
    stranger = int(elsewhere[np.argmax(scores[elsewhere])]) if len(elsewhere) else None

    def ahead(leg: Floats, other: int | None) -> float:
        return float(leg[top] - (leg[other] if other is not None else 0.0))

    def agrees(leg: Floats) -> float:
        own = index.answered
        return float(index.family[own[int(np.argmax(leg[own]))]] == family)

    found = {
        "score": float(scores[top]),
        "score ahead": ahead(scores, rival),
        "score ahead of elsewhere": ahead(scores, stranger),
        "entry": float(legs.entry[top]),
        "entry ahead": ahead(legs.entry, rival),
        "entry ahead of elsewhere": ahead(legs.entry, stranger),
        "nearest": float(legs.nearest[top]),
        "nearest ahead": ahead(legs.nearest, rival),
        "nearest ahead of elsewhere": float(legs.nearest[top] - max(legs.nearest[elsewhere], default=0.0)),
        "nearest agrees": agrees(legs.nearest),
        "centroid": float(legs.centroid[top]),
        "centroid ahead of elsewhere": float(legs.centroid[top] - max(legs.centroid[elsewhere], default=0.0)),
        "centroid agrees": agrees(legs.centroid),
        "known": legs.known,
        "known words": legs.known_words,
        "length": math.log1p(legs.words),
        "short": float(legs.words <= 2),
    }
    for name in ("classifier", "vectors"):
        leg: Floats | None = getattr(legs, name)
        if leg is not None:
            found |= {
                name: float(leg[top]),
                f"{name} ahead": ahead(leg, rival),
                f"{name} ahead of elsewhere": float(leg[top] - max(leg[elsewhere], default=0.0)),
                f"{name} agrees": agrees(leg),
            }
    return found


def read_calibration(path: Path = WEIGHTS) -> Calibration:
    """Read what `fit` found. Raises `OSError` and `ValueError`."""
    content: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text("utf-8"))
    return {
        legs: Logistic(
            signals=tuple(each["signals"]),
            mean=tuple(each["mean"]),
            deviation=tuple(each["deviation"]),
            weights=tuple(each["weights"]),
            bias=each["bias"],
        )
        for legs, each in content.items()
    }


def write_calibration(calibration: Calibration, path: Path = WEIGHTS) -> None:
    """Keep a calibration."""
    content = {
        legs: {
            "signals": each.signals,
            "mean": [round(value, 5) for value in each.mean],
            "deviation": [round(value, 5) for value in each.deviation],
            "weights": [round(value, 4) for value in each.weights],
            "bias": round(each.bias, 4),
        }
        for legs, each in calibration.items()
    }
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def fit(found: Sequence[Mapping[str, float]], right: Sequence[bool]) -> Logistic:
    """Fit the function to what was found of questions, and whether the first topic was right."""
    # Not at the top: it takes two seconds, and the bot does not fit.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    names = tuple(found[0])
    rows: npt.NDArray[np.float64] = np.array([[each[name] for name in names] for each in found])
    spread = rows.std(axis=0)
    mean, deviation = rows.mean(axis=0), np.where(spread > 1e-4, spread, 1.0)  # what is always the same tells nothing
    model: Any = LogisticRegression(C=0.3, max_iter=5_000)
    model.fit((rows - mean) / deviation, right)
    return Logistic(
        signals=names,
        mean=tuple(mean.tolist()),
        deviation=tuple(deviation.tolist()),
        weights=tuple(model.coef_[0].tolist()),
        bias=float(model.intercept_[0]),
    )
