"""What can be typed for each part of a wave: read, or refused with how to write it."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import wraps
from pathlib import Path
from typing import Final, TypeVar

from waves.hours import zone_named
from waves.people_values import clean, language_of, object_id, platform_of, principal_name, zone_of
from waves.terminal import tidy_name
from waves.wave import Kind, Quiet, Sponsor

NONE: Final = "none"
"""Typed to take something away."""

_LONGEST: Final = 100
_LARGEST_FILE: Final = 20_000

_Read = TypeVar("_Read")


def _refusing(how: str) -> Callable[[Callable[[str], _Read]], Callable[[str], _Read]]:
    """Say how it is to be written, whatever is wrong with it."""

    def refusing(read: Callable[[str], _Read]) -> Callable[[str], _Read]:
        @wraps(read)
        def value(typed: str) -> _Read:
            try:
                return read(typed)
            except ValueError as error:
                raise ArgumentTypeError(f"{how}: not {typed[:_LONGEST]!r}") from error

        return value

    return refusing


@_refusing(f"one of {', '.join(Kind)}")
def kind(typed: str) -> Kind:
    return Kind(typed)


@_refusing('a name and a title, as "Anna Berg, CIO"')
def sponsor(typed: str) -> Sponsor:
    name, _, title = (clean(part) for part in typed.partition(","))
    return Sponsor(name=_short(name, empty=False), title=_short(title))


@_refusing("a user principal name or an object id")
def person(typed: str) -> str:
    return _known(typed, lambda text: object_id(text) or principal_name(text))


@_refusing("the object id of the group: not its name")
def group(typed: str) -> str:
    return _known(typed, object_id, empty=False)


@_refusing("one of windows, android, ios, macos, linux")
def platform(typed: str) -> str:
    return _known(typed, platform_of)


@_refusing("en or sv")
def language(typed: str) -> str:
    return _known(typed, language_of)


@_refusing(f"at most {_LONGEST} characters")
def word(typed: str) -> str:
    return _short(clean(typed))


@_refusing("the name of a wave")
def wave(typed: str) -> str:
    return tidy_name(typed) if typed else ""


@_refusing("a time zone, as Europe/Stockholm")
def zone(typed: str) -> str:
    return _known(typed, zone_of, empty=False)


@_refusing("a share from 1 to 100")
def percent(typed: str) -> int:
    share = int(typed.rstrip(" %"))
    if not 1 <= share <= 100:
        raise ValueError(share)
    return share


@_refusing("a day, as 2026-12-15")
def day(typed: str) -> date:
    return date.fromisoformat(typed)


@_refusing("two times, as 18:00-08:00, or none")
def quiet(typed: str) -> Quiet | str:
    if typed == NONE:
        return NONE
    start, end = (time.fromisoformat(each.strip()) for each in typed.split("-"))
    if start == end or start.tzinfo or end.tzinfo:
        raise ValueError(typed)
    return Quiet(start=start, end=end)


@_refusing('a day and a time, as "2026-12-01 09:00", or now')
def clock_time(typed: str) -> datetime | str:
    """Read what clocks show; `NONE` for at once."""
    if typed in {NONE, "now"}:
        return NONE
    clock = datetime.fromisoformat(typed)
    if clock.tzinfo or ":" not in typed:
        raise ValueError(typed)
    return clock


@_refusing("a file of 1 to 20,000 bytes of UTF-8")
def text_file(typed: str) -> str:
    with Path(typed).open("rb") as file:
        text = file.read(_LARGEST_FILE + 1)
    words = text.decode("utf-8-sig").replace("\r\n", "\n").strip()
    if not words or len(text) > _LARGEST_FILE or "\0" in words:
        raise ValueError(typed)
    return words


def moment(clock: datetime, zone: str, now: datetime) -> datetime:
    """Give the moment, in UTC, at which clocks in a time zone show this. Raises `ValueError`."""
    there = zone_named(zone) or UTC
    found = clock.replace(tzinfo=there).astimezone(UTC)
    if found.astimezone(there).replace(tzinfo=None) != clock:
        raise ValueError(f"No clock in {zone} shows {clock:%H:%M} on {clock.date()}: it is put forward then")
    if found <= now:
        raise ValueError(f"{clock:%Y-%m-%d %H:%M} in {zone} has passed. --at now is as soon as it is sent")
    return found


def on_clocks(moment: datetime, zone: str) -> datetime:
    """Tell what clocks in a time zone show at a moment."""
    return moment.astimezone(zone_named(zone) or UTC).replace(tzinfo=None)


def _known(typed: str, read: Callable[[str], str], *, empty: bool = True) -> str:
    text = clean(typed)
    found = read(text)
    if not found and (text or not empty):
        raise ValueError(typed)
    return found


def _short(text: str, *, empty: bool = True) -> str:
    if len(text) > _LONGEST or not (text or empty):
        raise ValueError(text)
    return text
