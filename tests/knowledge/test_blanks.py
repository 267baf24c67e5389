"""Placeholders in the texts, and which of them a company has not filled in."""

from pathlib import Path

from knowledge.blanks import not_filled_in
from knowledge.company import Company
from knowledge.library import load_library
from tests.knowledge.articles import BODIES, write
from tests.knowledge.checking import faults, write_kind

BOTH = {"en": "x", "sv": "x"}


def body(answer: str = "Do it.", step: str = "Go on.", trouble: str = "Ask.") -> str:
    return f"{answer}\n\n## Steps\n\n1. {step}\n\n## If it does not work\n\n{trouble}\n"


def told(folder: Path, **facts: dict[str, str]) -> list[str]:
    company = Company(facts={name.replace("__", "."): values for name, values in facts.items()})
    return list(not_filled_in(load_library(folder), company))


def test_a_placeholder_that_names_no_fact_is_a_fault_at_its_heading(small: Path) -> None:
    write(small, "coffee", "en", body(trouble="Call {helpdesk.fax}, {phone} or {Helpdesk.Phone}."))

    assert faults(small) == [
        "en/coffee.md:15: {helpdesk.fax}: there is no such fact; facts.toml lists them",
        "en/coffee.md:15: {phone}: there is no such fact; facts.toml lists them",
        "en/coffee.md:15: {Helpdesk.Phone}: there is no such fact; facts.toml lists them",
    ]


def test_a_placeholder_elsewhere_that_names_no_fact_is_a_fault(small: Path) -> None:
    write_kind(small, "travel", "en", "my trip", body="Ask them.\n\nOr call {travel.phone}.")
    write_kind(small, "travel", "sv", "min resa")

    assert faults(small) == ["elsewhere/en/travel.md:8: {travel.phone}: there is no such fact; facts.toml lists them"]


def test_a_placeholder_in_the_first_paragraph_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", body("Do it\nat {helpdesk.phone}.\n\nOr later."))

    assert faults(small) == ["en/coffee.md:9: {helpdesk.phone}: the first paragraph must do without"]


def test_a_placeholder_in_the_first_paragraph_elsewhere_is_a_fault(small: Path) -> None:
    write_kind(small, "travel", "en", "my trip", body="Call {helpdesk.phone}.")
    write_kind(small, "travel", "sv", "min resa")

    assert faults(small) == ["elsewhere/en/travel.md:8: {helpdesk.phone}: the first paragraph must do without"]


def test_a_placeholder_in_a_numbered_step_is_a_fault_at_the_heading(small: Path) -> None:
    write(small, "coffee", "en", body(step="Call {helpdesk.phone}."))

    assert faults(small) == ["en/coffee.md:11: {helpdesk.phone}: a step must do without"]


def test_placeholders_in_other_places_are_no_fault(small: Path) -> None:
    write(small, "coffee", "en", body("Do it.\n\nAt {helpdesk.hours}.", trouble="- **Phone:** {helpdesk.phone}"))

    assert faults(small) == []


def test_facts_not_filled_in_are_told_with_the_topics_that_ask_for_them(small: Path) -> None:
    write(small, "coffee", "en", body(trouble="{helpdesk.phone}, {helpdesk.hours}"))
    write(small, "coffee", "sv", BODIES["sv"] + "\n{helpdesk.phone}\n")
    write(small, "garage", "en", body("Park.\n\n{helpdesk.phone}"))

    assert told(small, helpdesk__hours=BOTH) == [
        "not filled in: helpdesk.phone (coffee, garage): people are sent to the helpdesk for it"
    ]


def test_facts_filled_in_for_one_language_are_told_where_the_other_asks(small: Path) -> None:
    write(small, "coffee", "en", body(trouble="{helpdesk.phone}, {helpdesk.hours}"))
    write(small, "coffee", "sv", BODIES["sv"] + "\n{helpdesk.phone}\n")

    assert told(small, helpdesk__phone={"en": "1"}, helpdesk__hours={"en": "9"}) == [
        "not filled in: helpdesk.phone in sv (coffee): people are sent to the helpdesk for it"
    ]


def test_facts_that_only_texts_from_elsewhere_ask_for_lose_their_line(small: Path) -> None:
    write_kind(small, "travel", "en", "my trip", body="Ask them.\n\n{helpdesk.mail}")

    assert told(small) == ["not filled in: helpdesk.mail (elsewhere/travel): its line is left out"]


def test_facts_that_nothing_asks_for_are_not_told(small: Path) -> None:
    assert told(small) == []
