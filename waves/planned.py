"""The people of a dry run: kept in parts until their deliveries are written."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from store.containers import WAVES
from store.port import Store
from store.record import Record
from waves.wave import Plan

Person = Mapping[str, Any]
"""The body of the delivery to a person."""


async def keep_part(store: Store, wave: str, parts: str, number: int, people: Sequence[Person]) -> None:
    """Write a part. Nobody reads it before the wave names its plan."""
    body = {"people": list(people)}
    await store.add(Record(container=WAVES.name, partition=_partition(wave, parts), id=f"{number:06}", body=body))


async def read_parts(store: Store, wave: str, plan: Plan) -> AsyncGenerator[Sequence[Person]]:
    """Read all people, part by part. Raises `LookupError` if a part is missing."""
    for number in range(plan.chunks):
        record = await store.get(WAVES.name, _partition(wave, plan.parts), f"{number:06}")
        if record is None:
            raise LookupError(f"part {number} of the plan of a wave is missing")
        people: Sequence[Person] = record.body["people"]
        yield people


def _partition(wave: str, parts: str) -> str:
    return f"plan|{wave}|{parts}"
