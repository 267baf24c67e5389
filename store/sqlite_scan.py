"""How `scan` reads a whole container, along the table's primary key."""

import base64
import json
import math
import sqlite3

from store.record import Page, Record
from store.rules import to_json

SCAN = """
    SELECT partition, id, etag, expires, body FROM records
    WHERE container = ? AND (partition, id) > (?, ?) AND ifnull(expires, 9e999) > ?
    ORDER BY partition, id LIMIT ?
"""

Address = tuple[str, str]
"""The partition and the id of a page's last record."""


def scan(container: str, after: Address | None, limit: int, now: float, connection: sqlite3.Connection) -> Page:
    """Read a page of the records that have not expired, their `ttl` what is left of it."""
    # No partition is empty, so all records come after the empty one.
    rows = connection.execute(SCAN, (container, *(after or ("", "")), now, limit + 1)).fetchall()
    records = tuple(
        Record(
            container=container,
            partition=partition,
            id=name,
            body=json.loads(body),
            etag=etag,
            ttl=None if expires is None else math.ceil(expires - now),
        )
        for partition, name, etag, expires, body in rows[:limit]
    )
    if len(rows) <= limit:
        return Page(records=records)
    return Page(records=records, continuation=to_continuation(container, records[-1]))


def to_continuation(container: str, last: Record) -> str:
    """Write down where a page ended."""
    return base64.urlsafe_b64encode(to_json(["scan", container, last.partition, last.id]).encode()).decode()


def to_address(container: str, continuation: str) -> Address:
    """Read back where a page ended. Raises `ValueError` if it is no page of this container's."""
    try:
        parts = json.loads(base64.b64decode(continuation, altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{container}: this is no continuation of a page") from error
    match parts:
        case ["scan", str(name), str(partition), str(id)] if name == container:
            return partition, id
        case _:
            raise ValueError(f"{container}: the continuation is of another query")
