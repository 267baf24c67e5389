"""Presses on waves against what was seen: twice is once, and whoever was slower learns it."""

import asyncio
from dataclasses import replace

import pytest

from store.port import Store
from tests.waves.acts import ACTS, START, etag
from tests.waves.clock import Clock
from tests.waves.office import CAROL, DAVID, NAME, Office, moved_to, seen
from waves.wave import (
    State,
    Wave,
    Who,
)
from waves.waves import NameTaken, WaveChanged, Waves


@pytest.mark.parametrize("name", ACTS)
async def test_an_act_against_an_old_version_shows_the_wave_as_it_is_and_who_was_faster(
    office: Office, name: str
) -> None:
    before = await office.bring_to(sorted(ACTS[name].states)[-1])
    faster = Waves.retry if before.state is State.SENT else Waves.cancel
    now_is = await faster(office.waves, seen(before), CAROL)
    tag = await etag(office.store)

    with pytest.raises(WaveChanged) as changed:
        await ACTS[name].do(office.waves, seen(before), DAVID)

    assert changed.value.wave == now_is
    assert now_is.history[-1].name == "Carol C"
    assert await etag(office.store) == tag


@pytest.mark.parametrize("name", ACTS)
async def test_the_same_press_twice_has_one_effect(office: Office, name: str) -> None:
    before = await office.bring_to(sorted(ACTS[name].states)[0])
    first = await ACTS[name].do(office.waves, seen(before), DAVID)
    tag = await etag(office.store)
    office.clock.pass_time(minutes=1)

    assert await ACTS[name].do(office.waves, seen(before), DAVID) == first

    assert await etag(office.store) == tag


@pytest.mark.parametrize("name", ACTS)
async def test_ten_same_presses_at_once_have_one_effect(office: Office, name: str) -> None:
    before = await office.bring_to(sorted(ACTS[name].states)[0])

    await asyncio.gather(*(ACTS[name].do(office.waves, seen(before), DAVID) for _ in range(10)))

    assert (await office.wave()).version == before.version + 1


async def test_a_press_that_is_repeated_after_the_bot_went_on_with_it_has_one_effect(office: Office) -> None:
    before = await office.bring_to(State.DRAFT)
    await office.waves.schedule(seen(before), CAROL)
    started = await office.waves.note(NAME, lambda wave: moved_to(wave, State.SENDING), "started")

    assert await office.waves.schedule(seen(before), CAROL) == started


async def test_the_same_press_of_somebody_else_is_not_taken_for_the_first(office: Office) -> None:
    before = await office.bring_to(State.SENDING)
    await office.waves.pause(seen(before), CAROL)

    with pytest.raises(WaveChanged):
        await office.waves.pause(seen(before), DAVID)


async def test_another_edit_of_the_same_person_of_an_old_card_is_not_taken_for_the_first(office: Office) -> None:
    before = await office.bring_to(State.DRAFT)
    first = await office.waves.edit(seen(before), CAROL, texts={"en": "Welcome."})

    with pytest.raises(WaveChanged) as changed:
        await office.waves.edit(seen(before), CAROL, texts={"en": "Hello."})

    assert changed.value.wave == first


async def test_another_day_of_the_same_person_on_an_old_card_is_not_taken_for_the_first(office: Office) -> None:
    before = await office.bring_to(State.DRAFT)
    await office.waves.schedule(seen(before), CAROL, START)

    with pytest.raises(WaveChanged):
        await office.waves.schedule(seen(before), CAROL)

    assert (await office.wave()).starts_at == START


async def test_of_two_who_pause_at_once_one_learns_who_was_faster(rivals: tuple[Store, Store], clock: Clock) -> None:
    before = await Office(rivals[0], clock).bring_to(State.SENDING)

    outcomes = await asyncio.gather(
        *(Waves(store, clock).pause(seen(before), who) for store, who in zip(rivals, (CAROL, DAVID), strict=True)),
        return_exceptions=True,
    )

    (beaten,) = [outcome for outcome in outcomes if isinstance(outcome, WaveChanged)]
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Wave)]
    assert beaten.wave == winner
    assert [step.what for step in winner.history].count("paused") == 1


async def test_of_ten_who_make_a_wave_of_one_name_one_makes_it(rivals: tuple[Store, Store], clock: Clock) -> None:
    makers = [Who(person=str(number), name="") for number in range(10)]

    outcomes = await asyncio.gather(
        *(Waves(rivals[number % 2], clock).create(NAME, who) for number, who in enumerate(makers)),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, NameTaken) for outcome in outcomes) == 9
    (made,) = [outcome for outcome in outcomes if isinstance(outcome, Wave)]
    assert await Waves(rivals[0], clock).get(NAME) == made


async def test_a_step_and_a_note_at_once_are_both_kept(rivals: tuple[Store, Store], clock: Clock) -> None:
    before = await Office(rivals[0], clock).bring_to(State.SENDING)

    await asyncio.gather(
        Waves(rivals[0], clock).pause(seen(before), CAROL),
        Waves(rivals[1], clock).note(NAME, lambda wave: replace(wave, counts={"sent": 2})),
    )

    wave = await Waves(rivals[0], clock).get(NAME)
    assert wave and (wave.state, wave.counts) == (State.PAUSED, {"sent": 2})
