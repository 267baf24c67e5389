"""How answers reach those who asked: everybody once."""

import asyncio
from dataclasses import replace

import pytest

from knowledge.delivery import Deliveries
from knowledge.review import MAX_ASKERS
from knowledge.review_item import Delivery, State
from store.port import Store
from tests.knowledge.clock import Clock
from tests.knowledge.desk import ANNA, ASKED, BOB, QUESTION_BACK, Desk, asked_by
from tests.knowledge.outbox import WrittenDown


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock)


@pytest.fixture
def outbox() -> WrittenDown:
    return WrittenDown()


@pytest.fixture
def deliveries(store: Store, clock: Clock, outbox: WrittenDown) -> Deliveries:
    return Deliveries(store, clock, outbox)


async def ask(desk: Desk, *people: str) -> None:
    for person in people:
        await desk.reviews.ask(asked_by(person))


async def marks(desk: Desk) -> dict[str, Delivery | None]:
    return {asker.person: asker.delivery for asker in (await desk.item()).askers}


async def until_quiet(deliveries: Deliveries) -> None:
    """Send until nothing is due any more."""
    for _ in range(20):
        if not await deliveries.send_due():
            return
    raise AssertionError("something stays due for ever")


async def test_everybody_gets_the_answer_once(desk: Desk, deliveries: Deliveries, outbox: WrittenDown) -> None:
    await ask(desk, "anna", "bert", "cora")
    await desk.answer()

    await until_quiet(deliveries)

    assert outbox.times == {"chat-anna": 1, "chat-bert": 1, "chat-cora": 1}
    assert set((await marks(desk)).values()) == {Delivery.SENT}


async def test_nobody_gets_anything_before_there_is_an_answer(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    await desk.bring_to(State.ASSIGNED)

    await until_quiet(deliveries)

    assert outbox.sent == []


async def test_a_question_back_goes_out_like_an_answer(desk: Desk, deliveries: Deliveries, outbox: WrittenDown) -> None:
    await desk.bring_to(State.WAITING)

    await until_quiet(deliveries)

    assert outbox.sent == [("chat-anna", QUESTION_BACK["sv"])]


async def test_a_chat_in_which_several_asked_gets_the_answer_once(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    for person in ("anna", "bert", "cora"):
        await desk.reviews.ask(asked_by(person, chat="group"))
    await ask(desk, "dora")
    await desk.answer()

    await until_quiet(deliveries)

    assert outbox.times == {"group": 1, "chat-dora": 1}
    assert set((await marks(desk)).values()) == {Delivery.SENT}


async def test_a_chat_is_sent_to_in_the_language_of_who_asked(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    await desk.reviews.ask(asked_by("anna", language="sv"))
    await desk.reviews.ask(asked_by("bert", language="en"))
    await desk.answer()

    await until_quiet(deliveries)

    assert outbox.languages == {"chat-anna": "sv", "chat-bert": "en"}


@pytest.mark.parametrize("outcome", [Delivery.UNREACHABLE, Delivery.UNCERTAIN])
async def test_what_went_wrong_is_noted_and_tried_again_only_on_a_persons_word(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown, outcome: Delivery
) -> None:
    await ask(desk, "anna", "bert")
    await desk.answer()
    outbox.outcomes["chat-anna"] = outcome
    await until_quiet(deliveries)
    assert await marks(desk) == {"anna": outcome, "bert": Delivery.SENT}
    before = outbox.times["chat-anna"]
    outbox.outcomes.clear()
    await until_quiet(deliveries)
    assert outbox.times["chat-anna"] == before

    await desk.helpdesk.send_again(await desk.seen(), BOB)
    await until_quiet(deliveries)

    assert outbox.times == {"chat-anna": before + 1, "chat-bert": 1}
    assert set((await marks(desk)).values()) == {Delivery.SENT}


async def test_an_error_while_sending_leaves_the_others_their_answer(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    await ask(desk, "anna", "bert")
    await desk.answer()

    async def broken(chat: str) -> None:
        if chat == "chat-anna":
            raise RuntimeError

    outbox.after = broken
    await until_quiet(deliveries)

    assert await marks(desk) == {"anna": Delivery.UNCERTAIN, "bert": Delivery.SENT}
    assert outbox.times == {"chat-anna": 1, "chat-bert": 1}


async def test_what_teams_wants_to_wait_goes_on_in_a_later_round(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    await ask(desk, "anna", "bert")
    await desk.answer()
    outbox.outcomes["chat-anna"] = Delivery.PENDING
    await deliveries.send_due()
    assert await marks(desk) == {"anna": Delivery.PENDING, "bert": Delivery.SENT}

    outbox.outcomes.clear()
    await until_quiet(deliveries)

    assert outbox.times == {"chat-anna": 1, "chat-bert": 1}


async def test_a_hundred_askers_all_get_it(desk: Desk, deliveries: Deliveries, outbox: WrittenDown) -> None:
    people = [f"person-{number}" for number in range(100)]
    await ask(desk, *people)
    await desk.answer()

    await until_quiet(deliveries)

    assert outbox.times == {f"chat-{person}": 1 for person in people}
    assert len(people) < MAX_ASKERS


async def test_whoever_joins_an_answered_item_gets_the_answer_alone(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown
) -> None:
    await desk.bring_to(State.ANSWERED)
    await until_quiet(deliveries)

    await ask(desk, "bert")
    await until_quiet(deliveries)

    assert outbox.times == {"chat-anna": 1, "chat-bert": 1}


async def test_another_answer_goes_to_all_again(desk: Desk, deliveries: Deliveries, outbox: WrittenDown) -> None:
    seen = await desk.bring_to(State.ANSWERED)
    await until_quiet(deliveries)
    await desk.helpdesk.still(seen.name, ANNA, "It blinks.")
    await until_quiet(deliveries)
    assert outbox.times == {"chat-anna": 1}

    await desk.helpdesk.answer(await desk.seen(), BOB, {"sv": "Starta om."})
    await until_quiet(deliveries)

    assert outbox.sent == [("chat-anna", "Ja, två."), ("chat-anna", "Starta om.")]


async def test_two_instances_send_nothing_twice(each_store: Store, clock: Clock, outbox: WrittenDown) -> None:
    desk = Desk(each_store, clock)
    people = [f"person-{number}" for number in range(30)]
    await ask(desk, *people)
    for person in ("anna", "bert"):
        await desk.reviews.ask(asked_by(person, chat="group"))
    await desk.answer()

    async def slow(_: str) -> None:
        await asyncio.sleep(0.001)

    outbox.before = slow
    instances = [Deliveries(each_store, clock, outbox) for _ in range(2)]
    for _ in range(5):
        await asyncio.gather(*(instance.send_due() for instance in instances))

    assert outbox.times == {**{f"chat-{person}": 1 for person in people}, "group": 1}
    assert set((await marks(desk)).values()) == {Delivery.SENT}


async def test_a_group_that_is_being_sent_to_is_left_alone_by_the_other_instance(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown, store: Store, clock: Clock
) -> None:
    for person in ("anna", "bert"):
        await desk.reviews.ask(asked_by(person, chat="group"))
    await desk.answer()
    other = Deliveries(store, clock, outbox)

    async def meanwhile(_: str) -> None:
        outbox.after = nothing_more
        await desk.reviews.ask(asked_by("cora", chat="group"))
        await other.send_due()

    async def nothing_more(_: str) -> None:
        return

    outbox.after = meanwhile
    await deliveries.send_due()
    await until_quiet(deliveries)

    assert outbox.times == {"group": 1}
    assert set((await marks(desk)).values()) == {Delivery.SENT}


async def test_an_answer_to_a_question_of_months_ago_is_delivered(
    desk: Desk, deliveries: Deliveries, outbox: WrittenDown, clock: Clock
) -> None:
    await ask(desk, "anna")
    await until_quiet(deliveries)
    clock.pass_time(days=100)
    await desk.reviews.ask(replace(ASKED, question="Another question", person="bert"))
    await desk.answer()

    for _ in range(15):
        await deliveries.send_due()

    assert outbox.times == {"chat-anna": 1}
