"""From a question to the topics that it may be about."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from knowledge.words import features

Floats = npt.NDArray[np.float64]
_Matrix = Any
"""A `scipy.sparse.csr_array` of floats; its stubs lose the type in products."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A text about a topic, or about several that are one `family`: an example question, a title, a keyword."""

    text: str
    topics: tuple[str, ...]
    family: str | None = None


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A topic, how near the question is to it (0 to 1), and how sure it is that the question is about it or one of its
    family (0 to 1)."""

    topic: str
    score: float
    confidence: float


class Search(Protocol):
    """An engine that ranks topics."""

    def rank(self, question: str, *, unlikely: Set[str] = frozenset()) -> Sequence[Hit]:
        """Rank every topic, the most likely first, the `unlikely` ones at half their score.

        Nothing is ranked when no word of the question is known.
        """
        ...


# How the confidence is made of what was found: a logistic function. The weights were chosen on questions that are no
# example questions (`python -m knowledge eval`).
_BIAS: Final = -6.5
_TOP: Final = 24.0
_MARGIN: Final = 2.2


class TfidfSearch:
    """Cosine between TF-IDF vectors: half with the nearest example of a topic, half with all its examples together.

    Weights are `(1 + log tf) * idf` with `idf = log((1 + n) / (1 + df)) + 1`, vectors of length 1: Salton and Buckley,
    "Term-weighting approaches in automatic text retrieval", 1988. What no example knows of a question counts into its
    length, so that a question of foreign words is near to nothing.
    """

    def __init__(self, examples: Iterable[Example]) -> None:
        listed = list(examples)
        counts = [Counter(features(example.text)) for example in listed]
        self._topics = sorted({topic for example in listed for topic in example.topics})
        numbers = {topic: number for number, topic in enumerate(self._topics)}
        pairs = [(row, numbers[topic]) for row, example in enumerate(listed) for topic in example.topics]
        self._row, self._topic = np.array(pairs).T
        frequency = Counter(feature for count in counts for feature in count)
        families = {topic: example.family or topic for example in listed for topic in example.topics}
        order = sorted(set(families.values()))
        self._family_of = np.array([order.index(families[topic]) for topic in self._topics])
        self._vocabulary = {feature: number for number, feature in enumerate(frequency)}
        self._idf = np.log((1 + len(listed)) / (1 + np.array(list(frequency.values())))) + 1
        self._strange = math.log(1 + len(listed)) + 1
        self._examples = self._matrix(counts)
        membership = csr_array((np.ones(len(pairs)), (self._topic, self._row)))
        self._centroids = _unit_rows(membership @ self._examples)

    def rank(self, question: str, *, unlikely: Set[str] = frozenset()) -> Sequence[Hit]:
        """Rank every topic, the most likely first, the `unlikely` ones at half their score.

        Nothing is ranked when no word of the question is known.
        """
        numbers, weights = self._vector(Counter(features(question)))
        if not len(numbers):
            return ()
        vector = np.zeros(len(self._idf))
        vector[numbers] = weights
        nearest = np.zeros(len(self._topics))
        np.maximum.at(nearest, self._topic, (self._examples @ vector)[self._row])
        scores = (nearest + self._centroids @ vector) / 2
        scores *= np.array([0.5 if topic in unlikely else 1.0 for topic in self._topics])
        order = np.argsort(-scores, kind="stable")
        return [
            Hit(topic=self._topics[topic], score=float(scores[topic]), confidence=sure)
            for topic, sure in zip(order.tolist(), _confidences(scores[order], self._family_of[order]), strict=True)
        ]

    def _vector(self, count: Counter[str]) -> tuple[npt.NDArray[np.int64], Floats]:
        """Turn features into the numbers of those that are known, and their weights."""
        known = {self._vocabulary[feature]: n for feature, n in count.items() if feature in self._vocabulary}
        numbers = np.fromiter(known.keys(), dtype=np.int64)
        weights = (1 + np.log(np.fromiter(known.values(), dtype=np.float64))) * self._idf[numbers]
        strange = self._strange**2 * sum((1 + math.log(n)) ** 2 for f, n in count.items() if f not in self._vocabulary)
        return numbers, weights / (math.sqrt(weights @ weights + strange) or 1.0)

    def _matrix(self, counts: list[Counter[str]]) -> _Matrix:
        rows = [self._vector(count) for count in counts]
        ends = np.cumsum([0, *(len(numbers) for numbers, _ in rows)])
        columns = np.concatenate([numbers for numbers, _ in rows])
        weights = np.concatenate([weights for _, weights in rows])
        return csr_array((weights, columns, ends), shape=(len(rows), len(self._idf)))


def _unit_rows(matrix: _Matrix) -> _Matrix:
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    return csr_array(matrix.multiply(1 / lengths[:, np.newaxis]))


def _confidences(scores: Floats, families: npt.NDArray[np.int64]) -> list[float]:
    """Turn scores, the best first, into confidences: high when the score is, and far from that of the best rival.

    Topics of one family are no rivals: which of them is meant is the platform's matter.
    """
    first = families[0]
    others = scores[families != first]
    rivals = np.where(families == first, others[0] if len(others) else 0.0, scores[0])
    return (1 / (1 + np.exp(-(_BIAS + _TOP * scores + _MARGIN * (scores - rivals))))).tolist()
