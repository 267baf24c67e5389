"""The leg of the search that a model elsewhere gives: what a text means, as a vector."""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np

from knowledge.cache import Cache, Halves
from knowledge.index import Example, Floats, Ints

_log = logging.getLogger(__name__)

PATIENCE: Final = 0.3
"""Seconds that a question waits for its vector: it finds nearly as much without."""

REST: Final = 10.0
"""Seconds in which an embedder is left alone that failed."""

_LONGEST_REST: Final = 600.0
_SLOW: Final = 3
"""As many questions in a row that waited in vain are a failure; one alone is not."""

_BATCH: Final = 100
_REMEMBERED: Final = 1_000
_LONGEST: Final = 2_000
"""Characters of a text that are asked for: a model refuses more than some 8,000 tokens."""


class EmbeddingsAway(Exception):
    """There are no embeddings now."""


class Embedder(Protocol):
    """Where embeddings come from."""

    @property
    def model(self) -> str:
        """Name the model: embeddings of another are nothing to compare with."""
        ...

    async def embed(self, texts: Sequence[str]) -> Floats:
        """Give a row of length 1 for each text. May be repeated. Raises `EmbeddingsAway`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Meanings:
    """The embeddings of all texts of an index, and where each topic's begin. Topics stand in the order of the index."""

    rows: Floats
    starts: Ints

    def near(self, vectors: Floats) -> Floats:
        """Compute for each vector, a row, the cosine with each topic's nearest text."""
        return np.maximum.reduceat(vectors @ self.rows.T, self.starts, axis=1)


def meanings(examples: Iterable[Example], vectors: dict[str, Halves]) -> Meanings:
    """Put the vectors of the index of these examples together."""
    listed = sorted(examples, key=lambda each: each.entry)
    _, starts = np.unique(np.array([each.entry for each in listed]), return_index=True)
    return Meanings(rows=np.stack([vectors[each.text] for each in listed]).astype(np.float32), starts=starts)


class Vectors:
    """The vectors of questions and texts. Nothing is told of a question before the meanings of the texts are there."""

    def __init__(
        self,
        embedder: Embedder,
        cache: Cache,
        clock: Callable[[], float],
        *,
        patience: float = PATIENCE,
        pause: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        self._embedder = embedder
        self._cache = cache
        self._clock = clock
        self._patience = patience
        self._pause = pause
        self._meanings: Meanings | None = None
        self._near: OrderedDict[str, Floats] = OrderedDict()
        self._slow = 0
        self._asks_at = 0.0
        self._away = False

    @property
    def model(self) -> str:
        """The model that the vectors come from."""
        return self._embedder.model

    def begin(self, meanings: Meanings) -> None:
        """Compare questions with these texts, from now on."""
        self._meanings = meanings
        self._near.clear()

    def forget(self) -> None:
        """Tell nothing of questions until the texts are known anew."""
        self._meanings = None
        self._near.clear()

    async def near(self, question: str) -> Floats | None:
        """Compute the cosine of a question with each topic's nearest text.

        `None` when there are no texts yet, and when the embedder fails, is slow, or rests.
        """
        text, meanings = question[:_LONGEST], self._meanings
        if meanings is None:
            return None
        if text in self._near:
            self._near.move_to_end(text)
            return self._near[text]
        if self._clock() < self._asks_at:
            return None
        try:
            async with asyncio.timeout(self._patience):
                found = await self._compare(text, meanings)
        except TimeoutError:
            self._slow += 1
            if self._slow >= _SLOW:
                self._rest(f"no answer within {self._patience:.1f} s")
            return None
        except EmbeddingsAway as error:
            self._rest(str(error))
            return None
        if self._away:
            _log.info("embeddings are back")
        self._slow, self._away = 0, False
        if meanings is not self._meanings:
            return None  # the texts changed meanwhile
        self._near[text] = found
        if len(self._near) > _REMEMBERED:
            self._near.popitem(last=False)
        return found

    async def vectors_of(self, texts: Iterable[str]) -> dict[str, Halves]:
        """Get the vectors of texts: those kept on disk, and of new texts from the embedder, however long that takes."""
        wanted = list(dict.fromkeys(texts))
        rest = REST
        while True:
            try:
                return await self._fetch(wanted)
            except EmbeddingsAway as error:
                _log.warning("the texts have no embeddings yet (%s); asked again in %.0f s", error, rest)
            await self._pause(rest)
            rest = min(2 * rest, _LONGEST_REST)

    async def _compare(self, text: str, meanings: Meanings) -> Floats:
        rows = await self._embedder.embed([text])
        if rows.shape != (1, meanings.rows.shape[1]):
            raise EmbeddingsAway("a vector of another length")
        return (await asyncio.to_thread(meanings.near, rows))[0]

    def _rest(self, why: str) -> None:
        if not self._away:
            _log.warning("embeddings are away (%s): questions are answered without", why)
        self._slow, self._away = 0, True
        self._asks_at = self._clock() + REST

    async def _fetch(self, texts: Sequence[str]) -> dict[str, Halves]:
        """Ask for what is not kept yet, and keep it, however far that goes. Raises `EmbeddingsAway`."""
        keys = {text: hashlib.sha256(text[:_LONGEST].encode("utf-8", "replace")).hexdigest()[:32] for text in texts}
        kept = await asyncio.to_thread(self._cache.vectors, self.model)
        found = {text: kept[key] for text, key in keys.items() if key in kept}
        new = [text for text in texts if text not in found]
        before = len(found)
        try:
            for start in range(0, len(new), _BATCH):
                batch = new[start : start + _BATCH]
                rows = await self._embedder.embed([text[:_LONGEST] for text in batch])
                length = next(iter(found.values())).shape[0] if found else rows.shape[1]
                if rows.shape[1] != length:
                    found.clear()  # the model is another one now
                found.update(zip(batch, rows.astype(np.float16), strict=True))
                if rows.shape[1] != length:
                    raise EmbeddingsAway("vectors of another length")
        finally:
            if len(found) != before:
                vectors = {keys[text]: vector for text, vector in found.items()}
                await asyncio.to_thread(self._cache.keep_vectors, self.model, vectors)
        return found
