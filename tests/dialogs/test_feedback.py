"""Opinions, and questions handed over."""

from cards.answer import Shown
from dialogs.feedback import Judged, escalate, hand_over, judge, thumb
from knowledge.feedback import Opinion, Reason
from store.containers import FEEDBACK, REVIEWS
from store.port import Store
from tests.dialogs.people import KIM, ROBIN, Talk

SHOWN = Shown(slug="enroll-ios", language="sv", day="2026-11-22", turn="1", question="hur får jag in min iphone?")
GONE = Shown(slug="gone-since", language="sv", day="2026-11-22", turn="1", question="hur får jag in min iphone?")


async def opinions(store: Store) -> list[tuple[str, str | None, str | None]]:
    page = await store.find(FEEDBACK.name, "2026-11-22", order="id")
    return [(each.body["person"], each.body.get("opinion"), each.body.get("reason")) for each in page.records]


async def test_an_opinion_is_thanked_for_in_the_language_of_the_answer(talk: Talk, store: Store) -> None:
    judged = Judged(shown=SHOWN, opinion=Opinion.HELPFUL)
    assert "Tack! Kul att det hjälpte." in await talk.shown(await judge(judged, talk.turn(), talk.services))
    assert await opinions(store) == [("kim", "helpful", None)]


async def test_a_second_opinion_replaces_the_first(talk: Talk, store: Store) -> None:
    for opinion, reason in ((Opinion.HELPFUL, None), (Opinion.UNHELPFUL, Reason.WRONG)):
        await judge(Judged(shown=SHOWN, opinion=opinion, reason=reason), talk.turn(), talk.services)
    assert await opinions(store) == [("kim", "unhelpful", "wrong")]


async def test_an_opinion_on_an_article_that_is_gone_is_not_kept(talk: Talk, store: Store) -> None:
    assert await judge(Judged(shown=GONE, opinion=Opinion.HELPFUL), talk.turn(), talk.services) is None
    assert await opinions(store) == []


async def test_the_helpdesk_can_be_asked_though_the_article_is_gone(talk: Talk, store: Store) -> None:
    words = await talk.shown(await escalate(GONE, talk.turn(), talk.services))
    assert "Helpdesk har fått din fråga" in words
    (item,) = (await store.find(REVIEWS.name, "2026-11")).records
    assert item.body["question"] == GONE.question


async def test_a_question_handed_over_brings_the_best_guesses(talk: Talk, store: Store) -> None:
    await hand_over("cant get past the pin thing", "en", talk.turn(), talk.services)
    (item,) = (await store.find(REVIEWS.name, "2026-11")).records
    assert len(item.body["guesses"]) == 5
    assert item.body["askers"][0]["wants_answer"] is True


async def test_a_thumb_without_an_answer_to_judge_changes_nothing(talk: Talk, store: Store) -> None:
    await thumb(Opinion.HELPFUL, None, talk.turn(reply_to="unknown"), talk.services)
    assert await opinions(store) == []


async def test_a_thumb_of_somebody_else_is_their_own(talk: Talk, store: Store) -> None:
    await talk.say("how do I enroll my iphone", KIM)
    await thumb(Opinion.UNHELPFUL, "no", talk.turn(ROBIN, reply_to="reply-1"), talk.services)
    assert sorted(await opinions(store)) == [("kim", None, None), ("robin", "unhelpful", None)]
