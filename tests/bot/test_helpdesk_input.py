"""What people type around the helpdesk: too much, nothing, HTML and Markdown; and presses that come twice."""

from collections.abc import AsyncGenerator

import pytest

from cards.verbs import Verb
from knowledge.review_item import State
from store.port import Store
from tests.bot.helping import (
    UNKNOWN,
    alice,
    bob,
    button_of,
    delivered,
    inputs_of,
    only_item,
    until_quiet,
    with_helpdesk,
)
from tests.fakes.connector import FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import ALICE, BOB, Teams, words_in

NASTY = "<b>zebra</b> **xylophone** [quark](https://zebra.example) `quark` <script>zebra</script>"


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_helpdesk()) as client:
        yield client


@pytest.mark.parametrize("back", [False, True])
async def test_twenty_thousand_characters_are_told_and_come_back(teams: Teams, store: Store, back: bool) -> None:
    await alice(teams).say(UNKNOWN)
    helper = bob(teams)
    typed = "å" * 20_000

    again = await helper.preview(await helper.open(), typed, back=back)

    assert "too long: 20000 characters" in words_in(again)
    assert inputs_of(again)["text_en"] == typed
    assert (await only_item(store)).state is State.NEW
    button_of(again, Verb.REVIEW_PREVIEW, **({"back": True} if back else {}))


async def test_twenty_thousand_characters_are_not_sent_by_an_old_preview_either(teams: Teams, store: Store) -> None:
    await alice(teams).say(UNKNOWN)
    helper = bob(teams)
    preview = await helper.preview(await helper.open(), "short")
    typed = "å" * 20_000

    again = await helper.press(preview, Verb.REVIEW_SEND, {"text_en": typed})

    assert inputs_of(again)["text_en"] == typed
    assert (await only_item(store)).state is State.NEW


@pytest.mark.parametrize("text", ["", "  \n\t "])
async def test_an_empty_answer_is_told_and_not_sent(teams: Teams, store: Store, text: str) -> None:
    await alice(teams).say(UNKNOWN)
    helper = bob(teams)

    again = await helper.preview(await helper.open(), text)

    assert "There is nothing to send yet" in words_in(again)
    assert (await only_item(store)).state is State.NEW


async def test_an_article_can_be_sent_instead_of_words(teams: Teams, store: Store) -> None:
    await alice(teams).say(UNKNOWN)
    helper = bob(teams)
    editor = await helper.press(await helper.open(), Verb.REVIEW_WRITE)
    before = len(teams.connector.messages)

    preview = await helper.press(editor, Verb.REVIEW_PREVIEW, {"text_en": "", "slug": "enroll-ios"})
    await helper.press(preview, Verb.REVIEW_SEND)

    assert "Enroll your own iPhone or iPad" in words_in(await delivered(teams, store, before))


async def test_what_askers_write_is_shown_as_it_is(teams: Teams, store: Store) -> None:
    asker, helper = alice(teams, from_={**ALICE, "name": "*Alice* [A](https://evil.example)"}), bob(teams)
    ask = {"title": "Ask the helpdesk", "verb": Verb.ESCALATE, "data": {"question": NASTY, "language": "en"}}
    await teams.press(ask, from_=asker.who)
    card = await helper.open()
    before = len(teams.connector.messages)
    await helper.answer(card, "Which one?", back=True)
    question = await delivered(teams, store, before)
    await asker.press(question, Verb.REVIEW_REPLY, {"words": NASTY})
    await until_quiet(store)

    shown = await helper.open()

    for each in (await helper.queue(), card, question, shown):
        runs = [run["text"] for element in each["body"] for run in element.get("inlines", ())]
        assert f"“{NASTY}”" in runs
    blocks = [element["text"] for element in shown["body"] if element["type"] == "TextBlock"]
    assert any("\\*\\*xylophone\\*\\* \\[quark\\]" in text for text in blocks)
    assert any("\\*Alice\\* \\[A\\]" in text for text in blocks)
    assert not any("**xylophone**" in text or "[A](" in text for text in blocks)


async def test_a_name_with_markdown_is_shown_as_it_is_to_whoever_was_slower(teams: Teams) -> None:
    await alice(teams).say(UNKNOWN)
    helper = bob(teams)
    card = await helper.open()
    odd = bob(teams, from_={**BOB, "name": "*Star* [S](https://evil.example)"})
    await odd.press(card, Verb.REVIEW_DISMISS)

    seen = await helper.press(card, Verb.REVIEW_CLAIM)

    assert "\\*Star\\* \\[S\\]\\(https://evil.example\\) was faster" in words_in(seen)


async def test_the_same_press_twice_has_one_effect(teams: Teams, store: Store) -> None:
    await alice(teams).say(UNKNOWN)
    helper = bob(teams)
    preview = await helper.preview(await helper.open(), "Turn it off and on.")
    before = len(teams.connector.messages)

    for _ in range(2):
        card = await helper.press(preview, Verb.REVIEW_SEND)
        assert "On its way" in words_in(card)

    answer = await delivered(teams, store, before)
    for _ in range(2):
        assert "🙏" in words_in(await alice(teams).press(answer, Verb.REVIEW_STILL, {"words": "It blinks."}))
    await until_quiet(store)
    assert [step.what for step in (await only_item(store)).history] == ["asked", "answered", "still not working"]
    assert len(teams.connector.messages) == before + 1
