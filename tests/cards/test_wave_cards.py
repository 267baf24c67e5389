"""The cards of waves: small enough whatever they hold, one line for each figure, and nothing that is lost."""

import json
from dataclasses import replace
from typing import Any

import pytest

from cards.texts import texts_in
from cards.wave import draft_card
from cards.wave_editor import MAX_LINE, MAX_LIST, what_card, who_card
from cards.wave_plan import plan_card
from cards.wave_progress import bar, outcome_name, progress_card, remedy_words
from cards.wave_split import parts_card
from dialogs.wave_typed import what_typed, who_typed
from tests.cards.test_cards import MAX_BYTES
from tests.cards.waves import HALF, PEOPLE, PLAN, PLANNED, SENDING, START
from tests.fakes.teams import words_in
from waves.audience import LeftOut
from waves.delivery import Outcome
from waves.progress import Progress
from waves.split import MOST_PARTS, By, Split, parts
from waves.wave import Source, State

TEXTS = texts_in("en")


def size(card: dict[str, Any]) -> int:
    return len(json.dumps(card, ensure_ascii=False).encode())


def test_every_figure_is_shown_and_they_make_up_the_audience() -> None:
    facts = next(each["facts"] for each in progress_card(SENDING, HALF, TEXTS)["body"] if each["type"] == "FactSet")

    assert sum(int(fact["value"].replace(",", "")) for fact in facts) == HALF.total


def test_every_outcome_has_a_name_and_each_failure_a_remedy() -> None:
    assert len({outcome_name(outcome, TEXTS) for outcome in Outcome}) == len(Outcome)
    failures = [each for each in Outcome if each.can_succeed or each in {Outcome.UNKNOWN, Outcome.UNCERTAIN}]
    counts = {each.value: 1 for each in failures}
    words = words_in(progress_card(SENDING, Progress(counts=counts), TEXTS))
    assert all(remedy_words(each, TEXTS) in words for each in failures)


@pytest.mark.parametrize(
    ("share", "drawn"), [(0, "▱" * 10), (0.5, "▰" * 5 + "▱" * 5), (0.999, "▰" * 9 + "▱"), (1, "▰" * 10)]
)
def test_only_what_is_all_done_is_drawn_full(share: float, drawn: str) -> None:
    assert bar(share) == drawn


def test_every_reason_for_leaving_somebody_out_is_explained() -> None:
    words = words_in(plan_card(PLANNED, replace(PLAN, left_out=dict.fromkeys(LeftOut, 1)), TEXTS))

    assert not [reason.value for reason in LeftOut if f"{reason.value}: **1**" in words]


def test_a_draft_that_lacks_nothing_can_be_scheduled_at_once() -> None:
    card = draft_card(PLANNED, [], TEXTS)

    primary = [each["verb"] for element in card["body"] for each in element.get("actions", ()) if each.get("style")]
    assert primary == ["wave.schedule"]


@pytest.mark.parametrize("letter", ["x", "å"])
def test_the_largest_cards_are_small_enough(letter: str) -> None:
    who = {**who_typed(PLANNED), "without": "x" * MAX_LIST, "departments": letter * 1000, "sites": letter * 1000}
    what = {**what_typed(PLANNED), **dict.fromkeys(("text_en", "text_sv", "testers"), letter * MAX_LINE)}
    typed = {"by": "week", "people": "10", "start": "2026-12-01", "first": "x" * MAX_LINE}
    split = Split(name=letter * 30, by=By.WEEK, start=START, a_week=len(PEOPLE) // MOST_PARTS + 1)
    names = tuple(letter * 100 for _ in range(10))
    left_out = tuple((letter * 100, reason) for reason in LeftOut for _ in range(3))
    plan = replace(PLAN, sample=names, left_out=dict.fromkeys(LeftOut, 9), left_out_sample=left_out)
    cards = [
        who_card(PLANNED, who, [letter * 60] * 10, [], TEXTS),
        what_card(PLANNED, what, [], TEXTS),
        parts_card(PLANNED, typed, parts(PEOPLE, split), TEXTS),
        plan_card(PLANNED, plan, TEXTS),
    ]

    assert [size(card) for card in cards if size(card) >= MAX_BYTES] == []


def test_names_with_marks_are_shown_as_they_are() -> None:
    audience = replace(PLANNED.audience, source=Source.EVERYONE, departments=("*Sales* [x](https://x.example)",))
    plan = replace(PLAN, sample=("_Anna_",))

    assert "\\*Sales\\* \\[x\\]" in str(draft_card(replace(PLANNED, audience=audience), [], TEXTS)["body"]).replace(
        "\\\\", "\\"
    )
    assert "\\_Anna\\_" in words_in(plan_card(PLANNED, plan, TEXTS))


def test_a_closed_wave_offers_nothing_but_the_list() -> None:
    card = progress_card(replace(SENDING, state=State.CLOSED), HALF, TEXTS)

    assert [each["verb"] for element in card["body"] for each in element.get("actions", ())] == ["wave.list"]
