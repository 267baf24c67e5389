"""Buttons below an answer, Teams' own thumbs, and presses that are none of ours."""

from datetime import UTC, datetime
from typing import Any

import pytest

from store.containers import FEEDBACK, REVIEWS
from store.port import Store
from store.record import Record
from tests.fakes.teams import BOB, Teams, buttons_of, card_of, words_in

QUESTION = "how do I enroll my iphone"


async def exchanges(store: Store) -> list[Record]:
    page = await store.find(FEEDBACK.name, datetime.now(UTC).date().isoformat(), order="at")
    return list(page.records)


async def items(store: Store) -> list[Record]:
    page = await store.find(REVIEWS.name, f"{datetime.now(UTC):%Y-%m}")
    return list(page.records)


async def answered(teams: Teams) -> dict[str, dict[str, Any]]:
    return buttons_of(card_of(await teams.say(QUESTION)))


async def test_helpful_is_thanked_for_in_place(teams: Teams, store: Store) -> None:
    buttons = await answered(teams)
    card = await teams.press(buttons["👍 Yes"])
    assert "Thank you! Glad it helped." in words_in(card)
    assert "Enroll your own iPhone or iPad" in words_in(card)
    assert "👍 Yes" not in buttons_of(card)
    (record,) = await exchanges(store)
    assert record.body["opinion"] == "helpful"


async def test_what_helped_leads_to_what_comes_next(teams: Teams) -> None:
    card = await teams.press((await answered(teams))["👍 Yes"])
    related = next(button for button in buttons_of(card).values() if button.get("verb") == "ask.question")
    assert related["title"] in words_in(await teams.press(related))


async def test_not_helpful_counts_at_once_and_asks_why(teams: Teams, store: Store) -> None:
    card = await teams.press((await answered(teams))["👎 No"])
    inputs = {element["id"]: element for element in card["body"] if element["type"].startswith("Input.")}
    assert [choice["value"] for choice in inputs["reason"]["choices"]] == ["wrong", "unclear", "outdated", "other"]
    assert {"Send", "Ask the helpdesk"} <= buttons_of(card).keys()
    (record,) = await exchanges(store)
    assert record.body["opinion"] == "unhelpful"
    assert record.body["question"] == QUESTION
    assert "reason" not in record.body


async def test_the_reason_is_kept_and_thanked_for(teams: Teams, store: Store) -> None:
    asked_why = await teams.press((await answered(teams))["👎 No"])
    inputs = {"reason": "outdated", "comment": " The menu looks different now. "}
    card = await teams.press(buttons_of(asked_why)["Send"], inputs)
    assert "Thank you. We'll use it" in words_in(card)
    (record,) = await exchanges(store)
    assert record.body["reason"] == "outdated"
    assert record.body["comment"] == "The menu looks different now."


async def test_a_second_opinion_replaces_the_first(teams: Teams, store: Store) -> None:
    buttons = await answered(teams)
    await teams.press(buttons["👎 No"], {"reason": "wrong"})
    await teams.press(buttons["👍 Yes"])
    (record,) = await exchanges(store)
    assert record.body["opinion"] == "helpful"
    assert not {"reason", "comment", "question"} & record.body.keys()


async def test_a_press_that_arrives_twice_does_its_work_once(teams: Teams, store: Store) -> None:
    press = teams.pressed((await answered(teams))["👎 No"], {"reason": "wrong"})
    first = await teams.post(press)
    (before,) = await exchanges(store)
    second = await teams.post(press)
    (after,) = await exchanges(store)
    assert first == second
    assert before.etag == after.etag


async def test_in_a_group_everybody_has_an_opinion_of_their_own(teams: Teams, store: Store) -> None:
    buttons = await answered(teams)
    await teams.press(buttons["👍 Yes"])
    await teams.press(buttons["👎 No"], from_=BOB)
    opinions = {record.body["person"]: record.body["opinion"] for record in await exchanges(store)}
    assert sorted(opinions.values()) == ["helpful", "unhelpful"]


async def test_the_helpdesk_can_be_asked_below_any_answer(teams: Teams, store: Store) -> None:
    buttons = await answered(teams)
    card = await teams.press(buttons["Ask the helpdesk"])
    await teams.press(buttons["Ask the helpdesk"])
    assert "The helpdesk has your question" in words_in(card)
    (item,) = await items(store)
    assert item.body["question"] == QUESTION
    assert item.body["guesses"] == [["enroll-ios", 1.0]]
    assert [asker["wants_answer"] for asker in item.body["askers"]] == [True]


async def test_a_client_without_universal_actions_submits_the_same(teams: Teams, store: Store) -> None:
    fallback = (await answered(teams))["👍 Yes"]["fallback"]
    reply = await teams.say(None, value=fallback["data"])
    assert "Thank you! Glad it helped." in words_in(card_of(reply))
    (record,) = await exchanges(store)
    assert record.body["opinion"] == "helpful"


def thumb(teams: Teams, reaction: str, feedback: Any, reply_to: str | None) -> dict[str, Any]:
    value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": feedback}}
    extra = {"replyToId": reply_to} if reply_to else {}
    return teams.activity("invoke", name="message/submitAction", value=value, **extra)


async def test_the_words_of_a_thumb_may_be_plain(teams: Teams, store: Store) -> None:
    await answered(teams)
    await teams.post(thumb(teams, "dislike", "too short", None))
    (record,) = await exchanges(store)
    assert record.body["comment"] == "too short"


@pytest.mark.parametrize("reply_to", ["sent-1", None], ids=["with", "without"])
async def test_a_thumb_of_teams_counts_the_same_whether_or_not_it_names_the_message(
    teams: Teams, store: Store, reply_to: str | None
) -> None:
    await answered(teams)
    status, body = await teams.post(thumb(teams, "dislike", '{"feedbackText":"too short"}', reply_to))
    assert (status, body) == (200, {})
    (record,) = await exchanges(store)
    assert (record.body["opinion"], record.body["comment"]) == ("unhelpful", "too short")


async def test_a_thumb_finds_the_message_it_is_below(teams: Teams, store: Store) -> None:
    await teams.say(QUESTION)
    await teams.say("what can the company see")
    await teams.post(thumb(teams, "like", "{}", "sent-1"))
    opinions = {record.body["slug"]: record.body.get("opinion") for record in await exchanges(store)}
    assert opinions == {"enroll-ios": "helpful", "what-company-can-see": None}


@pytest.mark.parametrize("value", [None, {}, {"actionValue": "x"}, {"actionValue": {"reaction": 5, "feedback": []}}])
async def test_a_malformed_thumb_is_taken_in_silence(teams: Teams, value: Any) -> None:
    status, body = await teams.post(teams.activity("invoke", name="message/submitAction", value=value))
    assert (status, body) == (200, {})


GOOD = {"slug": "enroll-ios", "language": "en", "day": "2026-11-22", "turn": "1", "question": "q"}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "nonsense",
        {},
        {"action": "nonsense"},
        {"action": {"verb": "wave.unknown", "data": {}}},
        {"action": {"verb": 7, "data": {}}},
        {"action": {"verb": "answer.helpful"}},
        {"action": {"verb": "answer.helpful", "data": "text"}},
        {"action": {"verb": "answer.helpful", "data": {}}},
        {"action": {"verb": "answer.helpful", "data": {**GOOD, "slug": "../../etc/passwd"}}},
        {"action": {"verb": "answer.helpful", "data": {**GOOD, "slug": "gone-since"}}},
        {"action": {"verb": "answer.helpful", "data": {**GOOD, "day": "yesterday"}}},
        {"action": {"verb": "answer.helpful", "data": {**GOOD, "language": "xx"}}},
        {"action": {"verb": "answer.helpful", "data": {**GOOD, "turn": "x" * 101}}},
        {"action": {"verb": "answer.unhelpful", "data": {**GOOD, "reason": "because"}}},
        {"action": {"verb": "answer.unhelpful", "data": {**GOOD, "comment": "x" * 1001}}},
        {"action": {"verb": "answer.escalate", "data": {"question": "   ", "language": "en"}}},
        {"action": {"verb": "ask.question", "data": {"question": "x", "slug": "gone-since"}}},
        {"action": {"verb": "ask.question", "data": {"question": "x", "slug": "enroll-ios", "platform": "amiga"}}},
    ],
)
async def test_a_press_of_no_use_gets_a_clear_card_and_no_repeat(teams: Teams, store: Store, value: Any) -> None:
    status, body = await teams.post(teams.activity("invoke", name="adaptiveCard/action", value=value))
    assert status == 200
    assert body["statusCode"] == 200
    assert "This button no longer works." in words_in(body["value"])
    assert await exchanges(store) == []


async def test_an_invoke_that_is_none_of_ours_is_not_implemented(teams: Teams) -> None:
    status, _ = await teams.post(teams.activity("invoke", name="composeExtension/query", value={}))
    assert status == 501


async def test_the_answer_to_a_press_is_small_enough_on_the_wire(teams: Teams) -> None:
    data = {"slug": "enroll-ios", "language": "en", "day": "2026-11-22", "turn": "1", "question": "🙂" * 400}
    press = teams.pressed({"title": "x", "verb": "answer.helpful", "data": data})
    assert await teams.size(press) < 25_000


async def test_a_typed_question_and_a_pressed_one_are_answered_alike(teams: Teams) -> None:
    typed = card_of(await teams.say(QUESTION))
    pressed = await teams.press({"title": "x", "verb": "ask.question", "data": {"question": QUESTION}})
    assert words_in(typed) == words_in(pressed)
