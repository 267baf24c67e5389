"""Who is left out of a wave by a list, or because an earlier wave was for them."""

from store.containers import WAVES
from tests.waves.office import CAROL, NAME, Office, listed, people, seen
from waves.delivery import Outcome
from waves.people_lists import keep_list
from waves.wave import PlanState


async def test_a_list_of_people_to_leave_out_is_read_by_id_and_by_name(office: Office) -> None:
    await office.meet("anna", "bert", "cora")
    await office.contacts.keep("bert", upn="bert@contoso.test")
    wave = await office.draft(map(listed, ("anna", "bert", "cora")))
    lines = [listed("anna"), listed("", upn="Bert@contoso.test")]
    kept = await keep_list(office.store, NAME, lines, {}, office.clock())
    await office.waves.edit(seen(wave), CAROL, without_people=kept)

    plan = await office.dry_run()

    assert (plan.recipients, plan.left_out) == (1, {"excluded": 2})


async def test_a_list_of_people_to_leave_out_of_which_a_part_is_gone_fails_the_plan(office: Office) -> None:
    await office.meet("anna", "bert")
    wave = await office.draft([listed("anna")])
    kept = await keep_list(office.store, NAME, [listed("bert")], {}, office.clock())
    await office.waves.edit(seen(wave), CAROL, without_people=kept)
    record = await office.store.get(WAVES.name, f"people|{NAME}|{kept.id}", "000000")
    assert record
    await office.store.remove(record)

    plan = await office.dry_run()

    assert (plan.state, plan.fault.partition(":")[0]) == (PlanState.FAILED, "list_broken")


async def test_an_earlier_wave_that_is_not_there_fails_the_plan(office: Office) -> None:
    await office.draft([listed("anna")], without_waves=("Week 1",))

    plan = await office.dry_run()

    assert (plan.state, plan.fault) == (PlanState.FAILED, "no_such_wave: Week 1")


async def test_whoever_is_in_an_earlier_wave_is_left_out_before_its_deliveries_are_written(office: Office) -> None:
    await office.meet(*people(5))
    await office.draft(map(listed, people(3)), "Week 1")
    await office.dry_run("Week 1")
    await office.schedule("Week 1")
    await office.draft(map(listed, people(5)), without_waves=("Week 1",))

    plan = await office.dry_run()

    assert (plan.recipients, plan.left_out) == (2, {"earlier_wave": 3})


async def test_whoever_was_cancelled_in_an_earlier_wave_is_not_left_out(office: Office) -> None:
    earlier = await office.planned(3, "Week 1")
    await office.waves.cancel(seen(earlier), CAROL)
    await office.draft(map(listed, people(3)), without_waves=("Week 1",))

    assert (await office.dry_run()).recipients == 3


async def test_whoever_got_something_from_a_cancelled_wave_is_left_out(office: Office) -> None:
    earlier = await office.planned(3, "Week 1")
    await office.set_state("person-00001", Outcome.SENT, "Week 1")
    await office.waves.cancel(seen(earlier), CAROL)
    await office.draft(map(listed, people(3)), without_waves=("Week 1",))

    plan = await office.dry_run()

    assert (plan.recipients, plan.left_out) == (2, {"earlier_wave": 1})
