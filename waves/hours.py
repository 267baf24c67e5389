"""When a person may be nudged: never in quiet hours by their own clock."""

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from waves.wave import Quiet


def zone_named(name: str) -> ZoneInfo | None:
    """Find a time zone by its name in the IANA database: `Europe/Stockholm`; `None` if there is none."""
    if not name or len(name) > 64:
        return None
    return _zone(name)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # no such name, a folder's name, no such zone
        return None


def awake_at(moment: datetime, quiet: Quiet | None, zone: tzinfo) -> datetime:
    """Give the first moment from this one on at which it is not quiet there."""
    if quiet is None or quiet.start == quiet.end:
        return moment
    local = moment.astimezone(zone)
    now, start, end = local.time().replace(tzinfo=None), quiet.start, quiet.end
    is_quiet = start <= now < end if start < end else now >= start or now < end
    if not is_quiet:
        return moment
    day = local.date() + timedelta(days=1 if now >= end else 0)
    # A clock time that a change to summer time leaves out counts as the moment of the change, or an hour later.
    ends = datetime.combine(day, end, zone).astimezone(moment.tzinfo)
    # One that a change to winter time shows twice may have passed once.
    return ends if ends > moment else datetime.combine(day, end.replace(fold=1), zone).astimezone(moment.tzinfo)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """Tell which day it is there."""
    return moment.astimezone(zone).date()


def next_day(moment: datetime, quiet: Quiet | None, zone: tzinfo) -> datetime:
    """Give the first moment of the next day, there, at which it is not quiet, and not before nine."""
    tomorrow = day_of(moment, zone) + timedelta(days=1)
    nine = datetime.combine(tomorrow, datetime.min.time().replace(hour=9), zone)
    return awake_at(nine.astimezone(moment.tzinfo), quiet, zone)
