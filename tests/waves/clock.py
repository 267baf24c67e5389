"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Gives the time `now`, in UTC: a Monday morning in winter."""

    def __init__(self) -> None:
        self.now: datetime = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move on."""
        self.now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
