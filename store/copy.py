"""Moving house: everything from one store to another, as often as it takes, and checked at the end.

A copy may be interrupted and run again. What is the same in TO already is not written again; what FROM changed or
removed since an earlier copy follows in TO, provided that it is there as that copy left it. What differs in TO for any
other reason is newer there, or somebody else's: it is left alone and told. The journal knows what was copied; without
it, every difference is left alone.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Never

from tqdm import tqdm

from store.journal import SLACK, Journal, Side, Standing, Total
from store.port import MAX_CHANGES, MAX_COMMIT_BYTES, Conflict, Store
from store.record import Change, Kind, Record
from store.rules import to_json

PAGE = 1000
AT_ONCE = 16
"""Commits under way at a time."""

SHOWN = 20
"""Records of a container that are named for each way in which they stand."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """How a container stood at the end: totals of both sides, and some of the records that are not the same."""

    container: str
    source: Total
    target: Total
    counts: Mapping[Standing, int]
    examples: Mapping[Standing, Sequence[Record]]

    @property
    def same(self) -> bool:
        """Whether all is on both sides, and the same."""
        return self.source == self.target and not self.examples


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy of `containers` from `source` to `target`."""

    source: Store
    target: Store
    journal: Journal
    containers: Iterable[str]
    clock: Callable[[], datetime]

    async def run(self) -> list[Checked]:
        """Copy everything, then read both sides again and compare them."""
        for container in self.containers:
            await self._find(container)
            counts = self.journal.compare(container, self._now())
            await self._write(container, counts[Standing.MISSING] + counts[Standing.OUTDATED])
            await self._remove(self.journal.listed(container, Standing.GONE))
        return [await self._check(container) for container in self.containers]

    async def _find(self, container: str) -> None:
        for side, store in ((Side.FROM, self.source), (Side.TO, self.target)):
            self.journal.forget(side, container)
            with bar(f"{container}: reading {side.upper()}") as progress:
                continuation = None
                while True:
                    now = self._now()
                    page = await store.scan(container, limit=PAGE, continuation=continuation)
                    self.journal.find(side, page.records, now)
                    progress.update(len(page.records))
                    continuation = page.continuation
                    if continuation is None:
                        break

    async def _write(self, container: str, due: int) -> None:
        continuation = None
        with bar(f"{container}: copying", due) as progress:
            while due:
                now = self._now()
                page = await self.source.scan(container, limit=PAGE, continuation=continuation)
                changes = list(self._changes(page.records))
                self.journal.copy((change.record for change in changes), now)
                commits = list(in_commits(changes))
                for start in range(0, len(commits), AT_ONCE):
                    batch = commits[start : start + AT_ONCE]
                    # All come to an end before an error is raised, so that none is left to a closed store.
                    outcomes = await asyncio.gather(
                        *(self._commit(commit, now) for commit in batch), return_exceptions=True
                    )
                    for outcome in outcomes:
                        if outcome is not None:
                            raise outcome
                    progress.update(sum(map(len, batch)))
                continuation = page.continuation
                if continuation is None:
                    break

    def _changes(self, records: Iterable[Record]) -> Iterator[Change]:
        for record in records:
            standing, etag = self.journal.standing(record)
            if standing is Standing.MISSING:
                yield Change(kind=Kind.ADD, record=replace(record, etag=""))
            elif standing is Standing.OUTDATED:
                yield Change(kind=Kind.REPLACE, record=replace(record, etag=etag))

    async def _commit(self, changes: Sequence[Change], read: float) -> None:
        """Write what has not expired since it was read. What somebody else wrote meanwhile is left alone."""
        waited = int(self._now() - read)
        aged = [Change(kind=change.kind, record=older(change.record, waited)) for change in changes]
        alive = [change for change in aged if change.record.ttl is None or change.record.ttl > 0]
        try:
            match alive:
                case []:
                    return
                # Not as a commit, because a record alone may be larger than a commit.
                case [Change(kind=Kind.ADD, record=record)]:
                    await self.target.add(record)
                case [Change(record=record)]:
                    await self.target.replace(record)
                case _:
                    await self.target.commit(alive)
        except Conflict:
            if len(changes) > 1:
                for change in changes:
                    await self._commit([change], read)

    async def _remove(self, records: Iterable[Record]) -> None:
        for record in records:
            try:
                await self.target.remove(record)
            except Conflict:
                continue

    async def _check(self, container: str) -> Checked:
        await self._find(container)
        # What is about to expire may have done so on one side only.
        counts = self.journal.compare(container, self._now() + SLACK)
        return Checked(
            container=container,
            source=self.journal.total(Side.FROM, container),
            target=self.journal.total(Side.TO, container),
            counts=counts,
            examples={
                standing: self.journal.listed(container, standing, SHOWN)
                for standing in counts
                if standing is not Standing.SAME
            },
        )

    def _now(self) -> float:
        return self.clock().timestamp()


def older(record: Record, seconds: int) -> Record:
    """Take from what is left of a record's life."""
    return record if record.ttl is None else replace(record, ttl=record.ttl - seconds)


def in_commits(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Divide changes into commits: each in one partition, none with too many or too large."""

    def partition(change: Change) -> str:
        return change.record.partition

    for _, together in groupby(sorted(changes, key=partition), partition):
        commit: list[Change] = []
        size = 0
        for change in together:
            more = len(to_json(dict(change.record.body)).encode())
            if commit and (len(commit) == MAX_CHANGES or size + more > MAX_COMMIT_BYTES):
                yield commit
                commit, size = [], 0
            commit.append(change)
            size += more
        yield commit


def bar(what: str, total: int | None = None) -> "tqdm[Never]":
    """Show how far it is, on a terminal only."""
    return tqdm(desc=what, total=total, unit=" records", leave=False, disable=None)
