"""How far a wave is, how fast it goes, and when it will be through."""

from datetime import timedelta

import pytest

from tests.waves.clock import Clock
from waves.delivery import Outcome
from waves.progress import Progress, Watch


def after(sent: int, of: int = 1000) -> dict[str, int]:
    """Count the deliveries of a wave of which so many are sent."""
    return {"sent": sent, "pending": of - sent}


def test_all_states_together_are_the_audience() -> None:
    assert Progress(counts={state.value: 2 for state in Outcome}).total == 2 * len(Outcome)


@pytest.mark.parametrize("state", Outcome)
def test_done_is_what_nothing_more_happens_to_by_itself(state: Outcome) -> None:
    under_way = {Outcome.PENDING, Outcome.SENDING, Outcome.THROTTLED}

    assert Progress(counts={state.value: 3}).done == (0 if state in under_way else 3)


def test_a_wave_for_nobody_is_not_begun() -> None:
    assert (Progress(counts={}).total, Progress(counts={}).share) == (0, 0.0)


def test_the_share_is_of_all() -> None:
    assert Progress(counts={"sent": 1, "blocked": 1, "pending": 6}).share == 0.25


def test_one_look_tells_no_rate(clock: Clock) -> None:
    progress = Watch().look(after(10), clock())

    assert (progress.per_second, progress.ends_at) == (None, None)


def test_two_looks_tell_the_rate_and_the_end(clock: Clock) -> None:
    watch = Watch()
    watch.look(after(0), clock())
    clock.pass_time(seconds=10)

    progress = watch.look(after(250), clock())

    assert progress.per_second == 25
    assert progress.ends_at == clock() + timedelta(seconds=30)


def test_the_rate_is_that_of_the_last_half_minute(clock: Clock) -> None:
    watch = Watch()
    for sent in (0, 1, 2, 3, 103, 203, 303):
        progress = watch.look(after(sent), clock())
        clock.pass_time(seconds=10)

    assert progress.per_second == 10


def test_a_wave_that_stands_still_has_no_end(clock: Clock) -> None:
    watch = Watch()
    watch.look(after(10), clock())
    clock.pass_time(seconds=10)

    assert watch.look(after(10), clock()).ends_at is None


def test_two_looks_at_one_moment_tell_no_rate(clock: Clock) -> None:
    watch = Watch()
    watch.look(after(0), clock())

    assert watch.look(after(10), clock()).per_second is None


def test_a_wave_that_is_sent_again_is_watched_anew(clock: Clock) -> None:
    watch = Watch()
    watch.look(after(900), clock())
    clock.pass_time(seconds=10)
    assert watch.look(after(800), clock()).per_second is None
    clock.pass_time(seconds=10)

    assert watch.look(after(850), clock()).per_second == 5


def test_a_look_after_a_long_pause_begins_anew(clock: Clock) -> None:
    watch = Watch()
    watch.look(after(0), clock())
    clock.pass_time(minutes=10)

    assert watch.look(after(500), clock()).per_second is None


def test_a_wave_that_is_through_ends_now(clock: Clock) -> None:
    watch = Watch()
    watch.look(after(900), clock())
    clock.pass_time(seconds=10)

    assert watch.look(after(1000), clock()).ends_at == clock()
