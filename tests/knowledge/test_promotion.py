"""Promotions: an answer becomes article content, every revision of it is kept, and it can be taken back."""

import asyncio

import pytest

from knowledge.article import ArticleFaults
from knowledge.promoted import Promoted
from knowledge.promotion import Outdated, Promotions
from knowledge.review_item import Who
from store.containers import ARTICLES
from store.port import Store
from tests.knowledge.articles import article_text
from tests.knowledge.clock import Clock

BOB = Who(person="bob", name="Bob B")
CAROL = Who(person="carol", name="Carol C")
ITEM = "2026-01:0f"
TEA = {"en": article_text("tea", "en"), "sv": article_text("tea", "sv")}


@pytest.fixture
def promotions(each_store: Store, clock: Clock) -> Promotions:
    return Promotions(each_store, clock)


@pytest.fixture
def local(store: Store, clock: Clock) -> Promotions:
    return Promotions(store, clock)


# Questions


async def test_a_promoted_question_is_a_revision_with_author_time_and_item(promotions: Promotions) -> None:
    written = await promotions.promote_question("coffee", "en", "where is the  mocha?", BOB, ITEM)

    assert written == Promoted(
        slug="coffee",
        language="en",
        questions=("where is the mocha?",),
        revision=1,
        by=BOB,
        at="2026-01-05T08:30:00+00:00",
        item=ITEM,
    )
    assert await promotions.everything() == (written,)
    assert await promotions.current("coffee", "en") == written
    assert await promotions.revisions("coffee", "en") == [written]
    assert await promotions.version() == 1


async def test_where_nothing_is_promoted_there_is_revision_0(promotions: Promotions) -> None:
    assert await promotions.current("coffee", "en") == Promoted(slug="coffee", language="en")
    assert (await promotions.everything(), await promotions.version()) == ((), 0)


async def test_the_same_question_promoted_twice_is_one_revision(promotions: Promotions) -> None:
    for words in ("where is the mocha", "Where is the mocha?"):
        await promotions.promote_question("coffee", "en", words, BOB, ITEM)

    assert [each.revision for each in await promotions.revisions("coffee", "en")] == [1]


async def test_questions_of_two_at_once_are_both_promoted(each_store: Store, clock: Clock) -> None:
    bots = [Promotions(each_store, clock) for _ in range(2)]
    asked = [f"question number {number}" for number in range(8)]

    await asyncio.gather(
        *(bots[number % 2].promote_question("tea", "en", each, BOB) for number, each in enumerate(asked))
    )

    now = await bots[0].current("tea", "en")
    assert (sorted(now.questions), now.revision) == (asked, len(asked))
    assert await bots[0].version() == len(asked)


@pytest.mark.parametrize("question", ["", "  \n ", "x" * 201])
async def test_a_question_that_is_none_is_refused(local: Promotions, question: str) -> None:
    with pytest.raises(ArticleFaults, match="1 to 200 characters"):
        await local.promote_question("coffee", "en", question, BOB)

    assert await local.version() == 0


async def test_a_question_for_a_promoted_article_stands_in_its_text(local: Promotions) -> None:
    await local.promote_article("tea", TEA, BOB, seen={})

    written = await local.promote_question("tea", "en", "green: is there any", CAROL)

    assert written.text is not None and written.questions == ()
    assert "  - 'green: is there any'" in written.text.splitlines()


# Articles


async def test_an_article_is_promoted_in_both_languages(promotions: Promotions) -> None:
    written = await promotions.promote_article("tea", TEA, BOB, ITEM, seen={})

    assert {language: each.revision for language, each in written.items()} == {"en": 1, "sv": 1}
    assert {each.language: each.text for each in await promotions.everything()} == TEA
    assert await promotions.version() == 1


async def test_an_article_in_one_language_leaves_the_other_alone(local: Promotions) -> None:
    await local.promote_article("tea", {"sv": TEA["sv"]}, BOB, seen={})

    assert [each.language for each in await local.everything()] == ["sv"]


async def test_an_article_that_cannot_be_read_is_refused_with_its_line(local: Promotions) -> None:
    broken = {**TEA, "sv": article_text("tea", "sv", colour="red")}

    with pytest.raises(ArticleFaults, match=r"promoted/sv/tea.md:8: colour"):
        await local.promote_article("tea", broken, BOB, seen={})

    assert await local.everything() == ()


@pytest.mark.parametrize(("slug", "language"), [("Tea time", "en"), ("tea", "de"), ("tea:000001", "en")])
async def test_what_can_be_no_article_is_refused(local: Promotions, slug: str, language: str) -> None:
    with pytest.raises(ValueError, match="can be no article"):
        await local.promote_question(slug, language, "why", BOB)


async def test_of_two_who_write_the_same_article_the_second_sees_what_is_there(promotions: Promotions) -> None:
    first = await promotions.promote_article("tea", TEA, BOB, seen={})

    with pytest.raises(Outdated) as caught:
        await promotions.promote_article("tea", {"en": article_text("tea", "en", "Other.")}, CAROL, seen={})

    assert caught.value.current == first["en"]
    assert [each.by for each in await promotions.revisions("tea", "en")] == [BOB]


async def test_an_article_outdated_in_one_language_is_written_in_none(local: Promotions) -> None:
    await local.promote_question("tea", "sv", "grönt te", CAROL)

    with pytest.raises(Outdated):
        await local.promote_article("tea", TEA, BOB, seen={})

    assert (await local.current("tea", "en")).revision == 0


async def test_the_same_press_twice_is_one_revision(promotions: Promotions) -> None:
    for _ in range(2):
        await promotions.promote_article("tea", TEA, BOB, ITEM, seen={})

    assert [each.revision for each in await promotions.revisions("tea", "en")] == [1]


async def test_a_question_seen_at_another_revision_is_outdated(local: Promotions) -> None:
    await local.promote_question("coffee", "en", "mocha", BOB, seen=0)

    with pytest.raises(Outdated):
        await local.promote_question("coffee", "en", "latte", CAROL, seen=0)


# Revisions


async def test_revisions_are_listed_from_the_first(promotions: Promotions) -> None:
    for number in range(12):
        await promotions.promote_question("coffee", "en", f"question {number}", BOB)
    await promotions.promote_question("coffee-beans", "en", "another topic", BOB)

    assert [each.revision for each in await promotions.revisions("coffee", "en")] == list(range(1, 13))


async def test_two_revisions_are_compared_line_by_line(local: Promotions) -> None:
    await local.promote_question("coffee", "en", "mocha", BOB)
    await local.promote_question("coffee", "en", "latte", BOB)

    assert await local.compare("coffee", "en", 1, 2) == [
        "--- en/coffee revision 1",
        "+++ en/coffee revision 2",
        "@@ -1 +1,2 @@",
        " - mocha",
        "+- latte",
    ]
    assert await local.compare("coffee", "en", 2, 2) == []


async def test_a_revision_that_is_none_cannot_be_compared(local: Promotions) -> None:
    with pytest.raises(ValueError, match="en/coffee has no revision 7"):
        await local.compare("coffee", "en", 0, 7)


async def test_taking_back_makes_the_earlier_content_a_new_revision(promotions: Promotions) -> None:
    await promotions.promote_question("coffee", "en", "mocha", BOB, ITEM)
    await promotions.promote_question("coffee", "en", "latte", BOB)

    back = await promotions.take_back("coffee", "en", 1, CAROL)

    assert (back.questions, back.revision, back.by, back.item) == (("mocha",), 3, CAROL, ITEM)
    assert [each.questions for each in await promotions.revisions("coffee", "en")] == [
        ("mocha",),
        ("mocha", "latte"),
        ("mocha",),
    ]


async def test_taking_back_to_revision_0_leaves_nothing_promoted(local: Promotions) -> None:
    await local.promote_article("tea", TEA, BOB, seen={})

    for language in TEA:
        await local.take_back("tea", language, 0, CAROL)

    assert await local.everything() == ()
    assert len(await local.revisions("tea", "en")) == 2


async def test_taking_back_what_somebody_changed_meanwhile_is_outdated(local: Promotions) -> None:
    await local.promote_question("coffee", "en", "mocha", BOB)
    await local.promote_question("coffee", "en", "latte", BOB)

    with pytest.raises(Outdated):
        await local.take_back("coffee", "en", 0, CAROL, seen=1)


async def test_the_version_is_one_record_of_its_own(local: Promotions, store: Store) -> None:
    await local.promote_question("coffee", "en", "mocha", BOB)

    record = await store.get(ARTICLES.name, "version", "version")
    assert record and record.body == {"version": 1}
