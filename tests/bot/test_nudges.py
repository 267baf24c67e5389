"""What recipients press on a nudge: through `/api/messages`, twice, in Swedish, and on cards that are not theirs."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import app
from cards.verbs import Verb
from store.port import Store
from tests.bot.helping import EVE, Person, alice, button_of, buttons, items, only_item
from tests.bot.nudged import ALICES, SENT, alices, contact_of, deliveries, keep, nudge
from tests.fakes.teams import ALICE, Teams, card_of, words_in
from waves.contact import Contacts
from waves.delivery import Outcome
from waves.wave import Kind, State

LATER = f"{ALICE['aadObjectId']}|later"


async def twice(person: Person, card: dict[str, Any], verb: Verb, **data: Any) -> Any:
    """Press a button, as Teams may send it again."""
    first = await person.press(card, verb, **data)
    assert words_in(await person.press(card, verb, **data)) == words_in(first)
    return first


async def test_start_shows_how_to_enroll_their_device_and_is_noted(teams: Teams, store: Store) -> None:
    await keep(store)

    card = await twice(alice(teams), nudge(), Verb.NUDGE_START)

    assert "Enroll your own iPhone or iPad" in words_in(card)
    assert button_of(card, Verb.NUDGE_ENROLLED)["title"] == "I'm enrolled now"
    assert button_of(card, Verb.HELPFUL)
    kept = await alices(store)
    assert kept.acknowledged_at
    assert replace(kept, acknowledged_at="") == ALICES


async def test_start_of_an_unknown_device_asks_which(teams: Teams, store: Store) -> None:
    await keep(store, delivery=replace(ALICES, platform=""))

    asked = await twice(alice(teams), nudge(), Verb.NUDGE_START)
    card = await alice(teams).press(asked, Verb.NUDGE_START, platform="macos")

    assert "Which device do you want to enroll?" in words_in(asked)
    assert "Enroll a Mac you already use" in words_in(card)
    assert (await alices(store)).acknowledged_at


async def test_whoever_has_another_device_too_can_take_that(teams: Teams, store: Store) -> None:
    await keep(store)
    started = await alice(teams).press(nudge(), Verb.NUDGE_START)

    asked = await alice(teams).press(started, Verb.NUDGE_START, other=True)
    card = await alice(teams).press(asked, Verb.NUDGE_START, platform="windows")

    assert "Enroll a Windows PC" in words_in(card)
    assert button_of(card, Verb.NUDGE_ENROLLED, wave=SENT.name)


async def test_whoever_is_enrolled_is_believed_and_thanked(teams: Teams, store: Store) -> None:
    await keep(store)

    card = await twice(alice(teams), nudge(), Verb.NUDGE_ENROLLED)

    assert "Thank you for telling me!" in words_in(card)
    kept = await alices(store)
    assert kept.enrolled_at and kept.acknowledged_at
    assert (await contact_of(store)).enrolled_at


@pytest.mark.parametrize(("when", "days"), [("tomorrow", 1), ("week", 7)])
async def test_a_reminder_comes_in_the_morning_of_their_own_clock(
    teams: Teams, store: Store, when: str, days: int
) -> None:
    await keep(store)
    zone = ZoneInfo("America/New_York")
    before = datetime.now(zone).date()

    card = await twice(alice(teams), nudge(), Verb.NUDGE_LATER, when=when)

    assert "⏰ I'll remind you here on" in words_in(card)
    kept = await deliveries(store)
    due = datetime.fromtimestamp(kept[LATER].due or 0, zone)
    assert (due.hour, due.minute) == (9, 0)
    assert (due.date() - before).days in {days, days + 1}
    assert kept[LATER].state is Outcome.PENDING and kept[LATER].later
    assert kept[ALICE["aadObjectId"]].state is Outcome.SENT and kept[ALICE["aadObjectId"]].acknowledged_at
    assert len(kept) == 2


async def test_a_reminder_can_be_moved(teams: Teams, store: Store) -> None:
    await keep(store)
    await alice(teams).press(nudge(), Verb.NUDGE_LATER, when="week")
    first = (await deliveries(store))[LATER].due or 0

    await alice(teams).press(nudge(), Verb.NUDGE_LATER, when="tomorrow")

    assert ((await deliveries(store))[LATER].due or 0) < first


async def test_a_reminder_that_is_on_its_way_is_left_alone(teams: Teams, store: Store) -> None:
    await keep(store)
    await keep(store, wave=None, delivery=replace(ALICES, later=True, state=Outcome.SENDING))

    beside = await alice(teams).press(nudge(), Verb.NUDGE_LATER)

    assert "on its way right now" in beside
    assert (await deliveries(store))[LATER].state is Outcome.SENDING


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
async def test_an_ended_wave_promises_no_reminder(teams: Teams, store: Store, state: State) -> None:
    await keep(store, wave=replace(SENT, state=state))

    card = await alice(teams).press(nudge(), Verb.NUDGE_LATER)

    assert "I can't remind you of this message" in words_in(card)
    assert (await alices(store)).acknowledged_at


async def test_whoever_stopped_or_is_enrolled_is_promised_no_reminder(teams: Teams, store: Store) -> None:
    await keep(store)
    contacts = Contacts(store, app.now)
    await contacts.enrolled(ALICE["aadObjectId"])
    needless = await alice(teams).press(nudge(), Verb.NUDGE_LATER)
    await contacts.opt_out(ALICE["aadObjectId"])
    stopped = await alice(teams).press(nudge(), Verb.NUDGE_LATER)

    assert "enrolled already, so I won't remind you" in words_in(needless)
    assert "I won't send you these messages any more" in words_in(stopped)
    assert LATER not in await deliveries(store)


async def test_help_is_a_question_of_their_own_for_the_helpdesk(teams: Teams, store: Store) -> None:
    await keep(store, delivery=replace(ALICES, upn="alice@contoso.example"))

    card = await twice(alice(teams), nudge(), Verb.NUDGE_HELP)
    await Person(teams, EVE).press(nudge(), Verb.NUDGE_HELP)

    assert "The helpdesk knows that you need help" in words_in(card)
    first, second = sorted(await items(store), key=lambda item: item.question)
    assert first.question.startswith(
        "Alice Anderson (alice@contoso.example) needs help enrolling · iPhone / iPad · wave Stockholm 1 · "
    )
    assert second.question.startswith("Eve Evans needs help enrolling")
    assert (first.platform, first.language, first.asked) == ("ios", "en", 1)
    assert [(asker.name, asker.wants_answer) for asker in first.askers] == [("Alice Anderson", True)]
    assert first.askers[0].conversation["conversation"]["id"] == "a:personal"
    assert (await alices(store)).acknowledged_at


async def test_stop_is_kept_and_can_be_taken_back(teams: Teams, store: Store) -> None:
    await keep(store)

    stopped = await twice(alice(teams), nudge(), Verb.NUDGE_STOP)
    assert (await contact_of(store)).opted_out_at
    assert (await alices(store)).acknowledged_at
    again = await twice(alice(teams), stopped, Verb.NUDGE_AGAIN)

    assert "You'll get these messages again" in words_in(again)
    assert not (await contact_of(store)).opted_out_at


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("stop", "I won't send you these messages any more"),
        ("Stop nudges!", "I won't send you these messages any more"),
        ("STOPP", "Jag skickar inga fler"),
        ("stoppa utskicken.", "Jag skickar inga fler"),
    ],
)
async def test_stop_can_be_written_too(teams: Teams, store: Store, said: str, answered: str) -> None:
    card = card_of(await alice(teams).say(said))

    assert answered in words_in(card)
    assert (await contact_of(store)).opted_out_at
    assert button_of(card, Verb.NUDGE_AGAIN)
    await alice(teams).press(card, Verb.NUDGE_AGAIN)
    assert not (await contact_of(store)).opted_out_at


@pytest.mark.parametrize("said", ["start nudges", "starta utskicken"])
async def test_nudges_can_be_started_again_in_words(teams: Teams, store: Store, said: str) -> None:
    await alice(teams).say("stop")

    await alice(teams).say(said)

    assert not (await contact_of(store)).opted_out_at


async def test_stop_within_a_question_stops_nothing(teams: Teams, store: Store) -> None:
    await alice(teams).say("how do I stop the enrollment")

    assert not (await contact_of(store)).opted_out_at


async def test_the_first_press_is_the_one_that_is_noted(teams: Teams, store: Store) -> None:
    await keep(store, delivery=replace(ALICES, acknowledged_at="2026-11-22T08:00:00+00:00"))

    for verb in (Verb.NUDGE_START, Verb.NUDGE_ENROLLED, Verb.NUDGE_HELP, Verb.NUDGE_STOP):
        await alice(teams).press(nudge(), verb)

    assert (await alices(store)).acknowledged_at == "2026-11-22T08:00:00+00:00"


async def test_a_client_without_universal_actions_submits_the_same(teams: Teams, store: Store) -> None:
    await keep(store)
    data = button_of(nudge(), Verb.NUDGE_ENROLLED)["fallback"]["data"]

    reply = await teams.say(None, value=data)

    assert "Thank you for telling me!" in words_in(card_of(reply))
    assert (await alices(store)).enrolled_at


async def test_the_kind_of_a_press_is_noted_for_every_kind_of_nudge(teams: Teams, store: Store) -> None:
    await keep(store)

    for kind in Kind:
        card = await alice(teams).press(nudge(kind), Verb.NUDGE_HELP)
        assert {each["data"]["kind"] for each in buttons(card)} == {kind}

    assert (await only_item(store)).asked == 1
    assert datetime.fromisoformat((await alices(store)).acknowledged_at) <= datetime.now(UTC)
