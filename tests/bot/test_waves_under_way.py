"""A wave under way, through `/api/messages`: paused, resumed, stopped, tried again, followed."""

from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

import app
from cards.verbs import Verb
from store.port import Store
from tests.bot.helping import CAROL, button_of, buttons
from tests.bot.waving import (
    another,
    coordinator,
    later,
    live_cards,
    meet,
    nudges,
    until,
    until_live,
    until_state,
    wave_of,
    with_coordinators,
)
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams, words_in
from waves.delivery import Outcome
from waves.wave import State
from waves.waves import Waves


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_coordinators()) as client:
        yield client


async def scheduled(teams: Teams, store: Store) -> None:
    """Have Bob schedule a wave for the day after tomorrow."""
    await meet(store, teams, 3)
    planner = coordinator(teams)
    draft = await planner.save(await planner.press(await planner.ready(), Verb.WAVE_OPEN), "when", **later(days=2))
    await planner.press(await planner.press(draft, Verb.WAVE_SCHEDULE), Verb.WAVE_CONFIRM)
    await until_live(store)


async def test_a_wave_is_paused_resumed_and_stopped_for_good(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await scheduled(teams, store)
    planner = coordinator(teams)
    card = await planner.open()

    card = await planner.press(card, Verb.WAVE_PAUSE)
    assert "⏸️ Paused" in words_in(card)
    card = await planner.press(card, Verb.WAVE_RESUME)
    assert "🗓️ Scheduled" in words_in(card)
    asked = await planner.press(card, Verb.WAVE_CANCEL)
    assert "3 people still waiting won't get it" in words_in(asked)
    card = await planner.press(asked, Verb.WAVE_CANCEL)

    assert "🚫 Stopped" in words_in(card)
    assert nudges(connector) == []
    assert [step.what for step in (await wave_of(store)).history][-3:] == ["paused", "resumed", "cancelled"]
    await planner.press(card, Verb.WAVE_CLOSE)
    assert (await wave_of(store)).state is State.CLOSED


async def test_the_second_coordinator_sees_who_paused_it(teams: Teams, store: Store) -> None:
    await scheduled(teams, store)
    planner = coordinator(teams)
    card = await planner.open()
    other = another(teams)
    await other.press(await other.open(), Verb.WAVE_PAUSE)

    beaten = await planner.press(card, Verb.WAVE_PAUSE)

    assert f"{CAROL['name']} was faster" in words_in(beaten)
    assert "⏸️ Paused" in words_in(beaten)


async def test_what_the_bot_did_itself_meanwhile_stands_in_nobodys_way(teams: Teams, store: Store) -> None:
    await scheduled(teams, store)
    planner = coordinator(teams)
    card = await planner.open()
    waves = Waves(store, app.now)
    await waves.note("Stockholm week 49", lambda wave: replace(wave, state=State.SENDING), "started")

    paused = await planner.press(card, Verb.WAVE_PAUSE)

    assert "⏸️ Paused" in words_in(paused)
    assert (await wave_of(store)).state is State.PAUSED


async def test_who_failed_is_named_with_a_remedy_and_only_those_are_tried_again(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await meet(store, teams, 2)
    planner = coordinator(teams)
    asked = await planner.press(await planner.ready(), Verb.WAVE_SCHEDULE)
    blocked = Answer(status=403, body={"error": {"code": "ConversationBlockedByUser"}})
    connector.answers_to["a%3Aperson-1"] = deque([blocked])
    await planner.press(asked, Verb.WAVE_CONFIRM)
    await until_state(store, State.SENT)
    card = await planner.open()

    assert "Blocked the bot" in words_in(card)
    assert "they can unblock it" in words_in(card)
    assert button_of(card, Verb.WAVE_RETRY)["title"] == "Retry 1 failed"
    await planner.press(card, Verb.WAVE_RETRY)
    await until_state(store, State.SENT)

    assert len(nudges(connector)) == 3


async def test_the_uncertain_are_sent_again_only_after_a_warning(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await meet(store, teams, 1)
    planner = coordinator(teams)
    asked = await planner.press(await planner.ready(), Verb.WAVE_SCHEDULE)
    connector.answers_to["a%3Aperson-1"] = deque([Answer(hang_up=True)])
    await planner.press(asked, Verb.WAVE_CONFIRM)
    await until_state(store, State.SENT)
    card = await planner.open()

    assert Verb.WAVE_RETRY not in [each["verb"] for each in buttons(card)]
    warned = await planner.press(card, Verb.WAVE_UNCERTAIN)
    assert "some may get it twice" in words_in(warned)
    assert len(nudges(connector)) == 1
    await planner.press(warned, Verb.WAVE_UNCERTAIN)
    await until_state(store, State.SENT)

    assert len(nudges(connector)) == 2
    assert (await wave_of(store)).counts == {Outcome.SENT: 1}


async def test_the_live_card_moves_to_where_somebody_follows_it(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await scheduled(teams, store)
    other = another(teams)
    before = (await wave_of(store)).card
    card = await other.open()

    await other.press(card, Verb.WAVE_FOLLOW)

    async def moved() -> bool:
        return (await wave_of(store)).card != before

    await until(moved)
    card_now = (await wave_of(store)).card
    assert card_now and card_now["reference"]["conversation"]["id"] == "a:carol"
    paused = await other.press(card, Verb.WAVE_PAUSE)
    assert "⏸️ Paused" in words_in(paused)

    async def shown() -> bool:
        return any("⏸️ Paused" in words for words in live_cards(connector))

    await until(shown)
