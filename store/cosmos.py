"""The store in Azure Cosmos DB: for several instances of the bot."""

import asyncio
import base64
import json
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from azure.cosmos.aio import ContainerProxy, CosmosClient

from store.containers import CONTAINERS, Container
from store.cosmos_account import PROMPT, Address, CosmosAccount, Patience
from store.cosmos_find import to_sql
from store.cosmos_item import Item, to_id, to_item, to_record
from store.cosmos_write import Write, put, put_all, read, remove
from store.paging import Query, to_continuation
from store.record import Change, Json, Kind, Page, Record
from store.rules import check_address, check_changes, check_limit, check_query, check_total, encode, to_json

T = TypeVar("T")

MAX_PAGE = 1000
"""Items that the server is asked for at a time."""

_AT_ONCE: Final = 50
"""Reads of `get_all` that are under way together."""


class CosmosStore:
    """Implement `store.port.Store` on a database whose containers `python -m store provision` has made."""

    def __init__(
        self,
        address: Address,
        *,
        clock: Callable[[], datetime],
        key: str | None = None,
        containers: Mapping[str, Container] = CONTAINERS,
        patience: Patience = PROMPT,
    ) -> None:
        self._account = CosmosAccount(address, key=key, patience=patience)
        self._database = address.database
        self._clock = clock
        self._containers = containers
        self._proxies: dict[str, ContainerProxy] = {}

    async def get(self, container: str, partition: str, id: str) -> Record | None:
        name = self._container(container).name
        check_address(partition, id)
        item = await self._run(name, lambda proxy: read(proxy, partition, to_id(id)))
        return None if item is None else to_record(name, item)

    async def get_all(self, container: str, addresses: Sequence[tuple[str, str]]) -> tuple[Record | None, ...]:
        found: list[Record | None] = []
        for start in range(0, len(addresses), _AT_ONCE):
            some = addresses[start : start + _AT_ONCE]
            found += await asyncio.gather(*(self.get(container, *address) for address in some))
        return tuple(found)

    async def add(self, record: Record) -> Record:
        return await self._put(Kind.ADD, record)

    async def replace(self, record: Record) -> Record:
        return await self._put(Kind.REPLACE, record)

    async def remove(self, record: Record) -> None:
        write, _ = self._write(Kind.REMOVE, record)
        await self._run(record.container, lambda proxy: remove(proxy, write))

    async def commit(self, changes: Sequence[Change]) -> tuple[Record, ...]:
        check_changes(changes)
        pairs = [self._write(change.kind, change.record) for change in changes]
        check_total(text for _, text in pairs)
        if not pairs:
            return ()
        writes = [write for write, _ in pairs]
        etags = await self._run(changes[0].record.container, lambda proxy: put_all(proxy, writes))
        return tuple(written(write, etags.get(write.id, "")) for write in writes)

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
        check_address(partition)
        check_query(self._container(container), where or {}, order, limit)
        query = Query(
            container=container,
            partition=partition,
            where=dict(where or {}),
            order=order,
            descending=descending,
            limit=limit,
            continuation=continuation,
        )
        sql = to_sql(query)

        async def work(proxy: ContainerProxy) -> list[Item]:
            items = proxy.query_items(
                sql.text, parameters=sql.parameters, partition_key=partition, max_item_count=min(limit + 1, MAX_PAGE)
            )
            return [item async for item in items]

        items = await self._run(container, work)
        records = tuple(to_record(container, item) for item in items[:limit])
        if len(items) <= limit:
            return Page(records=records)
        last = records[-1]
        value = None if order == "id" or order in query.where else last.body.get(order)
        return Page(records=records, continuation=to_continuation(query, (value, last.id)))

    async def scan(self, container: str, *, limit: int = 100, continuation: str | None = None) -> Page:
        known = self._container(container)
        check_limit(limit)
        token = None if continuation is None else to_token(container, continuation)

        async def work(proxy: ContainerProxy) -> tuple[list[Item], str | None]:
            # Without an order, which only one partition can give: so the server goes through all, in its own.
            # `Any`, because azure-cosmos 4.17.1 does not declare the continuation.
            pages: Any = proxy.query_items("SELECT * FROM c", max_item_count=min(limit, MAX_PAGE)).by_page(token)
            async for page in pages:
                return [item async for item in page], pages.continuation_token
            return [], None

        items, following = await self._run(container, work)
        records = tuple(self._scanned(known, item) for item in items)
        return Page(records=records, continuation=following and from_token(container, following))

    async def close(self) -> None:
        await self._account.close()

    def _container(self, name: str) -> Container:
        if name not in self._containers:
            raise ValueError(f"There is no container {name!r}; there are {', '.join(self._containers)}")
        return self._containers[name]

    async def _put(self, kind: Kind, record: Record) -> Record:
        write, _ = self._write(kind, record)
        return written(write, await self._run(record.container, lambda proxy: put(proxy, write)))

    def _write(self, kind: Kind, record: Record) -> tuple[Write, str]:
        """Check a change, and return it with its body's JSON."""
        container = self._container(record.container)
        check_address(record.partition, record.id)
        if kind is Kind.REMOVE:
            return Write(kind=kind, record=record, item={}), ""
        text = encode(record, container)
        return Write(kind=kind, record=record, item=to_item(record, container, text)), text

    def _scanned(self, container: Container, item: Item) -> Record:
        """Make a record whose `ttl` is what is left of it."""
        record = to_record(container.name, item)
        lifetime = record.ttl or container.ttl
        if lifetime is None:
            return record
        left = math.ceil(item["_ts"] + lifetime - self._clock().timestamp())
        return replace(record, ttl=max(left, 1))

    async def _run(self, container: str, work: Callable[[ContainerProxy], Awaitable[T]]) -> T:
        async def on_container(client: CosmosClient) -> T:
            if container not in self._proxies:
                proxy = client.get_database_client(self._database).get_container_client(container)
                # Once, so that from then on a 404 is about an item.
                await proxy.read()
                self._proxies[container] = proxy
            return await work(self._proxies[container])

        return await self._account.run(on_container)


def written(write: Write, etag: str) -> Record:
    """Make the record as it now is in the database, sharing nothing with the caller's."""
    return write.record if write.kind is Kind.REMOVE else to_record(write.record.container, write.item, etag)


def from_token(container: str, token: str) -> str:
    """Write down where a scan of a container is to go on."""
    return base64.urlsafe_b64encode(to_json(["scan", container, token]).encode()).decode()


def to_token(container: str, continuation: str) -> str:
    """Read back where a scan is to go on. Raises `ValueError` if it is not one of this container."""
    try:
        parts = json.loads(base64.b64decode(continuation, altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{container}: this is no continuation of a page") from error
    match parts:
        case ["scan", str(name), str(token)] if name == container:
            return token
        case _:
            raise ValueError(f"{container}: the continuation is of another query")
