"""Instances that send waves on one store, as `app.py` puts them together, with a post of the test's own."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from store.port import Store
from tests.waves.office import Office
from tests.waves.post import Post
from waves.bucket import look
from waves.budget import Budget
from waves.candidates import Sources
from waves.claim import Claims
from waves.contact import Contacts
from waves.planner import Planner
from waves.sender import Parts, Sender
from waves.wave import State
from waves.waves import Waves

PATIENCE_SECONDS = 30


def sender(office: Office, post: Post, *, owner: str = "one", store: Store | None = None) -> Sender:
    """Give an instance, on a store of its own if one is given."""
    own = store or office.store
    waves, contacts = Waves(own, office.clock), Contacts(own, office.clock)
    claims = Claims(own, office.clock, owner)
    sources = Sources(store=own, contacts=contacts, directory=None)
    parts = Parts(
        store=own,
        clock=office.clock,
        waves=waves,
        planner=Planner(own, office.clock, waves, sources, lambda _: True, claims),
        claims=claims,
        contacts=contacts,
        messenger=post,
        budget=Budget(own, office.clock, 0, no_pause),
    )
    return Sender(parts, owner=owner, pause=no_pause)


async def no_pause(_: float) -> None:
    """Let the others go on."""
    await asyncio.sleep(0.002)


@asynccontextmanager
async def sending(
    office: Office, post: Post, *, owner: str = "one", store: Store | None = None
) -> AsyncGenerator[Sender]:
    """Have an instance send for as long as the block lasts."""
    instance = sender(office, post, owner=owner, store=store)
    instance.start()
    try:
        yield instance
    finally:
        await instance.close()


async def until(office: Office, met: Callable[[], bool] | Callable[[], Awaitable[bool]], *senders: Sender) -> None:
    """Wait for what instances do in the background. A little time passes meanwhile."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = met()
            if found if isinstance(found, bool) else await found:
                return
            office.clock.pass_time(seconds=0.02)
            for each in senders:
                each.kick()
            await asyncio.sleep(0.004)


async def until_counted(office: Office, met: Callable[[Mapping[str, int]], bool], *senders: Sender) -> None:
    """Wait until the counts of a wave are so."""

    async def is_so() -> bool:
        return met((await look(office.store, "Week 2")).counts)

    await until(office, is_so, *senders)


async def until_state(office: Office, state: State, *senders: Sender, name: str = "Week 2") -> None:
    """Wait until a wave is in a state."""

    async def is_so() -> bool:
        return (await office.wave(name)).state is state

    await until(office, is_so, *senders)
