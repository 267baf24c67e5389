"""Revisions in a terminal."""

from pathlib import Path

import pytest

from knowledge.promotion import Promotions
from knowledge.review_item import Who
from store.opening import open_store
from tests.knowledge.clock import Clock
from tests.knowledge.command_line import Run

BOB = Who(person="bob", name="Bob B")


@pytest.fixture
async def url(tmp_path: Path, clock: Clock) -> str:
    """A store in which two questions were promoted to one article."""
    url = f"sqlite:///{tmp_path}/promoted.db"
    store = open_store(url, clock)
    promotions = Promotions(store, clock)
    await promotions.promote_question("coffee", "en", "is there decaf", BOB, "2026-01:abc")
    await promotions.promote_question("coffee", "en", "who cleans the machine", BOB)
    await store.close()
    return url


def test_revisions_are_listed_with_author_and_item(url: str, run: Run) -> None:
    code, output, _ = run("revisions", url, "coffee", "en")
    assert code == 0
    first, second = output.splitlines()
    assert first.split()[0] == "1"
    assert "Bob B  2026-01:abc" in first
    assert second.split()[0] == "2"


def test_revisions_are_compared(url: str, run: Run) -> None:
    _, output, _ = run("revisions", url, "coffee", "en", "--compare", "1", "2")
    assert "+- who cleans the machine" in output
    assert "+- is there decaf" not in output


def test_an_earlier_revision_is_taken_back_as_a_new_one(url: str, run: Run) -> None:
    assert "as revision 3" in run("revisions", url, "coffee", "en", "--take-back", "0")[1]
    _, output, _ = run("revisions", url, "coffee", "en", "--compare", "2", "3")
    assert "-- is there decaf" in output


def test_what_was_never_promoted_is_said(url: str, run: Run) -> None:
    assert "nothing was promoted to sv/coffee" in run("revisions", url, "coffee", "sv")[1]


def test_a_revision_that_is_not_there_cannot_be_taken_back(url: str, run: Run) -> None:
    code, _, errors = run("revisions", url, "coffee", "en", "--take-back", "9")
    assert code == 2
    assert errors
