"""The dry run: who is nudged, who is left out and why; whole, or failed."""

from dataclasses import replace
from functools import partial

import pytest

from tests.waves.clock import Clock
from tests.waves.office import CAROL, NAME, Office, listed, people, seen
from tests.waves.register import Register
from waves.claim import Claims
from waves.directory import Member
from waves.wave import Audience, Plan, PlanState, Source, State
from waves.waves import NotNow

GROUP = "11111111-0000-4000-8000-000000000001"


async def test_a_dry_run_tells_how_many_from_where_and_a_sample(office: Office) -> None:
    office.reachable.add("stranger")
    await office.meet(*people(15), language="sv", platform="ios")
    await office.draft([*map(listed, people(15)), listed("stranger", upn="stranger@contoso.test")])
    office.clock.pass_time(minutes=1)

    plan = await office.dry_run()

    assert plan == Plan(
        id=plan.id,
        parts=plan.parts,
        state=PlanState.READY,
        at="2026-01-05T08:31:00+00:00",
        recipients=16,
        reached_by={"chat": 15, "new": 1},
        languages={"sv": 15, "en": 1},
        platforms={"ios": 15, "": 1},
        sample=tuple(person.title() for person in people(10)),
        chunks=1,
        read=16,
    )


async def test_every_reason_of_leaving_out_is_counted_with_examples(office: Office) -> None:
    office.register = Register()
    office.register.add(Member(id="blocked", upn="blocked@contoso.test", enabled=False), Member(id="nochat", upn="n"))
    everybody = ("anna", "guest", "excluded", "elsewhere", "opted-out", "enrolled", "earlier")
    await office.meet(*everybody, site="Lund")
    await office.contacts.keep("guest", guest=True)
    await office.contacts.keep("elsewhere", site="Malmö")
    await office.contacts.opt_out("opted-out")
    await office.contacts.enrolled("enrolled")
    await office.draft([listed("earlier")], "Week 1")
    await office.dry_run("Week 1")
    await office.planner().write(await office.schedule("Week 1"))
    lines = [listed(person, site="" if person == "elsewhere" else "Lund") for person in everybody]
    lines += [listed("anna"), *(listed(person, site="Lund") for person in ("blocked", "nochat", "nobody"))]
    await office.draft(lines, sites=("Lund",), without=("Excluded",), without_waves=("Week 1",))

    plan = await office.dry_run()

    reasons = {
        "unknown": "nobody",
        "duplicate": "anna",
        "disabled": "blocked",
        "guest": "guest",
        "excluded": "excluded",
        "filtered": "elsewhere",
        "opted_out": "opted-out",
        "enrolled": "enrolled",
        "earlier_wave": "earlier",
        "unreachable": "nochat",
    }
    assert (plan.recipients, plan.read) == (1, 11)
    assert plan.left_out == dict.fromkeys(reasons, 1)
    assert set(plan.left_out_sample) == {(person, reason) for reason, person in reasons.items()}


async def test_of_each_reason_three_examples_are_given(office: Office) -> None:
    await office.draft(map(listed, people(50)))

    plan = await office.dry_run()

    assert plan.left_out == {"unreachable": 50}
    assert plan.left_out_sample == tuple((person, "unreachable") for person in people(3))


async def test_people_who_stand_in_a_file_twice_are_counted_once(office: Office) -> None:
    await office.meet(*people(700))
    await office.draft([*map(listed, people(700)), *map(listed, people(700))])

    plan = await office.dry_run()

    assert (plan.recipients, plan.left_out, plan.read) == (700, {"duplicate": 700}, 1400)


async def test_all_who_are_read_are_recipients_or_left_out(office: Office) -> None:
    await office.meet(*people(1234))
    await office.contacts.opt_out("person-00007")
    await office.draft(map(listed, people(1300)))

    plan = await office.dry_run()

    assert plan.recipients + sum(plan.left_out.values()) == plan.read == 1300


@pytest.mark.parametrize("after", [0, 1, 499, 500, 1200])
async def test_a_source_that_breaks_off_fails_the_plan_and_nothing_can_be_scheduled(office: Office, after: int) -> None:
    office.register = Register()
    office.register.add(*(Member(id=person, upn=person) for person in people(1200)), group=GROUP)
    office.register.breaks_after = after
    office.reachable.update(people(1200))
    await office.draft(source=Source.GROUP, group=GROUP)

    plan = await office.dry_run()

    assert (plan.state, plan.fault, plan.recipients) == (PlanState.FAILED, "directory: unavailable: try later", 0)
    with pytest.raises(NotNow):
        await office.schedule()
    assert not (await office.wave()).working
    assert await office.records() == []


async def test_a_dry_run_that_failed_can_be_asked_for_again(office: Office) -> None:
    office.register = Register()
    office.register.add(*(Member(id=person, upn=person) for person in people(1200)), group=GROUP)
    office.register.breaks_after = 700
    office.reachable.update(people(1200))
    await office.draft(source=Source.GROUP, group=GROUP)
    failed = await office.dry_run()
    office.register.breaks_after = None

    plan = await office.dry_run()

    assert (plan.state, plan.recipients, plan.fault) == (PlanState.READY, 1200, "")
    assert plan.id != failed.id


async def test_a_wave_that_was_edited_while_it_was_read_has_no_plan(office: Office) -> None:
    await office.meet("anna")
    await office.draft([listed("anna")])
    wanted = await office.want_plan()
    await office.waves.edit(seen(wanted), CAROL, audience=Audience(source=Source.EVERYONE))

    await office.planner().read(wanted)

    assert (await office.wave()).plan is None


async def test_an_older_dry_run_does_not_take_the_place_of_a_newer_one(office: Office) -> None:
    await office.meet("anna")
    await office.draft([listed("anna")])
    older = await office.want_plan()
    newer = await office.want_plan()

    await office.planner().read(older)

    assert await office.wave() == newer


@pytest.mark.parametrize("state", [PlanState.READY, PlanState.FAILED, PlanState.WRITTEN, None])
async def test_what_is_not_wanted_is_not_done(office: Office, state: PlanState | None) -> None:
    await office.bring_to(State.DRAFT)
    plan = Plan(id="x", state=state, at="") if state else None
    wave = await office.waves.note(NAME, partial(replace, plan=plan))
    assert wave

    await office.planner().read(wave)
    await office.planner().write(wave)

    assert await office.wave() == wave


async def test_while_another_instance_reads_nobody_else_does(office: Office, clock: Clock) -> None:
    await office.meet("anna")
    await office.draft([listed("anna")])
    wanted = await office.want_plan()
    other = Claims(office.store, clock, "other")
    assert await other.take(f"plan:{NAME}")

    await office.planner("one").read(wanted)
    assert (await office.plan()).state is PlanState.WANTED

    clock.pass_time(minutes=1)
    await office.planner("one").read(wanted)
    assert (await office.plan()).state is PlanState.READY
