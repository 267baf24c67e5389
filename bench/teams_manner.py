"""How a connector behaves, and the orders that change it."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bench.teams_counts import SECOND

Share = Annotated[float, Field(ge=0, le=1)]
Milliseconds = Annotated[float, Field(ge=0, le=60_000)]
Seconds = Annotated[float, Field(ge=0, le=600)]

MADE: Final = "made-"
"""What the id of a conversation begins with that was made; the member's id follows."""


class Manner(BaseModel):
    """How requests are answered: at once and with 201, unless told otherwise.

    `jitter_ms` is at most how far the latency strays to either side. `throttled` is the share answered 429, with
    `retry_after` seconds where that is given; `failing` the share answered `failing_status`; `lost` the share of
    messages that arrive and whose connection is then closed without an answer. `limit` is how many requests are let in
    in any second; those beyond it are answered 429. 0 is no limit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    latency_ms: Milliseconds = 0
    jitter_ms: Milliseconds = 0
    throttled: Share = 0
    retry_after: Seconds | None = None
    failing: Share = 0
    failing_status: Literal[500, 502, 503, 504] = 503
    lost: Share = 0
    limit: Annotated[int, Field(ge=0, le=100_000)] = 0


class Order(Manner):
    """Changes what it names, and nothing else; with `seconds`, back to the usual after so long.

    `away` is for how many seconds nobody can be reached: `closed` is as when no process listens, `reset` takes
    connections and breaks them off. Open connections break off either way, but for those that gave orders or asked
    for counts. `forget` begins all counts anew.
    """

    seconds: Seconds | None = None
    away: Seconds = 0
    how: Literal["closed", "reset"] = "closed"
    forget: bool = False


class Manners:
    """The manner at each moment."""

    def __init__(self) -> None:
        self._manner = Manner()
        self._ends: dict[str, int] = {}

    def obey(self, order: Order, now: int) -> None:
        """Change what an order names."""
        self.at(now)
        named = order.model_fields_set & set(Manner.model_fields)
        self._manner = self._manner.model_copy(update={name: getattr(order, name) for name in named})
        for name in named:
            self._ends.pop(name, None)
            if order.seconds is not None:
                self._ends[name] = now + int(order.seconds * SECOND)

    def at(self, now: int) -> Manner:
        """Tell the manner now."""
        if over := [name for name, end in self._ends.items() if end <= now]:
            usual = Manner()
            self._manner = self._manner.model_copy(update={name: getattr(usual, name) for name in over})
            for name in over:
                del self._ends[name]
        return self._manner


_REFUSED: Final = (
    ("blocked", 403, "ConversationBlockedByUser"),
    ("roster", 403, "BotNotInConversationRoster"),
    ("disabled", 403, "BotDisabledByAdmin"),
    ("writes", 403, "MessageWritesBlocked"),
    ("refused", 403, ""),
    ("lost", 404, "ConversationNotFound"),
)
_NOT_MADE: Final = (
    ("roster", 403, "BotNotInConversationRoster"),
    ("unknown", 404, "UserNotFound"),
)
_GONE: Final = ("gone", 404, "ConversationNotFound")


def refusal(conversation: str) -> tuple[int, str] | None:
    """Tell status and code with which a conversation refuses messages: its id, or its member's, begins with the kind.

    `gone` is found no more until it is made again, `lost` not even then.
    """
    kinds = _REFUSED if conversation.startswith(MADE) else (*_REFUSED, _GONE)
    return _of_kind(conversation.removeprefix(MADE), kinds)


def refusal_to_make(member: str) -> tuple[int, str] | None:
    """Tell status and code with which making a conversation with a member is refused."""
    return _of_kind(member, _NOT_MADE)


def _of_kind(id: str, kinds: tuple[tuple[str, int, str], ...]) -> tuple[int, str] | None:
    for beginning, status, code in kinds:
        if id.startswith(beginning):
            return status, code
    return None
