"""What becomes of answers when an instance dies, hangs or is overtaken while it sends them."""

import asyncio
from collections import Counter

import pytest

from knowledge.delivery import Deliveries
from knowledge.review_item import Delivery
from store.port import Store, Unavailable
from tests.knowledge.clock import Clock
from tests.knowledge.desk import ANNA, BOB, Desk, asked_by
from tests.knowledge.outbox import WrittenDown
from tests.store.around import Around

CHANNEL = {"conversation": {"id": "19:helpdesk", "conversationType": "channel"}}


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock)


@pytest.fixture
def outbox() -> WrittenDown:
    return WrittenDown()


class Crash:
    """Counts what an instance does to the world, and ends it at one of these points."""

    def __init__(self, at: int, error: type[BaseException]) -> None:
        self.happened = False
        self._left = at
        self._error = error

    async def __call__(self, _: object) -> None:
        self._left -= 1
        if self._left == 0:
            self.happened = True
            raise self._error


async def asked_by_many(desk: Desk) -> None:
    for number in range(3):
        await desk.reviews.ask(asked_by(f"person-{number}"))
    for person in ("anna", "bert"):
        await desk.reviews.ask(asked_by(person, chat="group"))


async def round_that_ends(deliveries: Deliveries) -> None:
    """Send once; whatever ends it, another instance goes on."""
    await asyncio.gather(asyncio.ensure_future(deliveries.send_due()), return_exceptions=True)


async def recovered(desk: Desk, store: Store, clock: Clock, outbox: WrittenDown) -> dict[str, Delivery | None]:
    """Let another instance go on, for longer than anybody may be being sent to; return what became of the askers."""
    other = Deliveries(store, clock, outbox)
    for minutes in (0, 1, 2, 1):
        clock.pass_time(minutes=minutes)
        await other.send_due()
        await other.send_due()
    assert await other.send_due() == 0
    return {asker.person: asker.delivery for asker in (await desk.item()).askers}


@pytest.mark.parametrize("error", [asyncio.CancelledError, Unavailable])
@pytest.mark.parametrize("point", range(1, 30))
async def test_a_crash_at_any_point_doubles_and_loses_no_answer(
    desk: Desk, store: Store, clock: Clock, outbox: WrittenDown, point: int, error: type[BaseException]
) -> None:
    await Deliveries(store, clock, outbox).set_channel(CHANNEL)
    await asked_by_many(desk)
    await desk.answer()
    crash = Crash(point, error)
    outbox.before = outbox.after = crash
    await round_that_ends(Deliveries(Around(store, before=crash, after=crash), clock, outbox))
    before = outbox.times

    marks = await recovered(desk, store, clock, outbox)

    assert set(marks.values()) <= {Delivery.SENT, Delivery.UNCERTAIN}
    assert set(outbox.times.values()) <= {1}
    assert crash.happened or Delivery.UNCERTAIN not in marks.values()
    for person, mark in marks.items():
        chat = "group" if person in {"anna", "bert"} else f"chat-{person}"
        assert mark is not Delivery.SENT or outbox.times[chat] == 1
    assert outbox.times >= before


async def test_the_points_of_a_crash_are_all_there_are(
    desk: Desk, store: Store, clock: Clock, outbox: WrittenDown
) -> None:
    crash = Crash(29, asyncio.CancelledError)
    await Deliveries(store, clock, outbox).set_channel(CHANNEL)
    await asked_by_many(desk)
    await desk.answer()
    outbox.before = outbox.after = crash

    await round_that_ends(Deliveries(Around(store, before=crash, after=crash), clock, outbox))

    assert not crash.happened


async def test_whom_a_dead_instance_was_sending_to_is_uncertain_after_two_minutes_and_not_before(
    desk: Desk, store: Store, clock: Clock, outbox: WrittenDown
) -> None:
    await desk.reviews.ask(asked_by("anna"))
    await desk.answer()
    outbox.before = Crash(1, asyncio.CancelledError)
    await round_that_ends(Deliveries(store, clock, outbox))
    other = Deliveries(store, clock, outbox)

    clock.pass_time(minutes=2)
    await other.send_due()
    (asker,) = (await desk.item()).askers
    assert asker.delivery is Delivery.SENDING
    clock.pass_time(minutes=1)
    await other.send_due()

    (asker,) = (await desk.item()).askers
    assert asker.delivery is Delivery.UNCERTAIN
    assert outbox.sent == []


async def test_one_chat_that_hangs_keeps_no_other_waiting(
    desk: Desk, store: Store, clock: Clock, outbox: WrittenDown
) -> None:
    await asked_by_many(desk)
    await desk.answer()

    async def hang(chat: str) -> None:
        if chat == "chat-person-0":
            await asyncio.Event().wait()

    outbox.before = hang
    hanging = asyncio.create_task(Deliveries(store, clock, outbox).send_due())
    while len(outbox.sent) < 3:
        await asyncio.sleep(0)
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)

    assert outbox.times == Counter({"chat-person-1": 1, "chat-person-2": 1, "group": 1})
    assert (await recovered(desk, store, clock, outbox))["person-0"] is Delivery.UNCERTAIN
    assert outbox.times["chat-person-0"] == 0


async def test_the_outcome_of_an_answer_is_not_taken_for_that_of_the_next(
    desk: Desk, store: Store, clock: Clock, outbox: WrittenDown
) -> None:
    await desk.reviews.ask(asked_by("anna"))
    name = (await desk.answer()).name

    async def overtaken(_: str) -> None:
        """Another answer is on its way, from an instance that dies of it, before the first one has arrived."""
        await desk.helpdesk.still(name, ANNA, "It blinks.")
        await desk.helpdesk.answer(await desk.seen(), BOB, {"sv": "Starta om."})
        outbox.before = Crash(1, asyncio.CancelledError)
        await round_that_ends(Deliveries(store, clock, outbox))

    outbox.before = overtaken
    await Deliveries(store, clock, outbox).send_due()

    assert outbox.sent == [("chat-anna", "Ja, två.")]
    assert await recovered(desk, store, clock, outbox) == {"anna": Delivery.UNCERTAIN}


async def test_an_answer_in_the_place_of_one_that_waited_is_the_one_that_goes_out(
    desk: Desk, store: Store, clock: Clock, outbox: WrittenDown
) -> None:
    await desk.reviews.ask(asked_by("anna"))
    name = (await desk.answer()).name
    outbox.outcomes["chat-anna"] = Delivery.PENDING
    await Deliveries(store, clock, outbox).send_due()
    await desk.helpdesk.still(name, ANNA, "It blinks.")
    await desk.helpdesk.answer(await desk.seen(), BOB, {"sv": "Starta om."})
    outbox.outcomes.clear()

    await Deliveries(store, clock, outbox).send_due()

    assert outbox.sent == [("chat-anna", "Starta om.")]
