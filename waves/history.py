"""The history of a wave: what was done with it, by whom, and what was done already."""

from dataclasses import replace
from itertools import takewhile

from waves.wave import LONGEST_HISTORY, Step, Wave


def with_step(wave: Wave, step: Step) -> Wave:
    """Add a step to a wave's history."""
    history = (*wave.history, step)
    if len(history) > LONGEST_HISTORY:
        history = (history[0], *history[-LONGEST_HISTORY + 1 :])
    return replace(wave, history=history)


def took(wave: Wave, version: int, step: Step) -> bool:
    """Tell whether a person's press on this version was done already: Teams repeats presses that are answered late.

    What the bot itself did since does not matter.
    """
    since = len(list(takewhile(lambda each: not each.person, reversed(wave.history))))
    last = next((each for each in reversed(wave.history) if each.person), None)
    return (
        last is not None
        and wave.version == version + 1 + since
        and (last.person, last.what, last.detail) == (step.person, step.what, step.detail)
    )
