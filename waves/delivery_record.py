"""How a delivery is kept: written out field by field, because a wave has a hundred thousand."""

from collections.abc import Mapping
from typing import Any, Final

from store.containers import DELIVERIES
from store.record import Record
from waves.delivery import Chat, Delivery, Outcome, bucket_of, partition_of

LATER: Final = "|later"
"""Ends the id of a reminder that the recipient asked for."""

_TEXTS: Final = (
    "name",
    "upn",
    "language",
    "platform",
    "zone",
    "department",
    "site",
    "code",
    "at",
    "token",
    "message",
    "acknowledged_at",
    "enrolled_at",
)


def to_body(delivery: Delivery) -> dict[str, Any]:
    """Write a delivery, without what is empty.

    `urgency` is for the index: minus the time at which it is due while it waits, so that the most urgent come first
    and those that do not wait come last.
    """
    body: dict[str, Any] = {"wave": delivery.wave, "person": delivery.person, "state": delivery.state.value}
    for name in _TEXTS:
        if value := getattr(delivery, name):
            body[name] = value
    if delivery.chat:
        body["chat"] = {"service_url": delivery.chat.service_url, "conversation": delivery.chat.conversation}
    if delivery.tries:
        body["tries"] = delivery.tries
    if delivery.later:
        body["later"] = True
    if delivery.first_due:
        body["first_due"] = delivery.first_due
    if delivery.state.waits:
        due = delivery.due or 0.0
        body["due"] = due
        body["urgency"] = -due
    return body


def to_delivery(body: Mapping[str, Any]) -> Delivery:
    """Read a delivery."""
    chat = body.get("chat")
    return Delivery(
        wave=body["wave"],
        person=body["person"],
        chat=Chat(service_url=chat["service_url"], conversation=chat["conversation"]) if chat else None,
        state=Outcome(body["state"]),
        due=body.get("due"),
        tries=body.get("tries", 0),
        later=body.get("later", False),
        first_due=body.get("first_due", 0.0),
        **{name: body.get(name, "") for name in _TEXTS},
    )


def id_of(delivery: Delivery) -> str:
    """Name the record of a delivery within its partition."""
    return delivery.person + LATER if delivery.later else delivery.person


def record_of(delivery: Delivery) -> Record:
    """Make the record of a delivery that is not there yet."""
    partition = partition_of(delivery.wave, bucket_of(delivery.person))
    return Record(container=DELIVERIES.name, partition=partition, id=id_of(delivery), body=to_body(delivery))
