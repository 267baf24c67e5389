"""What `Store.find` was asked, and its continuation: a place in the order, the same in every adapter."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

from store.record import Json
from store.rules import check_indexed, to_json

Place = tuple[Json, str]
"""The value ordered by, null if the record has none, and the id of a page's last record."""


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


def to_continuation(query: Query, place: Place) -> str:
    """Write down a place, and the order that it is one in."""
    parts = [query.order, query.descending, *place]
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
            return last, name
        case _:
            raise ValueError(f"{query.container}: the continuation is of another query")
