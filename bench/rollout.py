"""A wave to measure: its people, its plan, and what became of it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Final

import app
from bench.instances import Instance
from store.containers import CONTAINERS
from store.cosmos_account import PROMPT
from store.opening import open_store
from store.port import Store, Unavailable
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import Emulator, running_emulator
from waves.bucket import look
from waves.contact import Contact, record_of
from waves.delivery import Chat
from waves.people_file import Listed
from waves.people_lists import keep_list
from waves.wave import Kind, PlanState, Sponsor, State, Wave, Who
from waves.waves import Seen, Waves

COORDINATOR: Final = Who(person="bench", name="Bench")
PATIENCE_SECONDS: Final = 1800.0


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where everything is kept: the settings by which instances find it, and a store on it."""

    settings: Mapping[str, str]
    store: Store
    emulator: Emulator | None = None


@asynccontextmanager
async def place(*, cosmos: bool) -> AsyncGenerator[Place]:
    """Give an empty database."""
    if not cosmos:
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/bot.db"
            store = open_store(url, app.now)
            yield Place(settings={"STORE_URL": url}, store=store)
            await store.close()
        return
    with running_emulator() as emulator:
        database = CosmosDatabase(emulator, CONTAINERS)
        store = await database.open(PROMPT)
        await store.get("waves", "ready", "ready")
        url = f"{emulator.endpoint}{database.address.database}"
        yield Place(settings={"STORE_URL": url, "COSMOS_KEY": str(emulator.key)}, store=store, emulator=emulator)
        await database.close()


def person(number: int) -> str:
    """Give an Entra object id."""
    return f"aaaaaaaa-0000-4000-8000-{number:012}"


async def meet(store: Store, service_url: str, count: int) -> None:
    """Have the bot know so many people, each in a chat of their own."""
    gate = asyncio.Semaphore(50)

    async def add(number: int) -> None:
        one = person(number)
        chat = Chat(service_url=service_url, conversation=f"made-{one}")
        async with gate:
            await store.add(record_of(Contact(person=one, name=f"Person {number}", language="en", chat=chat)))

    for start in range(0, count, 1000):
        await asyncio.gather(*(add(number) for number in range(start, min(start + 1000, count))))


async def draft(store: Store, name: str, count: int) -> Wave:
    """Make a wave for them, whose dry run is wanted."""
    waves = Waves(store, app.now)
    wave = await waves.create(name, COORDINATOR, kind=Kind.INVITATION)
    people = (Listed(person(number), "", f"Person {number}", "", "", "", "en", "", "") for number in range(count))
    wave = await waves.edit(
        seen(wave),
        COORDINATOR,
        people=await keep_list(store, name, people, {}, app.now()),
        sponsor=Sponsor(name="Anna Berg", title="CIO"),
        texts={"en": "On Tuesday it is our turn to enroll. It takes ten minutes, and then your mail just works."},
    )
    return await waves.want_plan(seen(wave), COORDINATOR)


async def until(store: Store, name: str, met: Callable[[Wave], bool]) -> Wave:
    """Wait until a wave is so, however often the database is away meanwhile."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            wave = await Waves(store, app.now).get(name)
            if wave and met(wave):
                return wave
        except Unavailable:
            pass
        await asyncio.sleep(0.1)
    raise TimeoutError(f"{name} is not through after {PATIENCE_SECONDS:.0f} s")


async def send(store: Store, name: str) -> None:
    """Schedule a wave that was planned, for now."""
    wave = await until(store, name, lambda wave: wave.plan is not None and wave.plan.state is PlanState.READY)
    await Waves(store, app.now).schedule(seen(wave), COORDINATOR)


async def sent(store: Store, name: str) -> Mapping[str, int]:
    """Wait until a wave is sent; return its deliveries by state."""
    await until(store, name, lambda wave: wave.state is State.SENT)
    return (await look(store, name)).counts


@asynccontextmanager
async def instances(at: Place, count: int, *, budget: float, core: int | None = None) -> AsyncGenerator[list[Instance]]:
    """Run instances of the bot on one database."""
    started = [Instance({**at.settings, "REQUESTS_PER_SECOND": str(budget)}, core=core) for _ in range(count)]
    try:
        for each in started:
            await each.start()
        yield started
    finally:
        for each in started:
            await each.stop()


def seen(wave: Wave) -> Seen:
    """Name a wave as it was just read."""
    return Seen(name=wave.name, version=wave.version)
