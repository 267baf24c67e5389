"""Fitted indexes on disk, each under the fingerprint of the texts it was made of; and the embeddings of texts."""

import hashlib
import logging
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from knowledge.index import Example, Index, Margins, build, fingerprint

_log = logging.getLogger(__name__)

Halves = npt.NDArray[np.float16]
"""Embeddings as they are kept: half the size, and their cosines are the same to four digits."""

CACHE: Final = Path("data/search")
_KEPT: Final = 6
"""Files that are kept; the oldest go."""


class Cache:
    """A folder that may be deleted at any time, and that may be one that cannot be written to."""

    def __init__(self, folder: Path = CACHE) -> None:
        self._folder = folder

    def index(self, examples: Sequence[Example]) -> Index:
        """Get the index of these examples, made now if it is not there."""
        path = self.texts(examples)
        arrays = _read(path)
        if arrays is not None:
            return Index(arrays)
        index = build(examples)
        self._write(path, index.arrays)
        return index

    def keep_index(self, examples: Sequence[Example], index: Index) -> None:
        """Keep the index of these examples, which was made in another way."""
        self._write(self.texts(examples), index.arrays)

    def margins(self, examples: Sequence[Example]) -> Margins | None:
        """Get the classifier of these examples, if it is there."""
        arrays = _read(self.fitted(examples))
        return None if arrays is None else Margins(weights=arrays["weights"], bias=arrays["bias"])

    def keep(self, examples: Sequence[Example], margins: Margins) -> None:
        """Keep a classifier."""
        self._write(self.fitted(examples), {"weights": margins.weights, "bias": margins.bias})

    def texts(self, examples: Sequence[Example]) -> Path:
        """Name the file of an index."""
        return self._folder / f"{fingerprint(examples)}.index.npz"

    def fitted(self, examples: Sequence[Example]) -> Path:
        """Name the file of a classifier."""
        return self._folder / f"{fingerprint(examples)}.margins.npz"

    def vectors(self, model: str) -> dict[str, Halves]:
        """Get the embeddings that a model gave, by the keys they were kept under."""
        arrays = _read(self._model(model) / "vectors.npz") or {}
        if not {"keys", "rows"} <= arrays.keys() or len(arrays["keys"]) != len(arrays["rows"]):
            return {}
        return dict(zip(arrays["keys"].tolist(), arrays["rows"], strict=True))

    def keep_vectors(self, model: str, vectors: Mapping[str, Halves]) -> None:
        """Keep these embeddings of a model, and no others of it."""
        arrays = {"keys": np.array(list(vectors)), "rows": np.array(list(vectors.values()))}
        self._write(self._model(model) / "vectors.npz", arrays)

    def calibration(self, model: str, examples: Sequence[Example], fitted_to: bytes) -> Path:
        """Name the file that tells how sure a search with a model may be."""
        name = hashlib.sha256(fingerprint(examples).encode() + fitted_to).hexdigest()[:32]
        return self._model(model) / f"{name}.json"

    def _model(self, model: str) -> Path:
        return self._folder / f"{hashlib.sha256(model.encode()).hexdigest()[:32]}.model"

    def _write(self, path: Path, arrays: dict[str, npt.NDArray[Any]]) -> None:
        part = path.with_suffix(f".{os.getpid()}.npz")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(part, **arrays)  # pyright: ignore[reportArgumentType]
            part.replace(path)
            for old in sorted(path.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
                old.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("the search index is not kept in %s: %s", path.parent, error)


def _read(path: Path) -> dict[str, npt.NDArray[Any]] | None:
    try:
        # Opened here: numpy 2.4.6 leaves a file open that turns out to be cut off.
        with path.open("rb") as file, np.load(file) as arrays:
            return dict(arrays)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        _log.warning("%s cannot be read and is made again: %s", path, error)
        return None
