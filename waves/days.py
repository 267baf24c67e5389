"""Who was nudged on which day: a person gets one nudge a day, however many waves overlap."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from store.containers import DAY, DELIVERIES
from store.port import Conflict, Store
from store.record import Change, Kind, Record

_TTL: Final = 3 * DAY
_MOST: Final = 100


class Days:
    """A record for each day and person, which the first wave that wants to nudge them makes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def claim(self, wave: str, bucket: int, people: Sequence[tuple[str, date]]) -> frozenset[str]:
        """Claim people's days for a wave; return those that are its own now. All are of the same bucket."""
        by_day: defaultdict[date, list[str]] = defaultdict(list)
        for person, day in people:
            by_day[day].append(person)
        ours: set[str] = set()
        for day, persons in by_day.items():
            for start in range(0, len(persons), _MOST):
                ours |= await self._of_day(wave, f"day|{day.isoformat()}|{bucket:02}", persons[start : start + _MOST])
        return frozenset(ours)

    async def _of_day(self, wave: str, partition: str, persons: Sequence[str]) -> set[str]:
        records = [
            Record(container=DELIVERIES.name, partition=partition, id=person, body={"wave": wave}, ttl=_TTL)
            for person in persons
        ]
        try:
            await self._store.commit([Change(kind=Kind.ADD, record=record) for record in records])
        except Conflict:
            return {record.id for record in records if await self._is_ours(record)}
        return set(persons)

    async def _is_ours(self, record: Record) -> bool:
        try:
            await self._store.add(record)
        except Conflict:
            kept = await self._store.get(DELIVERIES.name, record.partition, record.id)
            return kept is not None and kept.body["wave"] == record.body["wave"]
        return True
