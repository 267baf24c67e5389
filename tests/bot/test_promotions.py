"""A helpdesk's answer becomes article content, through `/api/messages`: two instances on one store."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from knowledge.answering import Answerer
from knowledge.live import Refresher
from store.port import Store
from tests.fakes.connector import FakeConnector
from tests.fakes.library import library
from tests.fakes.running import answerer, refresher_of, running_bot, settings
from tests.fakes.teams import BOB, Teams, buttons_of, card_of, words_in

QUESTION = "zebra xylophone quark"
HELPDESK = settings(helpdesk=BOB["aadObjectId"])

Instance = tuple[Teams, Refresher]


@pytest.fixture
async def two(store: Store, connector: FakeConnector) -> AsyncGenerator[tuple[Instance, Instance]]:
    """Two instances of the bot, each with what it knows to itself."""
    async with AsyncExitStack() as stack:
        instances: list[Instance] = []
        for _ in range(2):
            known = Answerer(library(), answerer().search)
            refresher = refresher_of(known, store)
            bot = running_bot(store, connector, with_settings=HELPDESK, with_answerer=known, with_refresher=refresher)
            instances.append((await stack.enter_async_context(bot), refresher))
        yield instances[0], instances[1]


async def previewed(teams: Teams, editor: Any, typed: dict[str, str]) -> Any:
    """Press Preview until it is ready."""
    shown = await teams.press(buttons_of(editor)["Preview"], typed, from_=BOB)
    while "Show the preview" in buttons_of(shown):
        shown = await teams.press(buttons_of(shown)["Show the preview"], from_=BOB)
    return shown


async def answered(teams: Teams, text: str) -> dict[str, dict[str, Any]]:
    """Ask, have the helpdesk answer, and give the buttons of the item then."""
    await teams.say(QUESTION)
    queue = card_of(await teams.say("queue", from_=BOB))
    item = await teams.press(buttons_of(queue)["Open"], from_=BOB)
    editor = await teams.press(buttons_of(item)["Answer"], from_=BOB)
    preview = await teams.press(buttons_of(editor)["Preview"], {"text_en": text, "text_sv": ""}, from_=BOB)
    before = len(teams.connector.messages)
    done = await teams.press(buttons_of(preview)["Send"], from_=BOB)
    while len(teams.connector.messages) == before:
        await asyncio.sleep(0.02)
    return buttons_of(done)


async def test_an_answer_becomes_an_article_that_the_next_one_gets_from_the_other_instance(
    two: tuple[Instance, Instance],
) -> None:
    (teams, _), (other, refresher) = two
    buttons = await answered(teams, "Hold the zebra by its tail.")
    editor = await teams.press(buttons["Make it an article"], from_=BOB)
    assert "A new article" in words_in(editor)
    typed = {
        "to": "new",
        "question": QUESTION,
        "platform": "",
        "title_en": "Zebras and xylophones",
        "text_en": "Hold the zebra by its tail.",
        "title_sv": "",
        "text_sv": "",
    }
    preview = await previewed(teams, editor, typed)
    assert "No known question would get another answer" in words_in(preview)
    assert "Missing in Svenska" in words_in(preview)
    assert "Live within" in words_in(await teams.press(buttons_of(preview)["Go live"], from_=BOB))
    await refresher.look()
    shown = card_of(await other.say("xylophone or quark, what of the zebra"))
    assert "Hold the zebra by its tail." in words_in(shown)


async def test_a_question_becomes_an_example_of_an_article_there_is(two: tuple[Instance, Instance]) -> None:
    (teams, refresher), _ = two
    buttons = await answered(teams, "See the article.")
    editor = await teams.press(buttons["Make it an article"], from_=BOB)
    choices = next(each for each in editor["body"] if each.get("id") == "to")["choices"]
    chosen = choices[1]
    typed = {"to": chosen["value"], "question": QUESTION, "platform": ""}
    preview = await previewed(teams, editor, typed)
    await teams.press(buttons_of(preview)["Go live"], from_=BOB)
    await teams.press(buttons_of(preview)["Go live"], from_=BOB)
    await refresher.look()
    assert chosen["title"] in words_in(card_of(await teams.say(QUESTION)))


async def test_what_is_missing_is_told_and_what_was_typed_stays(two: tuple[Instance, Instance]) -> None:
    (teams, _), _ = two
    buttons = await answered(teams, "Yes.")
    editor = await teams.press(buttons["Make it an article"], from_=BOB)
    typed = {"to": "new", "question": QUESTION, "title_en": "", "text_en": "A text that must not be lost"}
    again = await teams.press(buttons_of(editor)["Preview"], typed, from_=BOB)
    assert "needs a title and a text" in words_in(again)
    assert [each["value"] for each in again["body"] if each.get("id") == "text_en"] == ["A text that must not be lost"]


async def test_only_the_helpdesk_may_promote(two: tuple[Instance, Instance]) -> None:
    (teams, _), _ = two
    buttons = await answered(teams, "Yes.")
    assert "This is for the helpdesk" in words_in(await teams.press(buttons["Make it an article"]))
