"""`python -m store provision`: what it makes, mends and tells."""

import io
import json
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from store.__main__ import main
from store.containers import CONTAINERS, Container
from store.cosmos_account import Address
from store.cosmos_provision import provision
from store.opening import open_store
from store.port import StoreError
from store.record import Record
from tests.cosmos.emulator import Emulator

NOTES = Container(name="notes", indexed=("state",))


@pytest.fixture
def address(emulator: Emulator) -> Address:
    return Address(endpoint=emulator.endpoint, database=f"made-{secrets.token_hex(4)}")


async def provisioned(address: Address, emulator: Emulator, *containers: Container) -> list[str]:
    """Provision, and return what was told."""
    told: list[str] = []
    await provision(address, key=emulator.key, tell=told.append, containers=containers)
    return told


async def test_what_is_missing_is_made_and_what_is_there_stays(address: Address, emulator: Emulator) -> None:
    name = address.database
    assert await provisioned(address, emulator, NOTES) == [f"database {name}: made", "container notes: made"]

    more = Container(name="more")
    assert await provisioned(address, emulator, NOTES, more) == [
        f"database {name}: is there",
        "container notes: is there",
        "container more: made",
    ]


@pytest.mark.parametrize("change", [{"indexed": ("state", "at")}, {"ttl": 60}])
async def test_a_container_that_differs_is_mended(
    address: Address, emulator: Emulator, change: dict[str, object]
) -> None:
    await provisioned(address, emulator, NOTES)
    changed = replace(NOTES, **change)  # pyright: ignore[reportArgumentType] - as the parameters say

    assert (await provisioned(address, emulator, changed))[1:] == ["container notes: expiry and indexes changed"]
    assert (await provisioned(address, emulator, changed))[1:] == ["container notes: is there"]


class Foreign(Container):
    def cosmos_properties(self) -> dict[str, Any]:
        return super().cosmos_properties() | {"partitionKey": {"paths": ["/tenant"], "kind": "Hash"}}


async def test_a_container_of_another_partition_key_is_refused(address: Address, emulator: Emulator) -> None:
    await provisioned(address, emulator, Foreign(name="notes"))

    with pytest.raises(StoreError, match="with the partition key /tenant in place of /partition"):
        await provisioned(address, emulator, NOTES)


def test_the_command_tells_what_it_did(
    address: Address, emulator: Emulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text(f"{emulator.key}\n")

    assert main(["provision", address.endpoint + address.database, "--key-file", str(tmp_path / "key")]) == 0

    told = capsys.readouterr().out.splitlines()
    assert told == [f"database {address.database}: made", *(f"container {name}: made" for name in CONTAINERS)]


def test_the_command_takes_a_key_from_standard_input_and_tells_that_it_is_wrong(
    address: Address, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("d3Jvbmc=\n"))

    assert main(["provision", address.endpoint + address.database, "--key-file", "-"]) == 1
    assert "Is the key right" in capsys.readouterr().err


def test_the_command_refuses_what_is_no_database_in_cosmos(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["provision", "sqlite:///data/bot.db"]) == 2
    assert "A Cosmos DB store is https://" in capsys.readouterr().err


@pytest.mark.parametrize("patient", [False, True])
async def test_what_was_provisioned_is_opened_by_its_url(address: Address, emulator: Emulator, patient: bool) -> None:
    await provisioned(address, emulator, *CONTAINERS.values())
    store = open_store(address.endpoint + address.database, emulator.now, key=emulator.key, patient=patient)

    for container in CONTAINERS.values():
        added = await store.add(Record(container=container.name, partition="p", id="1", body={}))
        for order in ("id", *container.indexed):
            assert (await store.find(container.name, "p", order=order)).records == (added,)
    await store.close()


def test_the_infrastructure_files_hold_the_same_containers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["containers"]) == 0
    printed = capsys.readouterr().out
    assert Path("infrastructure/containers.json").read_text() == printed
    assert [each["id"] for each in json.loads(printed)] == list(CONTAINERS)
