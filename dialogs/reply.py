"""What a dialog answers with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

After = Callable[[str | None], Awaitable[None]]
"""Called once the message is on the screen, with its id where it has one."""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Where an answer comes from: shown by Teams below the message. `name` ≤ 80, `abstract` ≤ 160 characters."""

    name: str
    abstract: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A message: plain text, and a card beside it. `keeps_card`: a press leaves the card that it was on as it is."""

    text: str
    card: dict[str, Any] | None = None
    citation: Citation | None = None
    after: After | None = None
    keeps_card: bool = False
