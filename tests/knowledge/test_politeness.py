"""What people say around a question to be kind."""

import pytest

from knowledge.answering import Answerer, Asker
from knowledge.politeness import without_politeness
from knowledge.words import words
from tests.knowledge.findings import shown


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("hi, how do I enroll my iPhone? thanks a lot!", "how do I enroll my iPhone"),
        ("Hello, my phone was stolen. Thanks in advance!", "my phone was stolen"),
        ("Good morning! How are you? My laptop is lost", "My laptop is lost"),
        ("ok thanks, and how do I remove it", "and how do I remove it"),
        ("Hi team – is my mac too old? Best regards", "is my mac too old"),
        ("my mac is lost, have a great weekend :)", "my mac is lost"),
        ("Hej! Hur registrerar jag min iPhone? Tack på förhand!", "Hur registrerar jag min iPhone"),
        ("hej hej! hur mår du? min mobil är borta", "min mobil är borta"),
        ("God morgon, vad kan ni se? Tusen tack för hjälpen!", "vad kan ni se"),
        ("var är portalen snälla, mvh", "var är portalen"),
    ],
)
def test_greetings_before_and_thanks_after_are_taken_off(question: str, left: str) -> None:
    assert words(without_politeness(question) or "") == words(left)


@pytest.mark.parametrize(
    "question",
    ["how do I enroll my mac", "hierarchy of my devices", "okänd enhet visas", "tacka nej till det", "", "?"],
)
def test_a_question_without_them_stays_as_it_is(question: str) -> None:
    assert without_politeness(question) is None


@pytest.mark.parametrize(
    "question", ["hej hej", "thanks", "tack så mycket!", "good morning bot", "hej på dig lilla vän"]
)
def test_kind_words_alone_stay_as_they_are(question: str) -> None:
    assert without_politeness(question) is None


@pytest.mark.parametrize("question", ["tack " * 20_000, ", " * 50_000, "hi " * 50_000, "thanks " * 300 + "x"])
def test_kind_words_without_end_are_read_only_so_far(question: str) -> None:
    assert len(words(without_politeness(question) or "")) <= 700


@pytest.mark.parametrize(
    ("question", "slug", "language"),
    [
        ("hi, how do I enroll my iPhone? thanks a lot!", "enroll-ios", "en"),
        ("Good morning, what can you see on my phone? Thank you", "what-company-can-see", "en"),
        ("thanks a lot, one more thing: how do I enroll my mac", "enroll-macos", "en"),
        ("Hej hej! Min mobil blev stulen på tåget. Tack så mycket!", "lost-or-stolen", "sv"),
    ],
)
def test_a_kind_question_is_answered_like_a_plain_one(
    answerer: Answerer, question: str, slug: str, language: str
) -> None:
    assert shown(answerer.answer(question, Asker(language="en"))) == ("answer", slug, language)
