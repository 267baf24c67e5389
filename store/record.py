"""What a store holds: records, changes to them, and pages of them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = Any
"""A JSON value. `Any`, because the reader parses it into a type of its own at once."""


def new_nonce() -> str:
    """Draw a word that nobody drew before. It is no secret, and drawn with every write."""
    return f"{random.getrandbits(96):024x}"


@dataclass(frozen=True, kw_only=True)
class Record:
    """One JSON document, addressed by container, partition and id.

    `etag` is given by the store with every write and is empty on a record never stored.
    `ttl` is the number of seconds after its last write at which the record expires; `None` leaves it to the
    container's default.
    `nonce` is new with every record made, by `dataclasses.replace()` too. It is kept with the write, so that a store
    asked to write the very same record again knows its own work from a rival's.
    """

    container: str
    partition: str
    id: str
    body: Mapping[str, Json]
    etag: str = ""
    ttl: int | None = None
    nonce: str = field(default_factory=new_nonce, init=False, compare=False, repr=False)


class Kind(StrEnum):
    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One step of a `Store.commit`; `REPLACE` and `REMOVE` hold only against the record's etag."""

    kind: Kind
    record: Record


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some records of a `Store.find` or `Store.scan`, and where to go on: `None` when there is no more."""

    records: tuple[Record, ...]
    continuation: str | None = None
