"""From a question to the topics that it may be about."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.confidence import Calibration, legs_of, read_calibration, signals
from knowledge.index import Floats, Index, Legs, Margins

# How much each leg counts in the order of the topics.
NEAREST: Final = np.float32(0.5)
CENTROID: Final = np.float32(0.5)
_MARGIN: Final = np.float32(0.25)
_NEAR_MARGIN: Final = np.float32(1.0)
_VECTORS: Final = np.float32(1.0)

_NEAR: Final = np.float32(-0.5)
"""Margin from which the classifier holds a topic for possible. From there on, each bit counts more."""

_UNLIKELY: Final = 0.3
"""What a topic loses that is not about the platform which the question names."""

_FAMILIAR: Final = 0.1
"""Score from which a question is known to be of a kind from elsewhere; strange words alone are of none."""

_STEEPNESS: Final = 6.0
"""How fast the confidence falls with the score behind the first topic."""


def counted(margins: Floats) -> Floats:
    """Tell how much margins of the classifier count in the order of the topics."""
    found: Floats = _MARGIN * margins + _NEAR_MARGIN * np.maximum(margins - _NEAR, 0)
    return found.astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A topic, how near the question is to it, and how sure it is that it, or one of its family, is meant (0 to 1)."""

    topic: str
    score: float
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Every topic, the most likely first; and the kind of question from elsewhere that fits better, if one does."""

    hits: Sequence[Hit] = ()
    elsewhere: str | None = None


class Search:
    """Ranks topics by what a question has in common with their texts, and knows how far to trust that."""

    def __init__(self, index: Index, margins: Margins | None = None, calibration: Calibration | None = None) -> None:
        self.index = index
        self.margins = margins
        self.calibration = calibration or read_calibration()

    def rank(self, question: str, *, unlikely: Set[str] = frozenset(), vectors: Floats | None = None) -> Ranking:
        """Rank the topics; nothing is ranked when no part of the question is known.

        `unlikely` names topics that the question can hardly be about; `vectors` holds the cosine of its embedding
        with each topic's nearest text.
        """
        legs = self.index.legs(question, self.margins, vectors)
        if legs is None:
            return Ranking()
        scores = self._scores(legs, unlikely)
        order = self.order(scores)
        first = self.calibration[legs_of(legs)](signals(legs, scores, order, self.index))
        return Ranking(hits=self._hits(order, scores, first), elsewhere=self._elsewhere(scores))

    def found(self, question: str, *, vectors: Floats | None = None) -> tuple[str, dict[str, float], str] | None:
        """Give what a calibration is fitted to: the topic found, its signals, and the legs they come from."""
        legs = self.index.legs(question, self.margins, vectors)
        if legs is None:
            return None
        scores = self._scores(legs, frozenset())
        order = self.order(scores)
        return self.index.topics[order[0]], signals(legs, scores, order, self.index), legs_of(legs)

    def order(self, scores: Floats) -> list[int]:
        """Order the topics that articles answer, the best first."""
        own = self.index.answered
        return own[np.argsort(-scores[own], kind="stable")].tolist()

    def _scores(self, legs: Legs, unlikely: Set[str]) -> Floats:
        scores: Floats = (legs.entry + NEAREST * legs.nearest + CENTROID * legs.centroid).astype(np.float32)
        if legs.classifier is not None:
            scores = scores + counted(legs.classifier)
        if legs.vectors is not None:
            scores = (scores + _VECTORS * legs.vectors).astype(np.float32)
        if unlikely:
            lost: Floats = np.array([_UNLIKELY if topic in unlikely else 0 for topic in self.index.topics], np.float32)
            scores = scores - lost
        return scores

    def _hits(self, order: list[int], scores: Floats, first: float) -> list[Hit]:
        """Give the first topic its confidence, its family too, and the others less, the further they are behind."""
        best, family = float(scores[order[0]]), self.index.family[order[0]]
        hits: list[Hit] = []
        for topic in order:
            score = float(scores[topic])
            behind = float(np.exp(_STEEPNESS * min(score - best, 0.0)))
            sure = first if self.index.family[topic] == family else min(first, max(first, 1 - first) * behind)
            hits.append(Hit(topic=self.index.topics[topic], score=score, confidence=sure))
        return hits

    def _elsewhere(self, scores: Floats) -> str | None:
        best = int(np.argmax(scores))
        known = self.index.elsewhere[best] and scores[best] >= _FAMILIAR
        return self.index.topics[best] if known else None
