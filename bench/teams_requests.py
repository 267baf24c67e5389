"""What a connector does with each request: decides what becomes of it, and counts it."""

import json
from collections.abc import Callable
from dataclasses import asdict
from random import Random
from typing import Any, Final
from urllib.parse import unquote

from pydantic import ValidationError

from bench.teams_counts import Counts, Full, Sliding
from bench.teams_http import Request, answer, error
from bench.teams_manner import MADE, Manner, Manners, Order, refusal, refusal_to_make

ORDERS: Final = ("/control", "/counts", "/accepted", "/repeated")
REPEATED: Final = 1_000
"""How many conversations with more than one message are listed."""


class Connector:
    """Takes requests. What becomes of one is settled as it arrives, whenever the answer goes out."""

    def __init__(self, clock: Callable[[], int], chance: Random) -> None:
        self._clock = clock
        self._chance = chance
        self._manners = Manners()
        self._let_in = Sliding()
        self._ids = 0
        self.counts = Counts()

    def latency(self) -> float:
        """Tell in how many seconds the answer goes out."""
        manner = self._manners.at(self._clock())
        if not manner.latency_ms and not manner.jitter_ms:
            return 0.0
        strays = self._chance.uniform(-manner.jitter_ms, manner.jitter_ms)
        return max(0.0, manner.latency_ms + strays) / 1000

    def take(self, request: Request) -> bytes | None:
        """Take a request to Teams; return the answer, or nothing where the connection is to be closed without one."""
        now = self._clock()
        self.counts.arrive(now)
        manner = self._manners.at(now)
        try:
            found = self._fault(manner, now) or self._route(request, manner, now)
        except Full:
            found = error(507, "TooManyConversations")
        status = found[9:12].decode() if found else "lost"
        self.counts.answer(status)
        return found

    def obey(self, request: Request) -> tuple[bytes, Order | None]:
        """Take an order, or a question about the counts; return the answer, and the order."""
        match request.method, request.path:
            case "POST", "/control":
                return self._order(request.body)
            case "GET", "/counts":
                return answer(200, asdict(self.counts.told())), None
            case "GET", "/accepted":
                return answer(200, self.counts.accepted()), None
            case "GET", "/repeated":
                return answer(200, self.counts.repeated(REPEATED)), None
            case _:
                return error(405, "MethodNotAllowed"), None

    def _order(self, body: bytes) -> tuple[bytes, Order | None]:
        try:
            order = Order.model_validate_json(body)
        except ValidationError as fault:
            return error(400, str(fault)), None
        self._manners.obey(order, self._clock())
        if order.forget:
            self.counts = Counts()
        return answer(200, {}), order

    def _fault(self, manner: Manner, now: int) -> bytes | None:
        """Write the answer to a request that is not let in."""
        if manner.limit and self._let_in.count(now) >= manner.limit:
            return error(429, "RateLimit", retry_after=manner.retry_after)
        self._let_in.add(now)
        if manner.throttled and self._chance.random() < manner.throttled:
            return error(429, "RateLimit", retry_after=manner.retry_after)
        if manner.failing and self._chance.random() < manner.failing:
            return error(manner.failing_status, "ServiceError")
        return None

    def _route(self, request: Request, manner: Manner, now: int) -> bytes | None:
        parts = request.path.partition("?")[0].split("/")
        match request.method, parts:
            case "POST", ["", "v3", "conversations"]:
                return self._make(request.body)
            case "POST", ["", "v3", "conversations", conversation, "activities", *reply] if len(reply) < 2:
                return self._message(unquote(conversation), manner, now)
            case "PUT", ["", "v3", "conversations", _, "activities", activity]:
                self.counts.update()
                return answer(200, {"id": unquote(activity)})
            case _:
                return error(404, "NotFound")

    def _message(self, conversation: str, manner: Manner, now: int) -> bytes | None:
        if refused := refusal(conversation):
            self.counts.refuse(conversation)
            return error(*refused)
        self.counts.accept(conversation, now)
        if manner.lost and self._chance.random() < manner.lost:
            return None
        self._ids += 1
        return answer(201, {"id": f"message-{self._ids}"})

    def _make(self, body: bytes) -> bytes:
        """Make a conversation: its id follows from the member's, so that making it again gives the same one."""
        member = _member(body)
        if not member:
            return error(400, "BadSyntax")
        if refused := refusal_to_make(member):
            return error(*refused)
        self.counts.make(MADE + member)
        return answer(201, {"id": MADE + member})


def _member(body: bytes) -> str:
    """Read whom a conversation is to be made with; empty where that is not said."""
    try:
        wanted: Any = json.loads(body)
        return str(wanted["members"][0]["id"])
    except (ValueError, LookupError, TypeError):
        return ""
