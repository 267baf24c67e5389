"""How patiently tests wait for a database that has faults, and what they write to it meanwhile."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from store.cosmos import CosmosStore
from store.cosmos_account import PROMPT, Patience
from store.record import Record
from tests.store.databases import adding, note, removing

CALM = replace(PROMPT, deadline=60, opening=60)
"""A turn's tries, without its deadlines: what is asserted does not hang on the speed of the machine."""

HASTY = Patience(deadline=0.2, opening=60, options={"read_timeout": 3600})
"""Nothing but its own deadlines ends it."""

LONG = 1000
"""So many requests that it does not end by itself."""

Write = Callable[[CosmosStore], Awaitable[object]]


def writes(old: Record) -> dict[str, Write]:
    """Make one write of every kind, of a record that is there and others that are not. Each may be repeated."""
    new, newer = note("new", {"n": 2}), replace(old, body={"n": 2})
    changes = [*adding(new, note("more")), removing(old)]
    return {
        "add": lambda store: store.add(new),
        "replace": lambda store: store.replace(newer),
        "remove": lambda store: store.remove(old),
        "commit": lambda store: store.commit(changes),
    }


async def kept(store: CosmosStore) -> list[Record]:
    """Read all notes, without their etags."""
    return [replace(record, etag="") for record in (await store.find("notes", "p")).records]
