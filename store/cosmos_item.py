"""How a record becomes an item of Azure Cosmos DB, and an item a record.

    {"id": "…", "partition": "…", "fields": {"state": "open", "at": null}, "body": {…}, "nonce": "…", "ttl": 60}

`fields` are the indexed fields of the body, null where there is none, so that a query finds them; `body` is the rest.
"""

import hashlib
import json
import re
from functools import cache
from typing import Any

from store.containers import Container
from store.record import Json, Record

Item = dict[str, Any]
"""The JSON of an item."""

ESCAPE = re.compile("[!.=_~]([0-9A-F]{2})")


def to_id(name: str) -> str:
    """Write an id in letters, digits, hyphens and colons, all else escaped, in such a way that the order stays.

    Cosmos DB allows no slash, backslash, question mark or hash in an id, and only recommends ASCII. What a byte's
    escape begins with is greater than all bytes below it that are not escaped, and less than all above.
    """
    return "".join(map(to_letter, name.encode()))


@cache
def to_letter(byte: int) -> str:
    """Write one byte of an id."""
    letter = chr(byte)
    if letter in "-:" or (letter.isascii() and letter.isalnum()):
        return letter
    bounds = {"!": "-", ".": "0", "=": "A", "_": "a", "~": "\u0100"}
    lead = next(lead for lead, end in bounds.items() if letter < end)
    return f"{lead}{byte:02X}"


def to_name(id: str) -> str:
    """Read an id that `to_id` wrote."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), id).encode("latin-1").decode()


def to_item(record: Record, container: Container, text: str) -> Item:
    """Make the item of a record whose body's JSON is `text`."""
    body: Item = json.loads(text)
    # Null is left in the body, and so told from a field that is not there.
    fields = {name: None if body.get(name) is None else body.pop(name) for name in container.indexed}
    item: Item = {
        "id": to_id(record.id),
        "partition": record.partition,
        "fields": fields,
        "body": body,
        "nonce": to_mark(record, text),
    }
    return item if record.ttl is None else item | {"ttl": record.ttl}


def to_mark(record: Record, text: str) -> str:
    """Make the mark by which a write is known again: of the record, and of what it held when it was written."""
    digest = hashlib.sha256(f"{record.ttl} {text}".encode()).hexdigest()
    return f"{record.nonce}-{digest[:16]}"


def to_record(container: str, item: Item, etag: str = "") -> Record:
    """Make the record of an item; its etag is given if the item was not read, but written."""
    fields: dict[str, Json] = {name: value for name, value in item["fields"].items() if value is not None}
    return Record(
        container=container,
        partition=item["partition"],
        id=to_name(item["id"]),
        body=item["body"] | fields,
        etag=etag or item["_etag"],
        ttl=item.get("ttl"),
    )
