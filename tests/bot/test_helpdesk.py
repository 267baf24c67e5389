"""The whole way of a question that the bot cannot answer, through `/api/messages`."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from cards.review import state_name
from cards.texts import texts_in
from cards.verbs import Verb
from knowledge.review_item import State
from store.port import Store
from tests.bot.helping import (
    EVE,
    UNKNOWN,
    Person,
    alice,
    bob,
    buttons,
    carol,
    delivered,
    inputs_of,
    only_item,
    until_quiet,
    with_helpdesk,
)
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import GROUP, PERSONAL, Teams, words_in

PLACES = {"in a personal chat": PERSONAL, "in a group chat": GROUP}
LANGUAGES = {"in English": ("en-GB", "en"), "in Swedish": ("sv-SE", "sv")}


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_helpdesk()) as client:
        yield client


async def asked(teams: Teams) -> tuple[Person, Person, Any]:
    """Have Alice ask, and Bob see the item; return both, and the card that he sees."""
    person, helper = alice(teams), bob(teams)
    await person.say(UNKNOWN)
    return person, helper, await helper.open()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
async def test_a_question_is_asked_claimed_answered_delivered_answered_again_and_solved(
    teams: Teams, store: Store, place: dict[str, Any], language: tuple[str, str]
) -> None:
    locale, short = language
    texts = texts_in(short)
    asker, helper = alice(teams, conversation=place, locale=locale), bob(teams, locale=locale)
    await asker.say(UNKNOWN)

    card = await helper.open()
    assert state_name(State.NEW, texts) in str(card)
    card = await helper.press(card, Verb.REVIEW_CLAIM)
    assert f"{state_name(State.ASSIGNED, texts)} · Bob Brown" in str(card)
    before = len(teams.connector.messages)
    card = await helper.answer(card, "Turn it off and on.", language=short)
    assert state_name(State.ANSWERED, texts) in str(card)
    answer = await delivered(teams, store, before)
    assert "Turn it off and on." in words_in(answer)
    assert UNKNOWN in words_in(answer)
    assert teams.connector.messages[-1]["conversation"]["id"] == place["id"]

    thanks = await asker.press(answer, Verb.REVIEW_STILL, {"words": "It blinks red."})
    assert "🙏" in words_in(thanks)
    await until_quiet(store)
    card = await helper.open()
    assert f"{state_name(State.ASSIGNED, texts)} · Bob Brown" in str(card)
    assert "It blinks red." in words_in(card)
    before = len(teams.connector.messages)
    await helper.answer(card, "Then press the red button.", language=short)
    second = await delivered(teams, store, before)
    assert "Then press the red button." in words_in(second)

    thanks = await asker.press(second, Verb.REVIEW_SOLVED)
    assert "💚" in words_in(thanks)
    item = await only_item(store)
    assert item.state is State.RESOLVED
    assert [step.what for step in item.history] == [
        "asked",
        "claimed",
        "answered",
        "still not working",
        "answered",
        "solved",
    ]


async def test_the_helpdesk_asks_back_and_the_reply_comes_to_the_item_in_full(teams: Teams, store: Store) -> None:
    asker, helper, card = await asked(teams)
    before = len(teams.connector.messages)
    card = await helper.answer(card, "Which model is it?", back=True)
    assert state_name(State.WAITING, texts_in("en")) in str(card)
    question = await delivered(teams, store, before)
    assert "Which model is it?" in words_in(question)
    reply = "The red one, with the long name: " + "zebra " * 100

    thanks = await asker.press(question, Verb.REVIEW_REPLY, {"words": reply})

    assert "Your reply is with the helpdesk" in words_in(thanks)
    await until_quiet(store)
    assert reply.strip() in words_in(await helper.open())
    assert (await only_item(store)).state is State.ASSIGNED


@pytest.mark.parametrize(("words", "told"), [(" ", "Please write a reply."), ("x" * 20_000, "too long: 20000")])
async def test_a_reply_that_cannot_be_taken_is_said_beside_the_card(
    teams: Teams, store: Store, words: str, told: str
) -> None:
    asker, helper, card = await asked(teams)
    before = len(teams.connector.messages)
    await helper.answer(card, "Which model is it?", back=True)
    question = await delivered(teams, store, before)

    beside = await asker.press(question, Verb.REVIEW_REPLY, {"words": words})

    assert isinstance(beside, str)
    assert told in beside
    assert (await only_item(store)).state is State.WAITING


async def test_still_not_working_needs_no_words_and_takes_no_flood_of_them(teams: Teams, store: Store) -> None:
    asker, helper, card = await asked(teams)
    before = len(teams.connector.messages)
    await helper.answer(card, "Turn it off and on.")
    answer = await delivered(teams, store, before)

    assert "too long: 20000" in await asker.press(answer, Verb.REVIEW_STILL, {"words": "x" * 20_000})
    assert (await only_item(store)).state is State.ANSWERED
    await asker.press(answer, Verb.REVIEW_STILL, {"words": ""})

    assert (await only_item(store)).history[-1].note == "(no words)"


async def test_somebody_else_in_the_group_cannot_speak_for_the_asker(teams: Teams, store: Store) -> None:
    asker, helper = alice(teams, conversation=GROUP), bob(teams)
    await asker.say(UNKNOWN)
    before = len(teams.connector.messages)
    await helper.answer(await helper.open(), "Turn it off and on.")
    await until_quiet(store)
    answer = teams.connector.messages[-1]["attachments"][0]["content"]
    assert len(teams.connector.messages) == before + 2

    beside = await Person(teams, EVE, conversation=GROUP).press(answer, Verb.REVIEW_SOLVED)

    assert beside == "This is for whoever asked."
    assert (await only_item(store)).state is State.ANSWERED


async def test_a_group_in_which_two_asked_is_answered_once(teams: Teams, store: Store) -> None:
    for person in (alice(teams, conversation=GROUP), Person(teams, EVE, conversation=GROUP)):
        await person.say(UNKNOWN)
    helper = bob(teams)
    card = await helper.open()
    before = len(teams.connector.messages)

    await helper.answer(card, "Turn it off and on.")

    await delivered(teams, store, before)
    assert {asker.delivery for asker in (await only_item(store)).askers} == {"sent"}


@pytest.mark.parametrize("status", [403, 404])
async def test_an_asker_who_cannot_be_reached_is_named_on_the_item_and_can_be_sent_to_again(
    teams: Teams, store: Store, connector: FakeConnector, status: int
) -> None:
    _, helper, card = await asked(teams)
    preview = await helper.preview(card, "Turn it off and on.")
    connector.answers.append(Answer(status=status))
    await helper.press(preview, Verb.REVIEW_SEND)
    await until_quiet(store)

    beaten = await helper.press(preview, Verb.REVIEW_OPEN)

    assert "⚠️ Not reached" in str(beaten)
    assert "Alice Anderson" in str(beaten)
    before = len(connector.messages)
    await helper.press(beaten, Verb.REVIEW_RESEND)
    await delivered(teams, store, before)
    again = await helper.press(preview, Verb.REVIEW_OPEN)
    assert "Not reached" not in str(again)
    assert Verb.REVIEW_RESEND not in [button["verb"] for button in buttons(again)]


async def test_who_claims_second_sees_who_was_first(teams: Teams) -> None:
    _, helper, card = await asked(teams)
    await carol(teams).press(card, Verb.REVIEW_CLAIM)

    seen = await helper.press(card, Verb.REVIEW_CLAIM)

    assert "Carol Clark was faster" in words_in(seen)
    assert "Taken · Carol Clark" in str(seen)


async def test_an_item_changed_meanwhile_brings_the_editor_back_with_the_text_in_it(teams: Teams, store: Store) -> None:
    _, helper, card = await asked(teams)
    editor = await helper.press(card, Verb.REVIEW_WRITE)
    preview = await helper.preview(card, "Turn it off and on.")
    await carol(teams).press(card, Verb.REVIEW_CLAIM)

    after_preview = await helper.press(editor, Verb.REVIEW_PREVIEW, {"text_en": "Off and on."})
    after_send = await helper.press(preview, Verb.REVIEW_SEND)

    for again, typed in ((after_preview, "Off and on."), (after_send, "Turn it off and on.")):
        assert "Carol Clark was faster" in words_in(again)
        assert inputs_of(again)["text_en"] == typed
    assert (await only_item(store)).answer is None
    preview = await helper.press(after_send, Verb.REVIEW_PREVIEW, inputs_of(after_send))
    await helper.press(preview, Verb.REVIEW_SEND)
    assert (await only_item(store)).state is State.ANSWERED
