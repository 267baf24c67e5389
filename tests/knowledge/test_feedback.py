"""What was answered, and what people say about it."""

import asyncio
from dataclasses import replace

import pytest

from knowledge.feedback import Exchange, Feedback, Opinion, Reason
from store.containers import FEEDBACK
from store.port import Store
from store.record import Record
from tests.knowledge.clock import Clock

ASKED = Exchange(
    day="2026-01-05",
    turn="activity-1",
    person="anna",
    at="2026-01-05T08:30:00+00:00",
    outcome="answer",
    language="sv",
    slug="enroll-ios",
    platform="ios",
    confidence=0.93,
    reply="reply-1",
)
HELPFUL = replace(ASKED, opinion=Opinion.HELPFUL)
UNHELPFUL = replace(
    ASKED, opinion=Opinion.UNHELPFUL, reason=Reason.OUTDATED, comment="Knappen heter annat", question="hur gör jag"
)


@pytest.fixture
def feedback(store: Store, clock: Clock) -> Feedback:
    return Feedback(store, clock)


async def kept(store: Store, exchange: Exchange = ASKED) -> Record:
    record = await store.get(FEEDBACK.name, exchange.day, exchange.id)
    assert record
    return record


def later(exchange: Exchange, clock: Clock, **changes: str) -> Exchange:
    """The exchange as another turn, now."""
    moment = {"day": clock.now.date().isoformat(), "at": clock.now.isoformat(), "turn": f"activity at {clock.now}"}
    return replace(exchange, **{**moment, **changes})


async def test_an_exchange_is_kept(feedback: Feedback) -> None:
    await feedback.keep(ASKED)

    assert await feedback.latest("anna") == ASKED


async def test_an_exchange_kept_again_writes_nothing(feedback: Feedback, store: Store) -> None:
    await feedback.keep(ASKED)
    first = await kept(store)

    await feedback.keep(ASKED)

    assert (await kept(store)).etag == first.etag


async def test_what_is_not_known_takes_no_room(feedback: Feedback, store: Store) -> None:
    await feedback.keep(ASKED)

    assert {"opinion", "reason", "comment", "question"}.isdisjoint((await kept(store)).body)


async def test_an_opinion_is_kept_with_its_reason_and_the_question(feedback: Feedback) -> None:
    await feedback.keep(ASKED)

    await feedback.opine(UNHELPFUL)

    assert await feedback.latest("anna") == UNHELPFUL


async def test_a_second_opinion_replaces_the_first(feedback: Feedback) -> None:
    await feedback.keep(ASKED)
    await feedback.opine(UNHELPFUL)

    await feedback.opine(HELPFUL)

    assert await feedback.latest("anna") == HELPFUL


async def test_the_same_opinion_twice_is_written_once(feedback: Feedback, store: Store) -> None:
    await feedback.keep(ASKED)
    await feedback.opine(UNHELPFUL)
    first = await kept(store)

    await feedback.opine(UNHELPFUL)

    assert (await kept(store)).etag == first.etag


async def test_an_opinion_changes_nothing_else_of_the_exchange(feedback: Feedback) -> None:
    await feedback.keep(ASKED)

    await feedback.opine(replace(HELPFUL, at="2026-01-05T09:00:00+00:00", platform=None, confidence=None, reply=None))

    assert await feedback.latest("anna") == HELPFUL


async def test_an_opinion_that_comes_before_the_exchange_is_kept_stays(feedback: Feedback) -> None:
    await feedback.opine(UNHELPFUL)

    await feedback.keep(ASKED)

    assert await feedback.latest("anna") == UNHELPFUL


async def test_an_exchange_kept_after_its_opinion_brings_the_reply(feedback: Feedback) -> None:
    await feedback.opine(replace(HELPFUL, reply=None))

    await feedback.keep(ASKED)

    assert await feedback.shown_in("reply-1", "anna") == HELPFUL


async def test_an_opinion_given_while_the_exchange_is_being_kept_is_not_lost(feedback: Feedback) -> None:
    await asyncio.gather(feedback.keep(ASKED), feedback.opine(HELPFUL))

    assert await feedback.latest("anna") == HELPFUL


async def test_another_persons_opinion_in_a_group_is_their_own(feedback: Feedback) -> None:
    berts = replace(UNHELPFUL, person="bert")
    await feedback.keep(ASKED)
    await feedback.opine(HELPFUL)

    await feedback.opine(berts)

    assert await feedback.shown_in("reply-1", "anna") == HELPFUL
    assert await feedback.shown_in("reply-1", "bert") == berts


async def test_the_latest_exchange_is_the_newest(feedback: Feedback, clock: Clock) -> None:
    await feedback.keep(ASKED)
    clock.pass_time(minutes=5)
    second = later(ASKED, clock)
    await feedback.keep(second)
    await feedback.keep(later(ASKED, clock, person="bert"))

    assert await feedback.latest("anna") == second


async def test_nobody_has_a_latest_exchange_at_first(feedback: Feedback) -> None:
    await feedback.keep(ASKED)

    assert await feedback.latest("bert") is None


async def test_an_exchange_is_the_latest_for_half_an_hour(feedback: Feedback, clock: Clock) -> None:
    await feedback.keep(ASKED)

    clock.pass_time(minutes=30)
    assert await feedback.latest("anna") == ASKED
    clock.pass_time(minutes=1)
    assert await feedback.latest("anna") is None


async def test_an_exchange_is_the_latest_for_half_an_hour_across_midnight(feedback: Feedback, clock: Clock) -> None:
    clock.pass_time(minutes=15 * 60 + 10)
    before_midnight = later(ASKED, clock)
    await feedback.keep(before_midnight)

    clock.pass_time(minutes=30)
    assert before_midnight.day != clock.now.date().isoformat()
    assert await feedback.latest("anna") == before_midnight
    clock.pass_time(minutes=1)
    assert await feedback.latest("anna") is None


async def test_after_midnight_the_newer_exchange_is_the_latest(feedback: Feedback, clock: Clock) -> None:
    clock.pass_time(minutes=15 * 60 + 25)
    await feedback.keep(later(ASKED, clock))
    clock.pass_time(minutes=10)
    after_midnight = later(ASKED, clock)
    await feedback.keep(after_midnight)

    assert await feedback.latest("anna") == after_midnight


async def test_what_a_reply_showed_is_found_by_its_id(feedback: Feedback, clock: Clock) -> None:
    await feedback.keep(ASKED)
    await feedback.keep(later(ASKED, clock, reply="reply-2", slug="lost-or-stolen"))

    assert await feedback.shown_in("reply-1", "anna") == ASKED


async def test_what_a_reply_showed_to_another_is_found(feedback: Feedback) -> None:
    await feedback.keep(ASKED)

    assert await feedback.shown_in("reply-1", "bert") == ASKED


async def test_a_reply_that_showed_nothing_is_none(feedback: Feedback) -> None:
    await feedback.keep(ASKED)

    assert await feedback.shown_in("reply-2", "anna") is None


async def test_a_reply_is_found_for_a_week(feedback: Feedback, clock: Clock) -> None:
    await feedback.keep(ASKED)

    clock.pass_time(days=7)
    assert await feedback.shown_in("reply-1", "anna") == ASKED
    clock.pass_time(days=1)
    assert await feedback.shown_in("reply-1", "anna") is None
