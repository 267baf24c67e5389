"""How sure the search may be: fitted to questions that are none of its texts.

With embeddings it is fitted anew where the bot runs, because every model has its own. That is done in a process of its
own, as for the classifier:

    python -m knowledge.calibrate INDEX.npz MARGINS.npz QUESTIONS NEAR.npz CALIBRATION.json

`NEAR.npz` holds a row `near` for each question of the folder `QUESTIONS`: its cosine with each topic's nearest text.
Without a file `MARGINS.npz` it is fitted for a search without a classifier only.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from knowledge.confidence import Calibration, Logistic, fit, write_calibration
from knowledge.evaluate import Labelled, read_questions
from knowledge.index import Floats, Index, Margins
from knowledge.search import Search

QUESTIONS: Final = Path(__file__).parent / "calibration"
"""The questions that our calibration is fitted to."""


def calibrated(search: Search, questions: Iterable[Labelled], near: Sequence[Floats] | None = None) -> Calibration:
    """Fit a function for the search as it is, and one for it without its classifier; both with vectors, if given.

    A topic of the right family counts as right: which of them is meant is the platform's matter.
    """
    asked = list(questions)
    fitted: dict[str, Logistic] = {}
    for margins in (None, search.margins) if search.margins else (None,):
        legs, function = _fitted(Search(search.index, margins), asked, near or [None] * len(asked))
        fitted[legs] = function
    return fitted


def read_folder(folder: Path) -> list[Labelled]:
    """Read all questions of a folder, always in the same order."""
    return [each for path in sorted(folder.glob("*.jsonl")) for each in read_questions(path)]


def _fitted(search: Search, asked: list[Labelled], near: Sequence[Floats | None]) -> tuple[str, Logistic]:
    family = dict(zip(search.index.topics, search.index.family.tolist(), strict=True))
    pairs = zip(asked, near, strict=True)
    found = [(each, result) for each, row in pairs if (result := search.found(each.question, vectors=row))]
    right = [family[topic] in {family.get(slug) for slug in each.right} for each, (topic, _, _) in found]
    return found[0][1][2], fit([signals for _, (_, signals, _) in found], right)


def main(index: Path, margins: Path, questions: Path, near: Path, calibration: Path) -> None:
    """Fit, from files to a file."""
    with np.load(index) as arrays, np.load(near) as rows:
        search = Search(Index(dict(arrays)), _read_margins(margins))
        fitted = calibrated(search, read_folder(questions), list(rows["near"]))
    part = calibration.with_suffix(f".{os.getpid()}.part")
    write_calibration(fitted, part)
    part.replace(calibration)


def _read_margins(path: Path) -> Margins | None:
    if not path.exists():
        return None
    with np.load(path) as arrays:
        return Margins(weights=arrays["weights"], bias=arrays["bias"])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
