"""When people may be nudged: quiet hours, time zones, and the days on which clocks are changed."""

from datetime import UTC, date, datetime, time

import pytest

from waves.hours import awake_at, day_of, next_day, zone_named
from waves.wave import Quiet

NIGHT = Quiet(start=time(20), end=time(7))
LUNCH = Quiet(start=time(11, 30), end=time(13))
MADE_UP = Quiet(start=time(22), end=time(2, 30))
"""Ends in an hour that the clocks in Stockholm leave out on 29 March 2026, and show twice on 25 October."""


def utc(day: str, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}:00+00:00")


def awake(moment: datetime, quiet: Quiet | None, zone: str = "Europe/Stockholm") -> datetime:
    """Ask in a time zone that there is."""
    found = zone_named(zone)
    assert found
    return awake_at(moment, quiet, found)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-05 18:59", "2026-01-05 18:59"),
        ("2026-01-05 19:00", "2026-01-06 06:00"),
        ("2026-01-05 22:59", "2026-01-06 06:00"),
        ("2026-01-05 23:00", "2026-01-06 06:00"),
        ("2026-01-06 05:59", "2026-01-06 06:00"),
        ("2026-01-06 06:00", "2026-01-06 06:00"),
    ],
)
def test_quiet_hours_over_midnight_begin_and_end_by_the_clock_of_the_person(now: str, expected: str) -> None:
    assert awake(utc(*now.split()), NIGHT) == utc(*expected.split())


@pytest.mark.parametrize(
    ("now", "expected"),
    [("10:29", "10:29"), ("10:30", "12:00"), ("11:59", "12:00"), ("12:00", "12:00"), ("23:30", "23:30")],
)
def test_quiet_hours_within_a_day_end_on_the_same_day(now: str, expected: str) -> None:
    assert awake(utc("2026-01-05", now), LUNCH) == utc("2026-01-05", expected)


@pytest.mark.parametrize("quiet", [None, Quiet(start=time(8), end=time(8))])
def test_without_quiet_hours_every_moment_will_do(quiet: Quiet | None) -> None:
    assert awake(utc("2026-01-05", "03:00"), quiet) == utc("2026-01-05", "03:00")


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Helsinki", "2026-01-05 05:00"),
        ("Europe/London", "2026-01-05 07:00"),
        ("America/New_York", "2026-01-05 12:00"),
        ("Asia/Kolkata", "2026-01-05 03:00"),
        ("Pacific/Kiritimati", "2026-01-05 03:00"),
        ("UTC", "2026-01-05 07:00"),
    ],
)
def test_each_person_has_quiet_hours_of_their_own_zone(zone: str, expected: str) -> None:
    assert awake(utc("2026-01-05", "03:00"), NIGHT, zone) == utc(*expected.split())


@pytest.mark.parametrize(
    ("now", "expected"),
    [("2026-03-28 23:00", "2026-03-29 05:00"), ("2026-10-24 23:00", "2026-10-25 06:00")],
)
def test_a_night_in_which_clocks_are_changed_ends_by_the_new_clock(now: str, expected: str) -> None:
    assert awake(utc(*now.split()), NIGHT) == utc(*expected.split())


def test_an_end_that_the_clock_leaves_out_comes_right_after() -> None:
    after = awake(utc("2026-03-29", "00:30"), MADE_UP)

    assert utc("2026-03-29", "01:00") <= after <= utc("2026-03-29", "01:30")


@pytest.mark.parametrize("now", ["00:29", "01:00", "01:29"])
def test_an_end_that_the_clock_shows_twice_never_lies_before_the_moment_itself(now: str) -> None:
    moment = utc("2026-10-25", now)

    assert awake(moment, MADE_UP) > moment


@pytest.mark.parametrize("day", ["2026-01-05", "2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"])
@pytest.mark.parametrize("quiet", [NIGHT, LUNCH, MADE_UP, Quiet(start=time(2, 15), end=time(2, 45))])
def test_whoever_waits_as_long_as_told_is_not_told_to_wait_again(day: str, quiet: Quiet) -> None:
    for minutes in range(0, 24 * 60, 7):
        moment = utc(day, f"{minutes // 60:02}:{minutes % 60:02}")
        after = awake(moment, quiet)
        assert after >= moment
        assert awake(after, quiet) == after


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Nowhere/At_All",
        "Europe",
        "../../etc/passwd",
        "/etc/passwd",
        "Europe/../Europe/Stockholm",
        "Europe/Stock\0holm",
        "\ud800",
        "x" * 65,
        "W. Europe Standard Time",
    ],
)
def test_what_is_no_time_zone_is_none(name: str) -> None:
    assert zone_named(name) is None


def test_a_moment_stays_in_the_zone_it_was_given_in() -> None:
    after = awake(utc("2026-01-05", "22:00"), NIGHT)

    assert after.tzinfo is UTC


def test_a_day_is_that_of_the_person() -> None:
    moment = utc("2026-01-05", "23:30")
    stockholm, new_york = zone_named("Europe/Stockholm"), zone_named("America/New_York")

    assert stockholm and day_of(moment, stockholm) == date(2026, 1, 6)
    assert new_york and day_of(moment, new_york) == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        (None, "08:00"),
        (NIGHT, "08:00"),
        (Quiet(start=time(18), end=time(10, 30)), "09:30"),
        (Quiet(start=time(8, 30), end=time(9, 15)), "08:15"),
    ],
)
def test_the_next_day_begins_at_nine_or_after_the_quiet_hours(quiet: Quiet | None, expected: str) -> None:
    stockholm = zone_named("Europe/Stockholm")
    assert stockholm

    for now in ("08:30", "22:59"):
        assert next_day(utc("2026-01-05", now), quiet, stockholm) == utc("2026-01-06", expected)


def test_the_next_day_of_a_day_with_changed_clocks_begins_by_the_new_clock() -> None:
    stockholm = zone_named("Europe/Stockholm")
    assert stockholm

    assert next_day(utc("2026-03-28", "12:00"), None, stockholm) == utc("2026-03-29", "07:00")
    assert next_day(utc("2026-10-24", "12:00"), None, stockholm) == utc("2026-10-25", "08:00")
