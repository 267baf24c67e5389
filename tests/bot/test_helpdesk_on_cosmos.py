"""The helpdesk on Azure Cosmos DB, with two instances; and while the database is away."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from cards.verbs import Verb
from knowledge.review_item import State
from store.containers import CONTAINERS
from store.cosmos import CosmosStore
from store.cosmos_account import PROMPT
from tests.bot.helping import UNKNOWN, alice, bob, carol, delivered, only_item, until_quiet, with_helpdesk
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import Emulator
from tests.fakes.connector import FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams, words_in


@pytest.fixture
async def database(emulator: Emulator) -> AsyncGenerator[CosmosDatabase]:
    made = CosmosDatabase(emulator, CONTAINERS)
    yield made
    emulator.reset()
    await made.close()


@pytest.fixture
async def store(database: CosmosDatabase) -> CosmosStore:
    return await database.open(PROMPT)


@pytest.fixture
async def instances(
    database: CosmosDatabase, store: CosmosStore, connector: FakeConnector
) -> AsyncGenerator[tuple[Teams, Teams]]:
    other = await database.open(PROMPT)
    async with (
        running_bot(store, connector, with_settings=with_helpdesk()) as one,
        running_bot(other, connector, with_settings=with_helpdesk()) as two,
    ):
        yield one, two


async def test_a_question_goes_the_whole_way_through_two_instances(
    instances: tuple[Teams, Teams], store: CosmosStore
) -> None:
    one, two = instances
    await alice(one).say(UNKNOWN)
    card = await bob(two).press(await bob(one).open(), Verb.REVIEW_CLAIM)
    await until_quiet(store)
    before = len(one.connector.messages)
    await bob(one).answer(card, "Turn it off and on.")
    answer = await delivered(one, store, before)
    await alice(two).press(answer, Verb.REVIEW_STILL, {"words": "It blinks."})
    await until_quiet(store)
    card = await bob(one).open()
    before = len(one.connector.messages)
    await bob(two).answer(card, "Then press the red button.")
    await alice(one).press(await delivered(two, store, before), Verb.REVIEW_SOLVED)

    item = await only_item(store)
    assert item.state is State.RESOLVED
    assert [step.what for step in item.history][1:] == [
        "claimed",
        "answered",
        "still not working",
        "answered",
        "solved",
    ]


async def test_of_two_who_claim_at_once_at_two_instances_one_wins_and_the_other_learns_who(
    instances: tuple[Teams, Teams], store: CosmosStore
) -> None:
    one, two = instances
    await alice(one).say(UNKNOWN)
    card = await bob(one).open()

    cards = await asyncio.gather(bob(one).press(card, Verb.REVIEW_CLAIM), carol(two).press(card, Verb.REVIEW_CLAIM))

    winner = (await only_item(store)).assignee
    assert winner
    assert sorted(f"{winner.name} was faster" in words_in(each) for each in cards) == [False, True]
    assert all(f"Taken · {winner.name}" in str(each) for each in cards)


async def test_while_the_database_is_away_a_press_says_so_changes_nothing_and_can_be_repeated(
    instances: tuple[Teams, Teams], emulator: Emulator, store: CosmosStore
) -> None:
    one, _ = instances
    await alice(one).say(UNKNOWN)
    helper = bob(one)
    preview = await helper.preview(await helper.open(), "Turn it off and on.")
    await until_quiet(store)
    before = len(one.connector.messages)
    emulator.stop()

    beside = await helper.press(preview, Verb.REVIEW_SEND)

    assert isinstance(beside, str)
    assert "I can't reach my database right now" in beside
    emulator.start()
    assert (await only_item(store)).state is State.NEW
    assert "On its way" in words_in(await helper.press(preview, Verb.REVIEW_SEND))
    assert "Turn it off and on." in words_in(await delivered(one, store, before))


async def test_while_the_database_is_away_the_queue_says_so(instances: tuple[Teams, Teams], emulator: Emulator) -> None:
    one, _ = instances
    await alice(one).say(UNKNOWN)
    emulator.stop()

    reply = await bob(one).say("queue")

    emulator.start()
    assert "I can't reach my database right now" in reply["text"]
    assert await bob(one).open()
