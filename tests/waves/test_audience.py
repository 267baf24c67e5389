"""Who of a source is let through, who is left out and why, and what their delivery says."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.waves.office import chat_of, listed
from waves.audience import Candidate, LeftOut, Sieve, delivery_for, digest
from waves.contact import Contact
from waves.delivery import Delivery
from waves.directory import Member
from waves.wave import Audience, Kind, Source, State, Wave

ANNA = Contact(person="anna", name="Anna A", upn="anna@contoso.test", chat=chat_of("anna"))
MEMBER = Member(id="anna", upn="anna@contoso.test")
WAVE = Wave(
    name="Week 2", state=State.DRAFT, version=1, kind=Kind.INVITATION, audience=Audience(source=Source.EVERYONE)
)


def candidate(**fields: Any) -> Candidate:
    """Make somebody whom the bot has met."""
    usual: dict[str, Any] = {"person": "anna", "named": "anna@contoso.test", "contact": ANNA}
    return Candidate(**{**usual, **fields})


def sieve(
    *without: str, earlier: tuple[str, ...] = (), reachable: Callable[[str], bool] = lambda _: False, **audience: Any
) -> Sieve:
    """Make a sieve for a wave with such an audience."""
    return Sieve(
        wave=replace(WAVE, audience=replace(WAVE.audience, **audience)),
        without=frozenset(without),
        earlier=frozenset(map(digest, earlier)),
        reachable=reachable,
    )


def test_somebody_whom_nothing_speaks_against_is_let_through() -> None:
    assert sieve().reason(candidate()) is None


def test_nobody_can_tell_who_somebody_without_an_id_is() -> None:
    assert sieve().reason(candidate(person="", contact=None)) is LeftOut.UNKNOWN


def test_several_whom_nobody_knows_are_no_duplicates() -> None:
    one = sieve()

    assert [one.reason(candidate(person="", named=name)) for name in ("a", "b")] == [LeftOut.UNKNOWN] * 2


def test_the_same_person_again_is_a_duplicate_however_it_is_written() -> None:
    one = sieve()

    assert [one.reason(candidate(person=person)) for person in ("anna", "anna", "ANNA")] == [
        None,
        LeftOut.DUPLICATE,
        LeftOut.DUPLICATE,
    ]


def test_a_blocked_account_is_left_out() -> None:
    assert sieve().reason(candidate(member=replace(MEMBER, enabled=False))) is LeftOut.DISABLED


@pytest.mark.parametrize(
    "guest",
    [
        candidate(contact=replace(ANNA, guest=True)),
        candidate(member=replace(MEMBER, guest=True)),
        candidate(contact=replace(ANNA, upn="anna_partner.test#EXT#@contoso.test")),
        candidate(member=replace(MEMBER, upn="anna_partner.test#ext#@contoso.test")),
        candidate(listed=listed("anna", upn="anna@partner.test"), contact=replace(ANNA, upn="a#EXT#@contoso.test")),
    ],
)
def test_a_guest_is_left_out_unless_guests_are_wanted(guest: Candidate) -> None:
    assert sieve().reason(guest) is LeftOut.GUEST
    assert sieve(without_guests=False).reason(guest) is None


@pytest.mark.parametrize("name", ["anna", "anna@contoso.test", "anna.andersson@contoso.test", "anna@old.test"])
def test_whoever_is_on_the_list_of_those_to_leave_out_is_under_any_of_their_names(name: str) -> None:
    known_by_three = candidate(
        listed=listed("", upn="anna@old.test"),
        member=replace(MEMBER, upn="Anna.Andersson@contoso.test"),
        contact=replace(ANNA, upn="Anna@contoso.test"),
    )

    assert sieve(name).reason(known_by_three) is LeftOut.EXCLUDED


def test_an_empty_name_on_the_list_leaves_out_nobody() -> None:
    assert sieve("").reason(candidate(contact=replace(ANNA, upn=""))) is None


@pytest.mark.parametrize(
    ("field", "filter"),
    [("department", "departments"), ("site", "sites"), ("platform", "platforms"), ("language", "languages")],
)
def test_a_filter_lets_through_who_fits_in_any_case_and_nobody_of_whom_it_is_not_known(field: str, filter: str) -> None:
    def reason(value: str) -> LeftOut | None:
        contact = replace(ANNA, **{field: value})
        audience: dict[str, Any] = {filter: ("Åre", "Other")}
        return sieve(**audience).reason(candidate(contact=contact))

    assert [reason(value) for value in ("Åre", "åRE", "other")] == [None] * 3
    assert [reason(value) for value in ("", "Ås")] == [LeftOut.FILTERED] * 2


def test_all_filters_must_fit() -> None:
    contact = replace(ANNA, department="Sales", site="Lund")

    assert sieve(departments=("Sales",), sites=("Lund",)).reason(candidate(contact=contact)) is None
    assert sieve(departments=("Sales",), sites=("Malmö",)).reason(candidate(contact=contact)) is LeftOut.FILTERED


def test_the_list_knows_better_than_the_directory_and_the_directory_than_the_bot() -> None:
    member, contact = replace(MEMBER, site="Lund"), replace(ANNA, site="Kiruna", zone="Europe/Oslo")
    known = candidate(listed=listed("anna", site="Malmö"), member=member, contact=contact)

    assert known.known("site") == "Malmö"
    assert candidate(listed=listed("anna"), member=member, contact=contact).known("site") == "Lund"
    assert known.known("zone") == "Europe/Oslo"


def test_whoever_opted_out_is_left_out_of_every_wave() -> None:
    assert sieve().reason(candidate(contact=replace(ANNA, opted_out_at="2026-01-05"))) is LeftOut.OPTED_OUT


def test_whoever_is_enrolled_is_left_out_unless_they_are_wanted() -> None:
    enrolled = candidate(contact=replace(ANNA, enrolled_at="2026-01-05"))

    assert sieve().reason(enrolled) is LeftOut.ENROLLED
    assert sieve(without_enrolled=False).reason(enrolled) is None


def test_whoever_was_in_an_earlier_wave_is_left_out() -> None:
    assert sieve(earlier=("Anna",)).reason(candidate()) is LeftOut.EARLIER_WAVE


def test_without_a_chat_it_depends_on_whether_one_can_be_made() -> None:
    stranger = candidate(contact=None)

    assert sieve().reason(stranger) is LeftOut.UNREACHABLE
    assert sieve(reachable=lambda person: person == "anna").reason(stranger) is None
    assert sieve().reason(candidate(contact=replace(ANNA, chat=None))) is LeftOut.UNREACHABLE


def test_of_several_reasons_the_first_counts() -> None:
    contact = replace(ANNA, guest=True, opted_out_at="2026-01-05", enrolled_at="2026-01-05", chat=None)
    hopeless = candidate(contact=contact, member=replace(MEMBER, enabled=False))

    assert sieve("anna", earlier=("anna",), sites=("Lund",)).reason(hopeless) is LeftOut.DISABLED


def test_a_delivery_says_all_that_is_known() -> None:
    line = listed("anna", upn="anna@contoso.test", platform="ios", language="sv", zone="Europe/Oslo", site="Lund")
    member = replace(MEMBER, name="Anna Andersson", department="Sales")

    assert delivery_for(WAVE, candidate(listed=line, member=member)) == Delivery(
        wave="Week 2",
        person="anna",
        name="Anna Andersson",
        upn="anna@contoso.test",
        language="sv",
        platform="ios",
        zone="Europe/Oslo",
        department="Sales",
        site="Lund",
        chat=chat_of("anna"),
    )


@pytest.mark.parametrize(
    ("texts", "language"),
    [({}, "en"), ({"en": "Hi", "sv": "Hej"}, "en"), ({"sv": "Hej"}, "sv"), ({"sv": "Hej", "da": "Hej"}, "da")],
)
def test_whose_language_is_not_known_gets_one_that_the_wave_has(texts: dict[str, str], language: str) -> None:
    assert delivery_for(replace(WAVE, texts=texts), candidate()).language == language


def test_a_time_zone_that_there_is_not_is_none() -> None:
    assert delivery_for(WAVE, candidate(contact=replace(ANNA, zone="Mars/Olympus"))).zone == ""


def test_long_texts_are_cut() -> None:
    delivery = delivery_for(WAVE, candidate(contact=replace(ANNA, name="å" * 300, site="s" * 300)))

    assert (len(delivery.name), len(delivery.site)) == (200, 200)
