"""Who takes part in a turn, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who writes or presses. `id` is the Entra object id; `locale` is that of their Teams: `sv-SE`."""

    id: str
    name: str
    locale: str


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
