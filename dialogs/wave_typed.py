"""What coordinators type about a wave → what it is made of, or what is wrong with it; and back."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

from cards.texts import Texts
from cards.wave_editor import ENROLLED, GUESTS, Typed
from waves.hours import zone_named
from waves.nudge import LANGUAGES
from waves.people_values import object_id, principal_name
from waves.templates import template
from waves.wave import Goal, Kind, Quiet, Source, Sponsor, Wave

MOST_NAMED: Final = 300
MOST_TESTERS: Final = 20
_MOST_VALUES: Final = 50
_LONGEST_VALUE: Final = 100
_LONGEST_TEXT: Final = 2_000
_SHOWN: Final = 3
_BETWEEN: Final = re.compile(r"[,;\s]+")

Fields = dict[str, Any]
"""What of a wave is to be changed."""


def who_typed(wave: Wave) -> Typed:
    """Write down the audience as it would be typed."""
    audience = wave.audience
    skip = [GUESTS] * audience.without_guests + [ENROLLED] * audience.without_enrolled
    return {
        "source": audience.source.value,
        "group": audience.group,
        "departments": ", ".join(audience.departments),
        "sites": ", ".join(audience.sites),
        "platforms": ",".join(audience.platforms),
        "languages": ",".join(audience.languages),
        "skip": ",".join(skip),
        "without": "\n".join(audience.without),
        "waves": ",".join(audience.without_waves),
    }


def who_fields(wave: Wave, typed: Typed, texts: Texts) -> tuple[Fields, list[str]]:
    """Read the audience that was typed."""
    faults: list[str] = []
    source = Source(typed["source"]) if typed.get("source") in set(Source) else wave.audience.source
    group = typed.get("group", "").strip()
    if source is Source.GROUP and not object_id(group):
        faults.append(texts("The group's object id looks like 00001111-aaaa-2222-bbbb-3333cccc4444: see it in Entra."))
    without = _people(typed.get("without", ""), MOST_NAMED, faults, texts)
    skip = _chosen(typed.get("skip", ""))
    audience = replace(
        wave.audience,
        source=source,
        group=object_id(group) or wave.audience.group,
        departments=_values(typed.get("departments", ""), faults, texts),
        sites=_values(typed.get("sites", ""), faults, texts),
        platforms=_chosen(typed.get("platforms", "")),
        languages=_chosen(typed.get("languages", "")),
        without=without,
        without_guests=GUESTS in skip,
        without_enrolled=ENROLLED in skip,
        without_waves=tuple(name for name in _chosen(typed.get("waves", "")) if name != wave.name),
    )
    return {"audience": audience}, faults


def what_typed(wave: Wave) -> Typed:
    """Write down the message as it would be typed: where there is none yet, the words to begin with."""
    written = {each: wave.texts.get(each, "") for each in LANGUAGES}
    if not any(written.values()):
        written = {each: template(wave.kind, each) for each in LANGUAGES}
    return {
        "kind": wave.kind.value,
        "sponsor_name": wave.sponsor.name if wave.sponsor else "",
        "sponsor_title": wave.sponsor.title if wave.sponsor else "",
        **{f"text_{language}": text for language, text in written.items()},
        "testers": "\n".join(wave.testers),
    }


def what_fields(wave: Wave, typed: Typed, texts: Texts) -> tuple[Fields, list[str]]:
    """Read the message that was typed. Words to begin with that were left alone become those of the kind."""
    faults: list[str] = []
    kind = Kind(typed["kind"]) if typed.get("kind") in set(Kind) else wave.kind
    written: dict[str, str] = {}
    for language in LANGUAGES:
        text = typed.get(f"text_{language}", "").strip()
        if len(text) > _LONGEST_TEXT:
            faults.append(
                texts("{count} characters are too many: {most} fit.", count=str(len(text)), most=str(_LONGEST_TEXT))
            )
        is_template = any(text == template(each, language) for each in Kind)
        if text:
            written[language] = template(kind, language) if is_template else text
    name, title = (" ".join(typed.get(f"sponsor_{each}", "").split())[:_LONGEST_VALUE] for each in ("name", "title"))
    testers = _people(typed.get("testers", ""), MOST_TESTERS, faults, texts)
    sponsor = Sponsor(name=name, title=title) if name or title else None
    return {"kind": kind, "sponsor": sponsor, "texts": written, "testers": testers}, faults


def when_typed(wave: Wave) -> Typed:
    """Write down the times as they would be typed, by the clock of the wave."""
    starts = wave.starts_at.astimezone(zone_named(wave.zone) or UTC) if wave.starts_at else None
    return {
        "date": starts.date().isoformat() if starts else "",
        "time": f"{starts:%H:%M}" if starts else "09:00",
        "zone": wave.zone,
        "quiet_from": f"{wave.quiet.start:%H:%M}" if wave.quiet else "",
        "quiet_to": f"{wave.quiet.end:%H:%M}" if wave.quiet else "",
        "percent": str(wave.goal.percent) if wave.goal else "",
        "by": wave.goal.by.isoformat() if wave.goal else "",
    }


def when_fields(wave: Wave, typed: Typed, now: datetime, texts: Texts) -> tuple[Fields, list[str]]:
    """Read the times that were typed."""
    faults: list[str] = []
    zone = typed.get("zone", "") if zone_named(typed.get("zone", "")) else wave.zone
    starts_at = _starts_at(typed, zone, faults, texts)
    if starts_at and starts_at <= now:
        faults.append(texts("That day and time have passed. Choose a later one."))
    goal = _goal(typed, faults, texts)
    if goal and goal.by < (starts_at or now).date():
        faults.append(texts("The goal's day is before the wave goes out."))
    start, end = _clock(typed.get("quiet_from", "")), _clock(typed.get("quiet_to", ""))
    if (start is None) != (end is None):
        faults.append(texts("Quiet hours need a beginning and an end."))
    quiet = Quiet(start=start, end=end) if start is not None and end is not None else None
    return {"starts_at": starts_at, "zone": zone, "goal": goal, "quiet": quiet}, faults


def _starts_at(typed: Typed, zone: str, faults: list[str], texts: Texts) -> datetime | None:
    if not typed.get("date"):
        return None
    day, clock = day_from(typed["date"]), _clock(typed.get("time", ""))
    if day is None or clock is None:
        faults.append(texts("Please give both a day and a time."))
        return None
    return datetime.combine(day, clock, zone_named(zone) or UTC).astimezone(UTC)


def _goal(typed: Typed, faults: list[str], texts: Texts) -> Goal | None:
    percent, by = typed.get("percent", "").strip().removesuffix(".0"), day_from(typed.get("by", ""))
    if not percent and not typed.get("by"):
        return None
    if not (percent.isascii() and percent.isdecimal() and 1 <= int(percent[:9]) <= 100) or by is None:
        faults.append(texts("A goal is a percentage from 1 to 100, and a day."))
        return None
    return Goal(percent=int(percent), by=by)


def people_of(text: str) -> tuple[list[str], list[str]]:
    """Read user principal names and object ids, and what is neither."""
    entries = [each for each in _BETWEEN.split(text) if each]
    named = [object_id(each) or principal_name(each) for each in entries]
    return list(dict.fromkeys(filter(None, named))), [
        each for each, name in zip(entries, named, strict=True) if not name
    ]


def _people(text: str, most: int, faults: list[str], texts: Texts) -> tuple[str, ...]:
    people, odd = people_of(text)
    if odd:
        shown = ", ".join(each[:_LONGEST_VALUE] for each in odd[:_SHOWN])
        faults.append(texts("Neither a user name nor an object id: {names}", names=shown))
    if len(people) > most:
        faults.append(texts("{count} people are too many here: {most} fit.", count=str(len(people)), most=str(most)))
    return tuple(people)


def _values(text: str, faults: list[str], texts: Texts) -> tuple[str, ...]:
    values = list(dict.fromkeys(" ".join(each.split()) for each in re.split(r"[,;\n]", text)))
    kept = tuple(each for each in values if each)
    if len(kept) > _MOST_VALUES or any(len(each) > _LONGEST_VALUE for each in kept):
        faults.append(texts("That is too long a list. Write some names, with commas between."))
    return kept


def _chosen(text: str) -> tuple[str, ...]:
    return tuple(each for each in text.split(",")[:_MOST_VALUES] if each)


def day_from(text: str) -> date | None:
    """Read a day that was chosen; `None` if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0) if text else None
    except ValueError:
        return None
