"""A company's coordinators, whom the bot has met, and waves in any state that a test needs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from store.containers import DELIVERIES
from store.port import Store
from store.record import Record
from tests.waves.clock import Clock
from tests.waves.register import Register
from waves.bucket import LEASE, lease, look
from waves.candidates import Sources
from waves.claim import Claims
from waves.contact import Contacts
from waves.delivery import BUCKETS, Chat, Delivery, Outcome, bucket_of, partition_of
from waves.delivery_record import LATER, to_delivery
from waves.people_file import Listed
from waves.people_lists import keep_list
from waves.planner import Planner
from waves.wave import Audience, Plan, PlanState, Source, State, Wave, Who
from waves.waves import Seen, Waves

CAROL = Who(person="carol", name="Carol C")
DAVID = Who(person="david", name="David D")
BOT = Who(person="", name="")

NAME = "Week 2"


def people(count: int, start: int = 0) -> list[str]:
    """Name some people."""
    return [f"person-{number:05}" for number in range(start, start + count)]


def listed(person: str, **fields: str) -> Listed:
    """Make the line of a file that names a person by object id, unless it gives a user principal name only."""
    texts = {"key": person, "upn": "", **fields}
    return Listed(**texts)


def chat_of(person: str) -> Chat:
    """Tell where somebody is written to."""
    return Chat(service_url="https://smba.example/teams/", conversation=f"chat-{person}")


def seen(wave: Wave) -> Seen:
    """See a wave as it is."""
    return Seen(name=wave.name, version=wave.version)


class Office:
    """Everything that waves are planned with, on one store. `reachable` are those who can be met in a new chat."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.waves = Waves(store, clock)
        self.contacts = Contacts(store, clock)
        self.register: Register | None = None
        self.reachable: set[str] = set()

    def planner(self, owner: str = "one", store: Store | None = None) -> Planner:
        """Give an instance's planner, on a store of its own if one is given."""
        own = store or self.store
        contacts = Contacts(own, self.clock)
        return Planner(
            own,
            self.clock,
            Waves(own, self.clock),
            Sources(store=own, contacts=contacts, directory=self.register),
            lambda person: person in self.reachable,
            Claims(own, self.clock, owner),
        )

    async def meet(self, *persons: str, **fields: Any) -> None:
        """Have people install the bot."""
        for person in persons:
            await self.contacts.keep(person, **{"chat": chat_of(person), "name": person.title(), **fields})

    async def wave(self, name: str = NAME) -> Wave:
        """Read a wave that is there."""
        wave = await self.waves.get(name)
        assert wave
        return wave

    async def plan(self, name: str = NAME) -> Plan:
        """Read the plan of a wave that has one."""
        plan = (await self.wave(name)).plan
        assert plan
        return plan

    async def draft(self, lines: Iterable[Listed] = (), name: str = NAME, **audience: Any) -> Wave:
        """Make a draft for the people of a file."""
        wave = await self.waves.create(name, CAROL)
        kept = await keep_list(self.store, name, lines, {}, self.clock())
        audience = {"source": Source.FILE, **audience}
        return await self.waves.edit(seen(wave), CAROL, people=kept, audience=Audience(**audience))

    async def want_plan(self, name: str = NAME) -> Wave:
        """Ask for a dry run."""
        return await self.waves.want_plan(seen(await self.wave(name)), CAROL)

    async def dry_run(self, name: str = NAME) -> Plan:
        """Have the audience read."""
        await self.planner().read(await self.want_plan(name))
        return await self.plan(name)

    async def schedule(self, name: str = NAME, starts_at: datetime | None = None) -> Wave:
        """Schedule a wave after its dry run."""
        return await self.waves.schedule(seen(await self.wave(name)), CAROL, starts_at)

    async def planned(self, count: int, name: str = NAME) -> Wave:
        """Make a wave for people who have met the bot, up to its deliveries."""
        await self.meet(*people(count))
        await self.draft(map(listed, people(count)), name)
        assert (await self.dry_run(name)).recipients == count
        await self.planner().write(await self.schedule(name))
        wave = await self.wave(name)
        assert wave.plan and wave.plan.state is PlanState.WRITTEN
        return wave

    async def bring_to(self, state: State, name: str = NAME) -> Wave:
        """Have a wave for two people in this state."""
        if state is State.DRAFT:
            await self.meet(*people(2))
            await self.draft(map(listed, people(2)), name)
            await self.dry_run(name)
            return await self.wave(name)
        wave = await self.planned(2, name)
        match state:
            case State.SCHEDULED:
                pass
            case State.PAUSED:
                await self.waves.pause(seen(wave), CAROL)
            case State.CANCELLED:
                await self.waves.cancel(seen(wave), CAROL)
            case State.SENDING | State.SENT | State.CLOSED:
                await self.waves.note(name, lambda kept: moved_to(kept, State.SENDING), "started")
                if state is not State.SENDING:
                    await self.waves.note(name, lambda kept: moved_to(kept, State.SENT), "all sent")
                if state is State.CLOSED:
                    await self.waves.close(seen(await self.wave(name)), CAROL)
        wave = await self.wave(name)
        assert wave.state is state
        return wave

    async def records(self, name: str = NAME, bucket: int | None = None) -> list[Record]:
        """Read the records of all deliveries of a wave, or of one bucket."""
        found: list[Record] = []
        for number in range(BUCKETS) if bucket is None else [bucket]:
            following = None
            while True:
                page = await self.store.find(
                    DELIVERIES.name, partition_of(name, number), limit=500, continuation=following
                )
                found += [record for record in page.records if record.id != LEASE]
                following = page.continuation
                if following is None:
                    break
        return found

    async def deliveries(self, name: str = NAME, bucket: int | None = None) -> list[Delivery]:
        """Read all deliveries of a wave's audience, or those of one bucket."""
        records = await self.records(name, bucket)
        return [to_delivery(record.body) for record in records if not record.id.endswith(LATER)]

    async def delivery(self, person: str, name: str = NAME) -> Delivery:
        """Read the delivery to a person."""
        (delivery,) = [each for each in await self.deliveries(name) if each.person == person]
        return delivery

    async def set_state(self, person: str, state: Outcome, name: str = NAME) -> None:
        """Have a delivery come to a state, as an instance does."""
        bucket = await lease(self.store, name, bucket_of(person), "office", self.clock().timestamp())
        assert bucket
        (kept,) = [each for each in await bucket.urgent(1000) if each.delivery.person == person]
        await bucket.put([(kept, replace(kept.delivery, state=state))], self.clock().timestamp())
        await bucket.release()

    async def counts(self, name: str = NAME) -> dict[Outcome, int]:
        """Read the counts of a wave, which must be those of its deliveries."""
        counts = (await look(self.store, name)).counts
        states = Counter(delivery.state.value for delivery in await self.deliveries(name))
        assert counts == states
        return {Outcome(state): count for state, count in counts.items()}


def moved_to(wave: Wave, state: State) -> Wave:
    """Take a wave to a state, as the bot does."""
    return replace(wave, state=state)
