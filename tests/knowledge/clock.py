"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Gives the time `now`, in UTC."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, *, days: int = 0, minutes: int = 0) -> None:
        """Move on."""
        self.now += timedelta(days=days, minutes=minutes)
