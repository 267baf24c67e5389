"""What is promoted is answered by every running bot, without a restart."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from knowledge.answering import Answerer, Asker
from knowledge.cache import Cache
from knowledge.company import Company
from knowledge.examples import examples
from knowledge.known import Known
from knowledge.library import Library, load_library
from knowledge.live import PERIOD, Refresher
from knowledge.promotion import Promotions
from knowledge.ready import ready_search
from knowledge.review_item import Who
from knowledge.search import Search
from store.port import Store, Unavailable
from tests.knowledge.articles import article_text
from tests.knowledge.checking import REVIEWED
from tests.knowledge.clock import Clock
from tests.store.around import Around

BOB = Who(person="bob", name="Bob B")
ENGLISH = Asker(language="en")
FACTS = Company(facts={"helpdesk.phone": {"en": "1234", "sv": "1234"}})


class Bot:
    """What a running bot answers with, and what keeps it up to date."""

    def __init__(self, files: Library, store: Store, clock: Clock, folder: Path, known: Known | None = None) -> None:
        filled, cache = files.filled(FACTS), Cache(folder)
        search = None if known else Search(cache.index(examples(filled)))
        self.answerer = Answerer(filled, search, known=known)
        self.promotions = Promotions(store, clock)
        self.pauses = 0
        self.refresher = Refresher(self.answerer, self.promotions, cache, files=files, company=FACTS, pause=self.pause)

    async def pause(self, seconds: float) -> None:
        assert seconds == PERIOD
        self.pauses += 1
        await asyncio.sleep(0)

    def topic(self, question: str) -> str | None:
        article = self.answerer.answer(question, ENGLISH).article
        return article.slug if article else None

    async def stop(self) -> None:
        self.refresher.stop()
        await self.refresher.learned()


@pytest.fixture
async def bots(small: Path, each_store: Store, clock: Clock, tmp_path: Path) -> AsyncIterator[list[Bot]]:
    """Two bots, each on a machine of its own, on one store."""
    bots = [Bot(load_library(small), each_store, clock, tmp_path / f"search {number}") for number in range(2)]
    yield bots
    for each in bots:
        await each.stop()


@pytest.fixture
async def bot(small: Path, store: Store, clock: Clock, tmp_path: Path) -> AsyncIterator[Bot]:
    bot = Bot(load_library(small), store, clock, tmp_path / "search")
    yield bot
    await bot.stop()


async def test_a_promoted_question_is_answered_by_both_bots(bots: list[Bot]) -> None:
    one, other = bots
    await other.refresher.look()
    assert other.topic("who refills the beans") is None

    await one.promotions.promote_question("coffee", "en", "who refills the beans", BOB)
    for each in bots:
        await each.refresher.look()

    assert [each.topic("who refills the beans") for each in bots] == ["coffee", "coffee"]


async def test_a_promoted_article_is_answered_with_the_companys_facts(bot: Bot) -> None:
    text = article_text("tea", "en", "Call {helpdesk.phone}.", questions="[green tea, herbal infusion]")
    await bot.promotions.promote_article("tea", {"en": text}, BOB, seen={})

    await bot.refresher.look()

    article = bot.answerer.answer("green tea", ENGLISH).article
    assert article and article.short_answer == "Call 1234."
    unfilled = bot.refresher.library.get("tea", "en")
    assert unfilled and unfilled.short_answer == "Call {helpdesk.phone}."


async def test_what_is_taken_back_is_answered_no_more(bot: Bot) -> None:
    await bot.promotions.promote_question("coffee", "en", "purple kangaroo", BOB)
    await bot.refresher.look()

    await bot.promotions.take_back("coffee", "en", 0, BOB)
    await bot.refresher.look()

    assert bot.topic("purple kangaroo") is None
    assert bot.refresher.promoted == ()


async def test_nothing_is_made_anew_when_nothing_is_promoted(bot: Bot) -> None:
    await bot.promotions.promote_question("coffee", "en", "purple kangaroo", BOB)
    await bot.refresher.look()
    library = bot.answerer.library

    await bot.promotions.promote_question("coffee", "en", "purple kangaroo", BOB)
    await bot.refresher.look()
    await bot.refresher.look(thoroughly=True)

    assert bot.answerer.library is library


async def test_a_bot_that_runs_looks_again_and_again(bot: Bot) -> None:
    running = asyncio.create_task(bot.refresher.run())
    await bot.promotions.promote_question("coffee", "en", "purple kangaroo", BOB)

    while bot.topic("purple kangaroo") is None:
        await asyncio.sleep(0.01)

    assert bot.pauses > 0
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


# Faults


async def test_while_the_database_is_away_answers_stay_and_then_follow(
    small: Path, store: Store, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = Away(store)
    bot = Bot(load_library(small), away, clock, tmp_path / "search")
    await Promotions(store, clock).promote_question("coffee", "en", "purple kangaroo", BOB)
    away.is_away = True

    for _ in range(3):
        await bot.refresher.look()

    assert bot.topic("how do I brew a cup of coffee") == "coffee"
    assert caplog.text.count("promotions cannot be read") == 1

    away.is_away = False
    await bot.refresher.look()
    assert bot.topic("purple kangaroo") == "coffee"
    await bot.stop()


class Away(Around):
    """A store that can be away."""

    is_away = False

    async def get(self, container: str, partition: str, id: str):  # noqa: ANN201
        if self.is_away:
            raise Unavailable("away")
        return await super().get(container, partition, id)


async def test_what_nobody_counted_up_for_is_found_by_a_thorough_look(bot: Bot, store: Store, clock: Clock) -> None:
    await bot.refresher.look()

    async def stopped(_: int) -> None:
        raise Unavailable("stopped")

    with pytest.raises(Unavailable):
        await Promotions(Around(store, after=stopped), clock).promote_question("coffee", "en", "purple kangaroo", BOB)
    await bot.refresher.look()
    assert bot.topic("purple kangaroo") is None

    await bot.refresher.look(thoroughly=True)

    assert bot.topic("purple kangaroo") == "coffee"


# Learning


async def test_the_classifier_is_fitted_to_what_was_promoted(bot: Bot) -> None:
    await bot.refresher.look()
    await bot.refresher.learned()
    await bot.promotions.promote_question("coffee", "en", "purple kangaroo", BOB)

    await bot.refresher.look()
    carried = bot.answerer.search.margins
    await bot.refresher.learned()

    fitted = bot.answerer.search.margins
    assert carried and fitted and fitted is not carried
    assert fitted.weights.shape == carried.weights.shape == (len(bot.answerer.search.index.vocabulary), 3)
    assert bot.topic("purple kangaroo") == "coffee"


async def test_a_classifier_of_an_earlier_library_is_not_used(bot: Bot) -> None:
    for question in ("purple kangaroo", "green elephant", "yellow submarine"):
        await bot.promotions.promote_question("coffee", "en", question, BOB)
        await bot.refresher.look()

    await bot.refresher.learned()

    margins = bot.answerer.search.margins
    assert margins and len(margins.weights) == len(bot.answerer.search.index.vocabulary)
    assert bot.topic("yellow submarine") == "coffee"


# On the project's articles


async def test_turns_are_answered_while_a_promotion_is_built_in(
    library: Library, store: Store, clock: Clock, tmp_path: Path
) -> None:
    files = library.filled(FACTS)
    bot = Bot(library, store, clock, tmp_path, Answerer(files, ready_search(files, Cache())).known)
    await bot.promotions.promote_question("vpn-setup", "en", "purple kangaroo tunnel", BOB)
    looking = asyncio.create_task(bot.refresher.look())
    answered, longest, before = 0, 0.0, time.perf_counter()

    while not looking.done():
        bot.topic("how do I enroll my iphone")
        await asyncio.sleep(0)
        answered, now = answered + 1, time.perf_counter()
        longest, before = max(longest, now - before), now

    print(f"{answered} turns answered meanwhile, {longest * 1000:.0f} ms the longest")
    assert answered > 20
    assert bot.topic("purple kangaroo tunnel?") == "vpn-setup"
    await bot.stop()


async def test_a_preview_tells_what_would_happen_and_does_nothing(bot: Bot) -> None:
    await bot.promotions.promote_question("coffee", "en", "purple kangaroo", BOB)
    await bot.refresher.look()
    current = await bot.promotions.current("garage", "en")

    found = await bot.refresher.preview([current.with_question("Purple kangaroo?")], today=REVIEWED)

    assert [fault.message for fault in found.faults] == ["questions: the same question stands in en/coffee"]
    assert bot.topic("purple kangaroo") == "coffee"
    assert await bot.promotions.version() == 1
