"""What a connector counts: requests by second, and how often each conversation was sent a message."""

from collections import Counter, deque
from dataclasses import dataclass
from typing import Final

SECOND: Final = 1_000_000_000
"""Moments are nanoseconds of the monotonic clock, which all processes of a machine share."""

MAX_CONVERSATIONS: Final = 1_000_000
MAX_SECONDS: Final = 86_400


class Full(Exception):
    """Raised when there are more conversations than are counted."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The counts at a moment. Times are seconds of the monotonic clock, null before there is anything.

    `requests` are all that came under /v3, refused ones too, and `by_second` those of each second since the first.
    `accepted` are messages that arrived, with or without an answer. The fullest second is a sliding one: no second,
    wherever it begins, held more. `none`, `once` and `more` are how many conversations were sent so many messages;
    `none` were only refused. `statuses` also has `lost`: arrived, but not answered.
    """

    requests: int
    by_second: list[int]
    fullest_second: int
    accepted: int
    fullest_second_accepted: int
    first_accepted: float | None
    last_accepted: float | None
    none: int
    once: int
    more: int
    made: int
    updates: int
    statuses: dict[str, int]


class Sliding:
    """The moments of the last second, and how many the fullest one held: from just after t - 1 s up to t."""

    def __init__(self) -> None:
        self._moments: deque[int] = deque()
        self.most = 0

    def count(self, now: int) -> int:
        """Tell how many there were in the second before a moment."""
        moments = self._moments
        while moments and moments[0] <= now - SECOND:
            moments.popleft()
        return len(moments)

    def add(self, now: int) -> None:
        """Take a moment, which is no earlier than the last."""
        self.most = max(self.most, self.count(now) + 1)
        self._moments.append(now)


class Counts:
    """The counts so far, each kept as it comes, so that telling them costs the same however many there are."""

    def __init__(self) -> None:
        self._requests = 0
        self._accepted = 0
        self._began = 0
        self._by_second: Counter[int] = Counter()
        self._sliding = Sliding()
        self._sliding_accepted = Sliding()
        self._first: int | None = None
        self._last: int | None = None
        self._more = 0
        self._none = 0
        self._conversations: dict[str, int] = {}
        self._made: set[str] = set()
        self._updates = 0
        self._statuses: Counter[str] = Counter()

    def arrive(self, now: int) -> None:
        """Count a request."""
        self._began = self._began or now
        self._requests += 1
        self._sliding.add(now)
        if (second := (now - self._began) // SECOND) < MAX_SECONDS:
            self._by_second[second] += 1

    def accept(self, conversation: str, now: int) -> None:
        """Count a message that arrived. Raises `Full`."""
        times = self._known(conversation)
        self._conversations[conversation] = times + 1
        self._none -= times == 0
        self._more += times == 1
        self._accepted += 1
        self._sliding_accepted.add(now)
        self._first = now if self._first is None else self._first
        self._last = now

    def refuse(self, conversation: str) -> None:
        """Count a conversation to which a message was refused. Raises `Full`."""
        self._known(conversation)

    def make(self, conversation: str) -> None:
        """Count a conversation that was made; making it again gives the same one. Raises `Full`."""
        if len(self._made) >= MAX_CONVERSATIONS:
            raise Full
        self._made.add(conversation)

    def update(self) -> None:
        """Count a message that was changed in its place."""
        self._updates += 1

    def answer(self, status: str) -> None:
        """Count an answer."""
        self._statuses[status] += 1

    def told(self) -> Told:
        """Tell the counts."""
        known = len(self._conversations)
        return Told(
            requests=self._requests,
            by_second=[self._by_second[second] for second in range(max(self._by_second, default=-1) + 1)],
            fullest_second=self._sliding.most,
            accepted=self._accepted,
            fullest_second_accepted=self._sliding_accepted.most,
            first_accepted=None if self._first is None else self._first / SECOND,
            last_accepted=None if self._last is None else self._last / SECOND,
            none=self._none,
            once=known - self._none - self._more,
            more=self._more,
            made=len(self._made),
            updates=self._updates,
            statuses=dict(self._statuses),
        )

    def accepted(self) -> list[str]:
        """Tell all conversations to which a message arrived."""
        return [conversation for conversation, times in self._conversations.items() if times]

    def repeated(self, most: int) -> dict[str, int]:
        """Tell conversations to which more than one message arrived, and how many; so many conversations at most."""
        found: dict[str, int] = {}
        for conversation, times in self._conversations.items():
            if len(found) >= most:
                break
            if times > 1:
                found[conversation] = times
        return found

    def _known(self, conversation: str) -> int:
        """Tell how many messages arrived so far."""
        times = self._conversations.get(conversation)
        if times is not None:
            return times
        if len(self._conversations) >= MAX_CONVERSATIONS:
            raise Full
        self._none += 1
        return self._conversations.setdefault(conversation, 0)
