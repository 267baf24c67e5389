"""A nudge to a chat that is known: every answer of Teams is an outcome, and nothing is sent twice."""

import json
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from tests.bot.reaching import CHAT, GONE, MADE, WAVE, NoToken, PausedError, Sending, refused, silent
from tests.fakes.connector import Answer, FakeConnector
from waves.delivery import Chat, Outcome
from waves.messenger import Sent
from waves.wave import Kind, State


@pytest.fixture
async def sending(connector: FakeConnector) -> AsyncGenerator[Sending]:
    made = Sending(connector)
    yield made
    await made.close()


async def test_a_nudge_goes_to_the_chat_and_the_id_of_the_message_comes_back(sending: Sending) -> None:
    assert await sending.send() == Sent(outcome=Outcome.SENT, message="sent-1")
    assert sending.steps == [CHAT]
    assert sending.permitted


async def test_a_nudge_is_a_card_with_its_words_in_the_notification(sending: Sending) -> None:
    await sending.send(language="sv", platform="ios")
    message = sending.connector.requests[0].body
    card = message["attachments"][0]["content"]
    assert message["type"] == "message"
    assert message["summary"] == card["fallbackText"][:200]
    assert message["channelData"] == {"notification": {"alert": True}}
    assert WAVE.texts["sv"] in json.dumps(card, ensure_ascii=False)


async def test_a_changed_text_is_sent_as_changed_at_once(sending: Sending) -> None:
    await sending.send()
    await sending.send(wave=replace(WAVE, texts={"en": "Changed."}))
    await sending.send(wave=replace(WAVE, kind=Kind.THANKS))
    bodies = [json.dumps(request.body) for request in sending.connector.requests]
    assert "Your device is next." in bodies[0]
    assert "Changed." in bodies[1]
    assert len(set(bodies)) == 3


async def test_progress_changes_no_nudge_and_everybody_gets_the_same(sending: Sending) -> None:
    for version in range(3):
        wave = replace(WAVE, version=version, state=State.SENT, counts={"sent": version}, texts=dict(WAVE.texts))
        await sending.send(wave=wave, person=f"person-{version}", name=f"{version}")
    assert len({json.dumps(request.body) for request in sending.connector.requests}) == 1


async def test_a_reminder_that_was_asked_for_is_a_card_of_its_own(sending: Sending) -> None:
    await sending.send()
    await sending.send(later=True)
    first, second = sending.connector.requests
    assert first.body != second.body


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("ConversationBlockedByUser", Outcome.BLOCKED),
        ("MessageWritesBlocked", Outcome.BLOCKED),
        ("BotNotInConversationRoster", Outcome.NOT_INSTALLED),
        ("BotDisabledByAdmin", Outcome.DISABLED),
        ("SomethingNew", Outcome.REFUSED),
    ],
)
async def test_each_reason_to_forbid_has_its_outcome(sending: Sending, code: str, outcome: Outcome) -> None:
    assert await sending.send(refused(403, code)) == Sent(outcome=outcome, code=code)
    assert sending.steps == [CHAT]
    assert sending.permitted


@pytest.mark.parametrize(
    ("status", "code"), [(307, "307"), (400, "400"), (401, "unauthorized"), (403, "403"), (405, "405"), (413, "413")]
)
async def test_what_teams_refuses_without_a_word_is_refused(sending: Sending, status: int, code: str) -> None:
    assert await sending.send(refused(status)) == Sent(outcome=Outcome.REFUSED, code=code)
    assert sending.steps == [CHAT]


@pytest.mark.parametrize("status", [412, 502, 503, 504])
async def test_what_teams_wants_again_is_throttled_and_not_tried_again_here(sending: Sending, status: int) -> None:
    sent = await sending.send(refused(status, headers={"Retry-After": "3"}))
    assert sent == Sent(outcome=Outcome.THROTTLED, code=str(status), after=3.0)
    assert sending.steps == [CHAT]


async def test_too_many_requests_slow_everybody_down(sending: Sending) -> None:
    sent = await sending.send(refused(429, "Throttled", {"Retry-After": "7"}))
    assert sent == Sent(outcome=Outcome.THROTTLED, code="Throttled", after=7.0, paced=True)
    assert sending.steps == [CHAT]


@pytest.mark.parametrize(("after", "seconds"), [("0", None), ("-1", None), ("soon", None), ("1e12", 3600.0)])
async def test_a_pause_that_teams_names_is_within_reason(sending: Sending, after: str, seconds: float | None) -> None:
    assert (await sending.send(refused(429, headers={"Retry-After": after}))).after == seconds


@pytest.mark.parametrize("status", [500, 501, 505])
async def test_a_fault_of_the_service_leaves_it_uncertain(sending: Sending, status: int) -> None:
    assert await sending.send(refused(status)) == Sent(outcome=Outcome.UNCERTAIN, code=str(status))
    assert sending.steps == [CHAT]


async def test_a_lost_answer_leaves_it_uncertain(sending: Sending) -> None:
    sent = await sending.send(Answer(hang_up=True))
    assert sent == Sent(outcome=Outcome.UNCERTAIN, code="ServerDisconnectedError")
    assert sending.steps == [CHAT]


async def test_no_answer_in_time_leaves_it_uncertain(sending: Sending) -> None:
    sending.made(deadline=0.1)
    async with silent() as url:
        assert await sending.send(url=url) == Sent(outcome=Outcome.UNCERTAIN, code="DeadlinePassed")


async def test_what_nobody_heard_is_sent_later(sending: Sending, free_port: int) -> None:
    sent = await sending.send(url=f"http://127.0.0.1:{free_port}/")
    assert sent == Sent(outcome=Outcome.THROTTLED, code="unreachable")


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://[::1", "ftp://127.0.0.1/"])
async def test_an_address_that_is_none_is_refused(sending: Sending, url: str) -> None:
    assert (await sending.send(url=url)).outcome is Outcome.REFUSED


async def test_without_a_token_it_is_sent_later(sending: Sending) -> None:
    sending.made(credentials=NoToken())
    assert await sending.send() == Sent(outcome=Outcome.THROTTLED, code="no token")
    assert sending.steps == []


async def test_a_card_that_cannot_be_made_is_sent_later_and_logged(
    sending: Sending, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(WAVE, texts={"en": None})
    assert await sending.send(wave=broken) == Sent(outcome=Outcome.THROTTLED, code="AttributeError")
    assert "nobody foresaw" in caplog.text
    assert sending.steps == []


async def test_a_chat_that_is_gone_is_made_again_once(sending: Sending) -> None:
    sent = await sending.send(GONE, MADE, Answer(body={"id": "17"}))
    made = Chat(service_url=sending.connector.url, conversation="a:made")
    assert sent == Sent(outcome=Outcome.SENT, message="17", chat=made)
    assert sending.steps == [CHAT, "make", "a:made"]
    assert sending.permitted


async def test_a_chat_that_is_gone_again_means_that_the_person_is(sending: Sending) -> None:
    sent = await sending.send(GONE, MADE, GONE)
    assert sent == Sent(outcome=Outcome.UNKNOWN, code="ConversationNotFound")
    assert sending.steps == [CHAT, "make", "a:made"]


async def test_a_wave_that_is_paused_sends_nothing(sending: Sending) -> None:
    sending.permits.most = 0
    with pytest.raises(PausedError):
        await sending.send()
    assert sending.steps == []


@pytest.mark.parametrize("most", [1, 2])
async def test_a_wave_that_is_paused_on_the_way_goes_no_further(sending: Sending, most: int) -> None:
    sending.permits.most = most
    with pytest.raises(PausedError):
        await sending.send(GONE, MADE)
    assert sending.steps == [CHAT, "make"][:most]
