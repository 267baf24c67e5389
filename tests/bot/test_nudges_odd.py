"""Nudges in Swedish, forwarded, forged, tried out, of waves that are gone, and while the database is away."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from cards.verbs import Verb
from store.containers import CONTAINERS
from store.cosmos import CosmosStore
from store.cosmos_account import PROMPT
from store.port import Store
from tests.bot.helping import EVE, Person, alice, button_of, items, only_item
from tests.bot.nudged import ALICES, SENT, alices, contact_of, deliveries, keep, nudge
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import Emulator
from tests.fakes.teams import Teams, words_in

PRESSES = [each for each in Verb if each.startswith("nudge.")]
GONE = "This button no longer works."


def forged(verb: str, data: Any) -> dict[str, Any]:
    return {"title": "x", "verb": verb, "data": data}


@pytest.mark.parametrize(
    ("verb", "answered"),
    [
        (Verb.NUDGE_START, "Registrera din egen iPhone eller iPad"),
        (Verb.NUDGE_ENROLLED, "Tack för att du berättar!"),
        (Verb.NUDGE_LATER, "Jag påminner dig här på morgonen den"),
        (Verb.NUDGE_HELP, "Helpdesk vet att du behöver hjälp"),
        (Verb.NUDGE_STOP, "Jag skickar inga fler sådana här meddelanden"),
    ],
)
async def test_a_swedish_recipient_with_an_english_teams_is_answered_in_swedish(
    teams: Teams, store: Store, verb: Verb, answered: str
) -> None:
    await keep(store, delivery=replace(ALICES, language="sv"))

    assert answered in words_in(await alice(teams).press(nudge(language="sv"), verb))


async def test_a_swedish_recipient_who_chooses_a_device_reads_on_in_swedish(teams: Teams, store: Store) -> None:
    await keep(store, delivery=replace(ALICES, language="sv", platform=""))

    asked = await alice(teams).press(nudge(language="sv"), Verb.NUDGE_START)
    card = await alice(teams).press(asked, Verb.NUDGE_START, platform="ios")

    assert "Registrera din egen iPhone eller iPad" in words_in(card)
    assert button_of(card, Verb.NUDGE_ENROLLED)["title"] == "Nu är jag klar"


async def test_the_helpdesk_reads_the_question_in_swedish_too(teams: Teams, store: Store) -> None:
    await keep(store, delivery=replace(ALICES, language="sv"))

    await alice(teams).press(nudge(language="sv"), Verb.NUDGE_HELP)

    item = await only_item(store)
    assert item.question.startswith("Alice Anderson behöver hjälp med att registrera sig · iPhone / iPad · våg")
    assert item.language == "sv"


async def test_whoever_got_the_card_forwarded_is_helped_and_leaves_no_delivery(teams: Teams, store: Store) -> None:
    await keep(store)
    eve = Person(teams, EVE)

    asked = await eve.press(nudge(), Verb.NUDGE_START)
    started = await eve.press(asked, Verb.NUDGE_START, platform="ios")
    later = await eve.press(nudge(), Verb.NUDGE_LATER)
    for verb in (Verb.NUDGE_HELP, Verb.NUDGE_ENROLLED, Verb.NUDGE_STOP):
        await eve.press(nudge(), verb)

    assert "Enroll your own iPhone or iPad" in words_in(started)
    assert "I can't remind you of this message" in words_in(later)
    assert button_of(later, Verb.NUDGE_START)
    assert await alices(store) == ALICES
    assert (await contact_of(store, EVE)).opted_out_at and (await contact_of(store, EVE)).enrolled_at
    assert not (await contact_of(store)).opted_out_at
    assert [item.askers[0].name for item in await items(store)] == ["Eve Evans"]


async def test_a_wave_that_is_gone_still_leads_to_the_guide_and_to_help(teams: Teams, store: Store) -> None:
    asked = await alice(teams).press(nudge(), Verb.NUDGE_START)
    helped = await alice(teams).press(nudge(), Verb.NUDGE_HELP)
    later = await alice(teams).press(nudge(), Verb.NUDGE_LATER)

    assert "Which device do you want to enroll?" in words_in(asked)
    assert "The helpdesk knows" in words_in(helped)
    assert "I can't remind you of this message" in words_in(later)
    assert await deliveries(store) == {}


@pytest.mark.parametrize("verb", PRESSES)
async def test_what_is_pressed_on_a_test_has_no_effect(teams: Teams, store: Store, verb: Verb) -> None:
    await keep(store)
    data = {"wave": SENT.name, "kind": "invitation", "test": True}

    card = await teams.press(forged(verb, data))

    assert ("This was a test" in words_in(card)) == (verb is not Verb.NUDGE_START)
    assert await alices(store) == ALICES
    assert await items(store) == []
    contact = await contact_of(store)
    assert not contact.opted_out_at and not contact.enrolled_at


@pytest.mark.parametrize(
    "data",
    [
        {"wave": "x" * 61, "kind": "invitation"},
        {"wave": "a\x00b", "kind": "invitation"},
        {"wave": "line\nbreak", "kind": "invitation"},
        {"wave": ["Stockholm 1"], "kind": "invitation"},
        {"wave": None, "kind": "invitation"},
        {"wave": "Stockholm 1", "kind": "threat"},
        {"wave": "Stockholm 1", "kind": "invitation", "test": "perhaps"},
        "Stockholm 1",
    ],
)
async def test_forged_data_are_refused_with_a_clear_card(teams: Teams, store: Store, data: Any) -> None:
    await keep(store)

    for verb in PRESSES:
        assert GONE in words_in(await press_raw(teams, verb, data))

    assert await alices(store) == ALICES
    assert not (await contact_of(store)).opted_out_at


async def press_raw(teams: Teams, verb: str, data: Any) -> Any:
    """Press with whatever data."""
    value = {"action": {"verb": verb, "data": data}}
    _, body = await teams.post(teams.activity("invoke", name="adaptiveCard/action", value=value))
    return body["value"]


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        (Verb.NUDGE_LATER, {"when": "never"}),
        (Verb.NUDGE_START, {"platform": "amiga"}),
        (Verb.NUDGE_START, {"platform": "ios", "language": "../.."}),
    ],
)
async def test_forged_choices_are_refused(teams: Teams, store: Store, verb: Verb, data: dict[str, Any]) -> None:
    await keep(store)

    assert GONE in words_in(await teams.press(forged(verb, {"wave": SENT.name, "kind": "invitation", **data})))

    assert await alices(store) == ALICES


async def test_nobody_presses_for_somebody_else(teams: Teams, store: Store) -> None:
    await keep(store)
    data = {"wave": SENT.name, "kind": "invitation", "person": ALICES.person, "id": ALICES.person}

    for verb in PRESSES:
        await teams.press(forged(verb, data), from_=EVE)

    assert not (await contact_of(store)).opted_out_at
    assert await alices(store) == ALICES


@pytest.mark.parametrize("wave", ["../x", "a/b\\c?d#e", "%00", "Stockholm 1|00", "🙂" * 60, "\ud800", ""])
async def test_names_of_no_wave_are_as_good_as_any(teams: Teams, store: Store, wave: str) -> None:
    for verb in PRESSES:
        card = await teams.press(forged(verb, {"wave": wave, "kind": "invitation"}))
        assert GONE not in words_in(card)

    assert await deliveries(store) == {}


class TestAway:
    """While the database is away, whoever wants to start or needs help is helped all the same."""

    @pytest.fixture
    async def database(self, emulator: Emulator) -> AsyncGenerator[CosmosDatabase]:
        made = CosmosDatabase(emulator, CONTAINERS)
        yield made
        emulator.reset()
        await made.close()

    @pytest.fixture
    async def store(self, database: CosmosDatabase) -> CosmosStore:
        return await database.open(PROMPT)

    @pytest.mark.parametrize("verb", [Verb.NUDGE_ENROLLED, Verb.NUDGE_LATER, Verb.NUDGE_STOP])
    async def test_a_press_says_so_changes_nothing_and_can_be_repeated(
        self, teams: Teams, emulator: Emulator, store: CosmosStore, verb: Verb
    ) -> None:
        await keep(store)
        emulator.stop()

        beside = await alice(teams).press(nudge(), verb)

        emulator.start()
        assert "I can't reach my database right now" in beside
        assert await alices(store) == ALICES
        assert isinstance(await alice(teams).press(nudge(), verb), dict)
        assert len(await deliveries(store)) == (2 if verb is Verb.NUDGE_LATER else 1)
        assert (await deliveries(store))[ALICES.person].acknowledged_at

    async def test_start_asks_which_device_and_goes_on(
        self, teams: Teams, emulator: Emulator, store: CosmosStore
    ) -> None:
        await keep(store)
        emulator.stop()

        asked = await alice(teams).press(nudge(), Verb.NUDGE_START)
        card = await alice(teams).press(asked, Verb.NUDGE_START, platform="ios")

        emulator.start()
        assert "Which device do you want to enroll?" in words_in(asked)
        assert "Enroll your own iPhone or iPad" in words_in(card)

    async def test_help_says_whether_the_helpdesk_knows_and_reaches_it_in_the_end(
        self, teams: Teams, emulator: Emulator, store: CosmosStore
    ) -> None:
        await keep(store)
        emulator.stop()

        waiting = await alice(teams).press(nudge(), Verb.NUDGE_HELP)

        assert "I can't reach the helpdesk right now" in words_in(waiting)
        assert button_of(waiting, Verb.NUDGE_HELP)
        emulator.start()
        async with asyncio.timeout(30):
            while not await items(store) or not (await alices(store)).acknowledged_at:
                await asyncio.sleep(0.05)
        assert "The helpdesk knows that you need help" in words_in(await alice(teams).press(waiting, Verb.NUDGE_HELP))
