"""What recipients do with a nudge: kept with its delivery, beside its state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from store.change import change
from store.containers import DELIVERIES
from store.port import Store
from waves.delivery import Delivery, Outcome, bucket_of, partition_of
from waves.delivery_record import id_of, to_body, to_delivery
from waves.wave import State, Wave
from waves.waves import Waves

MORNING: Final = time(9)
"""When reminders come that somebody asked for, by their own clock."""


_SENDS: Final = frozenset({State.SCHEDULED, State.SENDING, State.PAUSED, State.SENT})


class _Gone(Exception):
    """The delivery is not there: it was none of this person's, or it has expired."""


class Nudges:
    """What was pressed on nudges. Whoever is no recipient leaves no trace. Every method may be repeated."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._waves = Waves(store, clock)

    async def sending(self, wave: str) -> Wave | None:
        """Find a wave of which reminders still go out; `None` if it is cancelled, closed or gone."""
        found = await self._waves.get(wave) if wave else None
        return found if found and found.state in _SENDS else None

    async def get(self, wave: str, person: str) -> Delivery | None:
        """Find the delivery of a wave's nudge to a person; `None` if they are no recipient of it."""
        if not wave:
            return None
        record = await self._store.get(DELIVERIES.name, partition_of(wave, bucket_of(person)), person)
        return to_delivery(record.body) if record else None

    async def acknowledge(self, wave: str, person: str) -> None:
        """Note when the recipient first pressed anything."""
        await self._press(wave, person, lambda delivery, _: delivery)

    async def enrolled(self, wave: str, person: str) -> None:
        """Note that, and when first, the recipient said that they are enrolled."""
        await self._press(
            wave, person, lambda delivery, now: replace(delivery, enrolled_at=delivery.enrolled_at or now)
        )

    async def remind(self, wave: str, person: str, due: datetime) -> bool:
        """Send the nudge once more at a later time; asked for again, at that time instead.

        False if the person is no recipient, or the reminder is being sent right now.
        """
        delivery = await self.get(wave, person)
        if delivery is None:
            return False
        wanted = _reminder(delivery, due.timestamp())
        moved = True

        def following(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            nonlocal moved
            moved = kept is None or kept["state"] != Outcome.SENDING
            return to_body(wanted) if kept is None or moved else kept

        await change(self._store, DELIVERIES.name, _partition(wave, person), id_of(wanted), following)
        return moved

    async def _press(self, wave: str, person: str, pressed: Callable[[Delivery, str], Delivery]) -> None:
        now = self._clock().isoformat()

        def following(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            if kept is None:
                raise _Gone
            delivery = to_delivery(kept)
            return to_body(pressed(replace(delivery, acknowledged_at=delivery.acknowledged_at or now), now))

        if not wave:
            return
        try:
            await change(self._store, DELIVERIES.name, _partition(wave, person), person, following)
        except _Gone:
            return


def _partition(wave: str, person: str) -> str:
    return partition_of(wave, bucket_of(person))


def morning_in(days: int, now: datetime, zone: ZoneInfo) -> datetime:
    """Give the morning some days from now, where the clocks are in this time zone."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, MORNING, zone)


def _reminder(delivery: Delivery, due: float) -> Delivery:
    """Make the reminder that belongs to a delivery, as if nothing had been sent yet."""
    return replace(
        delivery,
        state=Outcome.PENDING,
        due=due,
        first_due=due,
        tries=0,
        code="",
        at="",
        token="",
        message="",
        acknowledged_at="",
        enrolled_at="",
        later=True,
    )
