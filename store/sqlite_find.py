"""How `find` becomes SQL, and its continuation a place in an index."""

import base64
import json
import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from store.record import Json, Page, Record
from store.rules import check_indexed, to_json
from store.sqlite_file import key

Place = tuple[str | float, str]
"""The key and the id of a page's last record."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """What `Store.find` was asked, checked."""

    container: str
    partition: str
    where: Mapping[str, Json]
    order: str
    descending: bool
    limit: int
    continuation: str | None = None


def find(query: Query, now: float, connection: sqlite3.Connection) -> Page:
    """Read a page of the records that have not expired."""
    rows = connection.execute(*to_sql(query, now)).fetchall()
    records = tuple(
        Record(
            container=query.container,
            partition=query.partition,
            id=name,
            body=json.loads(body),
            etag=etag,
            ttl=ttl,
        )
        for _, name, etag, ttl, body in rows[: query.limit]
    )
    if len(rows) <= query.limit:
        return Page(records=records)
    last, name, *_ = rows[query.limit - 1]
    return Page(records=records, continuation=to_continuation(query, (last, name)))


def to_sql(query: Query, now: float) -> tuple[str, list[Json]]:
    """Write the SQL of a query, and its parameters.

    The container is written out, because only so does SQLite see that an index of this container alone will do. One
    record more than the page holds tells whether there is a next page.
    """
    # What is equal in all records puts them in no order.
    column = "id" if query.order in query.where else key(query.order)
    direction, beyond = ("DESC", "<") if query.descending else ("ASC", ">")
    order = ", ".join(f"{name} {direction}" for name in dict.fromkeys((column, "id")))
    terms = [f"container = '{query.container}'", "partition = ?", "ifnull(expires, 9e999) > ?"]
    parameters: list[Json] = [query.partition, now]
    for name, value in query.where.items():
        terms.append(equals(name, value))
        parameters.append(to_json(value))
    if query.continuation is not None:
        last, name = to_place(query, query.continuation)
        # The first half twice: SQLite cannot begin in the middle of an index at a pair that holds an expression.
        terms.append(f"{column} {beyond}= ? AND ({column} {beyond} ? OR id {beyond} ?)")
        parameters += [last, last, name]
    sql = (
        f"SELECT {column}, id, etag, ttl, body FROM records {index(query)} WHERE {' AND '.join(terms)} "  # noqa: S608
        f"ORDER BY {order} LIMIT ?"
    )
    return sql, [*parameters, query.limit + 1]


def index(query: Query) -> str:
    """Choose an index: of a field that is asked for, or else of the order.

    Left alone, SQLite prefers to read a whole partition in the order of its ids.
    """
    for name in (*query.where, query.order):
        if name != "id":
            return f'INDEXED BY "{query.container}.{name}"'
    return ""


def equals(name: str, value: Json) -> str:
    """Write the condition for a field to equal a value, whose JSON is the one parameter.

    SQLite itself reads the value from JSON, so that it makes of it exactly what it made of the field. Only that it
    takes true for 1.
    """
    equal = f"{key(name)} = ifnull(json_extract(?, '$'), -9e999)"
    boolean = f"json_type(body, '$.{name}') IN ('true', 'false')"
    match value:
        case bool():
            return f"{equal} AND {boolean}"
        case int() | float():
            return f"{equal} AND NOT {boolean}"
        case _:
            return equal


def to_continuation(query: Query, place: Place) -> str:
    """Write down a place, and the order that it is one in."""
    last, name = place
    parts = [query.order, query.descending, None if last == -math.inf else last, name]
    return base64.urlsafe_b64encode(to_json(parts).encode()).decode()


def to_place(query: Query, continuation: str) -> Place:
    """Read a place back. Raises `ValueError` if it is none, or one in another order."""
    try:
        parts = json.loads(base64.b64decode(continuation, altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{query.container}: this is no continuation of a page") from error
    match parts:
        case [query.order, query.descending, last, str(name)]:
            check_indexed(query.container, query.order, last)
            return (-math.inf if last is None else last), name
        case _:
            raise ValueError(f"{query.container}: the continuation is of another query")
