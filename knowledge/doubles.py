"""Example questions that belong to two topics: whoever asks one of them gets the wrong answer half the time."""

# scipy has no types.
# pyright: reportMissingTypeStubs=false

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np

from knowledge.article import Article, Fault
from knowledge.faults import Text, fault_in, place_of
from knowledge.index import Example, Floats, Index, Ints, build
from knowledge.library import ELSEWHERE, Library
from knowledge.words import words

ALIKE: Final = 0.8
"""Cosine from which two questions are too alike. Ours showed doubles above it, and below it mostly shared phrases."""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """An example question, and where it stands."""

    question: str
    text: Text
    index: int

    @property
    def topic(self) -> str:
        return self.text.slug if isinstance(self.text, Article) else f"{ELSEWHERE}:{self.text.slug}"

    @property
    def example(self) -> Example:
        family = self.text.family if isinstance(self.text, Article) else None
        return Example(text=self.question, topic=self.topic, family=family)

    @property
    def key(self) -> str:
        return " ".join(words(self.question))

    def fault(self, message: str) -> Fault:
        return fault_in(self.text, f"questions.{self.index}", f"questions: {message}")


def shared_questions(library: Library) -> Iterator[Fault]:
    """Find questions that stand twice, whatever their case and marks: in two articles or in one, or elsewhere."""

    def key(asked: _Asked) -> str:
        return asked.key

    for _, (first, *again) in groupby(sorted(_asked(library), key=key), key):
        for each in again:
            yield each.fault(f"the same question stands in {place_of(first.text)}")


def alike_questions(library: Library) -> Iterator[Fault]:
    """Find questions of two topics that differ by little. Siblings may: there the platform decides."""
    asked = sorted(_asked(library), key=lambda each: each.topic)  # the order of the index
    for one, other in pairs_alike(build([each.example for each in asked])) if asked else ():
        if asked[one].key != asked[other].key:
            again = f"{asked[one].question!r} in {place_of(asked[one].text)}"
            yield asked[other].fault(f"{asked[other].question!r} is too much like {again}")


def _asked(library: Library) -> list[_Asked]:
    """List all questions: of articles by topic, then of what is elsewhere."""
    texts: list[Text] = [
        *sorted(library, key=lambda text: (text.slug, text.language)),
        *sorted(library.elsewhere, key=lambda text: (text.slug, text.language)),
    ]
    return [
        _Asked(question=question, text=text, index=index)
        for text in texts
        for index, question in enumerate(text.questions)
    ]


def pairs_alike(index: Index) -> Iterator[tuple[int, int]]:
    """Find the pairs of rows of other families whose cosine is at least `ALIKE`.

    Few pairs are compared: with its features from the rarest to the commonest, what is left of a row from some point
    on is shorter than `ALIKE`, so that two rows can only be alike if they share a feature before that point in both.
    Chaudhuri, Ganti and Kaushik, "A Primitive Operator for Similarity Joins in Data Cleaning", 2006.
    """
    # Not at the top: only this needs it.
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    starts, column, value, topic = index.examples
    shape = (len(starts) - 1, len(index.arrays["idf"]))
    rows: Any = csr_matrix((value, column, starts), shape=shape)
    row, rare = _rare(starts, column, value)
    prefixes: Any = csr_matrix((np.ones(len(row), np.float32), (row, rare)), shape=shape)
    shared: Any = (prefixes @ prefixes.T).tocoo()
    family = index.family[topic]
    compared = (shared.row < shared.col) & (family[shared.row] != family[shared.col])
    one, other = shared.row[compared], shared.col[compared]
    cosine = np.asarray(rows[one].multiply(rows[other]).sum(axis=1)).ravel()
    found = cosine >= ALIKE
    yield from zip(one[found].tolist(), other[found].tolist(), strict=True)


def _rare(starts: Ints, column: Ints, value: Floats) -> tuple[Ints, Ints]:
    """Give row and column of the rarest features of each row, those that leave less than `ALIKE` of its length."""
    row = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    order = np.lexsort((column, np.bincount(column)[column], row))
    square = value[order].astype(np.float64) ** 2
    until = np.concatenate([[0.0], np.cumsum(square)])
    left = until[starts[row + 1]] - until[:-1]
    kept = left >= ALIKE**2 - 1e-6
    return row[kept], column[order][kept]
