"""`python -m knowledge gaps`: the helpdesk's report as a table, or as CSV for a spreadsheet."""

import argparse
import asyncio
import csv
import io
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from knowledge.gaps import DAYS, Gaps, Unanswered, Week, gaps
from knowledge.kept import open_kept
from knowledge.library import Library, load_library
from knowledge.statistics import Statistics
from knowledge.table import columns

_HEADER: Final = ("section", "name", "title", "this week", "last week", "opinions", "helpful %", "reasons")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would calculate."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Tell what the bot could not answer in the past seven days, and in the seven before."
    parser.add_argument("url", metavar="URL", help="the store")
    parser.add_argument("--key-file", metavar="FILE", help="holds the key of the account; - for standard input")
    parser.add_argument("--csv", action="store_true", help="print CSV in UTF-8, as Excel opens it")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the report; return the exit code."""
    found = asyncio.run(_read(options.url, options.key_file, load_library(options.articles)))
    if options.csv:
        sys.stdout.flush()
        sys.stdout.buffer.write(gaps_csv(found).encode("utf-8-sig"))
        sys.stdout.buffer.flush()
    else:
        print(gaps_table(found))
    return 0


async def _read(url: str, key_file: str | None, library: Library) -> Gaps:
    async with open_kept(url, key_file) as store:
        return await gaps(store, datetime.now(UTC), library)


def gaps_table(found: Gaps) -> str:
    """Lay the report out for a terminal."""
    heads = ["this week", "last week"]
    parts = [
        columns([["", *heads], *_figures(found)], left=1),
        *(
            columns([[title, *heads], *map(_row, counts)], left=1)
            for title, counts in (("unanswered near", found.topics), ("unanswered on", found.platforms))
            if counts
        ),
    ]
    if found.worst:
        rows = [["least helpful", "helpful", "opinions", "reasons"], *map(_worst_row, found.worst)]
        parts += [f"{columns(rows, left=1)}\n(articles with enough opinions in {DAYS} days)"]
    return "\n\n".join(parts)


def _figures(found: Gaps) -> list[list[str]]:
    weeks = (found.this_week, found.last_week)
    return [
        ["questions", *(str(week.questions) for week in weeks)],
        ["answered without a person", *("-" if week.share is None else f"{week.share:.0%}" for week in weeks)],
        ["people without an answer", *(str(week.unanswered) for week in weeks)],
        ["median time to first answer", *(_time(week.first_answer) for week in weeks)],
    ]


def _time(span: timedelta | None) -> str:
    """Write a time as hours and minutes: 3:05."""
    if span is None:
        return "-"
    minutes = round(span / timedelta(minutes=1))
    return f"{minutes // 60}:{minutes % 60:02} h"


def _row(each: Unanswered) -> list[str]:
    return [each.name or "(unknown)", str(each.this_week), str(each.last_week)]


def _worst_row(each: Statistics) -> list[str]:
    return [each.slug, f"{each.helpfulness or 0:.0%}", str(each.opinions), _reasons(each)]


def _reasons(each: Statistics) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in each.reasons.items())


def gaps_csv(found: Gaps) -> str:
    """Write the report as one table. Shares are whole percents, times whole minutes: no decimal sign to misread."""
    this, last = found.this_week, found.last_week
    rows: list[Sequence[str | int | None]] = [
        _HEADER,
        ["questions", "", "", this.questions, last.questions],
        ["answered without a person %", "", "", _percent(this.share), _percent(last.share)],
        ["people without an answer", "", "", this.unanswered, last.unanswered],
        ["median minutes to first answer", "", "", _minutes(this), _minutes(last)],
    ]
    for section, counts in (("unanswered by topic", found.topics), ("unanswered by platform", found.platforms)):
        rows += [[section, each.name, _title(found, each.name), each.this_week, each.last_week] for each in counts]
    for each in found.worst:
        opinions = (each.opinions, _percent(each.helpfulness), _reasons(each))
        rows.append(["least helpful articles", each.slug, _title(found, each.slug), "", "", *opinions])
    file = io.StringIO()
    csv.writer(file).writerows([*map(_cell, row), *[""] * (len(_HEADER) - len(row))] for row in rows)
    return file.getvalue()


def _cell(value: str | int | None) -> str | int:
    """Keep a spreadsheet from calculating what is text."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _title(found: Gaps, name: str | None) -> str:
    return found.title(name, "en") if name and name in found.titles else ""


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _minutes(week: Week) -> int | None:
    return None if week.first_answer is None else round(week.first_answer / timedelta(minutes=1))
