"""Turns that fail: an apology with a reference, a trace in the log, and nothing of what was said."""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any, cast

import pytest

import app
from store.containers import FEEDBACK, REVIEWS
from store.port import Store, Unavailable
from store.record import Record
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams, buttons_of, card_of, words_in

SECRET = "why is the sky blue tonight, says Kim Secretson"
HELPFUL = {
    "title": "👍",
    "verb": "answer.helpful",
    "data": {"slug": "enroll-ios", "language": "en", "day": "2026-01-02", "turn": "1", "question": SECRET},
}


class Away:
    """A store whose every call fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def get(self, *_: Any, **__: Any) -> Any:
        """Fail."""
        raise self._error

    get_all = add = replace = remove = commit = find = scan = get

    async def close(self) -> None:
        """Have nothing to close."""


def away() -> Store:
    """Make a store whose database is away."""
    return Away(Unavailable("the database is away"))


def broken() -> Store:
    """Make a store with a fault of ours."""
    return Away(ZeroDivisionError("a fault of ours"))


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("how do I enroll my iphone", "Enroll your own iPhone or iPad"),
        ("and on my ipad?", "Enroll your own iPhone or iPad"),
        ("how do I enroll my device", "Which device is it about?"),
        ("help", "I help you enroll"),
        (SECRET, "Shall I ask the helpdesk"),
    ],
)
async def test_no_question_needs_the_database_for_its_answer(
    connector: FakeConnector, said: str, answered: str
) -> None:
    async with running_bot(away(), connector) as teams:
        reply = await teams.say(said)
    assert answered in words_in(card_of(reply))


async def test_no_press_needs_the_database_for_its_answer(connector: FakeConnector) -> None:
    async with running_bot(away(), connector) as teams:
        assert "Glad it helped" in words_in(await teams.press(HELPFUL))
        assert "I can't reach the helpdesk" in words_in(await teams.press({**HELPFUL, "verb": "answer.escalate"}))


async def test_the_helpdesk_has_a_question_only_when_it_is_written(store: Store, connector: FakeConnector) -> None:
    database = Comes(store)
    async with running_bot(cast(Store, database), connector) as teams:
        shown = await teams.press(buttons_of(card_of(await teams.say(SECRET)))["Ask the helpdesk"])
        assert "I can't reach the helpdesk" in words_in(shown)
        database.here = True
        again = buttons_of(shown)["Ask the helpdesk"]
        while "The helpdesk has your question" not in words_in(await teams.press(again)):
            await asyncio.sleep(0.01)
    (item,) = (await store.find(REVIEWS.name, f"{app.now():%Y-%m}")).records
    assert [asker["wants_answer"] for asker in item.body["askers"]] == [True]


async def test_a_greeting_does_not_need_the_database(connector: FakeConnector) -> None:
    async with running_bot(away(), connector) as teams:
        await teams.post(teams.activity("installationUpdate", action="add"))
    assert len(connector.messages) == 1


async def test_what_could_not_be_written_is_written_when_the_database_is_back(
    store: Store, connector: FakeConnector
) -> None:
    database = Comes(store)
    async with running_bot(cast(Store, database), connector) as teams:
        await teams.say("how do I enroll my iphone")
        await teams.press(HELPFUL)
        await teams.say(SECRET)
        database.here = True
    day, month = app.now().date().isoformat(), f"{app.now():%Y-%m}"
    assert len((await store.find(FEEDBACK.name, day)).records) == 2
    assert len((await store.find(FEEDBACK.name, "2026-01-02")).records) == 1
    assert len((await store.find(REVIEWS.name, month)).records) == 1


class Comes:
    """A store whose database is away until it is here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.here = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store if self.here else away(), name)


@pytest.mark.parametrize(
    ("locale", "sorry"), [("en-GB", "Sorry, something went wrong"), ("sv-SE", "Oj, något gick fel")]
)
async def test_a_failed_turn_ends_in_an_apology_whose_reference_is_in_the_log(
    connector: FakeConnector, caplog: pytest.LogCaptureFixture, locale: str, sorry: str
) -> None:
    async with running_bot(broken(), connector) as teams:
        reply = await teams.say(SECRET, locale=locale)
    assert sorry in reply["text"]
    assert "Traceback" not in str(reply)
    reference = re.search(r"[0-9A-F]{8}", reply["text"])
    assert reference
    assert reference.group() in caplog.text
    assert "ZeroDivisionError: a fault of ours" in caplog.text


@pytest.mark.parametrize("store", [away, broken])
async def test_the_log_holds_nothing_that_was_said(
    connector: FakeConnector, caplog: pytest.LogCaptureFixture, store: Callable[[], Store]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_bot(store(), connector) as teams:
        await teams.say(SECRET)
        await teams.post(teams.pressed(HELPFUL))
    assert caplog.text
    assert "Secretson" not in caplog.text
    assert "Alice" not in caplog.text


async def test_a_failed_press_ends_in_a_message_that_teams_does_not_repeat(connector: FakeConnector) -> None:
    async with running_bot(broken(), connector) as teams:
        status, body = await teams.post(teams.pressed(HELPFUL))
    assert status == 200
    assert body["type"] == "application/vnd.microsoft.activity.message"
    assert "Sorry, something went wrong" in body["value"]


async def test_a_turn_that_hangs_is_given_up_with_an_apology(
    store: Store, connector: FakeConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("bot.handler.TURN_SECONDS", 0.01)
    monkeypatch.setattr("dialogs.ask._profile", hang)
    async with running_bot(store, connector) as teams:
        reply = await teams.say("how do I enroll my iphone")
    assert "Sorry, something went wrong" in reply["text"]


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
