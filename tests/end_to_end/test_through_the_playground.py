"""The same paths without a browser, through the Playground's REST calls."""

from typing import Any

import pytest

from tests.end_to_end.company import Company
from tests.end_to_end.playground import Playground
from tests.fakes.teams import buttons_of, words_in


def press(playground: Playground, shown: Any, title: str, **inputs: str) -> dict[str, Any]:
    """Press a button of a shown card; return the card that replaces it."""
    button = buttons_of(shown.card)[title]
    answer = playground.execute(shown, button["verb"], {**button["data"], **inputs})
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"
    return answer["value"]


def test_ask_judge_and_give_a_reason(playground: Playground) -> None:
    shown = playground.ask("how do I enroll my iphone")
    assert "Enroll your own iPhone or iPad" in words_in(shown.card)
    assert "What was wrong?" in words_in(press(playground, shown, "👎 No"))
    assert "Thank you. We'll use it" in words_in(press(playground, shown, "👎 No", reason="unclear", comment="?"))
    assert "Glad it helped" in words_in(press(playground, shown, "👍 Yes"))


def test_be_handed_over(playground: Playground) -> None:
    shown = playground.ask("zebra xylophone quark")
    assert "The helpdesk has your question" in words_in(press(playground, shown, "Ask the helpdesk"))


def test_a_submit_does_what_an_execute_does(playground: Playground) -> None:
    shown = playground.ask("how do I enroll my iphone")
    said = playground.submit(shown, buttons_of(shown.card)["👍 Yes"]["fallback"]["data"])
    assert "Glad it helped" in words_in(playground.wait_for_card(mark=said.mark).card)


def test_a_follow_up_names_only_the_device(playground: Playground) -> None:
    playground.ask("how do I enroll my samsung")
    assert "Enroll your own iPhone or iPad" in words_in(playground.ask("and on my ipad?").card)


@pytest.mark.parametrize("where", ["group", "channel"])
def test_groups_and_channels_are_answered_where_they_asked(
    playground: Playground, company: Company, where: str
) -> None:
    shown = playground.ask("hur registrerar jag min mac?", getattr(company, where))
    assert "Registrera en Mac" in words_in(shown.card)


def test_teams_own_thumbs_are_taken(playground: Playground) -> None:
    playground.ask("how do I enroll my iphone")
    value = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "good"}}
    assert playground.invoke("message/submitAction", value) == {}


def test_an_installation_is_greeted_once(playground: Playground) -> None:
    mark = playground.install()
    playground.ask("help")
    greetings = [
        shown for shown in playground.shown(mark) if shown.text in {"👋 Hi, nice to meet you!", "👋 Hej, kul att ses!"}
    ]
    assert len(greetings) <= 1
