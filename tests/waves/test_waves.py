"""What coordinators do with waves: from which states, and what comes of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import product
from typing import Any

import pytest

from tests.waves.acts import ACTS, WHOLE, etag
from tests.waves.office import CAROL, DAVID, NAME, Office, listed, seen
from waves.wave import (
    MAX_NAME,
    Audience,
    Kind,
    PeopleList,
    Plan,
    PlanState,
    Source,
    State,
    Step,
)
from waves.waves import NotNow, Seen, WaveChanged

ALLOWED = [(name, state) for name, act in ACTS.items() for state in sorted(act.states)]
REFUSED = [(name, state) for name, act in ACTS.items() for state in sorted(frozenset(State) - act.states)]
RETRIES = {"retry", "send the uncertain again"}


def test_every_act_is_tried_from_every_state() -> None:
    assert sorted(ALLOWED + REFUSED) == sorted(product(ACTS, State))


@pytest.mark.parametrize(("name", "state"), ALLOWED)
async def test_an_act_leads_from_each_state_where_it_should(office: Office, name: str, state: State) -> None:
    act, before = ACTS[name], await office.bring_to(state)
    office.clock.pass_time(minutes=5)

    returned = await act.do(office.waves, seen(before), DAVID)

    wave = await office.wave()
    expected = State.SENDING if name in RETRIES and state is State.SENT else act.leads_to or state
    assert returned == wave
    assert (wave.state, wave.version) == (expected, before.version + 1)
    assert wave.history == (
        *before.history,
        Step(at="2026-01-05T08:35:00+00:00", person="david", name="David D", what=act.what, detail=act.detail),
    )


@pytest.mark.parametrize(("name", "state"), REFUSED)
async def test_an_act_is_refused_from_every_other_state(office: Office, name: str, state: State) -> None:
    before, tag = await office.bring_to(state), await etag(office.store)

    with pytest.raises(NotNow) as refusal:
        await ACTS[name].do(office.waves, seen(before), DAVID)

    assert refusal.value.wave == before
    assert refusal.value.code
    assert await etag(office.store) == tag


@pytest.mark.parametrize("name", ACTS)
async def test_an_act_on_a_wave_that_is_not_there_says_so(office: Office, name: str) -> None:
    with pytest.raises(WaveChanged) as changed:
        await ACTS[name].do(office.waves, Seen(name="no such wave", version=1), CAROL)

    assert changed.value.wave is None


async def test_a_new_wave_is_a_draft_with_its_first_step(office: Office) -> None:
    made = await office.waves.create(NAME, CAROL, kind=Kind.THANKS, source=Source.EVERYONE)

    assert made == await office.wave()
    assert (made.state, made.version, made.kind, made.audience.source) == (
        State.DRAFT,
        1,
        Kind.THANKS,
        Source.EVERYONE,
    )
    assert made.history == (Step(at="2026-01-05T08:30:00+00:00", person="carol", name="Carol C", what="created"),)
    assert not made.working


@pytest.mark.parametrize(
    "name", ["", "  ", " Week 2", "x" * (MAX_NAME + 1), "😀" * MAX_NAME, "day|2026-01-05", "a\nb", "\0"]
)
async def test_a_name_that_cannot_be_one_is_refused(office: Office, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        await office.waves.create(name, CAROL)

    assert await office.waves.listed() == []


@pytest.mark.parametrize("name", ["Vecka 2", "Malmö - säljare", "x" * MAX_NAME, "東京" * (MAX_NAME // 2)])
async def test_a_name_of_letters_is_taken_up_to_its_longest(office: Office, name: str) -> None:
    await office.draft([listed("anna")], name)

    assert (await office.dry_run(name)).left_out == {"unreachable": 1}


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": Audience(source=Source.FILE, sites=("Malmö",))},
        {"people": PeopleList(id="other", people=1, chunks=1, at="")},
        {"without_people": PeopleList(id="other", people=1, chunks=1, at="")},
    ],
)
async def test_another_audience_makes_the_dry_run_void(office: Office, fields: Mapping[str, Any]) -> None:
    before = await office.bring_to(State.DRAFT)

    assert (await office.waves.edit(seen(before), CAROL, **fields)).plan is None


async def test_other_words_leave_the_dry_run(office: Office) -> None:
    before = await office.bring_to(State.DRAFT)

    edited = await office.waves.edit(seen(before), CAROL, texts={"en": "Welcome."}, goal=WHOLE.goal)

    assert edited.plan == before.plan


async def test_a_wave_without_a_dry_run_cannot_be_scheduled(office: Office) -> None:
    wave = await office.draft([listed("anna")])
    for plan in (None, *(Plan(id="x", state=state, at="") for state in (PlanState.WANTED, PlanState.FAILED))):
        await office.waves.note(NAME, partial(replace, plan=plan))
        with pytest.raises(NotNow, match="dry run"):
            await office.waves.schedule(seen(wave), CAROL)


async def test_a_wave_for_nobody_cannot_be_scheduled(office: Office) -> None:
    await office.draft([listed("anna")])
    assert (await office.dry_run()).recipients == 0

    with pytest.raises(NotNow, match="nobody"):
        await office.schedule()


async def test_a_wave_that_is_sent_now_starts_at_this_moment(office: Office) -> None:
    before = await office.bring_to(State.DRAFT)
    office.clock.pass_time(hours=1)

    assert (await office.waves.schedule(seen(before), CAROL)).starts_at == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


async def test_each_dry_run_has_a_name_of_its_own(office: Office) -> None:
    await office.draft([listed("anna")])

    plans = [(await office.want_plan()).plan for _ in range(2)]

    assert plans[0] and plans[1] and plans[0].id != plans[1].id


@pytest.mark.parametrize(("uncertain", "what"), [(False, "retry"), (True, "uncertain")])
async def test_trying_again_sweeps_a_wave_that_has_ended_anew(office: Office, uncertain: bool, what: str) -> None:
    before = await office.bring_to(State.SENT)
    await office.waves.note(NAME, lambda wave: replace(wave, ended_at="2026-01-05T08:30:00+00:00"))

    wave = await office.waves.retry(seen(before), CAROL, uncertain=uncertain)

    assert wave.sweep and (wave.sweep.what, wave.ended_at) == (what, None)
    again = await office.waves.retry(seen(wave), DAVID, uncertain=uncertain)
    assert again.sweep and again.sweep.id != wave.sweep.id
