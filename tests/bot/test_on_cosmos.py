"""The bot on Azure Cosmos DB, through `/api/messages`: what a turn costs, and what it does without its database."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

import app
from bot.settings import is_loopback
from store.containers import CONTAINERS, FEEDBACK, REVIEWS
from store.cosmos import CosmosStore
from store.cosmos_account import PROMPT
from store.port import Store
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import Emulator
from tests.fakes.connector import FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams, buttons_of, card_of, words_in

QUESTION = "how do I enroll my iphone"


@pytest.fixture
async def database(emulator: Emulator) -> AsyncGenerator[CosmosDatabase]:
    assert is_loopback(emulator.endpoint)
    made = CosmosDatabase(emulator, CONTAINERS)
    yield made
    emulator.reset()
    await made.close()


@pytest.fixture
async def store(database: CosmosDatabase) -> CosmosStore:
    opened = await database.open(PROMPT)
    await opened.get(FEEDBACK.name, "warm", "up")
    return opened


def calls(emulator: Emulator) -> list[str]:
    """List what reached the database: method and kind."""
    found: list[str] = []
    for request in emulator.requests():
        method, path = request.split(" ", 1)
        if "/docs" in path:
            found.append(f"{method} {path.split('/colls/')[1].split('/')[0]}")
    return found


async def test_an_answered_question_costs_one_point_read_and_one_write(teams: Teams, emulator: Emulator) -> None:
    await teams.say(QUESTION)
    calls(emulator)
    await teams.say(QUESTION)
    assert calls(emulator) == ["GET people", "POST feedback"]


async def test_an_opinion_costs_one_point_read_and_one_write(teams: Teams, emulator: Emulator) -> None:
    buttons = buttons_of(card_of(await teams.say(QUESTION)))
    calls(emulator)
    await teams.press(buttons["👍 Yes"])
    assert calls(emulator) == ["GET feedback", "PUT feedback"]


async def test_the_whole_path_is_kept(teams: Teams, store: Store) -> None:
    buttons = buttons_of(card_of(await teams.say(QUESTION)))
    await teams.press(buttons["👎 No"], {"reason": "unclear"})
    await teams.say("zebra xylophone quark")
    kept = (await store.find(FEEDBACK.name, app.now().date().isoformat(), order="at")).records
    assert [(each.body["outcome"], each.body.get("reason")) for each in kept] == [
        ("answer", "unclear"),
        ("unanswered", None),
    ]
    assert len((await store.find(REVIEWS.name, f"{app.now():%Y-%m}")).records) == 1


async def test_people_are_answered_while_the_database_is_away_and_nothing_is_lost(
    teams: Teams, emulator: Emulator, store: Store
) -> None:
    emulator.stop()
    buttons = buttons_of(card_of(await teams.say(QUESTION)))
    assert "Glad it helped" in words_in(await teams.press(buttons["👍 Yes"]))
    status, _ = await teams.get("/readyz")
    assert status == 503
    emulator.start()
    day = app.now().date().isoformat()
    async with asyncio.timeout(60):
        while not (await store.find(FEEDBACK.name, day, where={"opinion": "helpful"})).records:
            await asyncio.sleep(0.05)
    (kept,) = (await store.find(FEEDBACK.name, day)).records
    assert kept.body["slug"] == "enroll-ios"
    assert await teams.get("/readyz") == (200, {"status": "ready"})


async def test_two_instances_lose_and_double_no_press_of_two_hundred_people(
    database: CosmosDatabase, connector: FakeConnector
) -> None:
    people = [{"id": f"29:{number}", "aadObjectId": f"person-{number}", "name": "x"} for number in range(200)]
    first, second = await database.open(), await database.open()
    async with running_bot(first, connector) as one, running_bot(second, connector) as other:
        asked = card_of(await one.say("zebra xylophone quark"))
        answer = buttons_of(card_of(await one.say(QUESTION)))["👍 Yes"]
        helpdesk = buttons_of(asked)["Ask the helpdesk"]

        async def press(person: dict[str, str]) -> None:
            for teams in (one, other):
                await teams.press(answer, from_=person)
                await teams.press(helpdesk, from_=person)

        for start in range(0, 200, 20):
            await asyncio.gather(*(press(person) for person in people[start : start + 20]))
    day, month = app.now().date().isoformat(), f"{app.now():%Y-%m}"
    opinions = await first.find(FEEDBACK.name, day, where={"opinion": "helpful"}, limit=500)
    (item,) = (await first.find(REVIEWS.name, month)).records
    assert {each.body["person"] for each in opinions.records} == {person["aadObjectId"] for person in people}
    askers = [asker["person"] for asker in item.body["askers"] if asker["wants_answer"]]
    assert len(askers) == len(set(askers)) == 200
    assert item.body["asked"] == 201
