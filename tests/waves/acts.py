"""What a coordinator can do with waves, and a wave of which every field is filled in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from store.containers import WAVES
from store.port import Store
from tests.waves.office import NAME
from waves.wave import (
    Audience,
    Goal,
    Kind,
    PeopleList,
    Plan,
    PlanState,
    Quiet,
    Source,
    Sponsor,
    State,
    Step,
    Sweep,
    Wave,
    Who,
)
from waves.waves import ALL, Seen, Waves


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a coordinator can do: with waves in which states, which state that leads to, and how the history says it.

    `leads_to` is `None` where the state stays.
    """

    do: Callable[[Waves, Seen, Who], Awaitable[Wave]]
    states: frozenset[State]
    leads_to: State | None
    what: str
    detail: str = ""


START = datetime(2026, 1, 13, 8, 0, tzinfo=UTC)

ACTS = {
    "edit": Act(
        do=lambda waves, seen, who: waves.edit(seen, who, zone="Europe/Oslo", kind=Kind.REMINDER),
        states=frozenset({State.DRAFT}),
        leads_to=None,
        what="edited",
        detail="kind, zone",
    ),
    "want a plan": Act(do=Waves.want_plan, states=frozenset({State.DRAFT}), leads_to=None, what="dry run"),
    "schedule": Act(
        do=lambda waves, seen, who: waves.schedule(seen, who, START),
        states=frozenset({State.DRAFT}),
        leads_to=State.SCHEDULED,
        what="scheduled",
        detail="2026-01-13T08:00:00+00:00",
    ),
    "send now": Act(
        do=Waves.schedule,
        states=frozenset({State.DRAFT}),
        leads_to=State.SCHEDULED,
        what="scheduled",
        detail="now",
    ),
    "pause": Act(
        do=Waves.pause,
        states=frozenset({State.SCHEDULED, State.SENDING}),
        leads_to=State.PAUSED,
        what="paused",
    ),
    "resume": Act(do=Waves.resume, states=frozenset({State.PAUSED}), leads_to=State.SCHEDULED, what="resumed"),
    "cancel": Act(
        do=Waves.cancel,
        states=frozenset({State.DRAFT, State.SCHEDULED, State.SENDING, State.PAUSED}),
        leads_to=State.CANCELLED,
        what="cancelled",
    ),
    "close": Act(do=Waves.close, states=frozenset({State.SENT, State.CANCELLED}), leads_to=State.CLOSED, what="closed"),
    "retry": Act(
        do=Waves.retry,
        states=frozenset({State.SENDING, State.PAUSED, State.SENT}),
        leads_to=None,
        what="tried again",
    ),
    "send the uncertain again": Act(
        do=lambda waves, seen, who: waves.retry(seen, who, uncertain=True),
        states=frozenset({State.SENDING, State.PAUSED, State.SENT}),
        leads_to=None,
        what="sent the uncertain again",
    ),
}

WHOLE = Wave(
    name=NAME,
    state=State.SENDING,
    version=7,
    kind=Kind.THANKS,
    audience=Audience(
        source=Source.GROUP,
        group="11111111-0000-4000-8000-000000000001",
        departments=("Sales",),
        sites=("Malmö", "Lund"),
        platforms=("ios",),
        languages=("sv",),
        without=("boss@contoso.test",),
        without_guests=False,
        without_enrolled=False,
        without_waves=("Week 1",),
    ),
    sponsor=Sponsor(name="Anna Berg", title="CIO"),
    starts_at=START,
    zone="Europe/Helsinki",
    texts={"sv": "Nu är det vår tur.", "en": "It is our turn."},
    goal=Goal(percent=80, by=date(2026, 1, 31)),
    quiet=Quiet(start=time(20), end=time(7, 30)),
    testers=("carol@contoso.test",),
    people=PeopleList(id="a1", people=2, chunks=1, at="2026-01-05T08:30:00+00:00", notices={"bom": 1}),
    without_people=PeopleList(id="b2", people=1, chunks=1, at="2026-01-05T08:31:00+00:00"),
    plan=Plan(
        id="c3",
        state=PlanState.WRITTEN,
        at="2026-01-05T08:32:00+00:00",
        recipients=2,
        left_out={"guest": 1},
        reached_by={"chat": 2},
        languages={"sv": 2},
        platforms={"ios": 2},
        sample=("Åsa", "Bo"),
        left_out_sample=(("gäst", "guest"),),
        chunks=1,
        parts="e5",
        read=3,
        written=2,
        fault="directory: away",
    ),
    sweep=Sweep(id="d4", what="retry"),
    counts={"sent": 2},
    started_at="2026-01-13T08:00:00+00:00",
    ended_at="2026-01-13T08:01:00+00:00",
    history=(Step(at="2026-01-05T08:30:00+00:00", person="carol", name="Carol C", what="created", detail="?"),),
    card={"conversation": {"id": "19:carol"}, "activity": "1"},
)


async def etag(store: Store) -> str:
    """Tell one write of the wave from the next."""
    record = await store.get(WAVES.name, ALL, NAME)
    assert record
    return record.etag
