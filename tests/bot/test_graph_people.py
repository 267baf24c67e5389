"""A person as Graph describes one."""

from typing import Any

import pytest

from tests.fakes.graph import STAFF, Asking, FakeGraph, person_id, user
from waves.directory import Directory, Member


async def test_a_person_is_read_with_what_a_wave_asks_for(asking: Asking, graph: FakeGraph) -> None:
    office = {"department": "Sales", "officeLocation": " Göteborg ", "preferredLanguage": "sv-SE"}
    graph.add([user(1, id=person_id(0xA), **office)], STAFF)

    directory: Directory = asking.directory
    (member,) = [each async for each in directory.members(STAFF.upper())]

    assert member == Member(
        id=person_id(0xA),
        upn="person1@contoso.test",
        name="Person 1",
        department="Sales",
        site="Göteborg",
        language="sv",
    )


@pytest.mark.parametrize(
    ("fields", "guest", "enabled", "language"),
    [
        ({"userType": "Guest"}, True, True, ""),
        ({"userType": None, "userPrincipalName": "eve_fabrikam.test#EXT#@contoso.test"}, True, True, ""),
        ({"userType": "Member", "userPrincipalName": "eve_fabrikam.test#EXT#@contoso.test"}, False, True, ""),
        ({"accountEnabled": False}, False, False, ""),
        ({"preferredLanguage": "EN"}, False, True, "en"),
        ({"preferredLanguage": "swe"}, False, True, ""),
        ({"preferredLanguage": 7, "department": ["x"]}, False, True, ""),
    ],
)
async def test_guests_closed_accounts_and_odd_fields_are_told_apart(
    asking: Asking, graph: FakeGraph, fields: dict[str, Any], guest: bool, enabled: bool, language: str
) -> None:
    graph.add([user(1, **fields)], STAFF)

    (member,) = [each async for each in asking.directory.members(STAFF)]

    assert (member.guest, member.enabled, member.language, member.department) == (guest, enabled, language, "")


async def test_texts_of_any_length_are_bounded(asking: Asking, graph: FakeGraph) -> None:
    graph.add([user(1, displayName="x" * 100_000)], STAFF)

    (member,) = [each async for each in asking.directory.members(STAFF)]

    assert len(member.name) == 256
