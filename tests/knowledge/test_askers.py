"""What those who asked do with the answer, and who joins them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from knowledge.helpdesk import Helpdesk, ItemChanged
from knowledge.review_item import Delivery, Item, State, Who
from store.port import Store
from tests.knowledge.clock import Clock
from tests.knowledge.desk import ANNA, ASKED, BOB, CAROL, STRANGER, Desk, asked_by

SAID: dict[str, Callable[[Helpdesk, str, Who], Awaitable[Item]]] = {
    "solved": Helpdesk.solved,
    "still not working": lambda helpdesk, name, who: helpdesk.still(name, who, "It blinks."),
    "replied": lambda helpdesk, name, who: helpdesk.reply(name, who, "The red one."),
}


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock)


async def test_solved_closes_an_answered_item(desk: Desk) -> None:
    seen = await desk.bring_to(State.ANSWERED)

    item = await desk.helpdesk.solved(seen.name, ANNA)

    assert item == await desk.item()
    assert (item.state, item.history[-1].what, item.history[-1].person) == (State.RESOLVED, "solved", "anna")


@pytest.mark.parametrize("state", [State.NEW, State.ASSIGNED, State.WAITING, State.DISMISSED])
async def test_solved_changes_no_other_state(desk: Desk, state: State) -> None:
    seen = await desk.bring_to(state)

    assert (await desk.helpdesk.solved(seen.name, ANNA)).state is state


@pytest.mark.parametrize("state", [State.ANSWERED, State.RESOLVED])
async def test_still_not_working_opens_the_item_again_for_whoever_answered(desk: Desk, state: State) -> None:
    seen = await desk.bring_to(state)

    item = await desk.helpdesk.still(seen.name, ANNA, "It blinks.")

    assert (item.state, item.assignee) == (State.ASSIGNED, BOB)
    assert (item.history[-1].what, item.history[-1].note) == ("still not working", "It blinks.")


async def test_still_not_working_opens_an_item_of_nobody_for_all(desk: Desk) -> None:
    seen = await desk.bring_to(State.DISMISSED)

    assert (await desk.helpdesk.still(seen.name, ANNA, "It blinks.")).state is State.NEW


async def test_a_reply_comes_to_whoever_asked_back(desk: Desk) -> None:
    seen = await desk.bring_to(State.WAITING)

    item = await desk.helpdesk.reply(seen.name, ANNA, "The red one.")

    assert (item.state, item.assignee) == (State.ASSIGNED, BOB)
    assert (item.history[-1].what, item.history[-1].note) == ("replied", "The red one.")


@pytest.mark.parametrize("said", SAID)
async def test_only_askers_are_heard(desk: Desk, said: str) -> None:
    seen = await desk.bring_to(State.ANSWERED)
    for who in (STRANGER, BOB):
        with pytest.raises(ItemChanged) as refused:
            await SAID[said](desk.helpdesk, seen.name, who)
        assert refused.value.item and refused.value.item.state is State.ANSWERED
    assert await desk.seen() == seen


@pytest.mark.parametrize("said", SAID)
async def test_the_same_words_twice_count_once(desk: Desk, clock: Clock, said: str) -> None:
    seen = await desk.bring_to(State.ANSWERED)
    first = await SAID[said](desk.helpdesk, seen.name, ANNA)
    clock.pass_time(minutes=1)

    assert await SAID[said](desk.helpdesk, seen.name, ANNA) == first

    assert (await desk.item()).version == seen.version + 1


@pytest.mark.parametrize("said", SAID)
async def test_the_same_words_twice_count_once_with_those_of_another_between(desk: Desk, said: str) -> None:
    seen = await desk.bring_to(State.ANSWERED)
    await desk.reviews.ask(asked_by("bert"))
    for person in ("anna", "bert", "anna", "bert"):
        await SAID[said](desk.helpdesk, seen.name, Who(person=person, name=""))

    assert [step.person for step in (await desk.item()).history if step.what == said] == ["anna", "bert"]


async def test_the_same_words_after_another_answer_count_again(desk: Desk) -> None:
    seen = await desk.bring_to(State.ANSWERED)
    for _ in range(2):
        await desk.helpdesk.still(seen.name, ANNA, "It blinks.")
        assert (await desk.item()).state is State.ASSIGNED
        await desk.answer()

    assert [step.what for step in (await desk.item()).history].count("still not working") == 2


async def test_other_words_count_too(desk: Desk) -> None:
    seen = await desk.bring_to(State.WAITING)
    for words in ("The red one.", "No, the blue one."):
        await desk.helpdesk.reply(seen.name, ANNA, words)

    assert [step.note for step in (await desk.item()).history[-2:]] == ["The red one.", "No, the blue one."]


async def test_a_claim_against_a_card_from_before_a_reply_is_beaten_by_the_asker(desk: Desk) -> None:
    seen = await desk.bring_to(State.WAITING)
    await desk.helpdesk.reply(seen.name, ANNA, "The red one.")

    with pytest.raises(ItemChanged) as changed:
        await desk.helpdesk.claim(seen, CAROL)

    assert changed.value.item and changed.value.item.history[-1].name == "Anna A"


@pytest.mark.parametrize("state", [State.ANSWERED, State.RESOLVED])
async def test_whoever_asks_what_is_answered_gets_the_answer(desk: Desk, state: State) -> None:
    seen = await desk.bring_to(state)

    await desk.reviews.ask(asked_by("bert"))

    item = await desk.item()
    assert [(asker.person, asker.delivery) for asker in item.askers][1:] == [("bert", Delivery.PENDING)]
    assert (item.state, item.version) == (state, seen.version)
    assert [each.name for each in await desk.reviews.due()] == [item.name]


@pytest.mark.parametrize("state", [State.NEW, State.ASSIGNED, State.WAITING])
async def test_whoever_asks_what_is_open_waits_with_the_others(desk: Desk, state: State) -> None:
    seen = await desk.bring_to(state)

    await desk.reviews.ask(asked_by("bert"))

    item = await desk.item()
    assert item.askers[1].delivery is None
    assert item.version == seen.version
    await desk.answer()
    assert {asker.delivery for asker in (await desk.item()).askers} == {Delivery.PENDING}


async def test_a_wish_for_an_answer_opens_a_closed_question_again(desk: Desk) -> None:
    await desk.bring_to(State.DISMISSED)

    await desk.reviews.ask(replace(asked_by("bert"), wants_answer=True))

    item = await desk.item()
    assert (item.state, item.assignee) == (State.NEW, None)
    assert (item.history[-1].what, item.history[-1].person) == ("asked", "bert")


async def test_a_closed_question_that_somebody_merely_asks_stays_closed(desk: Desk) -> None:
    await desk.bring_to(State.DISMISSED)

    await desk.reviews.ask(asked_by("bert"))

    item = await desk.item()
    assert (item.state, item.asked) == (State.DISMISSED, 2)


async def test_a_wish_that_is_repeated_opens_a_question_once(desk: Desk) -> None:
    await desk.bring_to(State.DISMISSED)
    wish = replace(ASKED, wants_answer=True)
    await desk.reviews.ask(wish)
    await desk.helpdesk.dismiss(await desk.seen(), BOB)

    await desk.reviews.ask(wish)

    assert (await desk.item()).state is State.DISMISSED


async def test_askers_and_the_helpdesk_at_once_all_land(each_store: Store, clock: Clock) -> None:
    desk = Desk(each_store, clock)
    seen = await desk.bring_to(State.ASSIGNED)

    await asyncio.gather(
        desk.helpdesk.answer(seen, BOB, {"sv": "Ja."}),
        *(desk.reviews.ask(asked_by(f"person {number}")) for number in range(10)),
    )

    item = await desk.item()
    assert item.asked == 11
    assert [asker.delivery for asker in item.askers] == [Delivery.PENDING] * 11
