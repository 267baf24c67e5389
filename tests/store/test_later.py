"""Writes that wait for the database."""

import asyncio
import logging

import pytest

from store import later
from store.later import Later
from store.port import TooLarge, Unavailable


class Database:
    """Takes writes when it is there."""

    def __init__(self) -> None:
        self.away = False
        self.taken: list[str] = []
        self.tried = 0

    async def take(self, name: str) -> None:
        """Take a write."""
        self.tried += 1
        if self.away:
            raise Unavailable("away")
        self.taken.append(name)


class Time:
    """Passes when somebody pauses, and then lets the database come back after some pauses."""

    def __init__(self, database: Database, pauses: int) -> None:
        self.now = 0.0
        self.pauses: list[float] = []
        self._database = database
        self._back_after = pauses

    def clock(self) -> float:
        """Tell the time."""
        return self.now

    async def pause(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        self.pauses.append(seconds)
        if len(self.pauses) == self._back_after:
            self._database.away = False
        await asyncio.sleep(0)


async def until_nothing_waits(waiting: Later) -> None:
    while waiting.waiting:
        await asyncio.sleep(0)


async def test_what_the_database_takes_is_written_at_once() -> None:
    database = Database()
    writes = Later(Time(database, 0).clock)
    assert await writes.write("a note", "kim", lambda: database.take("1"))
    assert (database.taken, writes.waiting) == (["1"], 0)


async def test_what_it_does_not_take_is_written_when_it_is_back_in_order() -> None:
    database = Database()
    database.away = True
    time = Time(database, pauses=7)
    writes = Later(time.clock, time.pause)
    for name in ("1", "2", "3"):
        await writes.write("a note", "kim", lambda name=name: database.take(name))
    assert writes.waiting == 3
    await until_nothing_waits(writes)
    assert database.taken == ["1", "2", "3"]
    assert time.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert writes.dropped == 0


async def test_what_waited_for_a_quarter_of_an_hour_is_dropped_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    database = Database()
    database.away = True
    time = Time(database, pauses=1_000)
    writes = Later(time.clock, time.pause)
    await writes.write("a note", "kim", lambda: database.take("1"))
    await until_nothing_waits(writes)
    assert (database.taken, writes.dropped) == ([], 1)
    assert "dropped a note, it waited too long: 1 writes dropped so far" in caplog.text


async def test_no_more_wait_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later, "_MOST", 2)
    database = Database()
    database.away = True
    time = Time(database, pauses=3)
    writes = Later(time.clock, time.pause)
    for name in ("1", "2", "3"):
        await writes.write("a note", "kim", lambda name=name: database.take(name))
    assert writes.dropped == 1
    await until_nothing_waits(writes)
    assert database.taken == ["1", "2"]


async def test_a_database_that_hangs_is_one_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later, "TRY_SECONDS", 0.01)
    database = Database()
    time = Time(database, pauses=1)
    writes = Later(time.clock, time.pause)

    async def hang() -> None:
        database.tried += 1
        if database.tried < 3:
            await asyncio.Event().wait()
        database.taken.append("1")

    await writes.write("a note", "kim", hang)
    while not database.taken:
        await asyncio.sleep(0.001)
    assert database.taken == ["1"]


async def test_what_waits_when_the_bot_stops_is_tried_once_more(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    database = Database()
    database.away = True

    async def for_ever(_: float) -> None:
        await asyncio.Event().wait()

    writes = Later(lambda: 0.0, for_ever)
    await writes.write("a note", "kim", lambda: database.take("1"))
    await writes.write("a note", "kim", lambda: database.take("2"))
    await asyncio.sleep(0)
    database.away = False
    await writes.close()
    assert database.taken == ["1", "2"]
    database.away = True
    await writes.write("a note", "kim", lambda: database.take("3"))
    await writes.close()
    assert writes.dropped == 1


async def test_whoever_writes_is_told_whether_it_is_written() -> None:
    database = Database()
    writes = Later(Time(database, pauses=1).clock)

    async def refuse() -> None:
        raise TooLarge("too large")

    assert await writes.write("a note", "kim", lambda: database.take("1")) is True
    assert await writes.write("a note", "kim", refuse) is False
    database.away = True
    assert await writes.write("a note", "kim", lambda: database.take("2")) is False
    await writes.close()


async def test_the_writes_of_one_person_keep_their_order_though_the_first_is_given_up() -> None:
    database = Database()
    time = Time(database, pauses=1)
    writes = Later(time.clock, time.pause)
    gate = asyncio.Event()

    async def hang() -> None:
        if not gate.is_set():
            await gate.wait()
            raise Unavailable("away")
        await database.take("first")

    first = asyncio.create_task(writes.write("a note", "kim", hang))
    await asyncio.sleep(0)
    second = asyncio.create_task(writes.write("a note", "kim", lambda: database.take("second")))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, second)
    await until_nothing_waits(writes)
    assert database.taken == ["first", "second"]


async def test_nobody_waits_for_the_write_of_another() -> None:
    database = Database()
    writes = Later(lambda: 0.0)
    gate = asyncio.Event()
    first = asyncio.create_task(writes.write("a note", "kim", gate.wait))  # pyright: ignore[reportArgumentType]
    await asyncio.sleep(0)
    await writes.write("a note", "alex", lambda: database.take("1"))
    assert database.taken == ["1"]
    gate.set()
    await first
