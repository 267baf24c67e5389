"""Turns that fail: an apology with a reference, a trace in the log, and nothing of what was said."""

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import Any, cast

import pytest

from knowledge import answering
from store.port import Store, Unavailable
from store.record import Record
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams, card_of, words_in

SECRET = "why is the sky blue tonight, says Kim Secretson"
HELPFUL = {
    "title": "👍",
    "verb": "answer.helpful",
    "data": {"slug": "enroll-ios", "language": "en", "day": "2026-11-22", "turn": "1", "question": SECRET},
}


class Away:
    """A store whose database is away."""

    async def get(self, container: str, partition: str, id: str) -> Record | None:
        """Fail."""
        raise Unavailable("the database is away")

    async def add(self, record: Record) -> Record:
        """Fail."""
        raise Unavailable("the database is away")

    replace = add

    async def remove(self, record: Record) -> None:
        """Fail."""
        raise Unavailable("the database is away")

    async def commit(self, changes: Any) -> tuple[Record, ...]:
        """Fail."""
        raise Unavailable("the database is away")

    async def find(self, container: str, partition: str, **options: Any) -> Any:
        """Fail."""
        raise Unavailable("the database is away")

    async def close(self) -> None:
        """Have nothing to close."""


async def test_an_answer_does_not_need_the_database(connector: FakeConnector, caplog: pytest.LogCaptureFixture) -> None:
    async with running_bot(Away(), connector) as teams:
        reply = await teams.say("how do I enroll my iphone")
    assert reply["text"].startswith("Enroll your own iPhone or iPad")
    assert "an exchange could not be kept" in caplog.text


@pytest.mark.parametrize(
    ("locale", "sorry"), [("en-GB", "Sorry, something went wrong"), ("sv-SE", "Oj, något gick fel")]
)
async def test_a_failed_turn_ends_in_an_apology_whose_reference_is_in_the_log(
    connector: FakeConnector, caplog: pytest.LogCaptureFixture, locale: str, sorry: str
) -> None:
    async with running_bot(Away(), connector) as teams:
        reply = await teams.say(SECRET, locale=locale)
    assert sorry in reply["text"]
    assert "Traceback" not in str(reply)
    reference = re.search(r"[0-9A-F]{8}", reply["text"])
    assert reference
    assert reference.group() in caplog.text
    assert "Unavailable: the database is away" in caplog.text


async def test_the_log_holds_nothing_that_was_said(connector: FakeConnector, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_bot(Away(), connector) as teams:
        await teams.say(SECRET)
        await teams.press(HELPFUL)
    assert "Secretson" not in caplog.text
    assert "Alice" not in caplog.text


async def test_a_failed_press_ends_in_a_message_that_teams_does_not_repeat(connector: FakeConnector) -> None:
    async with running_bot(Away(), connector) as teams:
        status, body = await teams.post(teams.pressed(HELPFUL))
    assert status == 200
    assert body["type"] == "application/vnd.microsoft.activity.message"
    assert "Sorry, something went wrong" in body["value"]


async def test_a_reply_that_teams_refuses_is_logged_and_the_bot_goes_on(
    teams: Teams, connector: FakeConnector, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = Answer(status=403, body={"error": {"code": "BotNotInConversationRoster"}})
    connector.answers.extend([refusal, refusal])
    status, _ = await teams.post(teams.activity("message", text="help"))
    assert status == 200
    assert "BotNotInConversationRoster" in caplog.text
    assert "I help you enroll" in words_in(card_of(await teams.say("help")))


class Slow:
    """A store that answers when it is let."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.let = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def get(self, container: str, partition: str, id: str) -> Record | None:
        """Wait, then read."""
        await self.let.wait()
        return await self._store.get(container, partition, id)


async def test_an_answer_that_takes_long_is_preceded_by_typing(
    store: Store, connector: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handler._TYPING_AFTER", 0.0)
    slow = Slow(store)
    async with running_bot(cast(Store, slow), connector) as teams:
        said = asyncio.create_task(teams.say("how do I enroll my iphone"))
        while not connector.requests:
            await asyncio.sleep(0)
        slow.let.set()
        await said
    assert [request.body["type"] for request in connector.requests] == ["typing", "message"]


async def test_an_answer_that_is_quick_is_not(teams: Teams) -> None:
    await teams.say("how do I enroll my iphone")
    assert [request.body["type"] for request in teams.connector.requests] == ["message"]


async def test_a_fault_in_our_own_code_is_no_silence(teams: Teams, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Mapping[str, Any]:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(answering.Answerer, "answer", broken)
    reply = await teams.say("how do I enroll my iphone")
    assert "Sorry, something went wrong" in reply["text"]
