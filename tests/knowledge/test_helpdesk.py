"""What the helpdesk does with items: from which states, against what they saw, once."""

import asyncio
from itertools import product

import pytest

from knowledge.helpdesk import MAX_ANSWER, BadAnswer, ItemChanged, Seen
from knowledge.review_item import LONGEST_HISTORY, Answer, Delivery, State, Who
from store.port import Store
from tests.knowledge.clock import Clock
from tests.knowledge.desk import ACTS, BOB, CAROL, EVERY, Desk, asked_by

ALLOWED = [(name, state) for name, act in ACTS.items() for state in sorted(act.states)]
REFUSED = [(name, state) for name, act in ACTS.items() for state in sorted(EVERY - act.states)]


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock)


def test_every_act_is_tried_from_every_state() -> None:
    assert sorted(ALLOWED + REFUSED) == sorted(product(ACTS, State))


@pytest.mark.parametrize(("name", "state"), ALLOWED)
async def test_an_act_leads_from_each_state_where_it_should(desk: Desk, clock: Clock, name: str, state: State) -> None:
    act = ACTS[name]
    seen = await desk.bring_to(state)
    clock.pass_time(minutes=5)

    returned = await act.do(desk.helpdesk, seen, CAROL)

    item = await desk.item()
    assert returned == item
    assert (item.state, item.version) == (act.leads_to or state, seen.version + 1)
    assert (item.history[-1].what, item.history[-1].person, item.history[-1].name) == (act.what, "carol", "Carol C")
    assert item.history[-1].at == item.changed_at == "2026-01-05T08:35:00+00:00"
    assert not act.taken or item.assignee == CAROL


@pytest.mark.parametrize(("name", "state"), REFUSED)
async def test_an_act_is_refused_from_every_other_state(desk: Desk, name: str, state: State) -> None:
    seen = await desk.bring_to(state)
    before, etag = await desk.item(), await desk.etag()

    with pytest.raises(ItemChanged) as changed:
        await ACTS[name].do(desk.helpdesk, seen, CAROL)

    assert changed.value.item == before
    assert await desk.etag() == etag


@pytest.mark.parametrize("name", ACTS)
async def test_an_act_against_an_old_version_shows_the_item_as_it_is(desk: Desk, name: str) -> None:
    state = sorted(ACTS[name].states)[0]
    seen = await desk.bring_to(state)
    await desk.helpdesk.promoted(seen, BOB, "two-phones", "sv")
    before, etag = await desk.item(), await desk.etag()

    with pytest.raises(ItemChanged) as changed:
        await ACTS[name].do(desk.helpdesk, seen, CAROL)

    assert changed.value.item == before
    assert await desk.etag() == etag


@pytest.mark.parametrize("name", ACTS)
async def test_the_same_press_twice_has_one_effect(desk: Desk, clock: Clock, name: str) -> None:
    seen = await desk.bring_to(sorted(ACTS[name].states)[0])
    first = await ACTS[name].do(desk.helpdesk, seen, CAROL)
    etag = await desk.etag()
    clock.pass_time(minutes=1)

    assert await ACTS[name].do(desk.helpdesk, seen, CAROL) == first

    assert await desk.etag() == etag


@pytest.mark.parametrize("name", ACTS)
async def test_ten_same_presses_at_once_have_one_effect(desk: Desk, name: str) -> None:
    seen = await desk.bring_to(sorted(ACTS[name].states)[0])

    await asyncio.gather(*(ACTS[name].do(desk.helpdesk, seen, CAROL) for _ in range(10)))

    assert (await desk.item()).version == seen.version + 1


async def test_an_item_is_given_back_to_nobody(desk: Desk) -> None:
    await desk.helpdesk.release(await desk.bring_to(State.ASSIGNED), BOB)

    assert (await desk.item()).assignee is None


async def test_two_who_claim_at_once_get_one_winner_and_the_other_learns_who(each_store: Store, clock: Clock) -> None:
    desk = Desk(each_store, clock)
    seen = await desk.bring_to(State.NEW)
    others = [desk, Desk(each_store, clock)]

    outcomes = await asyncio.gather(
        *(each.helpdesk.claim(seen, who) for each, who in zip(others, (BOB, CAROL), strict=True)),
        return_exceptions=True,
    )

    (beaten,) = [outcome for outcome in outcomes if isinstance(outcome, ItemChanged)]
    winner = (await desk.item()).assignee
    assert winner in (BOB, CAROL)
    assert beaten.item and beaten.item.assignee == winner
    assert [step.what for step in (await desk.item()).history] == ["asked", "claimed"]


async def test_of_ten_answers_at_once_one_is_taken(each_store: Store, clock: Clock) -> None:
    desk = Desk(each_store, clock)
    seen = await desk.bring_to(State.NEW)

    outcomes = await asyncio.gather(
        *(
            desk.helpdesk.answer(seen, Who(person=str(number), name=""), {"en": f"answer {number}"})
            for number in range(10)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, ItemChanged) for outcome in outcomes) == 9
    item = await desk.item()
    assert item.answer and item.answer.texts == {"en": f"answer {item.answer.person}"}


async def test_another_answer_of_the_same_person_to_an_old_card_is_not_taken_for_the_first(desk: Desk) -> None:
    seen = await desk.bring_to(State.NEW)
    first = await desk.helpdesk.answer(seen, BOB, {"en": "Yes."})

    with pytest.raises(ItemChanged) as changed:
        await desk.helpdesk.answer(seen, BOB, {"en": "No."})

    assert changed.value.item == first


async def test_an_answer_is_kept_trimmed_with_its_languages_and_author(desk: Desk) -> None:
    seen = await desk.bring_to(State.NEW)

    await desk.helpdesk.answer(seen, BOB, {"sv": "  Ja.\n", "en": "  "})

    at = "2026-01-05T08:30:00+00:00"
    assert (await desk.item()).answer == Answer(texts={"sv": "Ja."}, person="bob", name="Bob B", at=at)


@pytest.mark.parametrize("texts", [{}, {"sv": ""}, {"sv": " \n\t ", "en": ""}])
async def test_an_empty_answer_is_refused(desk: Desk, texts: dict[str, str]) -> None:
    seen = await desk.bring_to(State.NEW)
    for sending in (desk.helpdesk.answer(seen, BOB, texts), desk.helpdesk.ask_back(seen, BOB, texts)):
        with pytest.raises(BadAnswer) as refusal:
            await sending
        assert refusal.value.why == "empty"
    assert await desk.seen() == seen


@pytest.mark.parametrize("length", [MAX_ANSWER + 1, 20_000])
async def test_an_answer_that_is_too_long_is_refused(desk: Desk, length: int) -> None:
    seen = await desk.bring_to(State.NEW)
    texts = {"sv": "Ja.", "en": "y" * length}
    for sending in (desk.helpdesk.answer(seen, BOB, texts), desk.helpdesk.ask_back(seen, BOB, texts)):
        with pytest.raises(BadAnswer) as refusal:
            await sending
        assert refusal.value.why == "long"
    assert await desk.seen() == seen


async def test_the_longest_answer_is_taken(desk: Desk) -> None:
    item = await desk.helpdesk.answer(await desk.bring_to(State.NEW), BOB, {"sv": "å" * MAX_ANSWER})

    assert item.answer and item.answer.texts["sv"] == "å" * MAX_ANSWER


@pytest.mark.parametrize("name", ["answer", "answer with an article", "ask back"])
async def test_an_answer_or_question_back_goes_to_every_asker(desk: Desk, name: str) -> None:
    await desk.bring_to(State.NEW)
    await desk.reviews.ask(asked_by("bert"))

    item = await ACTS[name].do(desk.helpdesk, await desk.seen(), BOB)

    assert [asker.delivery for asker in item.askers] == [Delivery.PENDING] * 2


@pytest.mark.parametrize("name", ["", "2026-01", "2026-01:", ":abc", "2026-01:0123", "2025-12:0123"])
async def test_an_item_that_is_not_there_is_gone(desk: Desk, name: str) -> None:
    await desk.bring_to(State.NEW)
    for act in ACTS.values():
        with pytest.raises(ItemChanged) as changed:
            await act.do(desk.helpdesk, Seen(name=name, version=1), BOB)
        assert changed.value.item is None


async def test_a_long_history_keeps_its_beginning_and_its_end(desk: Desk) -> None:
    await desk.bring_to(State.NEW)
    for number in range(LONGEST_HISTORY + 10):
        await desk.helpdesk.claim(await desk.seen(), Who(person=str(number), name=""))

    item = await desk.item()
    assert len(item.history) == LONGEST_HISTORY
    assert item.history[0].what == "asked"
    assert [step.person for step in item.history[-2:]] == [str(LONGEST_HISTORY + 8), str(LONGEST_HISTORY + 9)]
    assert item.version == LONGEST_HISTORY + 11
