"""A few deliveries of a bucket, on their way: chosen, marked, sent, and their outcomes written down.

They are marked `sending` before anything goes out. What a crash leaves marked is uncertain, and never sent again
without a person's word.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from store.containers import DAY
from store.port import Unavailable
from waves.bucket import LEASE_SECONDS, Bucket, Kept, LostLease, settle
from waves.budget import Budget, Full
from waves.contact import Contact, Contacts
from waves.days import Days
from waves.delivery import Delivery, Outcome
from waves.delivery_record import LATER, id_of
from waves.hours import awake_at, day_of, next_day, zone_named
from waves.messenger import Messenger, Sent
from waves.wave import Kind, Wave

_log = logging.getLogger(__name__)

DEADLINE: Final = 3 * DAY
"""Seconds after which a delivery that could not be sent is given up: a nudge that late helps nobody."""

_FIRST_PAUSE: Final = 2.0
_LONGEST_PAUSE: Final = 300.0
_ENROLLING: Final = frozenset({Kind.INVITATION, Kind.REMINDER})


class Withdrawn(Exception):
    """The delivery is not to be sent now: its wave was paused or cancelled, or the bot stops."""


@dataclass(frozen=True, kw_only=True)
class Courier:
    """What deliveries are sent with. `owner` names this instance; `is_sending` tells whether a wave still is."""

    contacts: Contacts
    days: Days
    messenger: Messenger
    budget: Budget
    clock: Callable[[], datetime]
    pause: Callable[[float], Any]
    owner: str
    is_sending: Callable[[str], bool]

    async def send(self, wave: Wave, bucket: Bucket, portion: Sequence[Kept]) -> None:
        """Send what may be sent of these deliveries now. Raises `LostLease` before anything went out."""
        decided = await self._decided(wave, bucket, portion)
        kept = await bucket.put(decided, self._now())
        marked = [each for each in kept if each.delivery.state is Outcome.SENDING]
        if not marked:
            return
        sends = [asyncio.create_task(self._sent(wave, each.delivery)) for each in marked]
        try:
            await self._renewing(bucket, sends)
        finally:
            outcomes = await asyncio.gather(*sends)
            await self._written(bucket, list(zip(marked, outcomes, strict=True)))

    async def _decided(self, wave: Wave, bucket: Bucket, portion: Sequence[Kept]) -> list[tuple[Kept, Delivery]]:
        """Decide for each whether it goes out now, later, or not at all."""
        contacts = await self.contacts.get_all([each.delivery.person for each in portion])
        now = self.clock()
        decided: list[tuple[Kept, Delivery]] = []
        ready: list[tuple[Kept, Delivery, Any]] = []
        for each, contact in zip(portion, contacts, strict=True):
            delivery = _refreshed(each.delivery, contact)
            zone = zone_named(delivery.zone) or zone_named(wave.zone) or UTC
            skipped = _skipped(wave, delivery, contact, now)
            awake = awake_at(now, wave.quiet, zone)
            if skipped:
                decided.append((each, replace(delivery, state=skipped, at=now.isoformat())))
            elif awake > now:
                decided.append((each, replace(delivery, due=awake.timestamp(), code="quiet_hours")))
            else:
                ready.append((each, delivery, zone))
        ours: set[str] = set()
        for later in (False, True):
            # A reminder that was asked for is a nudge of its own: it does not come on the day of the first one.
            days = [(each.delivery.person, day_of(now, zone)) for each, made, zone in ready if made.later is later]
            claimed = await self.days.claim(wave.name + LATER * later, bucket.number, days) if days else set[str]()
            ours |= {id_of(made) for _, made, _ in ready if made.later is later and made.person in claimed}
        for each, delivery, zone in ready:
            if id_of(delivery) in ours:
                sending = replace(delivery, state=Outcome.SENDING, token=self.owner, at=now.isoformat())
                decided.append((each, sending))
            else:
                tomorrow = next_day(now, wave.quiet, zone)
                decided.append((each, replace(delivery, due=tomorrow.timestamp(), code="nudged_today")))
        return decided

    async def _sent(self, wave: Wave, delivery: Delivery) -> Delivery:
        """Send one, and tell what became of it."""

        async def permit() -> None:
            if not self.is_sending(wave.name):
                raise Withdrawn
            await self.budget.permit()
            if not self.is_sending(wave.name):
                raise Withdrawn

        try:
            sent = await self.messenger.send(wave, delivery, permit)
        except (Withdrawn, Full, Unavailable):
            # Nothing went out: a permit is asked for before every request.
            return replace(delivery, state=Outcome.PENDING, token="")
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            _log.exception("a nudge could not be sent")
            sent = Sent(outcome=Outcome.UNCERTAIN, code="error")
        await self._heed(sent)
        return self._noted(delivery, sent)

    async def _heed(self, sent: Sent) -> None:
        """Slow down when Teams wants us to, and wait when it cannot be reached."""
        try:
            if sent.paced:
                await self.budget.slow_down(sent.after)
            elif sent.outcome is Outcome.THROTTLED:
                self.budget.stumble()
            else:
                self.budget.recover()
        except Unavailable:
            _log.warning("the budget could not be halved: the database is away")

    def _noted(self, delivery: Delivery, sent: Sent) -> Delivery:
        now = self._now()
        noted = replace(
            delivery,
            state=sent.outcome,
            code=sent.code,
            message=sent.message,
            chat=sent.chat or delivery.chat,
            tries=delivery.tries + 1,
            at=self.clock().isoformat(),
        )
        if sent.outcome is not Outcome.THROTTLED:
            return noted
        wait = min(_FIRST_PAUSE * 2**delivery.tries, _LONGEST_PAUSE) * random.uniform(0.5, 1)  # noqa: S311 - no secret
        return replace(noted, due=now + max(wait, min(sent.after or 0.0, DEADLINE)), token="")

    async def _renewing(self, bucket: Bucket, sends: Sequence["asyncio.Task[Delivery]"]) -> None:
        """Hold the lease while all of them are under way."""
        left: set[asyncio.Task[Delivery]] = set(sends)
        while left:
            _, left = await asyncio.wait(left, timeout=LEASE_SECONDS / 3)
            if left:
                try:
                    await bucket.put([], self._now())
                except (LostLease, Unavailable):
                    continue  # what became of those under way is written down all the same

    async def _written(self, bucket: Bucket, outcomes: Sequence[tuple[Kept, Delivery]]) -> None:
        """Write down what became of them, however long the database is away."""
        for kept, delivery in outcomes:
            if delivery.chat and delivery.chat != kept.delivery.chat:
                await self._patiently(lambda: self.contacts.keep(delivery.person, chat=delivery.chat))  # noqa: B023
        lost = False
        try:
            await self._patiently(lambda: bucket.put(outcomes, self._now()))
        except LostLease:
            lost = True
        if lost:
            for kept, delivery in outcomes:
                await self._patiently(lambda: settle(bucket, kept, delivery))  # noqa: B023
            raise LostLease

    async def _patiently(self, work: Callable[[], Any]) -> None:
        pause = 0.2
        while True:
            try:
                await work()
            except Unavailable:
                await self.pause(pause)
                pause = min(pause * 2, 5.0)
            else:
                return

    def _now(self) -> float:
        return self.clock().timestamp()


def _refreshed(delivery: Delivery, contact: Contact | None) -> Delivery:
    """Take over what the bot has learned of a person since the wave was planned."""
    if contact is None:
        return delivery
    learned = {
        "chat": contact.chat or delivery.chat,
        "language": contact.language or delivery.language,
        "zone": contact.zone or delivery.zone,
        "platform": delivery.platform or contact.platform,
    }
    # A copy takes its time, and mostly nothing is new.
    return (
        replace(delivery, **learned) if any(getattr(delivery, name) != learned[name] for name in learned) else delivery
    )


def _skipped(wave: Wave, delivery: Delivery, contact: Contact | None, now: datetime) -> Outcome | None:
    """Tell why a delivery is not sent at all; `None` if it is."""
    if contact and contact.opted_out_at:
        return Outcome.OPTED_OUT
    enrolled = delivery.enrolled_at or (contact and contact.enrolled_at)
    if enrolled and wave.audience.without_enrolled and wave.kind in _ENROLLING:
        return Outcome.ENROLLED
    if now - datetime.fromtimestamp(delivery.first_due or now.timestamp(), UTC) > timedelta(seconds=DEADLINE):
        return Outcome.EXPIRED
    return None
