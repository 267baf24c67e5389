"""Texts in every language: complete, none left over, and with the same placeholders."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import cards.texts
from cards.texts import LANGUAGES, TRANSLATIONS, texts_in

PROJECT = Path(cards.texts.__file__).parent.parent
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def used() -> set[str]:
    """Find the texts that stand in the code."""
    found: set[str] = set()
    for folder in ("cards", "dialogs", "bot"):
        extracted = extract_from_dir(PROJECT / folder, method_map=[("**.py", "python")], keywords={"texts": None})
        found |= {str(message) for _, _, message, _, _ in extracted}
    return found


def catalog(language: str) -> Catalog:
    """Read a catalogue."""
    with (TRANSLATIONS / f"{language}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str) -> dict[str, Message]:
    """Get what a catalogue translates."""
    return {str(message.id): message for message in catalog(language) if message.id}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_no_translation_is_left_over(language: str) -> None:
    assert messages(language).keys() == used()
    assert [message.id for message in messages(language).values() if not message.string or message.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_the_same(language: str) -> None:
    for english, message in messages(language).items():
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", str(message.string)))


def test_a_language_without_texts_gets_english() -> None:
    assert texts_in("fi")("Send") == "Send"


def test_dates_are_written_as_people_do() -> None:
    assert texts_in("en").date(date(2026, 11, 22)) == "22 Nov 2026"
    assert texts_in("sv").date(date(2026, 11, 22)) == "22 nov. 2026"


@pytest.mark.parametrize(
    ("span", "english", "swedish"),
    [
        (timedelta(seconds=20), "0 minutes", "0 minuter"),
        (timedelta(minutes=90), "1 hour 30 minutes", "1 timme 30 minuter"),
        (timedelta(hours=3), "3 hours", "3 timmar"),
        (timedelta(days=2, hours=5, minutes=7), "2 days 5 hours", "2 dygn 5 timmar"),
        (timedelta(days=3, minutes=7), "3 days", "3 dygn"),
    ],
)
def test_a_length_of_time_is_written_in_its_two_largest_units(span: timedelta, english: str, swedish: str) -> None:
    assert (texts_in("en").span(span), texts_in("sv").span(span)) == (english, swedish)


def test_a_share_is_written_in_whole_percents() -> None:
    assert (texts_in("en").percent(0.826), texts_in("sv").percent(0.826)) == ("83%", "83\N{NO-BREAK SPACE}%")
