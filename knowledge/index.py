"""What is found of a question in the texts of all topics: one number a topic from each leg of the search."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from knowledge.words import features

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

VERSION: Final = 2
"""To be counted up when the same examples would make another index, so that no cached one is taken for it."""

_FAMILY: Final = "family:"
_K1: Final = 1.5
_B: Final = 0.75


@dataclass(frozen=True, kw_only=True)
class Example:
    """A text about a topic: an example question, a title, a keyword. Siblings that differ by platform share a `family`.

    Without a topic it is about any of the family. `elsewhere`: the topic is a kind of questions that no article
    answers.
    """

    text: str
    topic: str | None = None
    family: str | None = None
    elsewhere: bool = False

    @property
    def entry(self) -> str:
        """What the text stands under."""
        return self.topic or f"{_FAMILY}{self.family}"


@dataclass(frozen=True, kw_only=True)
class Legs:
    """What a question has in common with each topic.

    `entry`: BM25 with all texts of the topic as one entry, as a share of what the question's words weigh (0 to 2.5);
    `nearest` and `centroid`: cosines of TF-IDF vectors with the topic's nearest text, and with all of them together;
    `classifier`: the margin of a linear support vector machine, where there is one; `vectors`: the cosine of the
    embedding with that of the nearest text, where there are any. `known` is the share of the question's weight that
    any text knows, `known_words` the same of whole words; `words` is their number.
    """

    entry: Floats
    nearest: Floats
    centroid: Floats
    classifier: Floats | None
    vectors: Floats | None
    known: float
    known_words: float
    words: int


class Index:
    """All texts, ready to be searched.

    BM25 with k1 = 1.5 and b = 0.75: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009. TF-IDF
    weights are `(1 + log tf) * idf` with `idf = log((1 + n) / (1 + df)) + 1`, vectors of length 1: Salton and Buckley,
    "Term-weighting approaches in automatic text retrieval", 1988.
    """

    def __init__(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self._arrays = arrays
        self.topics: list[str] = arrays["topics"].tolist()
        self.family: Ints = arrays["family"]
        self.elsewhere: npt.NDArray[np.bool_] = arrays["elsewhere"]
        self.answered: Ints = np.flatnonzero(
            ~self.elsewhere & ~np.array([topic.startswith(_FAMILY) for topic in self.topics])
        )
        self._shared: Ints = arrays["shared"]
        names: list[str] = str(arrays["vocabulary"]).split("\n")
        self._vocabulary = {name: number for number, name in enumerate(names)}
        self._idf: Floats = arrays["idf"]
        self._rarity: Floats = arrays["rarity"]
        rows, topics = int(arrays["rows"]), len(self.topics)
        self._starts: Ints = arrays["starts"]
        self._examples = _Postings(arrays["example_starts"], arrays["example_rows"], arrays["example_weights"], rows)
        self._centroids = _Postings(arrays["topic_starts"], arrays["topic_rows"], arrays["centroid_weights"], topics)
        self._entries = _Postings(arrays["topic_starts"], arrays["topic_rows"], arrays["entry_weights"], topics)
        self._most_idf = float(math.log(1 + rows) + 1)
        self._most_rarity = math.log(1 + (topics + 0.5) / 0.5)

    @property
    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All that the index is made of."""
        return self._arrays

    @cached_property
    def examples(self) -> tuple[Ints, Ints, Floats, Ints]:
        """The texts as a sparse matrix, for a classifier: row starts, columns, values, and the topic of each row."""
        counts = np.diff(self._arrays["example_starts"])
        column = np.repeat(np.arange(len(counts)), counts)
        row: Ints = self._arrays["example_rows"]
        order = np.lexsort((column, row))
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=int(self._arrays["rows"])))])
        topic = np.repeat(np.arange(len(self.topics)), np.diff([*self._starts, int(self._arrays["rows"])]))
        return starts, column[order], self._arrays["example_weights"][order], topic

    def legs(self, question: str, classifier: "Margins | None" = None, vectors: Floats | None = None) -> Legs | None:
        """Compare a question with every topic; `None` when no part of it is known."""
        count = Counter(features(question))
        found = {self._vocabulary[name]: times for name, times in count.items() if name in self._vocabulary}
        if not found:
            return None
        numbers = np.fromiter(found.keys(), dtype=np.int64, count=len(found))
        weights = ((1 + np.log(np.fromiter(found.values(), dtype=np.float32))) * self._idf[numbers]).astype(np.float32)
        strange = sum((1 + math.log(times)) ** 2 for name, times in count.items() if name not in self._vocabulary)
        length = math.sqrt(float(weights @ weights) + strange * self._most_idf**2)
        own_length = math.sqrt(float(weights @ weights))
        rarity = self._rarity[numbers]
        mass = float(rarity.sum()) + (len(count) - len(found)) * self._most_rarity
        names = [name for name in count if name.startswith("word ")]
        known = [float(self._rarity[self._vocabulary[name]]) for name in names if name in self._vocabulary]
        similar = self._examples.dot(numbers, weights / np.float32(length))
        return Legs(
            entry=self._with_family(self._entries.dot(numbers, np.ones(len(numbers), np.float32)) / np.float32(mass)),
            nearest=self._with_family(np.maximum.reduceat(similar, self._starts)),
            centroid=self._with_family(self._centroids.dot(numbers, weights / np.float32(length))),
            classifier=self._with_family(classifier.of(numbers, weights / np.float32(own_length)))
            if classifier
            else None,
            vectors=None if vectors is None else self._with_family(vectors),
            known=float(rarity.sum()) / mass,
            known_words=sum(known) / ((sum(known) + (len(names) - len(known)) * self._most_rarity) or 1.0),
            words=len(names),
        )

    def _with_family(self, leg: Floats) -> Floats:
        """Give each topic at least what its family has, for questions that name no platform."""
        return np.maximum(leg, leg[self._shared])


@dataclass(frozen=True, kw_only=True)
class Margins:
    """A linear classifier: weights (features by topics) and what is added for each topic."""

    weights: Floats
    bias: Floats

    def of(self, numbers: Ints, weights: Floats) -> Floats:
        """Compute the margin of each topic for a vector of length 1."""
        return weights @ self.weights[numbers] + self.bias


class _Postings:
    """Vectors, kept by feature: for each the rows that hold it, and their weights."""

    def __init__(self, starts: Ints, row: Ints, weight: Floats, rows: int) -> None:
        self._starts, self._row, self._weight, self._rows = starts, row, weight, rows

    def dot(self, numbers: Ints, weights: Floats) -> Floats:
        """Multiply all vectors with one of these features and weights."""
        starts, ends = self._starts[numbers], self._starts[numbers + 1]
        spans = [slice(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        rows = np.concatenate([self._row[span] for span in spans])
        shares = np.concatenate([self._weight[span] for span in spans]) * np.repeat(weights, ends - starts)
        return np.bincount(rows, shares, self._rows).astype(np.float32)


def fingerprint(examples: Iterable[Example]) -> str:
    """Name the index that these examples make."""
    lines = (f"{each.entry}\t{each.family}\t{each.elsewhere}\t{each.text}" for each in examples)
    return hashlib.sha256("\n".join([str(VERSION), *lines]).encode()).hexdigest()[:32]


def build(examples: Sequence[Example]) -> Index:
    """Make the index of all examples."""
    topics = sorted({each.entry for each in examples})
    number = {topic: position for position, topic in enumerate(topics)}
    families = {each.entry: each.family or each.entry for each in examples}
    order = sorted(set(families.values()))
    listed = sorted(examples, key=lambda each: number[each.entry])
    counts = [Counter(features(each.text)) for each in listed]
    topic_of_row = np.array([number[each.entry] for each in listed])
    frequency = Counter(chain.from_iterable(counts))
    vocabulary = {name: position for position, name in enumerate(frequency)}
    row = np.repeat(np.arange(len(listed)), [len(count) for count in counts])
    column = np.fromiter((vocabulary[name] for name in chain.from_iterable(counts)), dtype=np.int64, count=len(row))
    times = np.fromiter(chain.from_iterable(count.values() for count in counts), dtype=np.float64, count=len(row))
    idf = np.log((1 + len(listed)) / (1 + np.fromiter(frequency.values(), dtype=np.float64))) + 1
    weight = (1 + np.log(times)) * idf[column]
    weight /= np.sqrt(np.bincount(row, weight**2))[row]
    by_feature = np.argsort(column, kind="stable")

    keys, posting = np.unique(column * len(topics) + topic_of_row[row], return_inverse=True)
    feature, topic = np.divmod(keys, len(topics))
    centroid = np.bincount(posting, weight)
    centroid /= np.sqrt(np.bincount(topic, centroid**2))[topic]
    entry_times = np.bincount(posting, times)
    length = np.bincount(topic, entry_times)
    spread = np.bincount(feature)
    rarity = np.log(1 + (len(topics) - spread + 0.5) / (spread + 0.5))
    saturated = entry_times * (_K1 + 1) / (entry_times + _K1 * (1 - _B + _B * length[topic] / length.mean()))
    return Index(
        {
            "topics": np.array(topics),
            "family": np.array([order.index(families[each]) for each in topics]),
            "elsewhere": np.isin(topics, [each.entry for each in listed if each.elsewhere]),
            "shared": np.array([number.get(f"{_FAMILY}{families[topic]}", number[topic]) for topic in topics]),
            "vocabulary": np.array("\n".join(vocabulary)),
            "idf": idf.astype(np.float32),
            "rarity": rarity.astype(np.float32),
            "rows": np.array(len(listed)),
            "starts": np.searchsorted(topic_of_row, np.arange(len(topics))),
            "example_starts": _starts(column),
            "example_rows": row[by_feature],
            "example_weights": weight[by_feature].astype(np.float32),
            "topic_starts": _starts(feature),
            "topic_rows": topic,
            "centroid_weights": centroid.astype(np.float32),
            "entry_weights": (saturated * rarity[feature]).astype(np.float32),
        }
    )


def _starts(feature: Ints) -> Ints:
    """Tell where each feature's postings begin, and where the last end."""
    return np.concatenate([[0], np.cumsum(np.bincount(feature))])
