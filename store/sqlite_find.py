"""How `find` becomes SQL, and its continuation a place in an index."""

import json
import math
import sqlite3

from store.paging import Query, to_continuation, to_place
from store.record import Json, Page, Record
from store.rules import to_json
from store.sqlite_file import key


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
    return Page(records=records, continuation=to_continuation(query, (None if last == -math.inf else last, name)))


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
        last = -math.inf if last is None else last
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
