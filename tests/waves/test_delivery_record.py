"""How a delivery is kept, and that it comes back as it was."""

from dataclasses import fields, replace

import pytest

from store.containers import DELIVERIES
from store.port import Store
from waves.delivery import BUCKETS, Chat, Delivery, Outcome, bucket_of, partition_of
from waves.delivery_record import id_of, record_of, to_body, to_delivery

PLAIN = Delivery(wave="Week 2", person="anna", due=0.0)
WHOLE = Delivery(
    wave="Week 2",
    person="anna",
    name="Anna Å",
    upn="anna@contoso.test",
    language="sv",
    platform="ios",
    zone="Europe/Stockholm",
    department="Sales",
    site="Malmö",
    chat=Chat(service_url="https://smba.example/teams/", conversation="a:anna"),
    state=Outcome.THROTTLED,
    due=1767601800.25,
    tries=3,
    code="429",
    at="2026-01-05T08:30:00+00:00",
    token="instance-1",
    message="message-1",
    acknowledged_at="2026-01-05T08:31:00+00:00",
    enrolled_at="2026-01-05T08:32:00+00:00",
    later=True,
    first_due=1767601700.0,
)
FIELDS = [each.name for each in fields(Delivery) if each.name not in {"wave", "person"}]


def test_the_whole_delivery_has_no_field_as_it_is_anyway() -> None:
    assert [name for name in FIELDS if getattr(WHOLE, name) == getattr(PLAIN, name)] == []


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_alone_comes_back_as_it_was(name: str) -> None:
    delivery = replace(PLAIN, **{name: getattr(WHOLE, name)})

    assert to_delivery(to_body(delivery)) == delivery


def test_a_whole_delivery_comes_back_as_it_was() -> None:
    assert to_delivery(to_body(WHOLE)) == WHOLE


@pytest.mark.parametrize("state", Outcome)
def test_every_state_comes_back_and_only_what_waits_is_due(state: Outcome) -> None:
    delivery = to_delivery(to_body(replace(WHOLE, state=state)))

    assert delivery.state is state
    assert delivery.due == (WHOLE.due if state.waits else None)


@pytest.mark.parametrize("name", ["name", "language", "platform", "chat", "tries", "later"])
def test_what_is_empty_takes_no_room(name: str) -> None:
    assert name not in to_body(replace(PLAIN, language=""))


async def test_it_comes_back_from_every_store_as_it_was(rivals: tuple[Store, Store]) -> None:
    await rivals[0].add(record_of(WHOLE))

    record = await rivals[1].get(DELIVERIES.name, partition_of("Week 2", bucket_of("anna")), id_of(WHOLE))

    assert record and to_delivery(record.body) == WHOLE


def test_a_reminder_is_kept_beside_the_delivery() -> None:
    delivery = record_of(replace(WHOLE, later=False))

    assert record_of(WHOLE).partition == delivery.partition
    assert record_of(WHOLE).id != delivery.id == "anna"


def test_the_same_people_are_in_the_same_bucket_of_every_wave() -> None:
    buckets = {bucket_of(f"person-{number}") for number in range(500)}

    assert buckets == set(range(BUCKETS))
    assert partition_of("Week 2", 3) != partition_of("Week 3", 3)
