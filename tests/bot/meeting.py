"""People who install the bot, and what it keeps of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import app
from store.port import Store
from tests.fakes.connector import FakeConnector
from tests.fakes.teams import ALICE, Teams
from waves.contact import Contact, Contacts

PERSON: Final = ALICE["aadObjectId"]


async def contact(store: Store, person: str = PERSON) -> Contact | None:
    """Read a contact."""
    return await Contacts(store, app.now).get(person)


async def until(met: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what happens in the background."""
    async with asyncio.timeout(20):
        while not await met():
            await asyncio.sleep(0.01)


async def install(teams: Teams, **fields: Any) -> None:
    """Install the bot, as Teams tells of it."""
    await teams.post(teams.activity("installationUpdate", **{"action": "add", **fields}))


async def until_upn(store: Store, upn: str) -> Contact:
    """Wait until a user principal name is kept."""

    async def known() -> bool:
        kept = await contact(store)
        return kept is not None and kept.upn == upn

    await until(known)
    kept = await contact(store)
    assert kept
    return kept


def has(connector: FakeConnector, count: int) -> Callable[[], Awaitable[bool]]:
    """Tell whether so many requests have come."""

    async def met() -> bool:
        return len(connector.requests) >= count

    return met
