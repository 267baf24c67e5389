"""Questions that a person should look at."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from knowledge.review import MAX_ASKERS, MAX_CARRIED, MAX_QUESTION, Asked, Filter, Reviews
from knowledge.review_item import State
from store.containers import REVIEWS
from store.port import Store
from store.record import Record
from tests.knowledge.clock import Clock

ASKED = Asked(
    question="Får jag ha två mobiler?",
    language="sv",
    platform="ios",
    guesses=(("enroll-ios", 0.41234), ("new-phone", 0.2)),
    person="anna",
    name="Anna A",
    conversation={"conversation": {"id": "chat-anna"}},
    wants_answer=False,
)
WANTED = replace(ASKED, wants_answer=True)


@pytest.fixture
def reviews(store: Store, clock: Clock) -> Reviews:
    return Reviews(store, clock)


async def items(store: Store, month: str = "2026-01") -> Sequence[Record]:
    return (await store.find(REVIEWS.name, month)).records


async def item(store: Store) -> Record:
    """The only item there is."""
    (only,) = await items(store)
    return only


def people(record: Record) -> list[str]:
    return [asker["person"] for asker in record.body["askers"]]


async def test_a_question_is_a_new_item(reviews: Reviews, store: Store) -> None:
    await reviews.ask(ASKED)

    body = (await item(store)).body
    told = {"question": "Får jag ha två mobiler?", "language": "sv", "platform": "ios", "asked": 1, "state": "new"}
    assert body.items() >= {**told, "asked_at": "2026-01-05T08:30:00+00:00"}.items()
    assert body["guesses"] == [["enroll-ios", 0.412], ["new-phone", 0.2]]
    assert body["askers"] == [
        {
            "person": "anna",
            "name": "Anna A",
            "conversation": {"conversation": {"id": "chat-anna"}},
            "language": "sv",
            "wants_answer": False,
            "at": "2026-01-05T08:30:00+00:00",
        }
    ]


async def test_new_items_are_listed(reviews: Reviews, store: Store) -> None:
    await reviews.ask(ASKED)

    listed = await reviews.listed(Filter(), limit=10)

    assert [(each.key, each.state, each.question) for each in listed.items] == [
        ((await item(store)).id, State.NEW, ASKED.question)
    ]


async def test_the_same_question_of_several_people_is_one_item(reviews: Reviews, store: Store, clock: Clock) -> None:
    await reviews.ask(ASKED)
    clock.pass_time(minutes=5)

    await reviews.ask(replace(ASKED, person="bert", name="Bert B"))

    body = (await item(store)).body
    assert (body["asked"], [asker["name"] for asker in body["askers"]]) == (2, ["Anna A", "Bert B"])
    assert (body["asked_at"], body["askers"][1]["at"]) == ("2026-01-05T08:30:00+00:00", "2026-01-05T08:35:00+00:00")


@pytest.mark.parametrize(
    "again", ["FÅR JAG HA TVÅ MOBILER", "  får jag  ha\ntvå mobiler ?!", "Fa\u030ar jag ha tva\u030a mobiler?"]
)
async def test_the_same_question_in_other_case_and_spacing_is_one_item(
    reviews: Reviews, store: Store, again: str
) -> None:
    await reviews.ask(ASKED)

    await reviews.ask(replace(ASKED, question=again, person="bert"))

    record = await item(store)
    assert people(record) == ["anna", "bert"]
    assert record.body["question"] == ASKED.question


async def test_another_question_is_another_item(reviews: Reviews, store: Store) -> None:
    await reviews.ask(ASKED)

    await reviews.ask(replace(ASKED, question="Får jag ha tre mobiler?"))

    assert len(await items(store)) == 2


async def test_questions_without_words_are_told_apart(reviews: Reviews, store: Store) -> None:
    for question in ("😀", "🚗", " 😀 "):
        await reviews.ask(replace(ASKED, question=question))

    assert sorted(record.body["question"] for record in await items(store)) == ["😀", "🚗"]


async def test_a_question_still_open_from_last_month_is_the_same_item(
    reviews: Reviews, store: Store, clock: Clock
) -> None:
    await reviews.ask(ASKED)
    clock.pass_time(days=30)

    await reviews.ask(replace(ASKED, person="bert"))

    assert people(await item(store)) == ["anna", "bert"]
    assert await items(store, "2026-02") == ()


async def test_a_question_of_an_earlier_month_is_another_item(reviews: Reviews, store: Store, clock: Clock) -> None:
    await reviews.ask(ASKED)
    clock.pass_time(days=60)

    await reviews.ask(ASKED)

    assert [len(await items(store, month)) for month in ("2026-01", "2026-02", "2026-03")] == [1, 0, 1]


async def test_each_asker_counts_once(reviews: Reviews, store: Store) -> None:
    for _ in range(3):
        await reviews.ask(ASKED)

    record = await item(store)
    assert (record.body["asked"], people(record)) == (1, ["anna"])


async def test_a_question_repeated_is_written_once(reviews: Reviews, store: Store, clock: Clock) -> None:
    await reviews.ask(ASKED)
    first = await item(store)
    clock.pass_time(minutes=5)

    await reviews.ask(ASKED)

    assert (await item(store)).etag == first.etag


@pytest.mark.parametrize("order", [(ASKED, WANTED), (WANTED, ASKED)])
async def test_the_wish_for_an_answer_is_never_lost(reviews: Reviews, store: Store, order: tuple[Asked, Asked]) -> None:
    for asked in order:
        await reviews.ask(asked)

    assert [asker["wants_answer"] for asker in (await item(store)).body["askers"]] == [True]


async def test_a_wish_for_an_answer_is_the_askers_own(reviews: Reviews, store: Store) -> None:
    await reviews.ask(ASKED)

    await reviews.ask(replace(WANTED, person="bert"))

    assert [asker["wants_answer"] for asker in (await item(store)).body["askers"]] == [False, True]


async def test_askers_beyond_the_most_are_only_counted(reviews: Reviews, store: Store) -> None:
    for number in range(MAX_ASKERS + 2):
        await reviews.ask(replace(ASKED, person=f"person {number}"))

    record = await item(store)
    assert record.body["asked"] == MAX_ASKERS + 2
    assert people(record) == [f"person {number}" for number in range(MAX_ASKERS)]


async def test_an_early_asker_can_want_an_answer_when_there_are_many(reviews: Reviews, store: Store) -> None:
    for number in range(MAX_ASKERS):
        await reviews.ask(replace(ASKED, person=f"person {number}"))

    await reviews.ask(replace(WANTED, person="person 7"))

    record = await item(store)
    assert record.body["asked"] == MAX_ASKERS
    assert [asker["person"] for asker in record.body["askers"] if asker["wants_answer"]] == ["person 7"]


async def test_askers_at_the_same_time_all_land(reviews: Reviews, store: Store) -> None:
    await asyncio.gather(*(reviews.ask(replace(ASKED, person=f"person {number}")) for number in range(20)))

    record = await item(store)
    assert record.body["asked"] == 20
    assert sorted(people(record)) == sorted(f"person {number}" for number in range(20))


async def test_askers_of_two_bots_at_the_same_time_all_land(store: Store, clock: Clock) -> None:
    bots = [Reviews(store, clock), Reviews(store, clock)]

    await asyncio.gather(*(bots[number % 2].ask(replace(ASKED, person=f"person {number}")) for number in range(10)))

    assert (await item(store)).body["asked"] == 10


async def test_a_long_question_is_cut_where_it_is_kept(reviews: Reviews, store: Store) -> None:
    await reviews.ask(replace(ASKED, question="wort " * MAX_QUESTION))

    assert len((await item(store)).body["question"]) == MAX_QUESTION


async def test_a_question_cut_for_a_button_is_known_again(reviews: Reviews, store: Store) -> None:
    question = "Får jag ha två mobiler? " * 30
    await reviews.ask(replace(ASKED, question=question))

    await reviews.ask(replace(WANTED, question=question[:MAX_CARRIED]))

    body = (await item(store)).body
    assert (body["question"], body["asked"], body["askers"][0]["wants_answer"]) == (question, 1, True)
