"""How far a wave is, how fast it goes, and when it will be through."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from waves.delivery import Outcome

_WINDOW: Final = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A wave's deliveries by state: `done` of `total` are final. `per_second` and `ends_at` once they can be told."""

    counts: Mapping[str, int]
    per_second: float | None = None
    ends_at: datetime | None = None

    @property
    def total(self) -> int:
        """The audience."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Deliveries to which nothing more happens by itself."""
        return sum(count for state, count in self.counts.items() if Outcome(state).final)

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / self.total if self.total else 0.0


class Watch:
    """Tells from several looks how fast it goes: over the last half minute."""

    def __init__(self) -> None:
        self._looks: deque[tuple[datetime, int]] = deque()

    def look(self, counts: Mapping[str, int], now: datetime) -> Progress:
        """Take a look."""
        progress = Progress(counts=counts)
        while self._looks and now - self._looks[0][0] > _WINDOW:
            self._looks.popleft()
        if self._looks and self._looks[0][1] > progress.done:
            self._looks.clear()  # some are sent again
        first = self._looks[0] if self._looks else None
        self._looks.append((now, progress.done))
        if first is None or now <= first[0] or progress.done == first[1]:
            return progress
        per_second = (progress.done - first[1]) / (now - first[0]).total_seconds()
        left = timedelta(seconds=(progress.total - progress.done) / per_second)
        return Progress(counts=counts, per_second=per_second, ends_at=now + left)
