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
from knowledge.embeddings import Vectors
from knowledge.ready import ready_answerer
from store.later import Later
from store.port import Store
from tests.fakes.connector import FakeConnector
from tests.fakes.library import library
from tests.fakes.teams import Teams


@cache
def answerer() -> Answerer:
    """Read the project's articles, once for all tests."""
    return ready_answerer(library(), Cache())


def settings(**values: Any) -> Settings:
    """Make settings; the environment has no say."""
    return Settings.model_validate(values)


@asynccontextmanager
async def running_bot(
    store: Store,
    connector: FakeConnector,
    *,
    with_settings: Settings | None = None,
    credentials: Credentials | None = None,
    deadline: float = 15.0,
    with_answerer: Answerer | None = None,
    vectors: Vectors | None = None,
) -> AsyncGenerator[Teams]:
    """Serve the bot as long as it is needed, and give a Teams client for it."""

    async def no_pause(_: float) -> None:
        """Do not wait between two tries."""

    rest = Connector(credentials or NoCredentials(), deadline=deadline, pause=no_pause)
    later = Later(time.monotonic)
    composed = app.compose(with_settings or settings(), with_answerer or answerer(), store, later, rest, vectors)
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
