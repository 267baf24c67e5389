"""Promotions by somebody who is stopped on the way: nothing is lost, and the next press finishes."""

import pytest

from knowledge.promotion import Promotions
from knowledge.review_item import Who
from store.port import Store, Unavailable
from tests.knowledge.articles import article_text
from tests.knowledge.clock import Clock
from tests.store.around import Around

BOB = Who(person="bob", name="Bob B")
TEA = {"en": article_text("tea", "en"), "sv": article_text("tea", "sv")}


async def stopped(number: int) -> None:
    """Go away after the first write."""
    if number == 1:
        raise Unavailable("stopped")


async def test_whoever_is_stopped_before_the_version_has_promoted_and_the_next_press_counts_up(
    each_store: Store, clock: Clock
) -> None:
    stopping = Promotions(Around(each_store, after=stopped), clock)
    with pytest.raises(Unavailable):
        await stopping.promote_question("coffee", "en", "mocha", BOB, seen=0)

    promotions = Promotions(each_store, clock)
    (kept,) = await promotions.everything()
    assert (kept.questions, await promotions.version()) == (("mocha",), 0)
    assert await promotions.revisions("coffee", "en") == [kept]

    await promotions.promote_question("coffee", "en", "mocha", BOB, seen=0)
    assert (await promotions.everything(), await promotions.version()) == ((kept,), 1)


async def test_whoever_is_stopped_between_two_languages_finishes_with_the_next_press(
    store: Store, clock: Clock
) -> None:
    stopping = Promotions(Around(store, after=stopped), clock)
    with pytest.raises(Unavailable):
        await stopping.promote_article("tea", TEA, BOB, seen={})

    promotions = Promotions(store, clock)
    await promotions.promote_article("tea", TEA, BOB, seen={})

    assert [(each.language, each.revision) for each in await promotions.everything()] == [("en", 1), ("sv", 1)]
    assert await promotions.version() == 1
