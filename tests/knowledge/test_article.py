"""What is read from a good article."""

from datetime import date
from pathlib import Path

from knowledge.article import Article, parse_article, read_article
from knowledge.platform import Platform
from tests.knowledge.articles import article_text, write

GOOD = """\
---
title: Brew coffee
platforms: [ios, macos]
family: brew
questions:
  - how do I brew coffee
  - "coffee: where?"
keywords: [espresso]
related: [tea, milk-and-sugar]
sources:
  - "a/b.md"
owner: kitchen
reviewed: 2026-01-05
---

Press **the button**.

It is red.

## Steps

1. Take a cup.
2. Press:
   1. once for one
   2. twice for two
3. Drink.

- Not a step.

## If it does not work

- Read the display.
- Call the kitchen.
"""


def parse(text: str) -> Article:
    return parse_article(text, Path("en/coffee.md"), "en")


def test_every_field_of_the_front_matter_is_read() -> None:
    article = parse(GOOD)

    assert (article.slug, article.language, article.path) == ("coffee", "en", Path("en/coffee.md"))
    assert (article.title, article.family) == ("Brew coffee", "brew")
    assert article.platforms == {Platform.IOS, Platform.MACOS}
    assert article.questions == ("how do I brew coffee", "coffee: where?")
    assert article.keywords == ("espresso",)
    assert article.related == ("tea", "milk-and-sugar")
    assert article.sources == ("a/b.md",)
    assert (article.owner, article.reviewed) == ("kitchen", date(2026, 1, 5))


def test_what_may_be_left_out_is_empty() -> None:
    article = parse(article_text())

    assert (article.family, article.keywords, article.related) == (None, (), ())


def test_an_article_for_any_platform_names_none() -> None:
    assert parse(article_text(platforms="[any]")).platforms == frozenset()


def test_the_short_answer_is_what_stands_before_the_first_heading() -> None:
    assert parse(GOOD).short_answer == "Press **the button**.\n\nIt is red."


def test_a_body_without_headings_is_all_short_answer() -> None:
    article = parse(article_text(body="Just do it.\n\nReally.\n"))

    assert article.short_answer == "Just do it.\n\nReally."
    assert article.sections == ()


def test_each_heading_begins_a_section() -> None:
    sections = parse(GOOD).sections

    assert [section.heading for section in sections] == ["Steps", "If it does not work"]
    assert sections[1].text == "- Read the display.\n- Call the kitchen."


def test_a_section_knows_the_line_of_its_heading() -> None:
    lines = GOOD.splitlines()

    assert [lines[section.line - 1] for section in parse(GOOD).sections] == ["## Steps", "## If it does not work"]


def test_numbered_items_of_the_first_level_are_counted_as_steps() -> None:
    assert [section.steps for section in parse(GOOD).sections] == [3, 0]


def test_steps_after_a_paragraph_in_a_list_are_counted() -> None:
    article = parse(article_text(body="Do it.\n\n## Steps\n\n1. One.\n\n   > Mind the gap.\n\n2. Two.\n"))

    assert article.sections[0].steps == 2


def test_a_heading_inside_code_begins_no_section() -> None:
    article = parse(article_text(body="Type this:\n\n```\n## not a heading\n```\n"))

    assert article.sections == ()


def test_each_field_and_item_knows_its_line() -> None:
    lines = parse(GOOD).lines

    assert {name: lines[name] for name in ("title", "questions", "questions.1", "related.1", "reviewed", "body")} == {
        "title": 2,
        "questions": 5,
        "questions.1": 7,
        "related.1": 9,
        "reviewed": 13,
        "body": 15,
    }


def test_the_text_is_the_whole_body_with_bold_headings() -> None:
    article = parse(article_text(body="Do it.\n\n## Steps\n\n1. One.\n\n## Else\n\nAsk.\n"))

    assert article.text == "Do it.\n\n**Steps**\n1. One.\n\n**Else**\nAsk."


def test_windows_line_ends_are_read_alike(tmp_path: Path) -> None:
    path = write(tmp_path)
    expected = read_article(path, "en")

    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert read_article(path, "en") == expected
