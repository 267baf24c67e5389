"""`python -m waves` on an emulator of Azure Cosmos DB: planned, sent and reported as on a file."""

import io
import json
from pathlib import Path

import pytest

from store.containers import CONTAINERS
from tests.cosmos.databases import CosmosDatabase
from tests.cosmos.emulator import Emulator
from tests.waves.command_line import Postman, called, people_csv, running_bot


async def test_a_wave_is_planned_sent_and_reported(
    tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = CosmosDatabase(emulator, CONTAINERS)
    url = f"{database.address.endpoint}{database.address.database}"
    people, key = people_csv(tmp_path, *range(1, 31)), str(database.key)
    try:
        async with running_bot(await database.open(), Postman(blocked=[1, 2])):
            assert await called(url, "import", people, "--wave", "pilot", "--wait", "600", key=key) == 0
            monkeypatch.setattr("sys.stdin", io.StringIO(key))
            assert await called(url, "send", "pilot", "--yes", "--wait", "600", "--key-file", "-") == 0
        capsys.readouterr()
        assert await called(url, "report", "pilot", "--json", key=key) == 0
    finally:
        await database.close()

    report = json.loads(capsys.readouterr().out)
    counts = {state: count for state, count in report["outcomes"].items() if count}
    assert (report["state"], report["audience"], counts) == ("sent", 30, {"sent": 28, "blocked": 2})
