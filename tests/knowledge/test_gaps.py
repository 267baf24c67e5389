"""What the bot cannot answer yet, this week against last."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest

from knowledge.feedback import Exchange, Opinion, Reason
from knowledge.gaps import Gaps, Unanswered, gaps
from knowledge.helpdesk import Helpdesk, Seen
from knowledge.library import Library
from knowledge.review import Asked, Reviews
from knowledge.review_item import Item, Who
from store.containers import FEEDBACK, REVIEWS
from store.port import Store
from store.record import Record
from tests.knowledge.articles import parsed
from tests.knowledge.clock import Clock

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIBRARY = Library([parsed("coffee", "en"), parsed("coffee", "sv"), parsed("garage", "en")])
ASKED = Asked(
    question="decaf?",
    language="en",
    platform="ios",
    guesses=(("coffee", 0.3), ("garage", 0.1)),
    person="anna",
    name="Anna A",
    conversation={},
    wants_answer=False,
)
HANNA = Who(person="hanna", name="Hanna H")
HANDED_OVER = replace(ASKED, question="is it hot?", guesses=(("coffee", 1.0),), wants_answer=True)


async def exchange(store: Store, outcome: str, at: datetime, **changes: object) -> None:
    """Keep an exchange, a turn of its own unless it has one."""
    day, moment = at.date().isoformat(), at.isoformat()
    fields = {"turn": moment, "person": "anna", "language": "en", **changes}
    kept = {"day": day, "at": moment, "outcome": outcome, **fields}
    body = {name: value for name, value in asdict(Exchange(**kept)).items() if value is not None}  # pyright: ignore[reportArgumentType]
    await store.add(Record(container=FEEDBACK.name, partition=day, id=f"{body['turn']}:{body['person']}", body=body))


async def answers(store: Store, *opinions: Opinion, **changes: object) -> None:
    for number, opinion in enumerate(opinions):
        at = NOW - timedelta(days=1, minutes=number)
        await exchange(store, "answer", at, **{"slug": "coffee", "opinion": opinion, **changes})


async def ask(store: Store, asked: Asked, at: datetime) -> None:
    await Reviews(store, lambda: at).ask(asked)


async def read(store: Store) -> Gaps:
    return await gaps(store, NOW, LIBRARY)


def shares(found: Gaps) -> list[tuple[int, int]]:
    return [(week.answered, week.questions) for week in (found.this_week, found.last_week)]


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = NOW
    return clock


async def test_of_nothing_there_are_no_figures(store: Store) -> None:
    found = await read(store)

    assert (found.topics, found.platforms, found.worst) == ((), (), ())
    assert (found.this_week.share, found.this_week.first_answer) == (None, None)


# answered without a person


async def test_questions_are_counted_in_their_week(store: Store) -> None:
    for ago in (timedelta(0), timedelta(days=7, seconds=-1), timedelta(days=7), timedelta(days=14)):
        await exchange(store, "answer", NOW - ago, slug="coffee")
    await exchange(store, "unanswered", NOW - timedelta(days=13))

    assert shares(await read(store)) == [(2, 2), (1, 2)]


async def test_what_went_to_the_helpdesk_after_an_answer_was_not_answered_without_a_person(store: Store) -> None:
    for minute in range(4):
        await exchange(store, "answer", NOW - timedelta(minutes=minute), slug="coffee")
    await ask(store, HANDED_OVER, NOW)

    found = await read(store)

    assert (found.this_week.share, found.this_week.unanswered) == (0.75, 0)


async def test_what_was_chosen_from_suggestions_is_no_second_question(store: Store) -> None:
    await exchange(store, "suggest", NOW - timedelta(minutes=10))
    await exchange(store, "answer", NOW - timedelta(minutes=9), slug="coffee", confidence=1.0)

    assert shares(await read(store))[0] == (1, 1)


@pytest.mark.parametrize(
    ("minutes", "changes"), [(40, {}), (9, {"confidence": 0.8}), (9, {"person": "bert"}), (9, {"confidence": None})]
)
async def test_another_question_after_suggestions_is_a_second_one(
    store: Store, minutes: int, changes: dict[str, object]
) -> None:
    await exchange(store, "suggest", NOW - timedelta(hours=1))
    at = NOW - timedelta(hours=1) + timedelta(minutes=minutes)
    await exchange(store, "answer", at, **{"slug": "coffee", "confidence": 1.0, **changes})

    assert shares(await read(store))[0] == (1, 2)


async def test_an_answer_in_a_group_is_one_question_whoever_has_an_opinion(store: Store) -> None:
    for number, person in enumerate(("anna", "bert", "cleo")):
        at = NOW - timedelta(minutes=9 - number)
        await exchange(store, "answer", at, slug="coffee", turn="shared", person=person, opinion=Opinion.HELPFUL)

    assert shares(await read(store))[0] == (1, 1)


# unanswered


async def test_unanswered_questions_are_counted_by_best_guess_and_platform(store: Store) -> None:
    await ask(store, ASKED, NOW - timedelta(days=1))
    await ask(store, replace(ASKED, question="tea?", platform=None, guesses=()), NOW - timedelta(days=8))

    found = await read(store)

    assert found.topics == (Unanswered(name="coffee", this_week=1), Unanswered(name=None, last_week=1))
    assert found.platforms == (Unanswered(name="ios", this_week=1), Unanswered(name=None, last_week=1))
    assert (found.this_week.unanswered, found.last_week.unanswered) == (1, 1)


async def test_each_of_a_questions_askers_counts_in_the_week_they_asked(store: Store) -> None:
    for person, ago in (("anna", 20), ("bert", 13), ("cleo", 6), ("dora", 0)):
        await ask(store, replace(ASKED, person=person), NOW - timedelta(days=ago))

    assert (await read(store)).topics == (Unanswered(name="coffee", this_week=2, last_week=1),)


async def test_askers_whom_the_item_only_counts_came_with_the_last(store: Store) -> None:
    await ask(store, ASKED, NOW - timedelta(days=9))
    await ask(store, replace(ASKED, person="bert"), NOW)
    (record,) = (await store.find(REVIEWS.name, "2026-11")).records
    await store.replace(replace(record, body={**record.body, "asked": 50}))

    assert (await read(store)).topics == (Unanswered(name="coffee", this_week=49, last_week=1),)


async def test_what_most_people_asked_this_week_comes_first(store: Store) -> None:
    for number, (slug, ago) in enumerate([("garage", 8), ("coffee", 1), ("printer", 1), ("printer", 2), ("garage", 9)]):
        asked = replace(ASKED, question=f"word{number}", guesses=((slug, 0.3),))
        await ask(store, asked, NOW - timedelta(days=ago))

    assert [each.name for each in (await read(store)).topics] == ["printer", "coffee", "garage"]


# the helpdesk's first answer


async def answer(store: Store, asked: Asked, at: datetime, *, after: timedelta) -> None:
    """Ask, answer, open again, and answer anew."""
    await ask(store, asked, at)
    (record,) = (await store.find(REVIEWS.name, f"{at:%Y-%m}", order="asked_at", descending=True, limit=1)).records
    seen = Seen(name=f"{at:%Y-%m}:{record.id}", version=record.body["version"])
    for number, act in enumerate((_answer, Helpdesk.reopen, _answer), 1):
        moment = at + number * after
        item = await act(Helpdesk(store, lambda moment=moment: moment), seen, HANNA)
        seen = replace(seen, version=item.version)


async def _answer(helpdesk: Helpdesk, seen: Seen, who: Who) -> Item:
    return await helpdesk.answer(seen, who, {}, "coffee")


async def test_the_median_time_is_that_to_the_first_answer(store: Store) -> None:
    for number, hours in enumerate((1, 2, 20)):
        asked = replace(ASKED, question=f"word{number}")
        await answer(store, asked, NOW - timedelta(days=3) + timedelta(minutes=number), after=timedelta(hours=hours))

    assert (await read(store)).this_week.first_answer == timedelta(hours=2)


async def test_a_wait_belongs_to_the_week_of_the_answer_and_may_be_long(store: Store) -> None:
    await answer(store, ASKED, NOW - timedelta(days=70), after=timedelta(days=60))

    found = await read(store)

    assert (found.this_week.first_answer, found.last_week.first_answer) == (None, timedelta(days=60))


# articles that do not help


async def test_articles_with_enough_opinions_come_with_the_worst_first_and_their_reasons(store: Store) -> None:
    bad, good = Opinion.UNHELPFUL, Opinion.HELPFUL
    await answers(store, bad, bad, good, good, good, reason=Reason.WRONG)
    await answers(store, bad, good, good, good, good, slug="garage", person="bert")
    await answers(store, bad, bad, bad, bad, slug="printer", person="cleo")
    await answers(store, good, good, good, good, good, slug="parking", person="dora")

    worst = (await read(store)).worst

    assert [(each.slug, each.helpfulness, each.reasons) for each in worst] == [
        ("coffee", 0.6, {"wrong": 2}),
        ("garage", 0.8, {}),
    ]


# titles


async def test_a_topic_has_its_title_in_a_language_else_in_another_else_its_slug(store: Store) -> None:
    found = await read(store)

    assert found.title("coffee", "sv") == "Brygga kaffe"
    assert found.title("garage", "sv") == "Park your car"
    assert found.title("gone", "sv") == "gone"
