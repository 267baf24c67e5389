"""How items are read and written, each write once: where its mark is found, only the answer was lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError
from azure.cosmos.aio import ContainerProxy
from azure.cosmos.exceptions import CosmosBatchOperationError, CosmosHttpResponseError

from store.cosmos_item import Item, to_id
from store.port import Conflict
from store.record import Kind, Record

NO_ETAG = '"none"'
"""Asked for in place of an empty etag, which would be no condition at all. No item has it."""

OWNER_NOT_FOUND = 1003
"""Sub-status of a 404 that is not about the item: there is no such container or database."""

MARKS = "SELECT c.id, c.nonce, c._etag FROM c WHERE c.partition = @partition AND ARRAY_CONTAINS(@ids, c.id)"


@dataclass(frozen=True, kw_only=True)
class Write:
    """A change as it goes to the database; `item` is empty if it removes."""

    kind: Kind
    record: Record
    item: Item

    @property
    def id(self) -> str:
        return to_id(self.record.id)

    @property
    def etag(self) -> str:
        return self.record.etag or NO_ETAG


async def read(proxy: ContainerProxy, partition: str, id: str) -> Item | None:
    """Read an item, or `None`."""
    try:
        return await proxy.read_item(id, partition)
    except CosmosHttpResponseError as error:
        if refused(error) == 404:
            return None
        raise


async def put(proxy: ContainerProxy, write: Write) -> str:
    """Add or replace an item, and return its etag. Raises `Conflict`."""
    try:
        if write.kind is Kind.ADD:
            result = await proxy.create_item(write.item, no_response=True)
        else:
            result = await proxy.replace_item(
                write.id,
                write.item,
                etag=write.etag,
                match_condition=MatchConditions.IfNotModified,
                no_response=True,
            )
    except CosmosHttpResponseError as error:
        if not refused(error):
            raise
        found = await read(proxy, write.record.partition, write.id)
        if found is None or found["nonce"] != write.item["nonce"]:
            raise conflict(write) from error
        return found["_etag"]
    return result.get_response_headers()["etag"]


async def remove(proxy: ContainerProxy, write: Write) -> None:
    """Remove an item, if it is there. Raises `Conflict`."""
    try:
        await proxy.delete_item(
            write.id, write.record.partition, etag=write.etag, match_condition=MatchConditions.IfNotModified
        )
    except CosmosHttpResponseError as error:
        match refused(error):
            case 404:
                return
            case None:
                raise
            case _:
                raise conflict(write) from error


async def put_all(proxy: ContainerProxy, writes: Sequence[Write]) -> dict[str, str]:
    """Do all writes of a partition or none, and return the last etag of each id. Raises `Conflict`."""
    standing = list(writes)
    while standing:
        partition = standing[0].record.partition
        try:
            results = await proxy.execute_item_batch([to_operation(write) for write in standing], partition)
        except CosmosBatchOperationError as error:
            at_fault = standing[position(error)]
            if error.status_code == 404 and at_fault.kind is Kind.REMOVE:
                # Gone already, which fails the batch. The rest stands.
                standing.remove(at_fault)
                continue
            if not refused(error):
                raise
            etags = await find_written(proxy, partition, writes)
            if etags is None:
                raise conflict(at_fault) from error
            return etags
        return {write.id: result.get("eTag", "") for write, result in zip(standing, results, strict=True)}
    return {}


def to_operation(write: Write) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """Write one step of a transactional batch."""
    match write.kind:
        case Kind.ADD:
            return "create", (write.item,), {}
        case Kind.REPLACE:
            return "replace", (write.id, write.item), {"if_match_etag": write.etag}
        case Kind.REMOVE:
            return "delete", (write.id,), {"if_match_etag": write.etag}


async def find_written(proxy: ContainerProxy, partition: str, writes: Sequence[Write]) -> dict[str, str] | None:
    """Find by id the etags that the very same writes were given before; `None` unless all they left is there."""
    last = {write.id: write for write in writes}
    parameters: list[dict[str, object]] = [
        {"name": "@partition", "value": partition},
        {"name": "@ids", "value": list(last)},
    ]
    items = proxy.query_items(MARKS, parameters=parameters, partition_key=partition)
    found: Mapping[str, Item] = {item["id"]: item async for item in items}
    for id, write in last.items():
        if found.get(id, {}).get("nonce") != write.item.get("nonce"):
            return None
    return {id: item["_etag"] for id, item in found.items()}


def refused(error: HttpResponseError) -> int | None:
    """Tell with what status a write was refused for what is, or is not, there; `None` if for anything else."""
    if error.status_code in (404, 409, 412) and getattr(error, "sub_status", None) != OWNER_NOT_FOUND:
        return error.status_code
    return None


def position(error: CosmosBatchOperationError) -> int:
    """Tell which step of a batch failed."""
    # Untyped in azure-cosmos 4.17.1, but always given.
    return cast("int", error.error_index)  # pyright: ignore[reportUnknownMemberType]


def conflict(write: Write) -> Conflict:
    record = write.record
    return Conflict(f"{record.container}: {record.id!r} was written by somebody else first, or is gone")
