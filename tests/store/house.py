"""Two databases and what moves from one to the other."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from store.copy import Checked, Copy
from store.journal import Journal, Standing
from store.port import Store, Unavailable
from store.record import Record
from tests.store.around import Happening
from tests.store.databases import CONTAINERS, Database, SqliteDatabase, adding, fleeting, note, read


class House:
    """A store to move out of, which is a file, and one to move into, with one clock for both."""

    def __init__(self, folder: Path, database: Database, target: Store) -> None:
        self._database = SqliteDatabase(folder)
        self._other = database
        self._journal = folder / "copy.journal"
        self.target = target

    async def open(self) -> None:
        self.source: Store = await self._database.open()

    async def close(self) -> None:
        await self._database.close()

    async def copy(self, *, source: Store | None = None, target: Store | None = None) -> list[Checked]:
        """Copy as a process of its own would, maybe through stores that are around those of the house."""
        with closing(Journal(self._journal)) as journal:
            return await Copy(
                source=source or self.source,
                target=target or self.target,
                journal=journal,
                containers=tuple(CONTAINERS),
                clock=self.clock,
            ).run()

    def clock(self) -> datetime:
        return self._database.now

    def lose_journal(self) -> None:
        self._journal.unlink()

    async def pass_time(self, seconds: int) -> None:
        await self._database.pass_time(seconds)
        await self._other.pass_time(seconds)


async def scanned(store: Store) -> list[Record]:
    """Read all records, with what is left of their lives."""
    records: list[Record] = []
    for container in CONTAINERS:
        page = await store.scan(container)
        records += page.records
        while page.continuation:
            page = await store.scan(container, continuation=page.continuation)
            records += page.records
    return records


async def everything(store: Store) -> list[Record]:
    """Read all records in order, without what differs from store to store, and from second to second."""
    plain = [
        Record(container=each.container, partition=each.partition, id=each.id, body=each.body)
        for each in await scanned(store)
    ]
    return sorted(plain, key=lambda each: (each.container, each.partition, each.id))


def unlike(checked: Sequence[Checked]) -> dict[Standing, list[str]]:
    """List the ids of what is not the same."""
    return {
        standing: sorted(record.id for record in records)
        for each in checked
        for standing, records in each.examples.items()
    }


def at(number: int, happening: Happening) -> Happening:
    """Let something happen at one write only."""

    async def happen(now: int) -> None:
        if now == number:
            await happening(now)

    return happen


async def power_cut(number: int) -> None:
    """End a copy."""
    raise Unavailable(f"the power went at write {number}")


async def furnish(store: Store) -> None:
    """Add what takes a copy four writes."""
    await store.commit(adding(note("1", {"n": 1}), note("2", {"at": "2026", "deep": {"ö": [1.5, None, True]}})))
    await store.add(note("1", {"n": 1}, partition="q"))
    await store.add(note("éa/?#\\", {"emoji": "👋"}, partition="/?"))
    await store.commit(adding(fleeting("1"), fleeting("2", ttl=1000)))


async def refurnish(store: Store) -> None:
    """Change what takes another copy four writes."""
    await store.replace(replace(await read(store, "1"), body={"n": 2}))
    await store.add(note("3"))
    await store.replace(replace(await read(store, "1", partition="q"), body={"n": 2}))
    await store.remove(await read(store, "éa/?#\\", partition="/?"))
    await store.add(fleeting("3"))


async def rewrite(store: Store, id: str, number: int = 0) -> None:
    """Write over a note, or write it."""
    record = await store.get("notes", "p", id)
    body = {"text": f"a rival's, at write {number}"}
    await (store.replace(replace(record, body=body)) if record else store.add(note(id, body)))
