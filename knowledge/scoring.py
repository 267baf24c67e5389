"""Many questions compared with topics at once, as far as that is cheap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.counting import count
from knowledge.index import Example, Floats, Index, Ints, in_order
from knowledge.rebuilding import spans
from knowledge.search import CENTROID, NEAREST, Search, counted


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Questions as rows of a sparse matrix over the features that an index knows.

    `weight` is that of TF-IDF; `length` is of the whole vector and `known_length` of what is known of it; `mass` is
    what all words weigh together.
    """

    starts: Ints
    column: Ints
    weight: Floats
    length: Floats
    known_length: Floats
    mass: Floats


def asked_in(index: Index, examples: Sequence[Example], questions: Sequence[str]) -> Asked:
    """Count the features of questions; those that are texts of the index are counted already."""
    row_of = {each.text: row for row, each in enumerate(in_order(examples))}
    fresh = list(dict.fromkeys(question for question in questions if question not in row_of))
    counted = count(fresh)
    number = np.array([index.vocabulary.get(name, -1) for name in counted.vocabulary], np.int64)
    starts, column, times = index.counts()
    lengths = np.concatenate([np.diff(starts), np.bincount(counted.row, minlength=len(fresh))])
    row_of |= {text: len(examples) + position for position, text in enumerate(fresh)}
    rows = np.array([row_of[question] for question in questions])
    place = spans((np.cumsum(lengths) - lengths)[rows], lengths[rows])
    return _weighed(
        index,
        np.repeat(np.arange(len(rows)), lengths[rows]),
        np.concatenate([column, number[counted.column]])[place],
        np.concatenate([times, counted.times])[place],
        len(rows),
    )


def _weighed(index: Index, row: Ints, column: Ints, times: Ints, rows: int) -> Asked:
    known = column >= 0
    logs = 1 + np.log(times)
    weight = np.where(known, logs * index.arrays["idf"][column], logs * index.most_idf)
    squares = weight**2
    mass = np.bincount(row, np.where(known, index.arrays["rarity"][column], index.most_rarity), rows)
    return Asked(
        starts=np.concatenate([[0], np.cumsum(np.bincount(row[known], minlength=rows))]),
        column=column[known],
        weight=weight[known].astype(np.float32),
        length=np.sqrt(np.bincount(row, squares, rows)).clip(min=1e-6).astype(np.float32),
        known_length=np.sqrt(np.bincount(row, squares * known, rows)).clip(min=1e-6).astype(np.float32),
        mass=mass.clip(min=1e-6).astype(np.float32),
    )


class Scores:
    """The scores of topics without embeddings, and without what a question's platform makes unlikely."""

    def __init__(self, search: Search, examples: Sequence[Example], questions: Sequence[str]) -> None:
        self._search = search
        self._index = search.index
        self._asked = asked_in(search.index, examples, questions)
        self._row = np.repeat(np.arange(len(self._asked.mass)), np.diff(self._asked.starts))
        arrays = search.index.arrays
        feature = np.repeat(np.arange(len(self._index.vocabulary)), np.diff(arrays["topic_starts"]))
        self._keys: Ints = feature * len(self._index.topics) + arrays["topic_rows"]

    def of(self, topic: int | None, texts: Ints) -> Floats:
        """Compute the score of a topic for every question, with only these of its texts as the nearest.

        The centroid stands in for others that are nearer. It is 0 where there is no such topic.
        """
        if topic is None:
            return np.zeros(len(self._asked.mass), np.float32)
        asked = self._asked
        entry = self._sum(self._weights("entry_weights", topic)[asked.column]) / asked.mass
        centroid = self._sum(self._weights("centroid_weights", topic)[asked.column] * asked.weight) / asked.length
        nearest = np.maximum(centroid, self._nearest(texts))
        found: Floats = (entry + CENTROID * centroid + NEAREST * nearest).astype(np.float32)
        margins = self._search.margins
        if margins:
            margin = self._sum(margins.weights[asked.column, topic] * asked.weight) / asked.known_length
            found += counted(margin + margins.bias[topic])
        return found

    def own(self, topics: Ints) -> Floats:
        """Compute of each question the score of its own topic, without the nearest text."""
        asked, at = self._asked, topics[self._row]
        place = np.searchsorted(self._keys, asked.column * len(self._index.topics) + at).clip(max=len(self._keys) - 1)
        there = self._keys[place] == asked.column * len(self._index.topics) + at
        arrays = self._index.arrays
        found = self._sum(np.where(there, arrays["entry_weights"][place], 0)) / asked.mass
        shares = np.where(there, arrays["centroid_weights"][place] * asked.weight, 0)
        found += CENTROID * self._sum(shares) / asked.length
        margins = self._search.margins
        if margins:
            margin = self._sum(margins.weights[asked.column, at] * asked.weight) / asked.known_length
            found += counted(margin + margins.bias[topics])
        return found

    def _weights(self, name: str, topic: int) -> Floats:
        """Give what each feature weighs in a topic."""
        numbers, topics = np.divmod(self._keys, len(self._index.topics))
        found = np.zeros(len(self._index.vocabulary), np.float32)
        found[numbers[topics == topic]] = self._index.arrays[name][topics == topic]
        return found

    def _nearest(self, texts: Ints) -> Floats:
        """Compute for each question the cosine with the nearest of these texts."""
        starts, column, value, _ = self._index.examples
        best = np.zeros(len(self._asked.mass), np.float32)
        vector = np.zeros(len(self._index.vocabulary), np.float32)
        for text in texts.tolist():
            place = slice(starts[text], starts[text + 1])
            vector[column[place]] = value[place]
            best = np.maximum(best, self._sum(vector[self._asked.column] * self._asked.weight))
            vector[column[place]] = 0
        return best / self._asked.length

    def _sum(self, shares: Floats) -> Floats:
        """Add up what the features of each question give."""
        return np.bincount(self._row, shares, len(self._asked.mass)).astype(np.float32)
