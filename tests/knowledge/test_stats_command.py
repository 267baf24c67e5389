"""How each article does, from a terminal: where today is today."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.containers import FEEDBACK
from store.opening import open_store
from store.record import Record
from tests.knowledge.command_line import Run


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with one answer shown yesterday and two a month ago."""
    url = f"sqlite:///{tmp_path}/kept.db"
    asyncio.run(fill(url, [1, 35, 36]))
    return url


async def fill(url: str, ages: Sequence[int]) -> None:
    now = datetime.now(UTC)
    store = open_store(url, lambda: now)
    for age in ages:
        day = (now.date() - timedelta(days=age)).isoformat()
        body = {"turn": "turn", "person": "anna", "at": f"{day}T08:30:00+00:00", "outcome": "answer", "slug": "coffee"}
        await store.add(Record(container=FEEDBACK.name, partition=day, id="turn:anna", body=body))
    await store.close()


def test_stats_shows_four_weeks_as_a_table(run: Run, url: str) -> None:
    code, output, _ = run("stats", url)

    assert code == 0
    _, coffee, quiet = output.splitlines()
    assert (coffee.split()[:2], quiet) == (["coffee", "1"], "articles that nobody asked for: 2")


def test_stats_takes_the_number_of_days(run: Run, url: str) -> None:
    code, output, _ = run("stats", url, "--days", "40", "--json")

    articles = {article["slug"]: article["asked"] for article in json.loads(output)["articles"]}
    assert (code, articles) == (0, {"coffee": 3, "garage": 0, "printer": 0})


def test_stats_of_a_file_that_is_not_there_makes_none(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("stats", f"sqlite:///{tmp_path}/nowhere.db")

    assert (code, errors) == (2, f"knowledge: There is no file {tmp_path}/nowhere.db. Is it spelt rightly?\n")
    assert not (tmp_path / "nowhere.db").exists()


def test_stats_of_a_file_that_is_no_store_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear all, this is not a database. " * 100)

    code, output, errors = run("stats", f"sqlite:///{tmp_path}/letter.db")

    assert (code, output) == (1, "")
    assert errors.startswith("knowledge: ")


@pytest.mark.parametrize("arguments", [["--days", "0"], ["--key-file", "nowhere"]])
def test_stats_called_wrongly_says_so(run: Run, url: str, arguments: list[str]) -> None:
    code, output, errors = run("stats", url, *arguments)

    assert (code, output) == (2, "")
    assert errors.startswith("knowledge: ")
