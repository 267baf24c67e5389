"""The helpdesk asks for its report."""

import pytest

from dialogs import gaps
from dialogs.gaps import Report
from store.port import Store
from tests.dialogs.people import NOON, Talk
from tests.fakes.library import library


async def test_a_question_without_an_answer_is_in_the_report(store: Store, talk: Talk) -> None:
    await talk.say("blorp fnord xyzzy")

    card = (await Report(store).reply(NOON, "en", library())).card

    assert card
    assert "Questions: 1 (0 last week)" in card["fallbackText"]
    assert "Device not named: 1 (0 last week)" in card["fallbackText"]


async def test_the_report_is_in_the_language_that_is_asked_for(store: Store) -> None:
    reply = await Report(store).reply(NOON, "sv", library())

    assert reply.text == "Här är rapporten."
    assert reply.card and reply.card["fallbackText"].startswith("Det jag inte kan svara på än")


async def test_whoever_asks_for_much_hears_that_it_is_counted_and_finds_it_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = Report(store)
    monkeypatch.setattr(gaps, "_PATIENCE", 0)
    assert "still counting" in (await report.reply(NOON, "en", library())).text
    monkeypatch.setattr(gaps, "_PATIENCE", 60)
    assert (await report.reply(NOON, "en", library())).card
