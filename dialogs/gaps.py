"""The helpdesk asks for its report."""

import asyncio
from datetime import datetime
from typing import Final

from cards.gaps import gaps_card
from cards.texts import texts_in
from dialogs.reply import Reply
from knowledge.gaps import Gaps, gaps
from knowledge.library import Library
from store.port import Store

_PATIENCE: Final = 2.5
"""Seconds that a turn waits for the report; where much was asked, counting takes longer."""


class Report:
    """Counts once for all who ask meanwhile, and goes on when nobody waits any more."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counting: asyncio.Task[Gaps] | None = None

    async def reply(self, now: datetime, language: str, library: Library) -> Reply:
        """Answer with what the bot cannot answer yet. Raises `Unavailable` when the database is away."""
        texts = texts_in(language)
        if self._counting is None:
            self._counting = asyncio.create_task(gaps(self._store, now, library))
        try:
            async with asyncio.timeout(_PATIENCE):
                found = await asyncio.shield(self._counting)
        except TimeoutError:
            return Reply(text=texts("I'm still counting. Please write gaps again in a minute."))
        except BaseException:
            self._counting = None
            raise
        self._counting = None
        return Reply(text=texts("Here is the report."), card=gaps_card(found, texts))
