"""Items in the helpdesk's channel: one card each, up to date; and what has waited for long, brought up again."""

import asyncio
from dataclasses import replace

import pytest

from knowledge.delivery import Ages, Deliveries
from knowledge.review_item import Delivery, State
from store.port import Store
from tests.knowledge.clock import Clock
from tests.knowledge.desk import ASKED, BOB, Desk, asked_by
from tests.knowledge.outbox import WrittenDown

CHANNEL = {"conversation": {"id": "19:helpdesk", "conversationType": "channel"}}


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock)


@pytest.fixture
def outbox() -> WrittenDown:
    return WrittenDown()


@pytest.fixture
async def deliveries(store: Store, clock: Clock, outbox: WrittenDown) -> Deliveries:
    made = Deliveries(store, clock, outbox, Ages(hours=(4, 24)))
    await made.set_channel(CHANNEL)
    return made


async def ask_many(desk: Desk, count: int) -> None:
    for number in range(count):
        await desk.reviews.ask(replace(ASKED, question=f"question number{number}", person=f"person-{number}"))


async def test_a_new_item_is_shown_and_then_kept_up_to_date_in_its_place(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    await desk.bring_to(State.NEW)
    await deliveries.send_due()
    assert outbox.channel == {"card-1": 1}

    await desk.helpdesk.claim(await desk.seen(), BOB)
    await deliveries.send_due()

    assert (outbox.channel, outbox.updates) == ({"card-1": 2}, 1)
    assert await deliveries.send_due() == 0


async def test_one_more_asker_is_shown(desk: Desk, deliveries: Deliveries, outbox: WrittenDown) -> None:
    await desk.bring_to(State.NEW)
    await deliveries.send_due()

    await desk.reviews.ask(asked_by("bert"))
    await deliveries.send_due()

    assert (len(outbox.channel), outbox.updates) == (1, 1)


async def test_a_card_that_was_deleted_is_shown_anew(desk: Desk, deliveries: Deliveries, outbox: WrittenDown) -> None:
    await desk.bring_to(State.NEW)
    await deliveries.send_due()
    outbox.channel = {"another": 0}

    for _ in range(2):
        await desk.helpdesk.claim(await desk.seen(), BOB)
        await deliveries.send_due()

    assert outbox.channel == {"another": 0, "card-2": 3}


async def test_without_a_channel_nothing_is_shown_and_nothing_stays_due(
    desk: Desk, store: Store, clock: Clock, outbox: WrittenDown
) -> None:
    await desk.bring_to(State.ANSWERED)
    deliveries = Deliveries(store, clock, outbox)

    await deliveries.send_due()

    assert await deliveries.send_due() == 0
    assert (outbox.channel, outbox.times) == ({}, {"chat-anna": 1})


async def test_items_are_shown_in_the_channel_that_was_named_last(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    await desk.bring_to(State.NEW)
    await deliveries.send_due()
    await deliveries.set_channel({"conversation": {"id": "19:other", "conversationType": "channel"}})

    await desk.helpdesk.claim(await desk.seen(), BOB)
    await deliveries.send_due()

    assert outbox.channel == {"card-1": 1, "card-2": 2}


async def test_two_instances_show_an_item_once(each_store: Store, clock: Clock, outbox: WrittenDown) -> None:
    desk = Desk(each_store, clock)
    instances = [Deliveries(each_store, clock, outbox) for _ in range(2)]
    await instances[0].set_channel(CHANNEL)
    await desk.bring_to(State.NEW)

    async def slow(_: str) -> None:
        await asyncio.sleep(0.02)

    outbox.before = slow
    for _ in range(3):
        await asyncio.gather(*(instance.send_due() for instance in instances))

    assert outbox.channel == {"card-1": 1}


async def test_an_item_that_changes_while_it_is_shown_has_still_one_card(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    await desk.bring_to(State.NEW)

    async def meanwhile(_: str) -> None:
        outbox.after = outbox.before
        await desk.helpdesk.claim(await desk.seen(), BOB)
        await desk.reviews.ask(asked_by("bert"))

    outbox.after = meanwhile
    for _ in range(3):
        await deliveries.send_due()

    assert outbox.channel == {"card-1": 2}


async def test_a_card_whose_instance_died_is_shown_later(
    desk: Desk, deliveries: Deliveries, store: Store, clock: Clock, outbox: WrittenDown
) -> None:
    await desk.bring_to(State.NEW)

    async def dies(_: str) -> None:
        raise asyncio.CancelledError

    outbox.before, before = dies, outbox.before
    await asyncio.gather(asyncio.ensure_future(deliveries.send_due()), return_exceptions=True)
    outbox.before = before
    clock.pass_time(minutes=3)
    await Deliveries(store, clock, outbox).send_due()

    assert outbox.channel == {"card-1": 1}


@pytest.mark.parametrize("error", [RuntimeError, TimeoutError])
async def test_a_channel_that_cannot_be_reached_keeps_nobody_from_their_answer(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown, error: type[Exception]
) -> None:
    await ask_many(desk, 3)
    for seen in await desk.all_seen():
        await desk.helpdesk.answer(seen, BOB, {"sv": "Ja."})

    async def gone(chat: str) -> None:
        if chat == "channel":
            raise error

    outbox.before = gone
    await deliveries.send_due()

    assert outbox.times == {"chat-anna": 3}


async def test_the_channel_shows_whom_the_answer_did_not_reach_when_that_becomes_known(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    await desk.bring_to(State.ANSWERED)
    outbox.outcomes["chat-anna"] = Delivery.PENDING
    await deliveries.send_due()
    shown = outbox.updates
    outbox.outcomes["chat-anna"] = Delivery.UNREACHABLE

    await deliveries.send_due()

    assert outbox.updates == shown + 1
    assert await deliveries.send_due() == 0


async def test_an_old_item_is_brought_up_again_once_for_each_age(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown, clock: Clock
) -> None:
    await desk.bring_to(State.NEW)
    found: list[int] = []
    for minutes in (0, 239, 1, 1, 19 * 60, 60, 24 * 60):
        clock.pass_time(minutes=minutes)
        found.append(await deliveries.remind())

    assert found == [0, 0, 1, 0, 0, 1, 0]
    assert outbox.reminded == [[ASKED.question]] * 2


async def test_an_item_that_reached_both_ages_is_brought_up_once(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown, clock: Clock
) -> None:
    await desk.bring_to(State.ASSIGNED)
    clock.pass_time(days=3)

    assert [await deliveries.remind() for _ in range(2)] == [1, 0]
    assert len(outbox.reminded) == 1


@pytest.mark.parametrize("state", [State.ANSWERED, State.RESOLVED, State.DISMISSED])
async def test_a_closed_item_is_not_brought_up(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown, clock: Clock, state: State
) -> None:
    await desk.bring_to(state)
    clock.pass_time(days=3)

    assert await deliveries.remind() == 0
    assert outbox.reminded == []


async def test_two_instances_bring_an_item_up_once(each_store: Store, clock: Clock, outbox: WrittenDown) -> None:
    instances = [Deliveries(each_store, clock, outbox) for _ in range(2)]
    await instances[0].set_channel(CHANNEL)
    await ask_many(Desk(each_store, clock), 5)
    clock.pass_time(days=1)

    await asyncio.gather(*(instance.remind() for instance in instances))

    assert sorted(question for card in outbox.reminded for question in card) == [
        f"question number{number}" for number in range(5)
    ]


async def test_of_many_old_items_all_are_brought_up_in_the_end_and_no_card_has_more_than_it_shows(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown, clock: Clock
) -> None:
    await ask_many(desk, 125)
    clock.pass_time(days=1)

    while await deliveries.remind():
        pass

    questions = [question for card in outbox.reminded for question in card]
    assert sorted(questions) == sorted(f"question number{number}" for number in range(125))
    assert max(len(card) for card in outbox.reminded) <= 10
