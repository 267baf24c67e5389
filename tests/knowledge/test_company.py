"""The facts of a company, and what the articles become with them."""

import re
from pathlib import Path

import pytest

from knowledge.article import LANGUAGES
from knowledge.company import Company, CompanyFault, labels, placeholders, read_company
from knowledge.elsewhere import read_elsewhere
from knowledge.library import Library
from tests.fakes.library import SAMPLE
from tests.knowledge.articles import article_text, parsed

BODY = """\
Call us.

## Steps

1. Call {helpdesk.phone}, {helpdesk.hours}.
2. Wait.

## If it does not work

- Write to {helpdesk.mail}.
- Come by: {helpdesk.visit}.
"""
NOTHING = Company(facts={})


def company(tmp_path: Path, text: str) -> Company:
    path = tmp_path / "company.toml"
    path.write_text(text, "utf-8")
    return read_company(path)


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(CompanyFault) as caught:
        company(tmp_path, text)
    return str(caught.value).replace(f"{tmp_path}/", "")


def texts_of(library: Library) -> list[tuple[str, str]]:
    """List all that people read: under the name of its file."""
    read = [
        (f"{article.language}/{article.slug}", part)
        for article in library
        for part in (article.title, article.text, *(f"{error.meaning} {error.remedy}" for error in article.errors))
    ]
    return [*read, *((f"elsewhere/{kind.language}/{kind.slug}", kind.text) for kind in library.elsewhere)]


# A company's file


def test_one_text_is_for_every_language(tmp_path: Path) -> None:
    facts = company(tmp_path, '[helpdesk]\nphone = "08-123"').facts

    assert facts == {"helpdesk.phone": {"en": "08-123", "sv": "08-123"}}


@pytest.mark.parametrize(
    "text", ['[mail]\napps = { en = "only A", sv = "bara A" }', '[mail]\napps.en = "only A"\napps.sv = "bara A"']
)
def test_each_language_may_have_its_own_text(tmp_path: Path, text: str) -> None:
    assert company(tmp_path, text).facts == {"mail.apps": {"en": "only A", "sv": "bara A"}}


def test_a_whole_number_is_a_text(tmp_path: Path) -> None:
    assert company(tmp_path, "[policy]\ndevice_limit = 5").facts["policy.device_limit"]["en"] == "5"


def test_what_is_empty_is_not_told(tmp_path: Path) -> None:
    facts = company(tmp_path, '[helpdesk]\nphone = ""\nhours = { en = " ", sv = "vardagar" }').facts

    assert facts == {"helpdesk.phone": {}, "helpdesk.hours": {"sv": "vardagar"}}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[helpdesk]\n"])
def test_a_file_without_facts_tells_none(tmp_path: Path, text: str) -> None:
    assert company(tmp_path, text) == NOTHING


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[helpdesk", "company.toml is not TOML: "),
        ('[helpdesk]\nphone = "1"\nphone = "2"', "company.toml is not TOML: "),
        ('name = "Nordlund"', "company.toml: 'name' stands in no section such as [helpdesk]"),
        ('[helpdesk]\nfax = "1"', "company.toml: there is no fact 'helpdesk.fax'; there are company.name, "),
        ("[helpdesk]\nphone = true", "company.toml: helpdesk.phone is a text, or one for each language: { en = "),
        ("[helpdesk]\nphone = [1, 2]", "company.toml: helpdesk.phone is a text, or one for each language: { en = "),
        ("[helpdesk]\nphone = 2026-11-22", "company.toml: helpdesk.phone is a text, or one for each language: "),
        ('[helpdesk]\nphone = { fi = "1" }', "company.toml: helpdesk.phone is a text, or one for each language: "),
        ('[helpdesk]\nphone = { en = ["1"] }', "company.toml: helpdesk.phone is a text, or one for each language: "),
        ('[helpdesk]\nphone = """a\nb"""', "company.toml: helpdesk.phone is one line of at most 300 characters"),
        (f'[helpdesk]\nphone = "{"1" * 301}"', "company.toml: helpdesk.phone is one line of at most 300 characters"),
    ],
)
def test_a_file_that_cannot_be_used_tells_how_to_mend_it(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path, text).startswith(message)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "company.toml"
    path.write_bytes('[company]\nname = "Åkerman"'.encode("latin-1"))

    with pytest.raises(CompanyFault, match="is not TOML"):
        read_company(path)


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_company(tmp_path / "company.toml")


# Filling an article


def test_facts_are_put_in_where_they_are_named(tmp_path: Path) -> None:
    told = company(
        tmp_path, '[helpdesk]\nphone = "08-123"\nhours = "weekdays"\nmail = "it@x.example"\nvisit = "room 1"'
    )

    filled = told.fill(parsed(body=BODY))

    assert filled.sections[0].text == "1. Call 08-123, weekdays.\n2. Wait."
    assert filled.sections[1].text == "- Write to it@x.example.\n- Come by: room 1."


def test_a_short_answer_is_filled_too(tmp_path: Path) -> None:
    told = company(tmp_path, '[company]\nname = "Nordlund"')

    assert told.fill(parsed(body="We are {company.name}.\n")).short_answer == "We are Nordlund."


def test_a_line_whose_fact_is_missing_sends_people_to_the_helpdesk(tmp_path: Path) -> None:
    told = company(tmp_path, '[helpdesk]\nphone = "08-123"\nmail = "it@x.example"')

    filled = told.fill(parsed(body=BODY))

    ask = "Press **Ask the helpdesk** below, and we'll tell you"
    assert filled.sections[0].text == f"1. {ask} when the helpdesk is open.\n2. Wait."
    assert filled.sections[1].text == f"- Write to it@x.example.\n- {ask} where to get hands-on help."


def test_a_fact_told_in_one_language_is_missing_in_the_other(tmp_path: Path) -> None:
    told = company(tmp_path, '[company]\nname.sv = "Nordlund"')
    english, swedish = (told.fill(parsed(language=each, body="{company.name}\n")) for each in ("en", "sv"))

    assert english.short_answer == "Press **Ask the helpdesk** below, and we'll tell you what the company is called."
    assert swedish.short_answer == "Nordlund"


def test_a_fact_that_holds_braces_is_put_in_as_it_is(tmp_path: Path) -> None:
    told = company(tmp_path, '[company]\nname = "{helpdesk.phone} \\\\1 {}"')

    assert told.fill(parsed(body="{company.name}\n")).short_answer == "{helpdesk.phone} \\1 {}"


def test_a_kind_of_questions_leaves_out_the_lines_whose_facts_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "printers.md"
    path.write_text(
        article_text("printers", body="Not mine.\n\nCall {helpdesk.phone}.\n\nBye.\n", platforms=None, sources=None),
        "utf-8",
    )
    kind = read_elsewhere(path, "en")

    assert NOTHING.fill_elsewhere(kind).text == "Not mine.\n\nBye."
    told = company(tmp_path, '[helpdesk]\nphone = "08-123"')
    assert told.fill_elsewhere(kind).text == "Not mine.\n\nCall 08-123.\n\nBye."


# The project's own texts


def test_every_fact_is_called_something_in_every_language() -> None:
    assert {name: set(texts) for name, texts in labels().items()} == {name: set(LANGUAGES) for name in labels()}
    assert all(text and text == text.strip(" .") for texts in labels().values() for text in texts.values())


def test_the_texts_ask_only_for_facts_that_there_can_be(library: Library) -> None:
    asked = {name for _, text in texts_of(library) for name in placeholders(text)}

    assert asked
    assert asked - set(labels()) == set()


def test_the_sample_tells_every_fact_in_every_language() -> None:
    facts = read_company(SAMPLE).facts

    assert {name: set(texts) for name, texts in facts.items()} == {name: set(LANGUAGES) for name in labels()}


def test_nothing_of_a_placeholder_is_left_with_every_fact_or_with_none(library: Library) -> None:
    for told in (read_company(SAMPLE), NOTHING):
        left = [name for name, text in texts_of(library.filled(told)) if re.search(r"[{}]", text)]

        assert left == []


def test_with_the_sample_no_text_sends_people_to_the_helpdesk_for_a_fact(library: Library) -> None:
    opening = {"en": "below, and we'll tell you {}.", "sv": "här nedanför, så berättar vi {}."}
    calls = [opening[each].format(texts[each]) for texts in labels().values() for each in LANGUAGES]

    def calling(told: Company) -> list[str]:
        return [name for name, text in texts_of(library.filled(told)) if any(call in text for call in calls)]

    assert calling(NOTHING)
    assert calling(read_company(SAMPLE)) == []
