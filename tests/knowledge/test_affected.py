"""What a promotion would do, told before it is live: faults, and known questions that would get another answer."""

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.affected import Changed, KnownQuestion, changes, known_questions
from knowledge.answering import Answerer, Asker, Outcome
from knowledge.company import Company
from knowledge.known import Known, know, known_next
from knowledge.library import Library, load_library
from knowledge.preview import Preview, preview
from knowledge.promoted import Promoted, overlay
from tests.knowledge.articles import BODIES, article_text
from tests.knowledge.checking import REVIEWED

NOBODY = Company(facts={})
LONG = "how do I clean the milk foamer of the red espresso machine"


@pytest.fixture
def files(small: Path) -> Library:
    return load_library(small)


def previewed(files: Library, *proposed: Promoted, promoted: tuple[Promoted, ...] = ()) -> Preview:
    known = know(overlay(files, promoted))
    return preview(known, files, NOBODY, promoted, proposed, [], REVIEWED)


def question(slug: str, asked: str, language: str = "en") -> Promoted:
    return Promoted(slug=slug, language=language).with_question(asked)


def article(slug: str, text: str, language: str = "en") -> Promoted:
    return Promoted(slug=slug, language=language).with_text(text)


def messages(found: Preview) -> list[str]:
    return [str(fault) for fault in found.faults]


# Rules


def test_a_good_question_brings_no_fault_and_changes_no_answer(files: Library) -> None:
    assert previewed(files, question("coffee", "who refills the beans")) == Preview(faults=(), changed=(), missing=())


def test_a_question_of_another_topic_is_a_fault(files: Library) -> None:
    found = previewed(files, question("printer", "Where can I park my car?"))

    assert [message.split(": ", 1)[1] for message in messages(found)] == [
        "questions: the same question stands in en/garage"
    ]


def test_a_question_much_like_one_of_another_topic_is_a_fault(files: Library) -> None:
    promoted = (question("coffee", LONG),)

    found = previewed(files, question("printer", f"{LONG} please"), promoted=promoted)

    assert [fault.message for fault in found.faults] == [
        f"questions: '{LONG} please' is too much like '{LONG}' in en/coffee"
    ]


def test_an_article_is_held_to_the_rules_and_named_by_line(files: Library) -> None:
    text = article_text("tea", "en", BODIES["en"].replace("Ask somebody.", ""), related="[wine]")

    assert messages(previewed(files, article("tea", text))) == [
        "promoted/en/tea.md:8: related: there is no article 'wine'",
        "promoted/en/tea.md:17: nothing stands under this heading",
    ]


def test_a_language_that_is_missing_is_told_and_no_fault(files: Library) -> None:
    found = previewed(files, article("tea", article_text("tea", "en")))

    assert (found.faults, found.missing) == ((), ("sv",))


def test_faults_that_were_there_before_are_not_the_promotions(files: Library) -> None:
    old = (article("tea", article_text("tea", "en", related="[wine]")),)

    assert messages(previewed(files, question("coffee", "mocha"), promoted=old)) == []


def test_an_article_that_differs_from_its_other_language_says_so(files: Library) -> None:
    found = previewed(files, article("coffee", article_text("coffee", "en", platforms="[ios]")))

    assert [fault.message for fault in found.faults] == ["platforms differ from those in 'en'"]


# Answers


def test_a_question_that_would_find_another_topic_is_told(files: Library) -> None:
    text = article_text("toner", "en", questions="[out of toner, toner, paper and toner, toner is out of paper]")

    found = previewed(files, article("toner", text))

    assert Changed(question="out of toner and paper", language="en", before="printer", after="toner") in found.changed


def test_a_title_that_becomes_anothers_is_told(files: Library) -> None:
    before = know(files)
    after = known_next(before, overlay(files, [article("tea", article_text("tea", "en", title="Brew coffee"))]))
    asked = [KnownQuestion(text="brew coffee", language="en", slug="coffee")]

    assert changes(before, after, asked) == [
        Changed(question="brew coffee", language="en", before="coffee", after="tea")
    ]


def test_an_error_that_another_article_explains_is_told(files: Library) -> None:
    error = "\n  - codes: [E77]\n    meaning: It is.\n    remedy: Do."
    old = overlay(files, [article("coffee", article_text("coffee", "en", errors=error))])
    before = know(old)
    after = known_next(before, overlay(files, [article("garage", article_text("garage", "en", errors=error))]))
    asked = [KnownQuestion(text="it shows E77", language="en")]

    assert changes(before, after, asked) == [
        Changed(question="it shows E77", language="en", before="coffee", after="garage")
    ]


def test_a_topic_that_is_taken_back_leaves_its_questions_without_an_answer(files: Library) -> None:
    text = article_text("tea", "en", questions="[green tea, herbal infusion]")
    before = know(overlay(files, [article("tea", text)]))
    asked = [KnownQuestion(text="herbal infusion", language="en", slug="tea")]

    found = changes(before, known_next(before, files), asked)

    assert found == [Changed(question="herbal infusion", language="en", before="tea", after=None)]


def test_a_question_that_had_no_answer_and_gets_one_is_no_change(files: Library) -> None:
    before = know(files)
    after = known_next(before, overlay(files, [question("coffee", "purple kangaroo")]))

    assert changes(before, after, [KnownQuestion(text="purple kangaroo", language="en")]) == []


def test_known_questions_are_all_examples_and_what_the_helpdesk_answered(files: Library) -> None:
    answered = KnownQuestion(text="is there decaf", language="en", slug="coffee")

    found = known_questions(files, [answered])

    assert len(found) == 13 and found[-1] == answered
    assert KnownQuestion(text="slut på toner och papper", language="sv", slug="printer") in found


# On the project's articles


def answers(known: Known, asked: list[KnownQuestion]) -> list[str | None]:
    answerer = Answerer(known.library, known=known)
    found = [answerer.answer(each.text, Asker(language=each.language)) for each in asked]
    return [each.article.slug if each.article and each.outcome is Outcome.ANSWER else None for each in found]


def test_of_the_projects_questions_few_are_asked_again_and_none_of_those_that_change_is_missed(
    answerer: Answerer,
) -> None:
    library = answerer.library
    texts = [each for article in library for each in article.questions if article.slug == "send-logs"][:12]
    text = "\n".join(
        ["", *(f'  - "logs {number} {each[:150]}"' for number, each in enumerate(texts) if '"' not in each)]
    )
    added = article("more-logs", article_text("more-logs", "en", questions=text))
    after = known_next(answerer.known, overlay(library, [added]))
    sample = [each for each in known_questions(library) if each.slug in {"send-logs", "vpn-setup", "contact-helpdesk"}]

    found = {each.question for each in changes(answerer.known, after, sample)}

    pairs = zip(sample, answers(answerer.known, sample), answers(after, sample), strict=True)
    really = {each.text for each, was, now in pairs if was and was != now}
    assert really and found == really


def test_ten_thousand_questions_are_compared(answerer: Answerer) -> None:
    library = answerer.library
    own = known_questions(library)
    others = [replace(each, text=f"please {each.text}", slug=None) for each in own]
    asked = [*own, *others][:10_000]
    after = known_next(answerer.known, overlay(library, [question("vpn-setup", "tunnel to the office network drops")]))
    begun = time.perf_counter()

    found = changes(answerer.known, after, asked)

    print(f"{len(asked)} questions compared in {time.perf_counter() - begun:.1f} s")
    assert len(asked) == 10_000 and len(found) < 20


def test_a_preview_on_the_projects_articles_is_clean_where_its_promotion_is(answerer: Answerer) -> None:
    known = known_next(answerer.known, answerer.library.filled(NOBODY))
    begun = time.perf_counter()
    proposed = question("vpn-setup", "the tunnel drops every hour")

    found = preview(known, answerer.library, NOBODY, (), [proposed], [], date(2026, 1, 5))

    print(f"previewed in {time.perf_counter() - begun:.1f} s")
    assert found == Preview(faults=(), changed=(), missing=())
