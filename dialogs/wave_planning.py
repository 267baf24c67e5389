"""Coordinators make a dry run, and split a large audience into several waves."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from cards.texts import Texts
from cards.wave_editor import MAX_LINE, Typed
from cards.wave_plan import plan_card
from cards.wave_split import creating_card, parts_card, split_card
from dialogs.errands import PATIENCE_SECONDS
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.rollout import Rollout
from dialogs.services import Services
from dialogs.wave_typed import day_from, people_of
from dialogs.wave_words import beaten, not_now, texts_of, who
from dialogs.waves import listed, shown
from waves.hours import zone_named
from waves.people_lists import keep_list
from waves.split import MOST_PARTS, By, Part, Split, TooManyParts, parts, planned
from waves.wave import Audience, PlanState, Source, State, Wave, Who
from waves.waves import NameTaken, NotNow, Seen, WaveChanged

_LOOK_SECONDS: Final = 0.2
_A_WEEK: Final = 200
_MOST_A_WEEK: Final = 100_000


async def dry_run(seen: Seen, turn: Turn, services: Services) -> Reply:
    """Have the audience read, and show who it is as soon as that is known."""
    try:
        wave = await services.rollout.waves.want_plan(seen, who(turn))
    except WaveChanged as changed:
        return await shown(changed.wave, turn, services, notice=beaten(changed.wave, turn))
    except NotNow as error:
        return await shown(error.wave, turn, services, notice=not_now(error, texts_of(turn)))
    services.rollout.kick()
    return await plan(wave.name, turn, services)


async def plan(name: str, turn: Turn, services: Services) -> Reply:
    """Show the dry run as it is, waiting a little if it is being made."""
    wave = await _read(name, services.rollout)
    if wave is None or wave.plan is None or wave.state is not State.DRAFT:
        return await shown(wave, turn, services)
    texts = texts_of(turn)
    return Reply(text=texts("Dry run"), card=plan_card(wave, wave.plan, texts))


async def split(typed: Typed, seen: Seen, turn: Turn, services: Services, *, asked: bool) -> Reply:
    """Ask how to split a wave, or show what comes of it."""
    wave, texts = await services.rollout.waves.get(seen.name), texts_of(turn)
    if wave is None or not _is_planned(wave):
        return await shown(wave, turn, services, notice=texts("It needs a dry run first.") if wave else None)
    if not asked:
        typed = {**_first(wave, turn), **{name: text for name, text in typed.items() if text}}
        return Reply(text=texts("Split into waves"), card=split_card(wave, typed, (), texts))
    wanted, faults = _wanted(wave, typed, texts)
    if wanted is None:
        return Reply(text=faults[0], card=split_card(wave, typed, faults, texts))
    try:
        found = await _parts(wave, wanted, services)
    except (TooManyParts, LookupError) as error:
        fault = _too_many(error.count, texts) if isinstance(error, TooManyParts) else texts("It needs a dry run first.")
        return Reply(text=fault, card=split_card(wave, typed, (fault,), texts))
    return Reply(text=texts("Split into waves"), card=parts_card(wave, typed, found, texts))


async def create_parts(typed: Typed, seen: Seen, turn: Turn, services: Services) -> Reply:
    """Make a draft of each part; what is there already stays as it is."""
    wave, texts = await services.rollout.waves.get(seen.name), texts_of(turn)
    wanted = _wanted(wave, typed, texts)[0] if wave and _is_planned(wave) else None
    if wave is None or wanted is None or wave.version != seen.version:
        return await split(typed, seen, turn, services, asked=True)
    key = ("create", wave.name, wave.version, wanted)
    made = await services.rollout.errands.within(key, lambda: _create(wave, wanted, who(turn), turn, services))
    if made is None:
        return Reply(text=texts("Split into waves"), card=creating_card(wave, typed, texts))
    return await listed(0, turn, services)


async def _create(wave: Wave, wanted: Split, by: Who, turn: Turn, services: Services) -> int:
    rollout, found = services.rollout, parts(await planned(services.rollout.store, wave), wanted)
    for part in reversed(found):  # so that the first of them stands first in the list of waves
        await _create_one(wave, part, by, turn, rollout)
    return len(found)


async def _create_one(wave: Wave, part: Part, by: Who, turn: Turn, rollout: Rollout) -> None:
    try:
        made = await rollout.waves.create(part.name, by, kind=wave.kind)
    except NameTaken:
        there = await rollout.waves.get(part.name)
        if there is None or there.version > 1 or there.history[0].person != by.person:
            return
        made = there  # ours, of a try that broke off
    people = await keep_list(rollout.store, part.name, part.people, {}, turn.at)
    audience = Audience(
        source=Source.FILE,
        without_guests=wave.audience.without_guests,
        without_enrolled=wave.audience.without_enrolled,
    )
    await rollout.waves.edit(
        Seen(name=made.name, version=made.version),
        by,
        audience=audience,
        people=people,
        sponsor=wave.sponsor,
        starts_at=_starts_at(wave, part),
        zone=wave.zone,
        texts=dict(wave.texts),
        goal=wave.goal,
        quiet=wave.quiet,
        testers=wave.testers,
    )


def _starts_at(wave: Wave, part: Part) -> datetime:
    """Give the part's day at the time of day of the whole: nine where it has none."""
    zone = zone_named(wave.zone) or UTC
    clock = wave.starts_at.astimezone(zone).time() if wave.starts_at else datetime.min.time().replace(hour=9)
    return datetime.combine(part.day, clock, zone).astimezone(UTC)


async def _parts(wave: Wave, wanted: Split, services: Services) -> Sequence[Part] | None:
    rollout = services.rollout

    async def found() -> Sequence[Part]:
        people = await planned(rollout.store, wave)
        return await asyncio.to_thread(parts, people, wanted)

    return await rollout.errands.within(("split", wave.name, wave.plan and wave.plan.id, wanted), found)


def _first(wave: Wave, turn: Turn) -> Typed:
    monday = turn.at.date() + timedelta(days=7 - turn.at.weekday())
    start = wave.starts_at.date() if wave.starts_at and wave.starts_at > turn.at else monday
    return {"people": str(_A_WEEK), "start": start.isoformat(), "first": "\n".join(wave.testers)}


def _wanted(wave: Wave, typed: Typed, texts: Texts) -> tuple[Split | None, list[str]]:
    faults: list[str] = []
    people, start = typed.get("people", "").strip().removesuffix(".0"), day_from(typed.get("start", ""))
    first, odd = people_of(typed.get("first", ""))
    is_number = people.isascii() and people.isdecimal() and 1 <= int(people[:9]) <= _MOST_A_WEEK
    by = By(typed["by"]) if typed.get("by") in set(By) else By.WEEK
    if by is By.WEEK and not is_number:
        faults.append(texts("How many people a week? Give a whole number."))
    if start is None:
        faults.append(texts("On which day does the first go out?"))
    if len(typed.get("first", "")) > MAX_LINE:
        faults.append(texts("That is too long a list. Write some names, with commas between."))
    if odd:
        faults.append(texts("Neither a user name nor an object id: {names}", names=", ".join(odd[:3])[:200]))
    if faults or start is None:
        return None, faults
    a_week = int(people) if is_number else _A_WEEK
    split = Split(name=wave.name, by=by, start=start, a_week=a_week, first=frozenset(first), rest=texts("others"))
    return split, []


def _too_many(count: int, texts: Texts) -> str:
    return texts(
        "That makes {count} waves, and {most} are the most. Take more people a week.",
        count=str(count),
        most=str(MOST_PARTS),
    )


def _is_planned(wave: Wave) -> bool:
    return wave.state is State.DRAFT and wave.plan is not None and wave.plan.state is PlanState.READY


async def _read(name: str, rollout: Rollout) -> Wave | None:
    """Read a wave; while its dry run is being made, for as long as a press may take."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE_SECONDS
    while True:
        wave = await rollout.waves.get(name)
        waits = wave is not None and wave.plan is not None and wave.plan.state is PlanState.WANTED
        if not waits or loop.time() >= until:
            return wave
        await asyncio.sleep(_LOOK_SECONDS)
