"""A wave that was sent, its recipients, and what they press."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import app
from cards.nudge import nudge_card
from cards.texts import texts_in
from store.containers import DELIVERIES, WAVES
from store.port import Store
from store.record import Record
from tests.cards.nudges import wave_of
from tests.fakes.teams import ALICE
from waves.contact import Contact, Contacts
from waves.delivery import BUCKETS, Delivery, Outcome, partition_of
from waves.delivery_record import record_of, to_delivery
from waves.wave import Kind, State, Wave
from waves.waves import ALL, to_body

SENT = replace(wave_of(Kind.INVITATION), state=State.SENT, zone="Europe/Stockholm")
ALICES = Delivery(
    wave=SENT.name,
    person=ALICE["aadObjectId"],
    language="en",
    platform="ios",
    zone="America/New_York",
    state=Outcome.SENT,
    message="sent-1",
)


async def keep(store: Store, wave: Wave | None = SENT, delivery: Delivery | None = ALICES) -> None:
    """Keep a wave and a delivery of it."""
    if wave:
        await store.add(Record(container=WAVES.name, partition=ALL, id=wave.name, body=to_body(wave)))
    if delivery:
        await store.add(record_of(delivery))


def nudge(kind: Kind = Kind.INVITATION, *, language: str = "en", test: bool = False) -> dict[str, Any]:
    """Show a recipient's nudge."""
    wave = replace(SENT, kind=kind)
    return nudge_card(wave, language=language, platform="ios", test=test, texts=texts_in(language))


async def deliveries(store: Store) -> dict[str, Delivery]:
    """Read all deliveries of the wave, by the ids of their records."""
    pages = [await store.find(DELIVERIES.name, partition_of(SENT.name, bucket)) for bucket in range(BUCKETS)]
    return {record.id: to_delivery(record.body) for page in pages for record in page.records}


async def alices(store: Store) -> Delivery:
    """Read Alice's delivery, which is the only one."""
    (delivery,) = (await deliveries(store)).values()
    return delivery


async def contact_of(store: Store, who: Mapping[str, str] = ALICE) -> Contact:
    """Read what is known of a person."""
    return await Contacts(store, app.now).get(who["aadObjectId"]) or Contact(person=who["aadObjectId"])


def pressed_at(delivery: Delivery) -> datetime:
    """Tell when the recipient first pressed anything."""
    return datetime.fromisoformat(delivery.acknowledged_at)
