"""What every adapter refuses, and in the same words."""

import json
from collections.abc import Iterable, Mapping, Sequence

from store.containers import Container
from store.port import MAX_CHANGES, MAX_COMMIT_BYTES, MAX_ID_BYTES, MAX_RECORD_BYTES, TooLarge
from store.record import Change, Json, Record

MAX_EXACT = 2**53
"""Up to here every integer has a double of its own: what JavaScript, and so Cosmos DB, makes of a number."""


def encode(record: Record, container: Container) -> str:
    """Write a record's body as JSON, its address checked before. Raises `ValueError` and `TooLarge`."""
    if record.ttl is not None and record.ttl < 1:
        raise ValueError(f"{container.name}: a ttl is at least 1 second, not {record.ttl}")
    for name in container.indexed:
        check_indexed(container.name, name, record.body.get(name))
    try:
        text = to_json(dict(record.body))
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{container.name}: the body of {record.id!r} is not JSON: {error}") from error
    if size > MAX_RECORD_BYTES:
        raise TooLarge(f"{container.name}: {record.id!r} has {size:,} bytes; {MAX_RECORD_BYTES:,} are allowed")
    return text


def to_json(value: Json) -> str:
    """Write JSON without blanks, and other alphabets as they are, so that they count as in UTF-8."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def is_text(text: str) -> bool:
    """Tell whether every adapter can keep and compare a string: no NUL, and no half of a surrogate pair."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def check_address(*names: str) -> None:
    """Refuse partitions and ids that not every adapter could keep."""
    for name in names:
        if not name or not is_text(name) or len(name.encode()) > MAX_ID_BYTES:
            raise ValueError(
                f"an id or partition has 1 to {MAX_ID_BYTES} bytes of UTF-8, and no NUL; unlike {name[:40]!r}"
            )


def check_indexed(container: str, name: str, value: Json) -> None:
    """Refuse a value that not every adapter can compare and order in the same way."""
    match value:
        case None | bool():
            return
        case int() | float() if -MAX_EXACT <= value <= MAX_EXACT:
            return
        case str() if is_text(value):
            return
        case _:
            raise ValueError(f"{container}: the indexed field {name!r} is null, a boolean, a number or a string")


def check_changes(changes: Sequence[Change]) -> None:
    """Refuse what is not one transaction of the store."""
    if len(changes) > MAX_CHANGES:
        raise ValueError(f"a commit has at most {MAX_CHANGES} changes, not {len(changes)}")
    if len({(change.record.container, change.record.partition) for change in changes}) > 1:
        raise ValueError("a commit stays within one partition of one container")


def check_total(texts: Iterable[str]) -> None:
    """Refuse a commit that is too large as a whole."""
    size = sum(len(text.encode()) for text in texts)
    if size > MAX_COMMIT_BYTES:
        raise TooLarge(f"the records of a commit have {size:,} bytes; {MAX_COMMIT_BYTES:,} are allowed")


def check_query(container: Container, where: Mapping[str, Json], order: str, limit: int) -> None:
    """Refuse a query that no index answers."""
    for name in (*where, order):
        if name != "id" and name not in container.indexed:
            raise ValueError(f"{container.name}: {name!r} is not indexed; {', '.join(('id', *container.indexed))} are")
    for name, value in where.items():
        check_indexed(container.name, name, value)
    if not isinstance(where.get("id", ""), str):
        raise ValueError(f"{container.name}: an id is a string")  # noqa: TRY004 - all mistakes in a query are alike
    check_limit(limit)


def check_limit(limit: int) -> None:
    """Refuse a page of nothing."""
    if limit < 1:
        raise ValueError(f"a page has at least 1 record, not {limit}")
