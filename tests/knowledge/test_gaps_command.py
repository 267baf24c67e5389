"""The helpdesk's report from a terminal."""

import asyncio
import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.gaps import Gaps, Unanswered, Week
from knowledge.gaps_report import gaps_csv, gaps_table
from knowledge.review import Asked, Reviews
from knowledge.statistics import Statistics
from store.opening import open_store
from tests.knowledge.command_line import Run

GAPS = Gaps(
    until=datetime(2026, 11, 22, 12, tzinfo=UTC),
    this_week=Week(questions=12, answered=9, unanswered=2, first_answer=timedelta(hours=3, minutes=5)),
    last_week=Week(),
    topics=(Unanswered(name="coffee", this_week=2), Unanswered(name=None, last_week=1)),
    platforms=(Unanswered(name="ios", this_week=2, last_week=1),),
    worst=(Statistics(slug="garage", helpful=1, unhelpful=5, reasons={"wrong": 3, "unclear": 1}, nearby=()),),
    titles={"coffee": {"en": "Brew coffee"}, "garage": {"sv": "Parkera, bilen"}},
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with one unanswered question, asked just now."""
    url = f"sqlite:///{tmp_path}/kept.db"
    asyncio.run(fill(url))
    return url


async def fill(url: str) -> None:
    now = datetime.now(UTC)
    store = open_store(url, lambda: now)
    asked = Asked(
        question="decaf?",
        language="en",
        platform=None,
        guesses=(("coffee", 0.3),),
        person="anna",
        name="Anna",
        conversation={},
        wants_answer=False,
    )
    await Reviews(store, lambda: now).ask(asked)
    await store.close()


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_gaps_lays_out_a_table(run: Run, url: str) -> None:
    code, output, errors = run("gaps", url)

    assert (code, errors) == (0, "")
    assert "unanswered near  this week  last week\ncoffee                   1          0\n" in output


def test_gaps_prints_csv_as_excel_opens_it(run: Run, url: str) -> None:
    code, output, _ = run("gaps", url, "--csv")

    assert (code, output[0]) == (0, "\N{ZERO WIDTH NO-BREAK SPACE}")
    assert ["unanswered by topic", "coffee", "Brew coffee", "1", "0", "", "", ""] in rows(output)


def test_gaps_of_a_file_that_is_not_there_makes_none(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("gaps", f"sqlite:///{tmp_path}/nowhere.db")

    assert (code, errors) == (2, f"knowledge: There is no file {tmp_path}/nowhere.db. Is it spelt rightly?\n")
    assert not (tmp_path / "nowhere.db").exists()


def test_the_table_has_a_part_for_each_question_of_the_report() -> None:
    assert gaps_table(GAPS).splitlines() == [
        "                             this week  last week",
        "questions                           12          0",
        "answered without a person          75%          -",
        "people without an answer             2          0",
        "median time to first answer     3:05 h          -",
        "",
        "unanswered near  this week  last week",
        "coffee                   2          0",
        "(unknown)                0          1",
        "",
        "unanswered on  this week  last week",
        "ios                    2          1",
        "",
        "least helpful  helpful  opinions             reasons",
        "garage             17%         6  wrong 3, unclear 1",
        "(articles with enough opinions in 28 days)",
    ]


def test_the_csv_is_one_table_of_whole_numbers() -> None:
    assert rows(gaps_csv(GAPS)) == [
        ["section", "name", "title", "this week", "last week", "opinions", "helpful %", "reasons"],
        ["questions", "", "", "12", "0", "", "", ""],
        ["answered without a person %", "", "", "75", "", "", "", ""],
        ["people without an answer", "", "", "2", "0", "", "", ""],
        ["median minutes to first answer", "", "", "185", "", "", "", ""],
        ["unanswered by topic", "coffee", "Brew coffee", "2", "0", "", "", ""],
        ["unanswered by topic", "", "", "0", "1", "", "", ""],
        ["unanswered by platform", "ios", "", "2", "1", "", "", ""],
        ["least helpful articles", "garage", "Parkera, bilen", "", "", "6", "17", "wrong 3, unclear 1"],
    ]


@pytest.mark.parametrize("title", ["=1+1", "+46 8 123", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_calculate_is_text(title: str) -> None:
    found = Gaps(
        until=GAPS.until,
        this_week=Week(),
        last_week=Week(),
        topics=(Unanswered(name="coffee"),),
        titles={"coffee": {"en": title}},
    )

    assert rows(gaps_csv(found))[5][2] == f"'{title}"
