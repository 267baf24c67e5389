"""Who is left out of a wave because a coordinator said so, or because an earlier wave was for them."""

from collections.abc import AsyncGenerator

from store.containers import DELIVERIES
from store.port import Store
from waves.audience import digest
from waves.bucket import LEASE
from waves.candidates import SourceFailed
from waves.delivery import BUCKETS, Outcome, partition_of
from waves.delivery_record import LATER
from waves.people_lists import read_list
from waves.planned import read_parts
from waves.wave import PlanState, State, Wave
from waves.waves import Waves

_PAGE = 500


async def named(store: Store, wave: Wave) -> frozenset[str]:
    """Give the user principal names and object ids of people to leave out, casefolded. Raises `SourceFailed`."""
    names = {name.casefold() for name in wave.audience.without if name}
    if wave.without_people:
        try:
            async for people in read_list(store, wave.name, wave.without_people):
                names |= {name.casefold() for each in people for name in (each.key, each.upn) if name}
        except LookupError as error:
            raise SourceFailed("list_broken", str(error)) from error
    return frozenset(names)


async def in_earlier_waves(store: Store, waves: Waves, wave: Wave) -> frozenset[bytes]:
    """Give the digests of those whom earlier waves were for. Raises `SourceFailed`."""
    found: set[bytes] = set()
    for name in wave.audience.without_waves:
        earlier = await waves.get(name)
        if earlier is None:
            raise SourceFailed("no_such_wave", name)
        async for person in _recipients(store, earlier):
            found.add(digest(person))
    return frozenset(found)


async def _recipients(store: Store, wave: Wave) -> AsyncGenerator[str]:
    """Read whom a wave is for, but for those who are cancelled, or will be in a moment."""
    cancelled = wave.state is State.CANCELLED
    if wave.plan and wave.plan.state is PlanState.WRITING:
        if cancelled:
            return
        async for people in read_parts(store, wave.name, wave.plan):  # not all of its deliveries are there yet
            for each in people:
                yield each["person"]
        return
    for bucket in range(BUCKETS):
        async for person, state in _deliveries(store, partition_of(wave.name, bucket)):
            if state is not Outcome.CANCELLED and not (cancelled and state.waits):
                yield person


async def _deliveries(store: Store, partition: str) -> AsyncGenerator[tuple[str, Outcome]]:
    following = None
    while True:
        page = await store.find(DELIVERIES.name, partition, limit=_PAGE, continuation=following)
        for record in page.records:
            if record.id != LEASE and not record.id.endswith(LATER):
                yield record.body["person"], Outcome(record.body["state"])
        following = page.continuation
        if following is None:
            return
