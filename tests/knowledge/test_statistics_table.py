"""How each article does, for reading and as JSON."""

import json
from dataclasses import replace
from datetime import date

from knowledge.statistics import Nearby, Statistics, statistics_table, to_json


def counted(slug: str, helpful: int, unhelpful: int, *near: str) -> Statistics:
    nearby = [Nearby(question=question, people=1) for question in near]
    asked = helpful + unhelpful
    return Statistics(slug=slug, asked=asked, helpful=helpful, unhelpful=unhelpful, reasons={}, nearby=nearby)


def test_the_table_shows_each_busy_article_and_the_questions_near_it() -> None:
    statistics = [
        replace(counted("coffee", 3, 2, "tea?"), reasons={"wrong": 1, "other": 1}, handed_over=4),
        counted("garage", 1, 0),
        counted("printer", 0, 0),
    ]

    head, *lines = statistics_table(statistics).splitlines()

    assert head.split() == "asked helpful not helpful helpfulness handed over unanswered nearby reasons".split()
    assert [line.split() for line in lines[:2]] == [
        ["coffee", "5", "3", "2", "60%", "4", "1", "wrong", "1,", "other", "1"],
        ["garage", "1", "1", "0", "-", "0", "0"],
    ]
    assert lines[2:] == ["", "unanswered near coffee:", "   1  tea?", "articles that nobody asked for: 1"]


def test_the_table_shows_the_most_asked_questions_and_counts_the_others() -> None:
    lines = statistics_table([counted("coffee", 0, 0, "a?", "b?", "c?", "d?", "e?")]).splitlines()

    assert lines[-5:-1] == ["   1  a?", "   1  b?", "   1  c?", "      and 2 more"]


def test_what_somebody_wrote_stays_on_its_line_and_steers_no_terminal() -> None:
    table = statistics_table([counted("coffee", 0, 0, "one\ntwo\x1b[2J\u202ethree", "x" * 500)])

    assert "   1  one two [2J three\n" in table
    assert max(map(len, table.splitlines())) < 120


def test_the_json_tells_the_period_and_every_article() -> None:
    statistics = [counted("coffee", 3, 2, "tea?"), counted("garage", 0, 0)]

    told = json.loads(to_json(statistics, today=date(2026, 1, 5), days=7))

    assert (told["from"], told["to"]) == ("2025-12-30", "2026-01-05")
    assert told["articles"][0] == {
        "slug": "coffee",
        "asked": 5,
        "helpful": 3,
        "unhelpful": 2,
        "helpfulness": 0.6,
        "reasons": {},
        "handed_over": 0,
        "nearby": [{"question": "tea?", "people": 1}],
    }
    assert [article["slug"] for article in told["articles"]] == ["coffee", "garage"]
