"""The bot while its Azure Cosmos DB throttles, hangs, loses answers, is away or refuses it: through `/api/messages`."""

import asyncio
import secrets
from base64 import b64encode
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

import pytest

import app
from bot import handler, web
from dialogs import ask
from store import later
from store.containers import CONTAINERS, FEEDBACK, REVIEWS
from store.cosmos import CosmosStore
from store.cosmos_account import PROMPT
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import Emulator, on_items
from tests.cosmos.trying import LONG
from tests.fakes.connector import FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams, buttons_of, card_of, words_in

QUESTION = "how do I enroll my iphone"
UNKNOWN = "zebra xylophone quark"

OUTAGES: dict[str, Callable[[Emulator], None]] = {
    "throttles": lambda emulator: emulator.order(on_items({"status": 429, "count": LONG})),
    "throttles, and says for how long": lambda emulator: emulator.order(
        on_items({"status": 429, "headers": {"x-ms-retry-after-ms": "60000"}, "count": LONG})
    ),
    "asks to retry": lambda emulator: emulator.order(on_items({"status": 449, "count": LONG})),
    "is unavailable": lambda emulator: emulator.order(on_items({"status": 503, "count": LONG})),
    "hangs": lambda emulator: emulator.order({"hang": True, "count": LONG}),
    "drops requests": lambda emulator: emulator.order(on_items({"drop": "before", "count": LONG})),
    "loses its answers": lambda emulator: emulator.order(on_items({"drop": "after", "count": LONG})),
    "is down": lambda emulator: emulator.stop(),
}


WAITS = (ask.MEMORY_SECONDS, later.TRY_SECONDS)
GIVEN_UP = handler.TURN_SECONDS
"""As they are outside of tests."""


@pytest.fixture
async def database(emulator: Emulator) -> AsyncGenerator[CosmosDatabase]:
    made = CosmosDatabase(emulator, CONTAINERS)
    yield made
    emulator.reset()
    await made.close()


@pytest.fixture
async def store(database: CosmosDatabase) -> CosmosStore:
    return await database.open(replace(PROMPT, deadline=0.5))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the database a fifth of what people are asked to."""
    monkeypatch.setattr(ask, "MEMORY_SECONDS", 0.2)
    monkeypatch.setattr(later, "TRY_SECONDS", 0.4)


def test_what_a_turn_waits_for_ends_before_teams_gives_up() -> None:
    assert sum(WAITS) < GIVEN_UP < 5
    assert web.READY_SECONDS < 5


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
async def test_every_turn_is_answered_during_an_outage_and_nothing_is_lost(
    teams: Teams, emulator: Emulator, store: CosmosStore, outage: Callable[[Emulator], None]
) -> None:
    assert await teams.get("/readyz") == (200, {"status": "ready"})
    outage(emulator)

    answered = card_of(await teams.say(QUESTION))
    unknown = card_of(await teams.say(UNKNOWN))
    thanked = await teams.press(buttons_of(answered)["👍 Yes"])
    waiting = await teams.press(buttons_of(unknown)["Ask the helpdesk"])
    status, _ = await teams.get("/readyz")

    assert status == 503
    assert "Glad it helped" in words_in(thanked)
    assert "I can't reach the helpdesk right now" in words_in(waiting)
    emulator.order()
    emulator.start()
    await until_ready(teams)
    day, month = app.now().date().isoformat(), f"{app.now():%Y-%m}"
    while not (opinions := (await store.find(FEEDBACK.name, day, where={"opinion": "helpful"})).records):
        await asyncio.sleep(0.05)
    assert [each.body["slug"] for each in opinions] == ["enroll-ios"]
    assert len((await store.find(FEEDBACK.name, day)).records) == 2
    item = None
    while item is None or not item.body["askers"][0]["wants_answer"]:
        item = next(iter((await store.find(REVIEWS.name, month)).records), None)
        await asyncio.sleep(0.05)
    assert item.body["asked"] == 1


async def until_ready(teams: Teams) -> None:
    while await teams.get("/readyz") != (200, {"status": "ready"}):
        await asyncio.sleep(0.05)


@pytest.mark.usefixtures("hurried")
async def test_a_wrong_key_keeps_the_bot_from_being_ready_but_not_from_answering(
    database: CosmosDatabase, connector: FakeConnector
) -> None:
    await database.open()
    wrong = CosmosStore(
        database.address, clock=app.now, key=b64encode(secrets.token_bytes(64)).decode(), patience=PROMPT
    )
    async with running_bot(wrong, connector) as teams:
        assert "Enroll your own iPhone" in words_in(card_of(await teams.say(QUESTION)))
        status, _ = await teams.get("/readyz")
    await wrong.close()
    assert status == 503


async def test_a_database_that_restarts_between_two_questions_is_not_noticed(
    teams: Teams, emulator: Emulator, store: CosmosStore
) -> None:
    await teams.say(QUESTION)
    emulator.stop()
    emulator.start()
    await teams.say(QUESTION)
    day = app.now().date().isoformat()
    while len((await store.find(FEEDBACK.name, day)).records) < 2:
        await asyncio.sleep(0.05)
