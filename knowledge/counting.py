"""How often texts hold each feature."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from knowledge.words import features

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How often each text holds each feature: a sparse matrix, row by row, its columns named by `vocabulary`."""

    vocabulary: Sequence[str]
    row: Ints
    column: Ints
    times: Ints


def count(texts: Iterable[str]) -> Counts:
    """Count the features of texts."""
    counts = [Counter(features(text)) for text in texts]
    vocabulary: dict[str, int] = {}
    numbers = (vocabulary.setdefault(name, len(vocabulary)) for name in chain.from_iterable(counts))
    lengths = [len(each) for each in counts]
    return Counts(
        row=np.repeat(np.arange(len(counts)), lengths),
        column=np.fromiter(numbers, np.int64, sum(lengths)),
        times=np.fromiter(chain.from_iterable(each.values() for each in counts), np.int64, sum(lengths)),
        vocabulary=list(vocabulary),
    )
