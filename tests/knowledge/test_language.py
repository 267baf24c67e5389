"""Which language a question is in."""

import pytest

from knowledge.answering import Answerer
from knowledge.language import LanguageGuess


@pytest.mark.parametrize(
    "question",
    [
        "how do I enroll",
        "lost my phone",
        "what can IT see",
        "my mac",
        "why",
        "is it my turn yet",
        "not compliant, what now",
        "Can't sign in!",
    ],
)
def test_a_short_english_question_is_english(answerer: Answerer, question: str) -> None:
    assert answerer.language_of(question) == "en"


@pytest.mark.parametrize(
    "question",
    [
        "hur registrerar jag",
        "tappat mobilen",
        "vad ser IT",
        "min mac",
        "varför",
        "hjälp",
        "när är det min tur",
        "kan inte logga in!",
        "vad ar det har",
    ],
)
def test_a_short_swedish_question_is_swedish(answerer: Answerer, question: str) -> None:
    assert answerer.language_of(question) == "sv"


@pytest.mark.parametrize("question", ["0x80180014", "123", "ipad", "MFA", "😀", "?", ""])
def test_words_that_fit_either_language_tell_nothing(answerer: Answerer, question: str) -> None:
    assert answerer.language_of(question) is None


def test_without_articles_nothing_is_guessed() -> None:
    assert LanguageGuess([]).guess("how do I enroll") is None
