"""Every card: as reviewed, as the renderer takes it, as large as Teams lets it, as readable aloud."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.actions import ACTIONS
from cards.verbs import Verb
from tests.cards.renderer import Renderer
from tests.cards.samples import largest, samples
from tests.fakes.library import library

GOLDEN = Path(__file__).parent / "golden"
MAX_BYTES = 25_000
"""Of a card; pages on what Teams takes disagree between 28 and 100 KB."""

LIBRARY = library()
CARDS = dict(samples(LIBRARY))
LARGEST = dict(largest(LIBRARY))

each_card = pytest.mark.parametrize("name", CARDS)


def elements(value: Any) -> Iterator[Mapping[str, Any]]:
    """Walk through everything in a card that has a type."""
    if isinstance(value, dict):
        if "type" in value:
            yield value  # pyright: ignore[reportUnknownVariableType]
        for key, each in value.items():  # pyright: ignore[reportUnknownVariableType]
            if key != "data":
                yield from elements(each)
    elif isinstance(value, list):
        for each in value:  # pyright: ignore[reportUnknownVariableType]
            yield from elements(each)


@each_card
def test_a_card_is_the_one_that_was_reviewed(name: str) -> None:
    golden = GOLDEN / f"{name}.json"
    assert CARDS[name] == json.loads(golden.read_text("utf-8")), "python -m tests.cards.write_golden writes it anew"


def test_no_golden_card_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == CARDS.keys()


@each_card
def test_the_renderer_takes_a_card(name: str, renderer: Renderer) -> None:
    assert renderer.check(CARDS[name]) == []


@each_card
def test_a_card_is_of_the_version_that_teams_shows(name: str) -> None:
    assert CARDS[name]["version"] == "1.5"


@each_card
def test_a_card_says_in_words_what_it_shows(name: str) -> None:
    assert CARDS[name]["fallbackText"]
    assert CARDS[name]["speak"]


@each_card
def test_inputs_have_labels_and_the_required_ones_say_what_is_missing(name: str) -> None:
    for element in elements(CARDS[name]):
        if element["type"].startswith("Input."):
            assert element["label"]
            assert element["errorMessage"] if element.get("isRequired") else True


@each_card
def test_buttons_ask_for_known_verbs_and_have_a_submit_to_fall_back_on(name: str) -> None:
    for action in elements(CARDS[name]):
        if action["type"] == "Action.Execute":
            assert action["verb"] in set(Verb)
            assert action["fallback"]["type"] == "Action.Submit"
            assert action["fallback"]["data"] == {**action["data"], "verb": action["verb"]}


@each_card
def test_a_card_has_no_more_buttons_in_a_row_than_teams_shows(name: str) -> None:
    assert len(CARDS[name].get("actions", [])) <= 6


def test_the_buttons_of_an_answer_say_which_article_it_is() -> None:
    for action in CARDS["answer.en"]["actions"]:
        assert action["data"]["slug"] == "enroll-ios"


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_card_of_an_article_is_small_enough(name: str) -> None:
    assert len(json.dumps(LARGEST[name], ensure_ascii=False).encode()) < MAX_BYTES


@pytest.mark.parametrize("name", LARGEST)
def test_the_renderer_takes_the_card_of_every_article(name: str, renderer: Renderer) -> None:
    assert renderer.check(LARGEST[name]) == []


def test_every_verb_has_an_action() -> None:
    assert set(ACTIONS) == set(Verb)
