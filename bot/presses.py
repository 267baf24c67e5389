"""What all presses have in common."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import BeforeValidator

from dialogs import review
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.services import Services
from store.port import Unavailable

Press = Callable[[Mapping[str, Any], Turn, Services], Awaitable[Reply | None]]

NOTHING = BeforeValidator(lambda value: value or None)
"""Teams sends an input that was left alone as an empty string."""


def repeatable(press: Press) -> Press:
    """Say that nothing happened while the database is away: the card, with what was typed, stays to press again."""

    async def tried(data: Mapping[str, Any], turn: Turn, services: Services) -> Reply | None:
        try:
            return await press(data, turn, services)
        except Unavailable:
            return review.unreachable(turn)

    return tried
