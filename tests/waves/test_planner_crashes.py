"""What becomes of dry runs and deliveries when an instance dies or is overtaken while it works on them."""

import asyncio

import pytest

from store.port import Store, StoreError, Unavailable
from tests.store.around import Around
from tests.waves.clock import Clock
from tests.waves.office import CAROL, NAME, Office, listed, moved_to, people, seen
from tests.waves.register import Register
from waves.claim import LostClaim
from waves.delivery import Outcome
from waves.directory import Member
from waves.wave import PlanState, Source, State

GROUP = "11111111-0000-4000-8000-000000000001"
FEW = 40
MANY = 1800


class Crash:
    """Ends an instance at one of its writes."""

    def __init__(self, at: int, error: type[BaseException]) -> None:
        self.happened = False
        self._at = at
        self._error = error

    async def __call__(self, number: int) -> None:
        if number >= self._at:
            self.happened = True
            raise self._error


async def ended(work: "asyncio.Task[None]") -> None:
    """Wait until an instance has done its work, or died of it."""
    (outcome,) = await asyncio.gather(work, return_exceptions=True)
    assert outcome is None or isinstance(outcome, StoreError | LostClaim | asyncio.CancelledError)


async def scheduled(office: Office, count: int) -> None:
    """Make a wave of which the deliveries are to be written."""
    for start in range(0, count, 100):
        await asyncio.gather(*(office.meet(person) for person in people(min(count - start, 100), start)))
    await office.draft(map(listed, people(count)))
    await office.dry_run()
    await office.schedule()


async def all_written(office: Office, count: int) -> None:
    """Have another instance go on, and find each delivery once."""
    office.clock.pass_time(minutes=1)
    await office.planner("other").write(await office.wave())
    plan = await office.plan()
    assert (plan.state, plan.written, plan.recipients) == (PlanState.WRITTEN, count, count)
    assert sorted(delivery.person for delivery in await office.deliveries()) == people(count)
    assert await office.counts() == {Outcome.PENDING: count}


@pytest.mark.parametrize("at", [*range(1, 36)])
async def test_a_writer_that_dies_before_any_write_loses_and_doubles_nobody(office: Office, at: int) -> None:
    await scheduled(office, FEW)
    crash = Crash(at, asyncio.CancelledError)
    dying = office.planner("dying", Around(office.store, before=crash))

    await ended(asyncio.ensure_future(dying.write(await office.wave())))

    assert crash.happened
    await all_written(office, FEW)


@pytest.mark.parametrize("at", [*range(1, 36)])
async def test_a_write_of_which_nobody_knows_loses_and_doubles_nobody(office: Office, at: int) -> None:
    await scheduled(office, FEW)
    crash = Crash(at, Unavailable)
    dying = office.planner("dying", Around(office.store, after=crash))

    await ended(asyncio.ensure_future(dying.write(await office.wave())))

    assert crash.happened
    await all_written(office, FEW)


async def test_a_writer_that_ends_again_and_again_gets_through(office: Office) -> None:
    await scheduled(office, MANY)
    for at in (18, 4, 4, 6):
        crash = Crash(at, Unavailable)
        planner = office.planner("one", Around(office.store, after=crash))
        await ended(asyncio.ensure_future(planner.write(await office.wave())))
        assert crash.happened
        written = sum((await office.counts()).values())
        assert written == len(await office.deliveries()) < MANY

    await all_written(office, MANY)


async def test_writing_twice_writes_once(office: Office) -> None:
    await scheduled(office, FEW)
    wave = await office.wave()
    await office.planner().write(wave)

    await office.planner().write(wave)

    await all_written(office, FEW)


async def test_two_instances_that_write_at_once_write_each_delivery_once(
    rivals: tuple[Store, Store], clock: Clock
) -> None:
    office = Office(rivals[0], clock)
    await scheduled(office, FEW)
    wave = await office.wave()

    # By one name, so that the claim lets both in: as after a claim that was lost without knowing.
    await asyncio.gather(*(ended(asyncio.ensure_future(office.planner("one", store).write(wave))) for store in rivals))

    await all_written(office, FEW)


async def test_of_two_instances_that_are_to_write_one_does(rivals: tuple[Store, Store], clock: Clock) -> None:
    office = Office(rivals[0], clock)
    await scheduled(office, FEW)
    wave = await office.wave()

    await asyncio.gather(*(office.planner(owner, store).write(wave) for owner, store in zip("ab", rivals, strict=True)))

    assert (await office.plan()).state is PlanState.WRITTEN
    assert await office.counts() == {Outcome.PENDING: FEW}


async def test_a_wave_that_is_cancelled_while_it_is_written_is_written_whole(office: Office) -> None:
    await scheduled(office, FEW)
    crash = Crash(22, Unavailable)
    await ended(
        asyncio.ensure_future(office.planner("one", Around(office.store, after=crash)).write(await office.wave()))
    )
    await office.waves.cancel(seen(await office.wave()), CAROL)

    await all_written(office, FEW)

    assert (await office.wave()).state is State.CANCELLED


@pytest.mark.parametrize("at", [*range(1, 6)])
async def test_a_dry_run_that_ends_after_any_write_is_done_again_whole(office: Office, at: int) -> None:
    await office.draft(map(listed, people(1200)))
    office.reachable.update(people(1200))
    wanted = await office.want_plan()
    crash = Crash(at, Unavailable)
    await ended(asyncio.ensure_future(office.planner("dying", Around(office.store, after=crash)).read(wanted)))
    assert crash.happened

    office.clock.pass_time(minutes=1)
    await office.planner("other").read(await office.wave())

    plan = await office.plan()
    assert (plan.state, plan.recipients, plan.read) == (PlanState.READY, 1200, 1200)
    await office.schedule()
    await all_written(office, 1200)


@pytest.mark.parametrize("at", [*range(2, 6)])
async def test_a_dry_run_that_is_overtaken_by_another_spoils_nothing_of_it(office: Office, at: int) -> None:
    office.register = Register()
    office.register.add(*(Member(id=person, upn=person) for person in people(1200)), group=GROUP)
    office.reachable.update(people(1200))
    await office.draft(source=Source.GROUP, group=GROUP)
    wanted = await office.want_plan()

    async def overtake(number: int) -> None:
        if number == at:
            office.clock.pass_time(minutes=2)
            assert office.register
            office.register.groups[GROUP] = office.register.people[:700]
            await office.planner("fast").read(wanted)

    slow = office.planner("slow", Around(office.store, before=overtake))
    await ended(asyncio.ensure_future(slow.read(wanted)))

    plan = await office.plan()
    assert plan.state is PlanState.READY
    await office.schedule()
    await all_written(office, plan.recipients)


async def test_a_paused_wave_is_written_and_stays_paused(office: Office) -> None:
    await scheduled(office, FEW)
    await office.waves.note(NAME, lambda wave: moved_to(wave, State.PAUSED))

    await all_written(office, FEW)

    assert (await office.wave()).state is State.PAUSED
