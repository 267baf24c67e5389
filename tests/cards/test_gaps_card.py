"""The helpdesk's report as a card: the same figures in charts, in lines where charts are unknown, and in words."""

from typing import Any

import pytest

from cards.gaps import gaps_card
from cards.texts import texts_in
from tests.cards.renderer import Renderer
from tests.cards.samples import gaps
from tests.fakes.library import library

GAPS = gaps(library())
CARD = gaps_card(GAPS, texts_in("en"))


def charts(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [element for element in card["body"] if element["type"].startswith("Chart.")]


def lines(chart: dict[str, Any]) -> list[str]:
    return [line["text"] for line in chart["fallback"]["items"]]


def test_each_line_of_a_chart_is_a_bar_for_this_week_and_one_for_the_last() -> None:
    _, devices = charts(CARD)

    assert [(bar["x"], bar["y"]) for bar in devices["data"]] == [
        ("iPhone / iPad", 20),
        ("iPhone / iPad, last week", 4),
        ("Device not named", 14),
        ("Device not named, last week", 14),
        ("Windows", 8),
        ("Windows, last week", 3),
    ]


def test_the_same_figures_are_lines_where_charts_are_unknown() -> None:
    _, devices = charts(CARD)

    assert lines(devices) == [
        "iPhone / iPad: 20 (4 last week)",
        "Device not named: 14 (14 last week)",
        "Windows: 8 (3 last week)",
    ]


def test_the_topics_that_are_not_named_are_one_figure() -> None:
    topics, _ = charts(CARD)

    assert lines(topics)[-2:] == ["gone-topic: 5 (4 last week)", "2 others: 7 (11 last week)"]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_figure_is_said_in_words(language: str) -> None:
    card = gaps_card(GAPS, texts_in(language))
    facts = [f"{fact['title']}: {fact['value']}" for fact in card["body"][2]["facts"]]
    shown = [*facts, *(line for chart in charts(card) for line in lines(chart))]
    worst = [element["text"] for element in card["body"][-6:]]

    assert len(shown) == 4 + 6 + 3
    assert [each for each in (*shown, *worst) if each not in card["fallbackText"]] == []


def test_a_chart_without_a_fallback_is_a_fault(renderer: Renderer) -> None:
    bare = [{name: value for name, value in element.items() if name != "fallback"} for element in charts(CARD)]

    assert renderer.check({**CARD, "body": bare}) != []


def test_the_most_frequent_reason_comes_first() -> None:
    assert CARD["body"][-5]["text"] == "helped 1 of 9 · I don't understand it (5) · It is out of date (2)"
