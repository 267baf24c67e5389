"""`python -m waves` as tests call it, and a bot beside it on the same store."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from store.opening import open_store
from store.port import Store
from waves.__main__ import main
from waves.budget import Budget
from waves.candidates import Sources
from waves.claim import Claims
from waves.contact import Contacts
from waves.delivery import Chat, Delivery, Outcome
from waves.messenger import Permit, Sent
from waves.planner import Planner
from waves.progress import Progress
from waves.sender import Parts, Sender
from waves.wave import Wave
from waves.waves import Waves

Run = Callable[..., tuple[int, str, str]]
"""The arguments after `python -m waves` → exit code, output, errors."""

ROOT: Final = Path(__file__).parents[2]
ID: Final = "0a1b2c3d-0000-4000-8000-{:012x}"


def now() -> datetime:
    return datetime.now(UTC)


def command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run commands on the store `bot.db` in a folder."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(each) for each in arguments], {"STORE_URL": url_in(folder)})
        output, errors = capsys.readouterr()
        return code, output, errors

    return run


def row(output: str, name: str) -> str | None:
    """Find what stands beside a name."""
    found = re.search(rf"^  {re.escape(name)}  +(.+)$", output, re.MULTILINE)
    return found[1] if found else None


def url_in(folder: Path) -> str:
    return f"sqlite:///{folder}/bot.db"


def people_csv(folder: Path, *people: int, name: str = "people.csv") -> Path:
    """Write a list of people by their numbers."""
    path = folder / name
    path.write_text("\n".join(["objectId,name", *(f"{ID.format(each)},Person {each}" for each in people), ""]), "utf-8")
    return path


class Postman:
    """Implement `waves.messenger.Messenger`: answer as told for some numbers of people, and remember all."""

    def __init__(self, **outcomes: Sequence[int]) -> None:
        self.reached: list[str] = []
        self._outcomes = {ID.format(each): Outcome(name) for name, people in outcomes.items() for each in people}

    async def send(self, wave: Wave, delivery: Delivery, permit: Permit) -> Sent:
        await permit()
        self.reached.append(delivery.person)
        outcome = self._outcomes.get(delivery.person, Outcome.SENT)
        return Sent(outcome=outcome, code="" if outcome is Outcome.SENT else "Code")


class NoBoard:
    """Implement `waves.messenger.Board`: nobody looks."""

    async def show(self, wave: Wave, progress: Progress) -> None:
        return


def make_planner(store: Store, waves: Waves) -> Planner:
    contacts = Contacts(store, now)
    sources = Sources(store=store, contacts=contacts, directory=None)
    return Planner(store, now, waves, sources, lambda _: True, Claims(store, now, "bot"))


@asynccontextmanager
async def running_bot(store: Store, postman: Postman) -> AsyncGenerator[None]:
    """Run a bot's sender, which looks for something to do all the time."""
    waves = Waves(store, now)
    sender = Sender(
        Parts(
            store=store,
            clock=now,
            waves=waves,
            planner=make_planner(store, waves),
            claims=Claims(store, now, "bot"),
            contacts=Contacts(store, now),
            messenger=postman,
            budget=Budget(store, now, 0),
            board=NoBoard(),
        ),
        owner="bot",
    )
    sender.start()
    kicks = asyncio.create_task(_kicking(sender))
    try:
        yield
    finally:
        kicks.cancel()
        with suppress(asyncio.CancelledError):
            await kicks
        await sender.close()


async def _kicking(sender: Sender) -> None:
    while True:
        sender.kick()
        await asyncio.sleep(0.05)


async def meet(store: Store, *people: int) -> None:
    """Have the bot know people, with a chat each."""
    contacts = Contacts(store, now)
    for each in people:
        chat = Chat(service_url="https://teams.example", conversation=f"chat-{each}")
        await contacts.keep(ID.format(each), name=f"Person {each}", upn=f"p{each}@x.se", language="sv", chat=chat)


@asynccontextmanager
async def opened_store(url: str, key: str | None = None) -> AsyncGenerator[Store]:
    store = open_store(url, now, key=key)
    try:
        yield store
    finally:
        await store.close()


async def called(url: str, *arguments: str | Path, key: str = "") -> int:
    """Call the command on a thread, while a bot runs on the test's own loop."""
    environment = {"STORE_URL": url, "COSMOS_KEY": key}
    return await asyncio.to_thread(main, [str(each) for each in arguments], environment)


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something has happened; the test's runner ends what never does."""
    async with asyncio.timeout(60):
        while not await is_so():
            await asyncio.sleep(0.02)
