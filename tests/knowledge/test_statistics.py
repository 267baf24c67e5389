"""How each article does."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from knowledge.feedback import Exchange, Feedback, Opinion, Reason
from knowledge.review import Asked, Reviews
from knowledge.statistics import ENOUGH, Nearby, Statistics, read_statistics
from store.containers import FEEDBACK, REVIEWS
from store.port import Store
from store.record import Record
from tests.knowledge.clock import Clock

TODAY = date(2026, 1, 5)
SHOWN = Exchange(
    day="2026-01-05",
    turn="turn",
    person="anna",
    at="2026-01-05T08:30:00+00:00",
    outcome="answer",
    language="en",
    slug="coffee",
)
HELPFUL = replace(SHOWN, opinion=Opinion.HELPFUL)
UNHELPFUL = replace(SHOWN, opinion=Opinion.UNHELPFUL, question="why is it cold?")
ASKED = Asked(
    question="decaf?",
    language="en",
    platform=None,
    guesses=(("coffee", 0.3), ("garage", 0.1)),
    person="anna",
    name="Anna A",
    conversation={},
    wants_answer=False,
)
HANDED_OVER = replace(ASKED, guesses=(("coffee", 1.0),), wants_answer=True)


async def keep(store: Store, *exchanges: Exchange) -> None:
    """Keep exchanges, each as a turn of its own unless it has one."""
    for number, each in enumerate(exchanges):
        turn = f"turn {number}" if each.turn == "turn" else each.turn
        body = {name: value for name, value in asdict(each).items() if value is not None}
        name = replace(each, turn=turn).id
        await store.add(Record(container=FEEDBACK.name, partition=each.day, id=name, body={**body, "turn": turn}))


async def read(store: Store, *slugs: str, days: int = 28) -> list[Statistics]:
    return await read_statistics(store, slugs, today=TODAY, days=days)


async def only(store: Store, days: int = 28) -> Statistics:
    """The statistics of the only topic there is."""
    (statistics,) = await read(store, days=days)
    return statistics


def item(*days: str) -> dict[str, Any]:
    """What is kept of an unanswered question that somebody asked on each of these days."""
    askers = [{"person": f"of {day}", "at": f"{day}T12:00:00+00:00", "wants_answer": False} for day in days]
    guesses = [["coffee", 0.3]]
    return {"state": "new", "question": "decaf?", "guesses": guesses, "asked": len(days), "askers": askers}


async def test_answers_and_opinions_are_counted(store: Store) -> None:
    await keep(store, SHOWN, HELPFUL, HELPFUL, UNHELPFUL, replace(UNHELPFUL, reason=Reason.WRONG, question=None))

    assert await only(store) == Statistics(
        slug="coffee",
        asked=5,
        helpful=2,
        unhelpful=2,
        reasons={"wrong": 1},
        nearby=[Nearby(question="why is it cold?", people=1)],
    )


async def test_an_answer_in_a_group_is_shown_once_whoever_has_an_opinion(store: Store) -> None:
    await keep(store, *(replace(HELPFUL, turn="shared", person=person) for person in ("anna", "bert", "cleo")))

    assert ((await only(store)).asked, (await only(store)).helpful) == (1, 3)


@pytest.mark.parametrize("outcome", ["suggest", "unanswered"])
async def test_what_was_no_answer_is_not_counted(store: Store, outcome: str) -> None:
    await keep(store, replace(UNHELPFUL, outcome=outcome))

    assert await read(store, "garage") == [Statistics(slug="garage", reasons={}, nearby=[])]


async def test_a_day_of_many_pages_is_counted_whole(store: Store) -> None:
    await keep(store, *[SHOWN] * 150, *[UNHELPFUL] * 105)

    statistics = await only(store)

    assert (statistics.asked, statistics.unhelpful) == (255, 105)
    assert statistics.nearby == [Nearby(question="why is it cold?", people=105)]


async def test_days_before_the_period_are_left_out(store: Store) -> None:
    for day in ("2026-01-03", "2026-01-04", "2026-01-05"):
        await keep(store, replace(HELPFUL, day=day))

    assert ((await only(store, days=1)).asked, (await only(store, days=2)).asked) == (1, 2)
    assert (await only(store)).asked == 3


async def test_who_asked_the_helpdesk_after_the_answer_was_handed_over(store: Store, clock: Clock) -> None:
    reviews = Reviews(store, clock)
    for person in ("anna", "bert"):
        await reviews.ask(replace(HANDED_OVER, person=person))

    statistics = await only(store)

    assert (statistics.handed_over, statistics.nearby) == (2, [])


async def test_an_unanswered_question_is_near_its_best_guess(store: Store, clock: Clock) -> None:
    reviews = Reviews(store, clock)
    await reviews.ask(ASKED)
    await reviews.ask(replace(ASKED, person="bert", wants_answer=True))
    await reviews.ask(replace(ASKED, question="tea?"))

    statistics = await only(store)

    assert statistics.nearby == [Nearby(question="decaf?", people=2), Nearby(question="tea?", people=1)]
    assert statistics.handed_over == 0


async def test_a_question_without_a_guess_is_near_no_article(store: Store, clock: Clock) -> None:
    await Reviews(store, clock).ask(replace(ASKED, guesses=()))

    assert await read(store) == []


async def test_the_same_question_unanswered_and_unhelpful_is_one(store: Store, clock: Clock) -> None:
    await Reviews(store, clock).ask(ASKED)
    await keep(store, replace(UNHELPFUL, question="Decaf"))

    (near,) = (await only(store)).nearby

    assert near.people == 2


async def test_of_a_question_of_many_people_those_of_the_period_count(store: Store, clock: Clock) -> None:
    reviews = Reviews(store, clock)
    clock.now = datetime(2026, 1, 2, 12, tzinfo=UTC)
    await reviews.ask(ASKED)
    clock.now = datetime(2026, 1, 4, 12, tzinfo=UTC)
    await reviews.ask(replace(ASKED, person="bert"))

    assert (await only(store, days=2)).nearby == [Nearby(question="decaf?", people=1)]
    assert await read(store, days=1) == []


async def test_people_whom_an_item_only_counts_asked_last(store: Store) -> None:
    for number, last in enumerate(("2026-01-01", "2026-01-04")):
        body = {**item("2025-12-31", last), "question": f"{number}?", "asked": 7}
        await store.add(Record(container=REVIEWS.name, partition="2026-01", id=f"{number}", body=body))

    assert (await only(store, days=2)).nearby == [Nearby(question="1?", people=6)]


async def test_questions_of_every_month_of_the_period_are_read(store: Store, clock: Clock) -> None:
    reviews = Reviews(store, clock)
    clock.now = datetime(2025, 12, 20, 12, tzinfo=UTC)
    await reviews.ask(HANDED_OVER)
    clock.now = datetime(2026, 1, 4, 12, tzinfo=UTC)
    await reviews.ask(replace(HANDED_OVER, person="bert"))

    assert (await only(store)).handed_over == 2


async def test_who_asks_again_in_another_month_counts_in_a_period_within_it(store: Store) -> None:
    record = Record(container=REVIEWS.name, partition="2025-12", id="decaf", body=item("2025-12-20", "2026-01-04"))
    await store.add(record)

    assert (await only(store, days=2)).nearby == [Nearby(question="decaf?", people=1)]


async def test_what_feedback_keeps_is_what_is_counted(store: Store, clock: Clock) -> None:
    feedback = Feedback(store, clock)
    await feedback.keep(SHOWN)
    await feedback.opine(replace(UNHELPFUL, reason=Reason.UNCLEAR))

    statistics = await only(store)

    assert (statistics.asked, statistics.unhelpful, statistics.reasons) == (1, 1, {"unclear": 1})


async def test_the_least_helpful_come_first_and_those_with_few_opinions_last(store: Store) -> None:
    for slug, opinions in {
        "few": [UNHELPFUL] * (ENOUGH - 1),
        "good": [HELPFUL] * ENOUGH,
        "poor": [HELPFUL, *[UNHELPFUL] * ENOUGH],
    }.items():
        await keep(store, *(replace(each, slug=slug, turn=f"{slug} {n}") for n, each in enumerate(opinions)))

    assert [each.slug for each in await read(store, "quiet")] == ["poor", "good", "few", "quiet"]
