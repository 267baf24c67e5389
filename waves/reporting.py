"""`python -m waves report`: how a wave stands, as text, as JSON, or each recipient as CSV."""

import argparse
import asyncio
import csv
import io
import json
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Final

from store.containers import DELIVERIES
from store.port import Store
from waves.bucket import LEASE, look
from waves.delivery import BUCKETS, Delivery, Outcome, partition_of
from waves.delivery_record import LATER, to_delivery
from waves.describing import at, describe, describe_plan
from waves.terminal import add_store, opened
from waves.wave import PlanState, Wave
from waves.waves import to_body
from waves.wording import REMEDIES, next_steps, outcome_lines, printable

_PAGE: Final = 500
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would calculate."""

_COLUMNS: Final = (
    "person",
    "upn",
    "name",
    "department",
    "site",
    "language",
    "platform",
    "state",
    "code",
    "tries",
    "at",
    "acknowledged_at",
    "enrolled_at",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Tell how a wave stands: what became of whom, what to do about it, and who did what."
    parser.add_argument("name", metavar="NAME", help="the wave")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--csv", action="store_true", help="print every recipient as CSV in UTF-8, as Excel opens it")
    add_store(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the report; return the exit code."""
    asyncio.run(_print(options))
    return 0


async def _print(options: argparse.Namespace) -> None:
    async with opened(options) as terminal:
        wave = await terminal.wave(options.name)
        if options.csv:
            await _print_csv(terminal.store, wave)
            return
        counts = outcomes(wave, (await look(terminal.store, wave.name)).counts or wave.counts)
    if options.json:
        print(json.dumps(to_json(wave, counts), ensure_ascii=False, indent=2))
        return
    for line in to_text(wave, counts):
        print(line)


def to_text(wave: Wave, counts: Mapping[str, int]) -> Iterator[str]:
    """Write the report for people."""
    yield from (*describe(wave), "", *describe_plan(wave), "")
    if counts:
        yield _sum(wave, counts)
        yield from outcome_lines(counts)
        yield ""
    yield "history"
    for step in wave.history:
        detail = f" ({printable(step.detail)})" if step.detail else ""
        yield f"  {at(step.at, wave.zone)}  {printable(step.name) or 'the bot':24}{printable(step.what)}{detail}"
    yield f"\nWhat can be done: {next_steps(wave.name, wave.state)}"


def _sum(wave: Wave, counts: Mapping[str, int]) -> str:
    total, audience = sum(counts.values()), audience_of(wave)
    same = "as many as the audience" if total == audience else f"but the audience is {audience}: read it again"
    return f"outcomes, {total:,} together, {same}"


def audience_of(wave: Wave) -> int | None:
    """Tell how many a wave is for; `None` until that is fixed."""
    fixed = wave.plan is not None and wave.plan.state in {PlanState.WRITING, PlanState.WRITTEN}
    return wave.plan.recipients if wave.plan and fixed else None


def outcomes(wave: Wave, counts: Mapping[str, int]) -> Mapping[str, int]:
    """Count the audience by outcome: whose delivery is not written down yet waits as well."""
    unwritten = (audience_of(wave) or 0) - sum(counts.values())
    if wave.plan is None or wave.plan.state is not PlanState.WRITING or unwritten <= 0:
        return counts
    return {**counts, Outcome.PENDING.value: counts.get(Outcome.PENDING.value, 0) + unwritten}


def to_json(wave: Wave, counts: Mapping[str, int]) -> dict[str, Any]:
    """Write the report for machines: the wave as it is kept, and what became of its audience."""
    kept = to_body(wave)
    return {
        **{name: kept[name] for name in ("name", "state", "kind", "starts_at", "zone", "started_at", "ended_at")},
        "audience": audience_of(wave),
        "sum": sum(counts.values()),
        "outcomes": {state.value: counts.get(state.value, 0) for state in Outcome},
        "remedies": {state: REMEDIES[Outcome(state)] for state in counts if Outcome(state) in REMEDIES},
        **{name: kept[name] for name in ("plan", "people", "goal", "history")},
    }


async def _print_csv(store: Store, wave: Wave) -> None:
    """Write page by page, so that a hundred thousand people take no more memory than some."""
    _write("\ufeff" + to_csv([_COLUMNS]))
    async for deliveries in _pages(store, wave):
        _write(to_csv([[getattr(each, name) for name in _COLUMNS] for each in deliveries]))


async def _pages(store: Store, wave: Wave) -> AsyncIterator[list[Delivery]]:
    for bucket in range(BUCKETS):
        continuation: str | None = None
        while True:
            partition = partition_of(wave.name, bucket)
            page = await store.find(DELIVERIES.name, partition, limit=_PAGE, continuation=continuation)
            records = [record for record in page.records if record.id != LEASE and not record.id.endswith(LATER)]
            yield [to_delivery(record.body) for record in records]
            continuation = page.continuation
            if continuation is None:
                break


def to_csv(rows: Sequence[Sequence[Any]]) -> str:
    """Write rows; what a spreadsheet would calculate is quoted."""
    file = io.StringIO()
    csv.writer(file).writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write(text: str) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
