"""From a question to the topics that it may be about."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from knowledge.words import features

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


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
        frequency = Counter(chain.from_iterable(counts))
        families = {topic: example.family or topic for example in listed for topic in example.topics}
        order = sorted(set(families.values()))
        self._family_of = np.array([order.index(families[topic]) for topic in self._topics])
        self._vocabulary = {feature: number for number, feature in enumerate(frequency)}
        self._idf = np.log((1 + len(listed)) / (1 + np.array(list(frequency.values())))) + 1
        self._strange = math.log(1 + len(listed)) + 1
        row = np.repeat(np.arange(len(listed)), [len(count) for count in counts])
        column = np.array([self._vocabulary[feature] for feature in chain.from_iterable(counts)])
        times = np.array(list(chain.from_iterable(count.values() for count in counts)))
        weight = (1 + np.log(times)) * self._idf[column]
        weight /= np.sqrt(np.bincount(row, weight**2))[row]
        self._examples = _Postings(column, row, weight, len(listed))
        self._centroids = self._summed(column, row, weight)

    def rank(self, question: str, *, unlikely: Set[str] = frozenset()) -> Sequence[Hit]:
        """Rank every topic, the most likely first, the `unlikely` ones at half their score.

        Nothing is ranked when no word of the question is known.
        """
        numbers, weights = self._vector(Counter(features(question)))
        if not len(numbers):
            return ()
        nearest = np.zeros(len(self._topics))
        np.maximum.at(nearest, self._topic, self._examples.dot(numbers, weights)[self._row])
        scores = (nearest + self._centroids.dot(numbers, weights)) / 2
        scores *= np.array([0.5 if topic in unlikely else 1.0 for topic in self._topics])
        order: Ints = np.argsort(-scores, kind="stable")
        ranked: list[int] = order.tolist()
        confidences = _confidences(scores[order], self._family_of[order])
        return [
            Hit(topic=self._topics[topic], score=float(scores[topic]), confidence=sure)
            for topic, sure in zip(ranked, confidences, strict=True)
        ]

    def _vector(self, count: Counter[str]) -> tuple[Ints, Floats]:
        """Turn features into the numbers of those that are known, and their weights."""
        known = {self._vocabulary[feature]: n for feature, n in count.items() if feature in self._vocabulary}
        numbers = np.fromiter(known.keys(), dtype=np.int64)
        weights = (1 + np.log(np.fromiter(known.values(), dtype=np.float64))) * self._idf[numbers]
        strange = self._strange**2 * sum((1 + math.log(n)) ** 2 for f, n in count.items() if f not in self._vocabulary)
        return numbers, weights / (math.sqrt(weights @ weights + strange) or 1.0)

    def _summed(self, column: Ints, row: Ints, weight: Floats) -> "_Postings":
        """Sum up the examples of each topic, to vectors of length 1. An example of several topics counts for each."""
        topics_of_row = np.bincount(self._row)
        first = np.cumsum(topics_of_row) - topics_of_row
        copies = topics_of_row[row]
        copy: Ints = np.arange(int(copies.sum())) - np.repeat(np.cumsum(copies) - copies, copies)
        topic = self._topic[np.repeat(first[row], copies) + copy]
        keys, posting = np.unique(np.repeat(column, copies) * len(self._topics) + topic, return_inverse=True)
        sums = np.bincount(posting, np.repeat(weight, copies))
        column, topic = np.divmod(keys, len(self._topics))
        lengths = np.sqrt(np.bincount(topic, sums**2))
        return _Postings(column, topic, sums / lengths[topic], len(self._topics))


class _Postings:
    """Vectors, kept by feature: for each the rows that hold it, and their weights."""

    def __init__(self, feature: Ints, row: Ints, weight: Floats, rows: int) -> None:
        order = np.argsort(feature, kind="stable")
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(feature))])
        self._row, self._weight, self._rows = row[order], weight[order], rows

    def dot(self, features: Ints, weights: Floats) -> Floats:
        """Multiply all vectors with one of these features and weights."""
        starts, ends = self._starts[features], self._starts[features + 1]
        spans = [slice(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        rows = np.concatenate([self._row[span] for span in spans])
        shares = np.concatenate([self._weight[span] for span in spans]) * np.repeat(weights, ends - starts)
        products: Floats = np.bincount(rows, shares, self._rows).astype(np.float64)
        return products


def _confidences(scores: Floats, families: Ints) -> list[float]:
    """Turn scores, the best first, into confidences: high when the score is, and far from that of the best rival.

    Topics of one family are no rivals: which of them is meant is the platform's matter.
    """
    first = families[0]
    others = scores[families != first]
    rivals = np.where(families == first, others[0] if len(others) else 0.0, scores[0])
    return (1 / (1 + np.exp(-(_BIAS + _TOP * scores + _MARGIN * (scores - rivals))))).tolist()
