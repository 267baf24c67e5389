"""The leg of the search that must be fitted: a linear support vector machine over all texts.

It is fitted in a process of its own, so that the bot goes on answering and never holds scikit-learn in memory:

    python -m knowledge.classifier TEXTS.npz MARGINS.npz
"""

# scikit-learn 1.9.1 has no types.
# pyright: reportMissingTypeStubs=false

import sys
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np

from knowledge.index import Floats, Index, Margins

_TOLERANCE: Final = 0.3
_ROUNDS: Final = 12
"""More change nothing but the time it takes: measured on questions that are no example questions."""


def fit(index: Index) -> Margins:
    """Fit a classifier to the texts of an index: one class a topic, against all others.

    L2-regularised squared hinge loss with C = 1 (`LinearSVC`'s defaults). A topic's own texts weigh as much together,
    however many they are; features that only one text has are left out.
    """
    starts, column, value, topic = index.examples
    features = len(index.arrays["idf"])
    if len(index.topics) < 2:
        return Margins(weights=np.zeros((features, len(index.topics)), np.float32), bias=np.zeros(1, np.float32))
    # Not at the top: both together take two seconds.
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    scale = scales(index)
    kept = np.bincount(column, minlength=features)[column] > 1
    lengths = np.add.reduceat(np.append(kept, False), starts[:-1].clip(max=len(kept))) * (np.diff(starts) > 0)
    texts: Any = csr_matrix(
        ((value * scale[column])[kept].astype(np.float64), column[kept], np.concatenate([[0], np.cumsum(lengths)])),
        shape=(len(starts) - 1, features),
    )
    model: Any = LinearSVC(C=1.0, class_weight="balanced", tol=_TOLERANCE, max_iter=_ROUNDS, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(texts, topic)
    weights, bias = model.coef_, model.intercept_
    if len(index.topics) == 2:  # one margin says both
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    weights = np.ascontiguousarray(weights.T * scale[:, None], dtype=np.float32)
    return Margins(weights=weights, bias=bias.astype(np.float32))


def scales(index: Index) -> Floats:
    """Tell by how much a classifier brings each feature down, or up, before it is fitted.

    The idf counts by its square root: how rare a feature is says less where it is also learnt what it tells. The
    length of texts stays about the same.
    """
    idf = index.arrays["idf"].astype(np.float64)
    spread = np.diff(index.arrays["example_starts"])
    typical = np.sqrt((spread * idf**2).sum() / spread.sum())
    return np.sqrt(typical / idf).astype(np.float32)


def main(texts: Path, margins: Path) -> None:
    """Fit, from one file to another."""
    with np.load(texts) as arrays:
        fitted = fit(Index(dict(arrays)))
    part = margins.with_suffix(".part.npz")
    np.savez(part, weights=fitted.weights, bias=fitted.bias)
    part.replace(margins)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
