"""How waves are kept, and what the bot itself notes."""

from dataclasses import replace

import pytest

from store.port import Store
from tests.waves.acts import WHOLE, etag
from tests.waves.clock import Clock
from tests.waves.office import CAROL, DAVID, NAME, Office, listed, moved_to, people, seen
from waves.wave import (
    LONGEST_HISTORY,
    State,
)
from waves.waves import WaveChanged, Waves, to_body, to_wave


async def test_what_the_bot_notes_leaves_valid_what_people_saw(office: Office) -> None:
    before = await office.bring_to(State.SENDING)

    noted = await office.waves.note(NAME, lambda wave: replace(wave, counts={"sent": 2}))

    assert noted and noted.version == before.version and noted.history == before.history
    assert (await office.waves.pause(seen(before), CAROL)).counts == {"sent": 2}


async def test_a_state_that_the_bot_notes_is_a_new_version_with_its_step(office: Office) -> None:
    before = await office.bring_to(State.SENDING)

    noted = await office.waves.note(NAME, lambda wave: moved_to(wave, State.SENT), "all sent")

    assert noted and noted.version == before.version + 1
    assert (noted.history[-1].person, noted.history[-1].what) == ("", "all sent")
    with pytest.raises(WaveChanged):
        await office.waves.pause(seen(before), CAROL)


async def test_a_note_that_changes_nothing_writes_nothing(office: Office) -> None:
    await office.bring_to(State.SENDING)
    tag = await etag(office.store)

    await office.waves.note(NAME, lambda wave: wave, "started")

    assert await etag(office.store) == tag


async def test_a_note_on_a_wave_that_is_gone_is_none(office: Office) -> None:
    assert await office.waves.note("no such wave", lambda wave: wave) is None


async def test_a_long_history_keeps_the_first_step_and_the_last(office: Office) -> None:
    wave = await office.waves.create(NAME, CAROL)
    for number in range(LONGEST_HISTORY + 5):
        wave = await office.waves.edit(seen(wave), DAVID, testers=(str(number),))

    assert len(wave.history) == LONGEST_HISTORY
    assert (wave.history[0].what, wave.history[-1].what) == ("created", "edited")
    assert wave.version == LONGEST_HISTORY + 6


async def test_all_waves_are_listed_and_those_with_work_to_do_are_found(office: Office) -> None:
    await office.waves.create("A draft", CAROL)
    await office.planned(2, "Under way")
    await office.draft(map(listed, people(1)), "Wants a dry run")
    await office.want_plan("Wants a dry run")

    assert [wave.name for wave in await office.waves.listed()] == ["A draft", "Under way", "Wants a dry run"]
    assert [wave.name for wave in await office.waves.working()] == ["Under way", "Wants a dry run"]


@pytest.mark.parametrize("state", State)
async def test_there_is_work_from_the_schedule_until_a_wave_is_closed(office: Office, state: State) -> None:
    wave = await office.bring_to(state)

    assert wave.working is (state not in {State.DRAFT, State.CLOSED})


async def test_a_cancelled_wave_is_worked_on_until_it_has_ended(office: Office) -> None:
    await office.bring_to(State.CANCELLED)

    await office.waves.note(NAME, lambda wave: replace(wave, ended_at="2026-01-05T08:30:00+00:00"))

    assert await office.waves.working() == []


def test_a_wave_is_kept_whole_and_read_as_it_was() -> None:
    assert to_wave(to_body(WHOLE)) == WHOLE


async def test_a_wave_comes_back_from_every_store_as_it_was(rivals: tuple[Store, Store], clock: Clock) -> None:
    waves = Waves(rivals[0], clock)
    await waves.create(NAME, CAROL)
    await waves.note(NAME, lambda _: WHOLE)

    assert await Waves(rivals[1], clock).get(NAME) == replace(WHOLE, version=2)
