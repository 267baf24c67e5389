"""What recipients press is kept with their delivery, and nothing is kept of anybody else."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store.containers import DELIVERIES
from store.opening import open_store
from store.port import Store
from waves.bucket import urgent
from waves.delivery import BUCKETS, Chat, Delivery, Outcome, bucket_of, partition_of
from waves.delivery_record import record_of, to_delivery
from waves.nudges import Nudges, morning_in

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 8, tzinfo=UTC)
SENT = Delivery(
    wave="w",
    person="kim",
    language="sv",
    platform="ios",
    chat=Chat(service_url="https://a.example/", conversation="a:kim"),
    state=Outcome.SENT,
    tries=2,
    code="ok",
    at="2026-11-23T08:00:00+00:00",
    token="one",
    message="17",
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/bot.db", lambda: NOON)
    await opened.add(record_of(SENT))
    yield opened
    await opened.close()


@pytest.fixture
def nudges(store: Store) -> Nudges:
    return Nudges(store, lambda: NOON)


async def kept(store: Store) -> list[Delivery]:
    """Read all deliveries of the wave."""
    pages = [await store.find(DELIVERIES.name, partition_of("w", bucket)) for bucket in range(BUCKETS)]
    return [to_delivery(record.body) for page in pages for record in page.records]


async def reminder(store: Store) -> Delivery:
    record = await store.get(DELIVERIES.name, partition_of("w", bucket_of("kim")), "kim|later")
    assert record
    return to_delivery(record.body)


async def test_the_first_press_is_noted_and_the_outcome_stays(store: Store, nudges: Nudges) -> None:
    await nudges.acknowledge("w", "kim")
    await Nudges(store, lambda: LATER).acknowledge("w", "kim")

    assert await kept(store) == [replace(SENT, acknowledged_at=NOON.isoformat())]


async def test_being_enrolled_is_noted_once(store: Store, nudges: Nudges) -> None:
    await nudges.enrolled("w", "kim")
    await Nudges(store, lambda: LATER).enrolled("w", "kim")

    at = NOON.isoformat()
    assert await kept(store) == [replace(SENT, acknowledged_at=at, enrolled_at=at)]


async def test_nothing_is_kept_of_whoever_is_no_recipient(store: Store, nudges: Nudges) -> None:
    for wave, person in (("w", "eve"), ("gone", "kim"), ("", "kim")):
        await nudges.acknowledge(wave, person)
        await nudges.enrolled(wave, person)
        assert not await nudges.remind(wave, person, LATER)
        assert await nudges.get(wave, person) is None

    assert await kept(store) == [SENT]


async def test_a_reminder_is_a_delivery_of_its_own_that_has_not_been_tried(store: Store, nudges: Nudges) -> None:
    assert await nudges.remind("w", "kim", LATER)

    due = LATER.timestamp()
    fresh = Delivery(wave="w", person="kim", language="sv", platform="ios", chat=SENT.chat)
    assert await reminder(store) == replace(fresh, due=due, first_due=due, later=True)
    assert await nudges.get("w", "kim") == SENT


async def test_a_reminder_is_found_among_what_is_due(store: Store, nudges: Nudges) -> None:
    await nudges.remind("w", "kim", LATER)

    partition = partition_of("w", bucket_of("kim"))
    found = await urgent(store, partition, 10)
    assert [(record.id, record.body["due"]) for record in found] == [("kim|later", LATER.timestamp())]


async def test_asking_again_moves_the_reminder(store: Store, nudges: Nudges) -> None:
    await nudges.remind("w", "kim", LATER)
    await nudges.remind("w", "kim", NOON)

    assert (await reminder(store)).due == NOON.timestamp()
    assert len(await kept(store)) == 2


@pytest.mark.parametrize("state", [state for state in Outcome if state is not Outcome.SENDING])
async def test_a_reminder_that_came_can_be_asked_for_again(store: Store, nudges: Nudges, state: Outcome) -> None:
    await store.add(record_of(replace(SENT, later=True, state=state)))

    assert await nudges.remind("w", "kim", LATER)

    again = await reminder(store)
    assert (again.state, again.due, again.token, again.message) == (Outcome.PENDING, LATER.timestamp(), "", "")


async def test_a_reminder_that_is_being_sent_is_left_alone(store: Store, nudges: Nudges) -> None:
    await store.add(record_of(replace(SENT, later=True, state=Outcome.SENDING)))

    assert not await nudges.remind("w", "kim", LATER)

    assert await reminder(store) == replace(SENT, later=True, state=Outcome.SENDING)


@pytest.mark.parametrize(
    ("now", "zone", "days", "expected"),
    [
        ("2026-11-23T12:00+00:00", "Europe/Stockholm", 1, "2026-11-24T08:00+00:00"),
        ("2026-11-23T23:30+00:00", "Europe/Stockholm", 1, "2026-11-25T08:00+00:00"),
        ("2026-11-23T12:00+00:00", "America/New_York", 7, "2026-11-30T14:00+00:00"),
        ("2026-03-28T12:00+00:00", "Europe/Stockholm", 1, "2026-03-29T07:00+00:00"),
    ],
)
def test_mornings_are_at_nine_by_their_own_clock(now: str, zone: str, days: int, expected: str) -> None:
    morning = morning_in(days, datetime.fromisoformat(now), ZoneInfo(zone))

    assert morning == datetime.fromisoformat(expected)
