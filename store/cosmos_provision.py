"""Make what the store in Azure Cosmos DB needs: for accounts without infrastructure files, and for tests."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from azure.cosmos import PartitionKey
from azure.cosmos.aio import CosmosClient, DatabaseProxy
from azure.cosmos.exceptions import CosmosResourceExistsError, CosmosResourceNotFoundError

from store.containers import CONTAINERS, Container
from store.cosmos_account import PATIENT, Address, CosmosAccount
from store.port import StoreError


async def provision(
    address: Address,
    *,
    key: str | None,
    tell: Callable[[str], None],
    containers: Iterable[Container] = CONTAINERS.values(),
) -> None:
    """Make the database and the containers where they are missing, and tell of each what was done.

    A container that is there is left as it is, but for its expiry and its indexes, which this version may want
    otherwise. May be repeated. Raises `StoreError` if a container has another partition key, which cannot be changed.
    """
    account = CosmosAccount(address, key=key, patience=PATIENT)

    async def make_all(client: CosmosClient) -> None:
        database = client.get_database_client(address.database)
        tell(f"database {address.database}: {await make_database(client, database)}")
        for container in containers:
            tell(f"container {container.name}: {await make_container(database, container)}")

    try:
        await account.run(make_all)
    finally:
        await account.close()


async def make_database(client: CosmosClient, database: DatabaseProxy) -> str:
    """Make a database, and tell whether it was there."""
    try:
        await database.read()
    except CosmosResourceNotFoundError:
        await client.create_database(database.id)
        return "made"
    return "is there"


async def make_container(database: DatabaseProxy, container: Container) -> str:
    """Make a container, or mend it, and tell which."""
    wanted = container.cosmos_properties()
    partition_key = PartitionKey(path=wanted["partitionKey"]["paths"][0])
    rest = {"indexing_policy": wanted["indexingPolicy"], "default_ttl": wanted["defaultTtl"]}
    try:
        await database.create_container(container.name, partition_key, **rest)
    except CosmosResourceExistsError:
        found = await database.get_container_client(container.name).read()
    else:
        return "made"
    if found["partitionKey"]["paths"] != wanted["partitionKey"]["paths"]:
        raise StoreError(
            f"The container {container.name} is there, but with the partition key {found['partitionKey']['paths'][0]} "
            f"in place of {partition_key.path}, which cannot be changed. Name another database."
        )
    if essence(found) == essence(wanted):
        return "is there"
    await database.replace_container(container.name, partition_key, **rest)
    return "expiry and indexes changed"


def essence(properties: Mapping[str, Any]) -> tuple[Any, ...]:
    """Reduce a container's properties to what is compared: the server adds to them, and reorders."""
    policy = properties["indexingPolicy"]
    included: set[str] = {path["path"] for path in policy.get("includedPaths", ())}
    composite: set[str] = {str([part["path"] for part in index]) for index in policy.get("compositeIndexes") or ()}
    return properties.get("defaultTtl"), included, composite
