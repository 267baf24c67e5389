"""The port through which everything is kept. Two adapters: SQLite and Azure Cosmos DB."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from store.record import Change, Json, Page, Record

MAX_CHANGES = 100
"""Changes in one commit: the limit of a Cosmos DB transactional batch."""

MAX_RECORD_BYTES = 2 * 1024 * 1024 - 4 * 1024
"""Size of one record's JSON in UTF-8: the limit of a Cosmos DB item, less room for what is kept beside the body."""

MAX_COMMIT_BYTES = MAX_RECORD_BYTES - 2 * 1024 * MAX_CHANGES
"""Size of a commit's JSON in UTF-8, all records together: the limit of a Cosmos DB batch, less room for each change."""

MAX_ID_BYTES = 255
"""Size of an id or a partition in UTF-8: leaves room to escape what Cosmos DB does not allow in an id."""


class StoreError(Exception):
    """The store could not do what was asked."""


class Conflict(StoreError):
    """Somebody else wrote first: the id is taken, or the etag is no longer current, or the record is gone."""


class TooLarge(StoreError):
    """A record's JSON is larger than `MAX_RECORD_BYTES`, or a commit's than `MAX_COMMIT_BYTES`."""


class Unavailable(StoreError):
    """The database cannot be reached or does not answer in time. Whether a write was applied is not known."""


class Store(Protocol):
    """Records by container and partition. Every write may be repeated after `Unavailable`.

    A repeated write of the very same `Record` whose first try was applied after all succeeds: the adapter recognises
    its own write by the record's `nonce`. All calls raise `Unavailable` when the database is away or the store closed.

    `ValueError` is a mistake of the caller's: an unknown container, an id or partition that is empty, over
    `MAX_ID_BYTES` or holds NUL, a lone surrogate anywhere, a `ttl` under 1, an indexed field that is not null, a
    boolean, a number within ±2⁵³ or a string without NUL.
    """

    async def get(self, container: str, partition: str, id: str) -> Record | None:
        """Read one record, or `None`."""
        ...

    async def get_all(self, container: str, addresses: Sequence[tuple[str, str]]) -> tuple[Record | None, ...]:
        """Read several records, each by partition and id; in the order asked for, `None` where there is none."""
        ...

    async def add(self, record: Record) -> Record:
        """Write a record that is not there yet, and return it with its etag. Raises `Conflict`, `TooLarge`."""
        ...

    async def replace(self, record: Record) -> Record:
        """Write over the record whose etag is `record.etag`. Raises `Conflict`, `TooLarge`."""
        ...

    async def remove(self, record: Record) -> None:
        """Remove the record whose etag is `record.etag`. Nothing happens if it is gone. Raises `Conflict`."""
        ...

    async def commit(self, changes: Sequence[Change]) -> tuple[Record, ...]:
        """Apply all changes or none, in order; at most `MAX_CHANGES`, all in one partition of one container.

        Returns the records as written, removed ones as they were. Raises `Conflict`; `TooLarge` over
        `MAX_COMMIT_BYTES` together; `ValueError` if the changes are too many or cross partitions.
        """
        ...

    async def find(
        self,
        container: str,
        partition: str,
        *,
        where: Mapping[str, Json] | None = None,
        order: str = "id",
        descending: bool = False,
        limit: int = 100,
        continuation: str | None = None,
    ) -> Page:
        """Read a page of one partition's records whose fields equal `where`, ordered by `order`, then by id.

        `where` and `order` name indexed fields of the container (or `id`); another one raises `ValueError`, as does a
        `continuation` that is not of the same query. A missing field counts as null, and null comes before all else.
        Following the pages meets every record once, and those added meanwhile if they come later in the order.
        """
        ...

    async def scan(self, container: str, *, limit: int = 100, continuation: str | None = None) -> Page:
        """Read a page of all records of a container, whatever their partition: for moving house, never in a turn.

        Here a record's `ttl` is what is left of its life, in seconds and rounded up, `None` if it never expires: added
        elsewhere as it is, it expires when this one does. The order is the adapter's own, and stays. A page may hold
        fewer than `limit` records, or none, and yet have a continuation; one that is not of a scan of the same
        container raises `ValueError`. Following the pages meets every record once that is there all the while.
        """
        ...

    async def close(self) -> None:
        """Let go of connections and files. May be repeated."""
        ...
