"""Questions while embeddings are there, slow, away or odd: through `/api/messages`."""

import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.embeddings import AzureEmbedder
from knowledge.answering import Answerer
from knowledge.cache import Cache
from knowledge.embeddings import Vectors, meanings
from knowledge.examples import examples
from knowledge.library import load_library
from store.port import Store
from tests.fakes.connector import FakeConnector
from tests.fakes.embeddings import KEY, FakeEmbeddings, fake_embeddings
from tests.fakes.running import running_bot
from tests.fakes.teams import Teams, card_of, words_in
from tests.knowledge.articles import write_library

PLAIN = "can I brew a cup of coffee"
STRANGE = "where do I get something hot in my car"
MEANT = "how do I brew a cup of coffee"


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A bot with three topics, and the embeddings it asks."""

    teams: Teams
    azure: FakeEmbeddings
    vectors: Vectors
    answerer: Answerer


def slow(azure: FakeEmbeddings) -> None:
    azure.slow = True


def refusing(status: int) -> Callable[[FakeEmbeddings], None]:
    def refuse(azure: FakeEmbeddings) -> None:
        azure.status = status

    return refuse


def answering(body: Any) -> Callable[[FakeEmbeddings], None]:
    def answer(azure: FakeEmbeddings) -> None:
        azure.body = lambda _: body

    return answer


OUTAGES: dict[str, Callable[[FakeEmbeddings], None]] = {
    "slow": slow,
    "throttled": refusing(429),
    "broken": refusing(500),
    "garbage": answering("<html>"),
    "no vectors": answering({"data": []}),
    "another model": lambda azure: setattr(azure, "length", 7),
}


@pytest.fixture
async def bot(tmp_path: Path, store: Store, connector: FakeConnector) -> AsyncGenerator[Bot]:
    """A bot whose search counts what vectors add to the score, as it does what words do."""
    answerer = Answerer(load_library(write_library(tmp_path / "articles")))
    answerer.trust({"lexical+vectors": answerer.search.calibration["lexical"]})
    async with fake_embeddings() as azure:
        azure.meaning[STRANGE] = MEANT
        embedder = AzureEmbedder(azure.url, KEY)
        vectors = Vectors(embedder, Cache(tmp_path / "search"), lambda: 0.0, patience=30.0)
        async with running_bot(store, connector, with_answerer=answerer, vectors=vectors) as teams:
            yield Bot(teams=teams, azure=azure, vectors=vectors, answerer=answerer)
        await embedder.close()


async def join(bot: Bot) -> None:
    texts = examples(bot.answerer.library)
    found = await bot.vectors.vectors_of(each.text for each in texts)
    bot.vectors.begin(meanings(texts, found))
    bot.azure.asked.clear()


async def test_what_a_question_means_changes_what_is_answered(bot: Bot) -> None:
    before = await bot.teams.say(STRANGE)
    await join(bot)
    after = await bot.teams.say(STRANGE)

    assert before["text"].startswith("Park your car")
    assert after["text"].startswith("Brew coffee")
    assert bot.azure.texts == [STRANGE]


async def test_until_the_texts_have_their_vectors_nothing_is_asked(bot: Bot) -> None:
    assert (await bot.teams.say(PLAIN))["text"].startswith("Brew coffee")
    assert bot.azure.asked == []


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES.keys())
async def test_without_embeddings_the_answer_is_the_one_there_was_before(
    bot: Bot, outage: Callable[[FakeEmbeddings], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [words_in(card_of(await bot.teams.say(question))) for question in (PLAIN, STRANGE)]
    await join(bot)
    monkeypatch.setattr(bot.vectors, "_patience", 0.05)
    outage(bot.azure)
    after = [words_in(card_of(await bot.teams.say(question))) for question in (PLAIN, STRANGE)]

    assert after == before
    assert bot.azure.texts[:1] == [PLAIN]


async def test_neither_the_key_nor_the_question_is_logged(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await join(bot)
        await bot.teams.say(PLAIN)
        bot.azure.status = 500
        await bot.teams.say(STRANGE)

    assert "embeddings are away" in caplog.text
    assert KEY not in caplog.text
    assert "something hot" not in caplog.text
    assert "cup of coffee" not in caplog.text


async def test_help_is_given_without_asking_anybody(bot: Bot) -> None:
    await join(bot)
    await bot.teams.say("help")

    assert bot.azure.asked == []
