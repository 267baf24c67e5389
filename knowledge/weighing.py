"""How much each feature weighs in each text and in each topic."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

_Ints = npt.NDArray[np.int64]

_K1: Final = 1.5
_B: Final = 0.75


def weighed(row: _Ints, column: _Ints, times: _Ints, topic_of_row: _Ints) -> dict[str, npt.NDArray[Any]]:
    """Make the arrays of an index: see `knowledge.index.Index` for the formulas."""
    rows, topics = len(topic_of_row), int(topic_of_row[-1]) + 1
    idf = np.log((1 + rows) / (1 + np.bincount(column))) + 1
    weight = (1 + np.log(times)) * idf[column]
    weight /= np.sqrt(np.bincount(row, weight**2))[row]
    by_feature = np.argsort(column, kind="stable")

    keys, posting = np.unique(column * topics + topic_of_row[row], return_inverse=True)
    feature, topic = np.divmod(keys, topics)
    centroid = np.bincount(posting, weight)
    centroid /= np.sqrt(np.bincount(topic, centroid**2))[topic]
    entry_times = np.bincount(posting, times)
    length = np.bincount(topic, entry_times)
    spread = np.bincount(feature)
    rarity = np.log(1 + (topics - spread + 0.5) / (spread + 0.5))
    saturated = entry_times * (_K1 + 1) / (entry_times + _K1 * (1 - _B + _B * length[topic] / length.mean()))
    return {
        "idf": idf.astype(np.float32),
        "rarity": rarity.astype(np.float32),
        "example_starts": _starts(column),
        "example_rows": row[by_feature],
        "example_weights": weight[by_feature].astype(np.float32),
        "example_times": times[by_feature].astype(np.uint16),
        "topic_starts": _starts(feature),
        "topic_rows": topic,
        "centroid_weights": centroid.astype(np.float32),
        "entry_weights": (saturated * rarity[feature]).astype(np.float32),
    }


def _starts(feature: _Ints) -> _Ints:
    """Tell where each feature's postings begin, and where the last end."""
    return np.concatenate([[0], np.cumsum(np.bincount(feature))])
