"""Who may plan waves, forged presses, what is typed too long, and the database being away."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from bot.wave_actions import WAVE_ACTIONS
from cards.verbs import Verb
from store.containers import CONTAINERS, WAVES
from store.cosmos import CosmosStore
from store.cosmos_account import PROMPT
from store.port import Store
from tests.bot.helping import EVE, Person
from tests.bot.waving import NAME, SPONSOR, coordinator, employee, meet, standing, wave_of, with_coordinators
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import Emulator
from tests.fakes.connector import FakeConnector
from tests.fakes.running import running_bot, settings
from tests.fakes.teams import ALICE, BOB, CHANNEL, GROUP, PERSONAL, Teams, words_in

PLACES = {"personal": PERSONAL, "group": GROUP, "channel": CHANNEL}
TYPED = {"part": "who", "name": "Evil", "source": "everyone", "sure": True, "now": True, "shown": True}


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_coordinators()) as client:
        yield client


async def kept(store: Store) -> list[tuple[str, str]]:
    """Tell whether anything at all was written."""
    records = (await store.scan(WAVES.name)).records
    return sorted((record.id, record.etag) for record in records if record.partition != "claims")


def forged(verb: str, data: Any) -> dict[str, Any]:
    return {"title": "…", "verb": verb, "data": data}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
async def test_presses_of_others_are_refused_kindly_and_change_nothing(
    teams: Teams, store: Store, place: dict[str, Any]
) -> None:
    await meet(store, teams, 1)
    await coordinator(teams).ready()
    wave, before = await wave_of(store), await kept(store)
    presses = [{"wave": NAME, "version": version, **TYPED} for version in (wave.version, 0)]
    for verb, data in product(WAVE_ACTIONS, (*presses, {}, {"wave": None, "version": -1})):
        for person in (ALICE, EVE):
            card = await teams.press(forged(verb, data), from_=person, conversation=place)
            assert "This is for those who plan the roll-out" in words_in(card), verb

    assert await kept(store) == before


@pytest.mark.parametrize("words", ["waves", "vågor", "utrullning"])
async def test_the_command_of_others_is_refused_kindly(teams: Teams, words: str) -> None:
    assert "This is for those who plan" in (await employee(teams).person.say(words))["text"]


async def test_the_helpdesk_does_not_plan_waves(store: Store, connector: FakeConnector) -> None:
    async with running_bot(store, connector, with_settings=settings(helpdesk=BOB["aadObjectId"])) as teams:
        assert "This is for those who plan" in (await Person(teams, BOB).say("waves"))["text"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"wave": NAME},
        {"wave": NAME, "version": "one"},
        {"wave": NAME, "version": -1},
        {"wave": "x" * 61, "version": 1},
        {"wave": "a\x00b", "version": 1},
        {"wave": ["a"], "version": 1},
    ],
)
async def test_forged_presses_are_told_and_change_nothing(teams: Teams, store: Store, data: Any) -> None:
    planner = coordinator(teams)
    await planner.create()
    before = await kept(store)
    for verb in sorted(set(WAVE_ACTIONS) - {Verb.WAVE_NEW, Verb.WAVE_LIST, Verb.WAVE_CREATE}):
        status, body = await teams.post(teams.pressed(forged(verb, data), from_=BOB))
        assert status == 200, verb
        assert "no longer works" in str(body["value"]), verb

    assert await kept(store) == before


@pytest.mark.parametrize("verb", sorted(WAVE_ACTIONS))
async def test_a_wave_that_is_gone_is_told(teams: Teams, verb: Verb) -> None:
    data = {"wave": "Gone", "version": 1, **TYPED, "upload": "0" * 32}
    status, body = await teams.post(teams.pressed(forged(verb, data), from_=BOB))

    assert (status, body["statusCode"]) == (200, 200)


async def test_what_is_typed_too_long_comes_back(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    typed = "å" * 20_000

    again = await planner.save(await planner.create(), "what", text_sv=typed, **SPONSOR)

    assert "20000 characters are too many" in words_in(again)
    assert standing(again)["text_sv"] == typed
    assert (await wave_of(store)).version == 1


async def test_while_the_database_is_away_the_card_stays_with_what_was_typed(
    emulator: Emulator, connector: FakeConnector
) -> None:
    database = CosmosDatabase(emulator, CONTAINERS)
    store = await database.open(replace(PROMPT, deadline=0.5))
    assert isinstance(store, CosmosStore)
    async with running_bot(store, connector, with_settings=with_coordinators()) as teams:
        planner = coordinator(teams)
        draft = await planner.create()
        editor = await planner.press(draft, Verb.WAVE_EDIT, part="who")
        emulator.stop()

        beside = await planner.press(editor, Verb.WAVE_SAVE, {**standing(editor), "sites": "Malmö"})
        listed = await planner.person.say("waves")

        emulator.start()
        assert "nothing was changed" in beside
        assert "can't reach my database" in listed["text"]
        await planner.press(editor, Verb.WAVE_SAVE, {**standing(editor), "sites": "Malmö"})
        assert (await wave_of(store)).audience.sites == ("Malmö",)
    emulator.reset()
    await database.close()
