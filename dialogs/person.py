"""Who takes part in a turn, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from waves.delivery import Chat


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who writes or presses. `id` is the Entra object id; `locale` is that of their Teams: `sv-SE`.

    `chat` is their personal chat with the bot, where the turn is in it; `zone` is where they are: `Europe/Stockholm`.
    """

    id: str
    name: str
    locale: str
    chat: Chat | None = None
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn: its activity's id, when it came, and the reference by which its chat is reached again.

    `reply_to` is the message whose button was pressed.
    """

    id: str
    at: datetime
    person: Person
    conversation: Mapping[str, Any]
    reply_to: str | None = None
