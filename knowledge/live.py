"""What is promoted while the bot runs becomes what it answers from, on every instance and without a restart."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import date
from typing import Any, Final

from knowledge.affected import KnownQuestion
from knowledge.answering import Answerer
from knowledge.cache import Cache
from knowledge.company import Company
from knowledge.embeddings import Vectors
from knowledge.fitting import learn
from knowledge.known import Known, known_next
from knowledge.library import Library
from knowledge.preview import Preview, preview
from knowledge.promoted import Promoted, overlay
from knowledge.promotion import Promotions
from store.port import StoreError

_log = logging.getLogger(__name__)

PERIOD: Final = 5.0
"""Seconds between two looks at the version."""

_PREVIEWS: Final = 8
"""Previews that are remembered."""

_THOROUGH: Final = 60
"""Every so many looks everything is read, whatever the version says: whoever promoted may have been stopped before it
counted up."""


async def _pause(seconds: float) -> None:
    await asyncio.sleep(seconds)


class Refresher:
    """Keeps an answerer at what is promoted: `run` for ever, as a task.

    `files` are the articles as they are in files, not filled in. Reading and building happen beside the turns, which
    are answered from what was known before, also as long as the database is away.
    """

    def __init__(
        self,
        answerer: Answerer,
        promotions: Promotions,
        cache: Cache,
        *,
        files: Library,
        company: Company,
        vectors: Vectors | None = None,
        pause: Callable[[float], Awaitable[Any]] = _pause,
    ) -> None:
        self.promoted: tuple[Promoted, ...] = ()
        self._answerer = answerer
        self._promotions = promotions
        self._cache = cache
        self._files = files
        self._company = company
        self._vectors = vectors
        self._pause = pause
        self._version: int | None = None
        self._away = False
        self._building = asyncio.Lock()
        self._learning: asyncio.Task[None] | None = None
        self._previews: dict[Hashable, asyncio.Task[Preview]] = {}

    @property
    def library(self) -> Library:
        """The files with what is promoted over them, not filled in: as it is checked and edited."""
        return overlay(self._files, self.promoted)

    async def run(self) -> None:
        """Look for promotions until cancelled."""
        looks = 0
        try:
            while True:
                await self.look(thoroughly=looks % _THOROUGH == 0)
                looks += 1
                await self._pause(PERIOD)
        finally:
            self.stop()

    def stop(self) -> None:
        """Let go of what is being fitted."""
        if self._learning:
            self._learning.cancel()

    async def look(self, *, thoroughly: bool = False) -> None:
        """Read the version, and if it changed, or `thoroughly`, what is promoted; answer from that from now on.

        Nothing happens while the database is away. Whoever has just promoted calls it, and need not wait.
        """
        async with self._building:
            try:
                await self._read(thoroughly=thoroughly)
            except StoreError as error:
                if not self._away:
                    _log.warning("promotions cannot be read (%s): answers stay as they are", type(error).__name__)
                self._away = True
            else:
                self._away = False
            if self._learning is None:
                self._learn()

    async def learned(self) -> None:
        """Wait until the classifier is fitted to what is answered from now."""
        if self._learning:
            await asyncio.wait([self._learning])

    async def preview(
        self, proposed: Sequence[Promoted], *, today: date, helpdesk: Sequence[KnownQuestion] = ()
    ) -> Preview:
        """Tell what content would do if it were promoted, in a few seconds, beside the turns.

        Whoever does not wait for the end finds it when they ask again.
        """
        key = (self._version, today, tuple((each.slug, each.language, each.text, each.questions) for each in proposed))
        if key not in self._previews:
            working = asyncio.to_thread(
                preview,
                self._answerer.known,
                self._files,
                self._company,
                self.promoted,
                proposed,
                helpdesk,
                today,
            )
            self._previews[key] = asyncio.create_task(working)
            for old in list(self._previews)[:-_PREVIEWS]:
                del self._previews[old]
        try:
            return await asyncio.shield(self._previews[key])
        except Exception:
            self._previews.pop(key, None)
            raise

    async def _read(self, *, thoroughly: bool) -> None:
        version = await self._promotions.version()
        if version == self._version and not thoroughly:
            return
        promoted = await self._promotions.everything()
        if promoted != self.promoted:
            known = await asyncio.to_thread(self._made, promoted)
            self.stop()
            if self._vectors:
                self._vectors.forget()
            self._answerer.known = known
            self.promoted = promoted
            self._learn()
            _log.info("answering from %d promoted topics, version %d", len(promoted), version)
        self._version = version

    def _made(self, promoted: Sequence[Promoted]) -> Known:
        known = known_next(self._answerer.known, overlay(self._files, promoted).filled(self._company))
        self._cache.keep_index(known.texts, known.search.index)
        return known

    def _learn(self) -> None:
        self._learning = asyncio.create_task(learn(self._answerer, self._cache, self._vectors))
