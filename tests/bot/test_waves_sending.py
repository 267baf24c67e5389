"""Sending a wave, through `/api/messages`: preview, test, the last word, and what can be done while it goes out."""

from collections import deque
from collections.abc import AsyncGenerator

import pytest

from cards.verbs import Verb
from store.port import Store
from tests.bot.helping import button_of, buttons
from tests.bot.waving import (
    SPONSOR,
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


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_coordinators()) as client:
        yield client


async def test_the_preview_shows_the_message_in_each_language_and_its_buttons_do_nothing(
    teams: Teams, store: Store
) -> None:
    await meet(store, teams, 1)
    planner = coordinator(teams)

    card = await planner.press(await planner.save(await planner.create(), "what", **SPONSOR), Verb.WAVE_PREVIEW)

    assert "It's time to enroll your device" in words_in(card)
    assert "Dags att registrera din enhet" in words_in(card)
    assert not [each for each in buttons(card) if each["verb"].startswith("nudge.")]


async def test_a_test_goes_to_whoever_presses_and_to_the_testers_and_tells_of_each(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await meet(store, teams, 2)
    planner = coordinator(teams)
    testers = "p1@contoso.test\np2@contoso.test\nstranger@contoso.test"
    draft = await planner.save(await planner.create(), "what", testers=testers, **SPONSOR)
    gone = Answer(status=403, body={"error": {"code": "BotNotInConversationRoster"}})
    connector.answers_to["a%3Aperson-1"] = deque([gone])

    card = await planner.press(draft, Verb.WAVE_TEST)

    words = words_in(card)
    assert "✅ **Bob Brown**" in words
    assert "⚠️ **Person 1**: Without the app" in words
    assert "✅ **Person 2**" in words
    assert "⚠️ **stranger@contoso.test**: I don't know them yet" in words
    assert "🧪" in words_in(connector.messages[-1]["attachments"][0]["content"])


async def test_a_test_that_teams_asks_for_twice_is_sent_once(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await meet(store, teams, 1)
    planner = coordinator(teams)
    draft = await planner.save(await planner.create(), "what", testers="p1@contoso.test", **SPONSOR)

    for _ in range(2):
        await planner.person.press(draft, Verb.WAVE_TEST, None)
    assert len(nudges(connector)) == 2

    press = teams.pressed(button_of(draft, Verb.WAVE_TEST), from_=planner.person.who)
    for _ in range(2):
        await teams.post(press)
    assert len(nudges(connector)) == 3


async def test_a_message_with_faults_is_not_sent_and_says_what_to_mend(teams: Teams, store: Store) -> None:
    await meet(store, teams, 1)
    planner = coordinator(teams)
    draft = await planner.press(await planner.ready(), Verb.WAVE_OPEN)
    draft = await planner.save(draft, "what", text_en="[NAME], click here " * 20, **SPONSOR)

    blocked = await planner.press(draft, Verb.WAVE_SCHEDULE)
    data = {"wave": "Stockholm week 49", "version": (await wave_of(store)).version, "now": True}
    forced = await teams.press({"title": "", "verb": Verb.WAVE_CONFIRM, "data": data}, from_=planner.person.who)

    for card in (blocked, forced):
        assert "Not quite ready" in words_in(card)
        assert "20 links to press" in words_in(card)
    assert (await wave_of(store)).state is State.DRAFT


async def test_nothing_is_scheduled_without_a_dry_run(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    draft = await planner.save(await planner.create(), "what", **SPONSOR)

    assert "It needs a dry run first" in words_in(await planner.press(draft, Verb.WAVE_SCHEDULE))
    assert (await wave_of(store)).state is State.DRAFT


async def test_a_wave_is_scheduled_after_its_people_and_time_were_shown(teams: Teams, store: Store) -> None:
    await meet(store, teams, 3)
    planner = coordinator(teams)
    draft = await planner.save(await planner.press(await planner.ready(), Verb.WAVE_OPEN), "when", **later(days=2))

    asked = await planner.press(draft, Verb.WAVE_SCHEDULE)
    scheduled = await planner.press(asked, Verb.WAVE_CONFIRM)

    assert "3 people" in words_in(asked)
    assert "UTC time" in words_in(asked)
    assert "🗓️ It goes out" in words_in(scheduled)
    wave = await until_live(store)
    assert wave.state is State.SCHEDULED
    assert [step.what for step in wave.history][-1] == "scheduled"


async def test_sending_now_sends_to_each_once_and_the_card_below_ends_at_all(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await meet(store, teams, 3)
    planner = coordinator(teams)

    card = await planner.sent()
    await until_state(store, State.SENT)

    async def shown() -> bool:
        return bool(live_cards(connector)) and "3 of 3" in live_cards(connector)[-1]

    assert "📤 It goes out now" in words_in(card)
    assert len(nudges(connector)) == 3 == len(set(nudges(connector)))
    await until(shown)
    assert "✅ Sent" in live_cards(connector)[-1]
    assert (await wave_of(store)).counts == {Outcome.SENT: 3}
    assert "3 of 3 done" in words_in(await planner.waves())


async def test_a_confirmation_that_comes_twice_sends_once_and_posts_one_card(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await meet(store, teams, 2)
    planner = coordinator(teams)
    asked = await planner.press(await planner.ready(), Verb.WAVE_SCHEDULE)

    for _ in range(2):
        await planner.press(asked, Verb.WAVE_CONFIRM)
    await until_state(store, State.SENT)
    await until_live(store)

    assert len(nudges(connector)) == 2
    posted = [each for each in connector.requests if each.method == "POST" and each.body.get("attachments")]
    assert len([each for each in posted if Verb.WAVE_CLOSE in str(each.body) or Verb.WAVE_PAUSE in str(each.body)]) == 1
