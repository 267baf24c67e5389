"""The helpdesk asks for its report."""

from dialogs.gaps import gaps_reply
from store.port import Store
from tests.dialogs.people import NOON, Talk
from tests.fakes.library import library


async def test_a_question_without_an_answer_is_in_the_report(store: Store, talk: Talk) -> None:
    await talk.say("blorp fnord xyzzy")

    card = (await gaps_reply(store, NOON, "en", library())).card

    assert card
    assert "Questions: 1 (0 last week)" in card["fallbackText"]
    assert "Device not named: 1 (0 last week)" in card["fallbackText"]


async def test_the_report_is_in_the_language_that_is_asked_for(store: Store) -> None:
    reply = await gaps_reply(store, NOON, "sv", library())

    assert reply.text == "Här är rapporten."
    assert reply.card and reply.card["fallbackText"].startswith("Det jag inte kan svara på än")
