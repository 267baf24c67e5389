"""Questions in personal chat, group chat and channel, through `/api/messages`."""

from datetime import UTC, datetime
from typing import Any

import pytest

from store.containers import FEEDBACK, PEOPLE, REVIEWS
from store.port import Store
from store.record import Record
from tests.fakes.teams import ALICE, BOT, CHANNEL, GROUP, Teams, buttons_of, card_of, words_in


async def exchanges(store: Store) -> list[Record]:
    page = await store.find(FEEDBACK.name, datetime.now(UTC).date().isoformat(), order="at")
    return list(page.records)


async def reviews(store: Store) -> list[Record]:
    page = await store.find(REVIEWS.name, f"{datetime.now(UTC):%Y-%m}")
    return list(page.records)


async def test_a_swedish_question_gets_the_swedish_article(teams: Teams) -> None:
    reply = await teams.say("hur får jag in min iphone?")
    assert reply["text"] == "Registrera din egen iPhone eller iPad [1]"
    assert "Företagsportal" in words_in(card_of(reply))
    assert "👍 Ja" in buttons_of(card_of(reply))


async def test_a_reply_goes_to_the_chat_that_asked_as_an_answer_to_the_message(teams: Teams) -> None:
    await teams.say("how do I enroll my iphone")
    request = teams.connector.requests[-1]
    assert request.path == "/v3/conversations/a%3Apersonal/activities/1700000000001"
    assert request.body["recipient"] == ALICE
    assert request.body["from"] == BOT


async def test_an_answer_cites_its_article(teams: Teams) -> None:
    reply = await teams.say("how do I enroll my iphone")
    claim = reply["entities"][0]["citation"][0]
    assert claim["position"] == 1
    assert claim["appearance"]["name"] == "Enroll your own iPhone or iPad"
    assert 0 < len(claim["appearance"]["abstract"]) <= 160
    assert "Article enroll-ios · reviewed 22 Nov 2026" in words_in(card_of(reply))


async def test_an_answer_is_written_down_without_the_question(teams: Teams, store: Store) -> None:
    await teams.say("how do I enroll my iphone")
    (record,) = await exchanges(store)
    assert record.body["slug"] == "enroll-ios"
    assert record.body["outcome"] == "answer"
    assert record.body["person"] == ALICE["aadObjectId"]
    assert record.body["reply"] == "sent-1"
    assert "question" not in record.body


async def test_language_and_platform_are_remembered(teams: Teams, store: Store) -> None:
    await teams.say("hur får jag in min iphone?")
    profile = await store.get(PEOPLE.name, ALICE["aadObjectId"], "profile")
    assert profile
    assert (profile.body["language"], profile.body["platform"]) == ("sv", "ios")


async def test_a_follow_up_names_only_the_platform(teams: Teams) -> None:
    await teams.say("how do I enroll my samsung?")
    reply = await teams.say("and on my ipad?")
    assert reply["text"].startswith("Enroll your own iPhone or iPad")


async def test_a_question_without_a_device_asks_for_it_with_a_button_for_each(teams: Teams) -> None:
    reply = await teams.say("how do I enroll my device")
    buttons = buttons_of(card_of(reply))
    assert list(buttons) == ["Windows", "Android", "iPhone / iPad", "Mac", "Linux"]
    answer = await teams.press(buttons["Mac"])
    assert "Enroll a Mac you already use" in words_in(answer)


async def test_the_device_can_be_typed_instead_of_pressed(teams: Teams) -> None:
    await teams.say("how do I enroll my device")
    reply = await teams.say("my mac")
    assert reply["text"].startswith("Enroll a Mac you already use")


async def test_a_device_that_was_named_before_is_not_asked_for_again(teams: Teams) -> None:
    await teams.say("how do I enroll my device")
    await teams.say("my mac")
    reply = await teams.say("how do I enroll my device")
    assert reply["text"].startswith("Enroll a Mac you already use")


async def test_unsure_the_bot_suggests_at_most_three(teams: Teams) -> None:
    reply = await teams.say("cant get past the pin thing")
    buttons = buttons_of(card_of(reply))
    assert "Did you mean one of these?" in words_in(card_of(reply))
    assert 1 <= len(buttons) - 1 <= 3
    assert "None of these" in buttons


async def test_a_suggestion_is_answered_in_the_place_of_the_card(teams: Teams, store: Store) -> None:
    reply = await teams.say("cant get past the pin thing")
    title, button = next(iter(buttons_of(card_of(reply)).items()))
    answer = await teams.press(button)
    assert title in words_in(answer)
    assert "👍 Yes" in buttons_of(answer)
    chosen = (await exchanges(store))[-1]
    assert chosen.body["slug"] == button["data"]["slug"]


async def test_a_question_nobody_wrote_an_article_for_becomes_a_review_item(teams: Teams, store: Store) -> None:
    await teams.say("how do I enroll my iphone")
    reply = await teams.say("why is the sky blue tonight?")
    assert "I have no answer to that yet." in reply["text"]
    (item,) = await reviews(store)
    assert item.body["question"] == "why is the sky blue tonight?"
    assert item.body["language"] == "en"
    assert item.body["platform"] == "ios"
    assert len(item.body["guesses"]) == 5
    (asker,) = item.body["askers"]
    assert asker["person"] == ALICE["aadObjectId"]
    assert asker["wants_answer"] is False
    assert asker["conversation"]["conversation"]["id"] == "a:personal"
    assert asker["conversation"]["serviceUrl"] == teams.connector.url


async def test_the_helpdesk_is_asked_with_one_press_however_often_it_arrives(teams: Teams, store: Store) -> None:
    reply = await teams.say("why is the sky blue tonight?")
    press = buttons_of(card_of(reply))["Ask the helpdesk"]
    first = await teams.press(press)
    again = await teams.press(press)
    assert first == again
    assert "The helpdesk has your question" in words_in(first)
    (item,) = await reviews(store)
    (asker,) = item.body["askers"]
    assert asker["wants_answer"] is True


async def test_a_long_question_and_its_press_are_one_review_item(teams: Teams, store: Store) -> None:
    reply = await teams.say("zebra xylophone quark " * 100)
    await teams.press(buttons_of(card_of(reply))["Ask the helpdesk"])
    (item,) = await reviews(store)
    assert len(item.body["question"]) > 2_000
    assert item.body["askers"][0]["wants_answer"] is True


@pytest.mark.parametrize("conversation", [GROUP, CHANNEL], ids=["group", "channel"])
async def test_a_mention_of_the_bot_is_not_part_of_the_question(teams: Teams, conversation: dict[str, Any]) -> None:
    mention = {"type": "mention", "text": "<at>Enrollment Bot</at>", "mentioned": BOT}
    text = "<at>Enrollment Bot</at>&nbsp;how do I enroll my iphone"
    reply = await teams.say(text, conversation=conversation, entities=[mention])
    assert reply["text"].startswith("Enroll your own iPhone or iPad")
    assert reply["conversation"]["id"] == conversation["id"]


@pytest.mark.parametrize(("text", "expected"), [("help", "I help you enroll"), ("Hjälp!", "Jag hjälper dig")])
async def test_help_shows_what_the_bot_can_do(teams: Teams, text: str, expected: str) -> None:
    reply = await teams.say(text)
    assert expected in words_in(card_of(reply))
    assert len(buttons_of(card_of(reply))) == 3


async def test_the_examples_of_the_help_card_are_answered(teams: Teams) -> None:
    for word in ("help", "hjälp"):
        card = card_of(await teams.say(word))
        for button in buttons_of(card).values():
            answer = words_in(await teams.press(button))
            assert not any(text in answer for text in ("no answer", "inget svar", "Did you mean", "Menade du")), button
