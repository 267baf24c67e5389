"""Coordinators edit a draft: who, what, when. What was typed stays until it is saved."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from cards.texts import Texts
from cards.wave_editor import Typed, what_card, when_card, who_card
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.services import Services
from dialogs.wave_typed import (
    Fields,
    what_fields,
    what_typed,
    when_fields,
    when_typed,
    who_fields,
    who_typed,
)
from dialogs.wave_words import beaten, gone, texts_of, who
from dialogs.waves import shown
from waves.wave import State, Wave
from waves.waves import NotNow, Seen, WaveChanged

_EARLIER: Final = 10
"""Waves that are offered to leave the people of out: the latest."""

_FIRST: Final[dict[str, Callable[[Wave], Typed]]] = {"who": who_typed, "what": what_typed, "when": when_typed}


async def edit(part: str, seen: Seen, turn: Turn, services: Services) -> Reply:
    """Let somebody edit a part of a draft."""
    wave = await services.rollout.waves.get(seen.name)
    if wave is None or wave.state is not State.DRAFT:
        return await shown(wave, turn, services)
    return await _editor(part, wave, _FIRST[part](wave), (), turn, services)


async def save(part: str, typed: Typed, seen: Seen, turn: Turn, services: Services) -> Reply:
    """Save a part of a draft, or say what is wrong with it."""
    wave, texts = await services.rollout.waves.get(seen.name), texts_of(turn)
    if wave is None or wave.state is not State.DRAFT:
        return await shown(wave, turn, services)
    fields, faults = _fields(part, wave, typed, turn, texts)
    if faults:
        return await _editor(part, wave, typed, faults, turn, services)
    try:
        saved = await services.rollout.waves.edit(seen, who(turn), **fields)
    except NotNow as error:
        return await shown(error.wave, turn, services)
    except WaveChanged as changed:
        if changed.wave is None:
            return gone(turn)
        fault = beaten(changed.wave, turn) or texts("Somebody changed it meanwhile.")
        return await _editor(part, changed.wave, typed, (fault,), turn, services)
    return await shown(saved, turn, services, notice=texts("✅ Saved"))


def _fields(part: str, wave: Wave, typed: Typed, turn: Turn, texts: Texts) -> tuple[Fields, list[str]]:
    match part:
        case "who":
            return who_fields(wave, typed, texts)
        case "what":
            return what_fields(wave, typed, texts)
        case _:
            return when_fields(wave, typed, turn.at, texts)


async def _editor(part: str, wave: Wave, typed: Typed, faults: Sequence[str], turn: Turn, services: Services) -> Reply:
    texts = texts_of(turn)
    card: dict[str, Any]
    match part:
        case "who":
            card = who_card(wave, typed, await _earlier(wave, services), faults, texts)
        case "what":
            card = what_card(wave, typed, faults, texts)
        case _:
            card = when_card(wave, typed, faults, texts)
    return Reply(text=" ".join(faults) or wave.name, card=card)


async def _earlier(wave: Wave, services: Services) -> list[str]:
    """Name the waves whose people may be left out: those with an audience, and those that are chosen already."""
    others = [each for each in await services.rollout.waves.listed() if each.name != wave.name]
    sent = [each for each in others if each.state not in {State.DRAFT, State.CANCELLED} and "," not in each.name]
    latest = sorted(sent, key=lambda each: each.history[0].at if each.history else "", reverse=True)[:_EARLIER]
    return list(dict.fromkeys([*wave.audience.without_waves, *(each.name for each in latest)]))
