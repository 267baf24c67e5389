"""The list of open items, and the helpdesk's channel."""

from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

import app
from cards.verbs import Verb
from knowledge.review import Asked, Reviews
from store.port import Store
from tests.bot.helping import (
    UNKNOWN,
    alice,
    bob,
    button_of,
    buttons,
    carol,
    in_channel,
    only_item,
    until,
    until_quiet,
    with_helpdesk,
)
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import CHANNEL, Teams, card_of, words_in

ASKED = Asked(
    question="",
    language="en",
    platform=None,
    guesses=(),
    person="anna",
    name="Anna A",
    conversation={"conversation": {"id": "chat-anna"}},
    wants_answer=True,
)
CHANNEL_ID = str(CHANNEL["id"]).partition(";")[0]


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_helpdesk()) as client:
        yield client


async def ask_many(store: Store, count: int, platform: str | None = None) -> None:
    reviews = Reviews(store, app.now)
    for number in range(count):
        question = f"{platform or 'question'} number{number}"
        await reviews.ask(replace(ASKED, question=question, platform=platform))


def listed(card: dict[str, Any]) -> list[str]:
    """Name the questions on a page."""
    return [run["text"].strip("“”") for element in card["body"] for run in element.get("inlines", ())]


@pytest.mark.parametrize(("words", "title"), [("queue", "Questions for the helpdesk"), ("kö", "helpdesk")])
async def test_the_queue_is_empty_at_first(teams: Teams, words: str, title: str) -> None:
    card = await bob(teams).queue(words)

    assert title in words_in(card)
    assert "🎉" in words_in(card)


async def test_the_queue_is_paged_with_the_oldest_first(teams: Teams, store: Store) -> None:
    await ask_many(store, 12)
    helper = bob(teams)

    pages = [await helper.queue()]
    while any("following" in button["data"] for button in buttons(pages[-1])):
        more = next(button for button in buttons(pages[-1]) if "following" in button["data"])
        pages.append(await helper.press(pages[-1], Verb.REVIEW_QUEUE, following=more["data"]["following"]))

    assert [len(listed(page)) for page in pages] == [5, 5, 2]
    assert [question for page in pages for question in listed(page)] == [
        f"question number{number}" for number in range(12)
    ]


async def test_the_queue_is_filtered_by_who_took_what(teams: Teams, store: Store) -> None:
    await ask_many(store, 3)
    helper = bob(teams)
    await helper.press(await helper.open(), Verb.REVIEW_CLAIM)

    everything = await helper.queue()

    assert len(listed(everything)) == 3
    for mine in (await helper.queue("queue mine"), await helper.press(everything, Verb.REVIEW_QUEUE, mine=True)):
        assert listed(mine) == ["question number0"]
    unassigned = await helper.press(everything, Verb.REVIEW_QUEUE, unassigned=True)
    assert listed(unassigned) == ["question number1", "question number2"]
    assert listed(await carol(teams).queue("kö mina")) == []


async def test_the_queue_is_filtered_by_device_and_paged_so(teams: Teams, store: Store) -> None:
    await ask_many(store, 3)
    await ask_many(store, 7, "ios")
    helper = bob(teams)
    button = next(each for each in buttons(await helper.queue()) if each["title"] == "Show this device")

    first = await teams.press(button, {"platform": "ios"}, from_=helper.who)
    second = await helper.press(first, Verb.REVIEW_QUEUE, platform="ios")

    assert listed(first) + listed(second) == [f"ios number{number}" for number in range(7)]
    everything = await teams.press(button, {"platform": ""}, from_=helper.who)
    assert len(listed(everything)) == 5


async def test_an_item_that_is_gone_from_the_queue_is_shown_as_it_is(teams: Teams, store: Store) -> None:
    await ask_many(store, 1)
    helper = bob(teams)
    queue = await helper.queue()
    await helper.press(await helper.press(queue, Verb.REVIEW_OPEN), Verb.REVIEW_DISMISS)

    card = await helper.press(queue, Verb.REVIEW_OPEN)

    assert "🚫 Closed" in str(card)
    button_of(card, Verb.REVIEW_REOPEN)


async def test_new_items_are_posted_in_the_channel_and_kept_up_to_date_there(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await in_channel(teams)
    before = len(connector.messages)
    await ask_many(store, 1)
    await until(lambda: len(connector.messages) > before)
    await until_quiet(store)
    post = connector.requests[-1]
    assert (post.method, post.path) == ("POST", f"/v3/conversations/{quoted(CHANNEL_ID)}/activities")
    shown = card_of(post.body)
    assert listed(shown) == ["question number0"]

    await carol(teams, conversation=CHANNEL).press(shown, Verb.REVIEW_CLAIM)
    await until(lambda: connector.requests[-1].method == "PUT")
    await until_quiet(store)

    put = connector.requests[-1]
    item = await only_item(store)
    assert item.card and item.card["activity"] == f"sent-{len(connector.requests) - 1}"
    assert put.path == f"{post.path}/{item.card['activity']}"
    assert "Taken · Carol Clark" in str(put.body)
    assert len(connector.messages) == before + 2


async def test_a_card_deleted_in_the_channel_comes_back_with_the_next_change(
    teams: Teams, store: Store, connector: FakeConnector
) -> None:
    await in_channel(teams)
    await ask_many(store, 1)
    helper = bob(teams)
    await until_quiet(store)
    card = card_of(connector.messages[-1])
    connector.answers.append(Answer(status=404))

    await helper.press(card, Verb.REVIEW_CLAIM)
    await until_quiet(store)

    assert [request.method for request in connector.requests[-2:]] == ["PUT", "POST"]
    item = await only_item(store)
    assert item.card and item.card["activity"] == f"sent-{len(connector.requests)}"


@pytest.mark.parametrize("status", [403, 404])
async def test_a_bot_taken_out_of_the_channel_still_answers_those_who_asked(
    teams: Teams, store: Store, connector: FakeConnector, status: int
) -> None:
    await in_channel(teams)
    connector.answers.append(Answer(status=201))
    connector.answers.append(Answer(status=status))
    await alice(teams).say(UNKNOWN)
    await until_quiet(store)
    helper = bob(teams)
    preview = await helper.preview(await helper.open(), "Turn it off and on.")

    connector.answers.append(Answer(status=201))
    connector.answers.append(Answer(status=status))
    await helper.press(preview, Verb.REVIEW_SEND)
    await until_quiet(store)

    assert [asker.delivery for asker in (await only_item(store)).askers] == ["sent"]
    assert connector.answers == deque()


@pytest.mark.parametrize("place", ["personal", "groupChat"])
async def test_only_a_channel_can_be_the_helpdesks(teams: Teams, place: str) -> None:
    helper = bob(teams, conversation={"id": "a:1", "conversationType": place})

    reply = await helper.say("helpdesk here")

    assert "Write this in the helpdesk's channel" in reply["text"]


async def test_the_channel_is_named_in_swedish_too(teams: Teams, store: Store, connector: FakeConnector) -> None:
    reply = await bob(teams, conversation=CHANNEL, locale="sv-SE").say("<at>Enrollment Bot</at> helpdesk här")
    assert "✅" in reply["text"]
    before = len(connector.messages)

    await alice(teams).say(UNKNOWN)
    await until_quiet(store)

    assert len(connector.messages) == before + 2


def quoted(id: str) -> str:
    return id.replace(":", "%3A").replace("@", "%40")
