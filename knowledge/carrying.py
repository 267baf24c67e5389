"""A classifier carried over to an index that differs by little, until a new one is fitted.

Fitted is the dual of a linear support vector machine with squared hinge loss, one text at a time: Hsieh, Chang, Lin,
Keerthi and Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008. Here that is done for
the texts that came, and in the topics they came to for those that are now on the wrong side; all others stay.
"""

from collections.abc import Set
from typing import Final

import numpy as np

from knowledge.classifier import scales
from knowledge.index import Floats, Index, Ints, Margins
from knowledge.rebuilding import spans

_SLACK: Final = np.float32(0.5)
"""1 / 2C, for the C of `knowledge.classifier`, which is another for a topic's own texts."""

_ROUNDS: Final = 6
_RIVALS: Final = 150
"""Texts of other topics that are looked at again for one that changed."""


def carried(before: Index, margins: Margins, after: Index, fresh: Ints) -> Margins:
    """Carry a classifier over to the index `after`, in which the rows `fresh` are new."""
    known, own = before.vocabulary, {topic: number for number, topic in enumerate(before.topics)}
    features = np.array([known.get(name, len(known)) for name in after.vocabulary])
    topics = np.array([own.get(topic, len(own)) for topic in after.topics])
    # A row and a column more, for what is new.
    weights = np.pad(margins.weights, ((0, 1), (0, 1)))[features[:, None], topics]
    bias = np.append(margins.bias, np.median(margins.bias))[topics].astype(np.float32)
    found = Margins(weights=weights, bias=bias)
    if len(fresh):
        scale = scales(after)[:, None]
        found.weights[:] /= scale
        _fit(found, _Texts(after), fresh, set(np.flatnonzero(topics < len(own)).tolist()))
        found.weights[:] *= scale
    return found


def _fit(found: Margins, texts: "_Texts", fresh: Ints, fitted: Set[int]) -> None:
    """Fit all topics to the fresh rows, then those that they came to to their other texts too."""
    touched: list[int] = np.unique(texts.topic[fresh]).tolist()
    pulls = {topic: texts.pulls(found, topic) if topic in fitted else np.zeros(len(texts.topic)) for topic in touched}
    step = texts.fit(found, fresh, np.arange(len(found.bias)), np.zeros((len(fresh), len(found.bias)), np.float32))
    for topic in touched:
        pulls[topic][fresh] = step[:, topic]
        rows = texts.rivals(found, topic)
        texts.fit(found, rows, np.array([topic]), pulls[topic][rows, None].astype(np.float32))


class _Texts:
    """The texts of an index, in the features that more than one of them has, scaled as they are fitted."""

    def __init__(self, index: Index) -> None:
        self._starts, self._column, self._value, self.topic = index.examples
        self._row = np.repeat(np.arange(len(self.topic)), np.diff(self._starts))
        common = np.bincount(self._column, minlength=len(index.vocabulary)) > 1
        self._value = self._value * (common * scales(index))[self._column]
        share = np.bincount(self.topic, minlength=len(index.topics)) * len(index.topics) / len(self.topic)
        self._slack: Floats = (_SLACK * share).astype(np.float32)

    def margins(self, found: Margins, topic: int) -> Floats:
        """Compute the margin of every text for a topic."""
        shares = found.weights[self._column, topic] * self._value
        return (np.bincount(self._row, shares, len(self.topic)) + found.bias[topic]).astype(np.float32)

    def pulls(self, found: Margins, topic: int) -> Floats:
        """Compute how much each text has moved the weights of a topic that is fitted: as far as it is not satisfied."""
        rows = np.arange(len(self.topic))
        side, slack = self._sides(rows, np.array([topic]))
        return np.maximum(0, (1 - side[:, 0] * self.margins(found, topic)) / slack[:, 0])

    def rivals(self, found: Margins, topic: int) -> Ints:
        """List the texts of a topic, and those of others that are most taken for it."""
        margins = self.margins(found, topic)
        margins[self.topic == topic] = -np.inf
        others = np.argsort(-margins)[:_RIVALS]
        return np.concatenate([np.flatnonzero(self.topic == topic), others[margins[others] > -1]])

    def fit(self, found: Margins, rows: Ints, topics: Ints, pulls: Floats) -> Floats:
        """Move the weights of these topics until these texts are satisfied; give how much each now pulls."""
        lengths = self._starts[rows + 1] - self._starts[rows]
        place = spans(self._starts[rows], lengths)
        columns, local = np.unique(self._column[place], return_inverse=True)
        texts = np.zeros((len(rows), len(columns)), np.float32)
        texts[np.repeat(np.arange(len(rows)), lengths), local] = self._value[place]
        side, slack = self._sides(rows, topics)
        margins = texts @ found.weights[np.ix_(columns, topics)] + found.bias[topics]
        pulled = _descent(texts @ texts.T, side, slack, margins, pulls)
        found.weights[np.ix_(columns, topics)] += texts.T @ ((pulled - pulls) * side)
        return pulled

    def _sides(self, rows: Ints, topics: Ints) -> tuple[Floats, Floats]:
        """Tell for texts and topics whether they belong together (1) or not (-1), and what slack they have."""
        own = self.topic[rows, None] == topics
        return np.where(own, 1, -1).astype(np.float32), np.where(own, self._slack[topics], _SLACK)


def _descent(alike: Floats, side: Floats, slack: Floats, margins: Floats, pulls: Floats) -> Floats:
    """Satisfy one text after the other, in all topics at once; `alike` holds the products of the texts."""
    pulls, margins = pulls.copy(), margins.copy()
    for _ in range(_ROUNDS):
        for row in range(len(alike)):
            lacking = 1 - side[row] * margins[row] - slack[row] * pulls[row]
            pulled = np.maximum(0, pulls[row] + lacking / (alike[row, row] + slack[row]))
            margins += alike[row, :, None] * ((pulled - pulls[row]) * side[row])
            pulls[row] = pulled
    return pulls
