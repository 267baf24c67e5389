"""Lists of people that were imported for a wave: kept in records of two hundred people each."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import astuple
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from store.containers import WAVES
from store.port import Store
from store.record import Record
from waves.people_file import Listed
from waves.wave import PeopleList

CHUNK: Final = 200
"""The longest lines of so many people fit into one record."""


async def keep_list(
    store: Store, wave: str, people: Iterable[Listed], notices: Mapping[str, int], now: datetime
) -> PeopleList:
    """Write a list. Nobody reads it before the wave names it, so that a list that breaks off is none."""
    id, chunks, count = token_hex(8), 0, 0
    for chunk in _chunks(people):
        body = {"people": [list(astuple(each)) for each in chunk]}
        await store.add(Record(container=WAVES.name, partition=_partition(wave, id), id=f"{chunks:06}", body=body))
        chunks, count = chunks + 1, count + len(chunk)
    return PeopleList(id=id, people=count, chunks=chunks, at=now.isoformat(), notices=dict(notices))


async def read_list(store: Store, wave: str, kept: PeopleList) -> AsyncGenerator[list[Listed]]:
    """Read a list, two hundred people at a time. Raises `LookupError` if a part of it is missing."""
    for number in range(kept.chunks):
        record = await store.get(WAVES.name, _partition(wave, kept.id), f"{number:06}")
        if record is None:
            raise LookupError(f"part {number} of the list is missing")
        people: list[Any] = record.body["people"]
        yield [Listed(*fields) for fields in people]


def _chunks(people: Iterable[Listed]) -> Iterable[list[Listed]]:
    chunk: list[Listed] = []
    for each in people:
        chunk.append(each)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _partition(wave: str, id: str) -> str:
    return f"people|{wave}|{id}"
