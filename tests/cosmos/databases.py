"""A database in Azure Cosmos DB for each test."""

import secrets
from collections.abc import Mapping

from store.containers import Container
from store.cosmos import CosmosStore
from store.cosmos_account import PATIENT, Address, CosmosAccount, Patience
from store.cosmos_provision import provision
from tests.cosmos.account import Account


class CosmosDatabase:
    """Implement `tests.store.databases.Database` in an account."""

    def __init__(self, account: Account, containers: Mapping[str, Container]) -> None:
        self.address = Address(endpoint=account.endpoint, database=f"test-{secrets.token_hex(6)}")
        self.key = account.key
        self.now = account.now
        self._account = account
        self._containers = containers
        self._stores: list[CosmosStore] = []
        self._provisioned = False

    async def open(self, patience: Patience = PATIENT) -> CosmosStore:
        if not self._provisioned:
            self._provisioned = True
            await provision(self.address, key=self.key, tell=lambda _: None, containers=self._containers.values())
        store = CosmosStore(
            self.address,
            clock=self.now,
            key=self.key,
            containers=self._containers,
            patience=patience,
        )
        self._stores.append(store)
        return store

    async def pass_time(self, seconds: int) -> None:
        self._account.pass_time(seconds)

    async def close(self) -> None:
        for store in self._stores:
            await store.close()
        if self._provisioned:
            account = CosmosAccount(self.address, key=self.key, patience=PATIENT)
            await account.run(lambda client: client.delete_database(self.address.database))
            await account.close()
