"""The bot, put together as `app.py` does, served on loopback."""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import aiohttp
from aiohttp import web

import app
from bot.connector import Connector
from bot.credentials import Credentials, NoCredentials
from bot.settings import Settings
from knowledge.answering import Answerer
from knowledge.cache import Cache
from knowledge.company import read_company
from knowledge.embeddings import Vectors
from knowledge.library import load_library
from knowledge.live import Refresher
from knowledge.promotion import Promotions
from knowledge.ready import ready_answerer
from store.later import Later
from store.port import Store
from tests.fakes.connector import FakeConnector
from tests.fakes.library import SAMPLE, library
from tests.fakes.teams import Teams


@cache
def answerer() -> Answerer:
    """Read the project's articles, once for all tests."""
    return ready_answerer(library(), Cache())


def settings(**values: Any) -> Settings:
    """Make settings; the environment has no say."""
    return Settings.model_validate(values)


def refresher_of(answerer: Answerer, store: Store) -> Refresher:
    """Make what keeps an answerer at what is promoted. It looks when a test tells it to."""
    promotions = Promotions(store, app.now)
    return Refresher(answerer, promotions, Cache(), files=load_library(), company=read_company(SAMPLE))


@asynccontextmanager
async def running_bot(
    store: Store,
    connector: FakeConnector,
    *,
    with_settings: Settings | None = None,
    credentials: Credentials | None = None,
    deadline: float = 15.0,
    with_answerer: Answerer | None = None,
    with_refresher: Refresher | None = None,
    vectors: Vectors | None = None,
) -> AsyncGenerator[Teams]:
    """Serve the bot as long as it is needed, and give a Teams client for it."""

    async def no_pause(_: float) -> None:
        """Do not wait between two tries."""

    rest = Connector(credentials or NoCredentials(), deadline=deadline, pause=no_pause)
    later = Later(time.monotonic)
    known = with_answerer or answerer()
    refresher = with_refresher or refresher_of(known, store)
    composed = app.compose(with_settings or settings(), known, store, later, rest, refresher, vectors)
    served = composed.application()
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as session:
            yield Teams(session, f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages", connector)
    finally:
        await runner.cleanup()
        await rest.close()
        await later.close()
