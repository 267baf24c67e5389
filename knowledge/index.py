"""What is found of a question in the texts of all topics: one number a topic from each leg of the search."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from knowledge.counting import Counts, count
from knowledge.weighing import weighed
from knowledge.words import features

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

VERSION: Final = 4
"""To be counted up when the same examples would make another index or classifier: a cached one is not taken for it."""

_FAMILY: Final = "family:"


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
        self.most_idf = float(math.log(1 + rows) + 1)
        self.most_rarity = math.log(1 + (topics + 0.5) / 0.5)

    @property
    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All that the index is made of."""
        return self._arrays

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The number of each feature."""
        return self._vocabulary

    @cached_property
    def examples(self) -> tuple[Ints, Ints, Floats, Ints]:
        """The texts as a sparse matrix, for a classifier: row starts, columns, values, and the topic of each row."""
        starts, column, order = self._by_row
        topic = np.repeat(np.arange(len(self.topics)), np.diff([*self._starts, int(self._arrays["rows"])]))
        return starts, column, self._arrays["example_weights"][order], topic

    def counts(self) -> tuple[Ints, Ints, Ints]:
        """How often each text holds each feature: row starts, columns, values."""
        starts, column, order = self._by_row
        return starts, column, self._arrays["example_times"][order].astype(np.int64)

    @cached_property
    def _by_row(self) -> tuple[Ints, Ints, Ints]:
        """Give row starts, columns, and where the value of each stands in the arrays, which are by feature."""
        counts = np.diff(self._arrays["example_starts"])
        row: Ints = self._arrays["example_rows"]
        rows = int(self._arrays["rows"])
        small = row.astype(np.uint16) if rows < 2**16 else row  # of small numbers numpy makes a radix sort
        order = np.argsort(small, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=rows))])
        return starts, np.repeat(np.arange(len(counts)), counts)[order], order

    def legs(self, question: str, classifier: "Margins | None" = None, vectors: Floats | None = None) -> Legs | None:
        """Compare a question with every topic; `None` when no part of it is known."""
        count = Counter(features(question))
        found = {self._vocabulary[name]: times for name, times in count.items() if name in self._vocabulary}
        if not found:
            return None
        numbers = np.fromiter(found.keys(), dtype=np.int64, count=len(found))
        weights = ((1 + np.log(np.fromiter(found.values(), dtype=np.float32))) * self._idf[numbers]).astype(np.float32)
        strange = sum((1 + math.log(times)) ** 2 for name, times in count.items() if name not in self._vocabulary)
        length = math.sqrt(float(weights @ weights) + strange * self.most_idf**2)
        own_length = math.sqrt(float(weights @ weights))
        rarity = self._rarity[numbers]
        mass = float(rarity.sum()) + (len(count) - len(found)) * self.most_rarity
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
            known_words=sum(known) / ((sum(known) + (len(names) - len(known)) * self.most_rarity) or 1.0),
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
    listed = in_order(examples)
    return assemble(listed, count(each.text for each in listed))


def in_order(examples: Iterable[Example]) -> list[Example]:
    """List examples in the order of an index's rows."""
    return sorted(examples, key=lambda each: each.entry)


def assemble(listed: Sequence[Example], counts: Counts) -> Index:
    """Make the index of examples in their order, whose features are counted; every feature is in one of them.

    Features are numbered by name, so that a classifier fits every index of the same examples.
    """
    names = sorted(counts.vocabulary)
    place = {name: number for number, name in enumerate(names)}
    column = np.array([place[name] for name in counts.vocabulary])[counts.column]
    topics = sorted({each.entry for each in listed})
    number = {topic: position for position, topic in enumerate(topics)}
    families = {each.entry: each.family or each.entry for each in listed}
    order = {family: position for position, family in enumerate(sorted(set(families.values())))}
    topic_of_row = np.array([number[each.entry] for each in listed])
    return Index(
        {
            "topics": np.array(topics),
            "family": np.array([order[families[each]] for each in topics]),
            "elsewhere": np.isin(topics, [each.entry for each in listed if each.elsewhere]),
            "shared": np.array([number.get(f"{_FAMILY}{families[topic]}", number[topic]) for topic in topics]),
            "vocabulary": np.array("\n".join(names)),
            "rows": np.array(len(listed)),
            "starts": np.searchsorted(topic_of_row, np.arange(len(topics))),
            **weighed(counts.row, column, counts.times, topic_of_row),
        }
    )
