"""The paths of an employee, in the Agents Playground, in a browser. The pictures are there to be looked at."""

from datetime import UTC, datetime

import app
from store.containers import FEEDBACK, REVIEWS
from store.opening import open_store
from store.record import Record
from tests.end_to_end.company import Company
from tests.end_to_end.conftest import Bot
from tests.end_to_end.page import Page


async def kept(bot: Bot, container: str, partition: str) -> list[Record]:
    """Read what the running bot has kept."""
    store = open_store(bot.store_url, app.now)
    try:
        return list((await store.find(container, partition)).records)
    finally:
        await store.close()


async def test_a_question_is_answered_judged_and_the_reason_kept(page: Page, bot: Bot) -> None:
    page.wait_for_card("I help you enroll")
    page.screenshot("welcome")
    page.ask("hur får jag in min iphone?")
    page.wait_for_card("Registrera din egen iPhone")
    page.screenshot("answer", height=1400)
    page.press("Om det inte fungerar", containing="Registrera din egen iPhone")
    page.screenshot("answer-unfolded", height=1700)
    page.press("👎 Nej", containing="Registrera din egen iPhone")
    page.wait_for_card("Vad var fel?")
    page.choose("Orsak", "Det är inaktuellt", containing="Vad var fel?")
    page.fill("Något mer du vill säga? (valfritt)", "Menyn ser annorlunda ut nu", containing="Vad var fel?")
    page.screenshot("reason", height=1700)
    page.press("Skicka", containing="Vad var fel?")
    page.wait_for_card("Tack! Vi använder det")
    page.screenshot("thanks", height=1400)
    records = await kept(bot, FEEDBACK.name, datetime.now(UTC).date().isoformat())
    (judged,) = [record for record in records if record.body.get("comment") == "Menyn ser annorlunda ut nu"]
    assert judged.body["opinion"] == "unhelpful"
    assert judged.body["reason"] == "outdated"
    assert judged.body["question"] == "hur får jag in min iphone?"


async def test_what_no_article_covers_is_handed_over_to_the_helpdesk(page: Page, bot: Bot) -> None:
    page.ask("why is the sky blue tonight?")
    page.wait_for_card("Shall I ask the helpdesk")
    page.screenshot("unanswered")
    page.press("Ask the helpdesk", containing="why is the sky blue tonight?")
    page.wait_for_card("The helpdesk has your question")
    page.screenshot("handed-over")
    items = await kept(bot, REVIEWS.name, f"{datetime.now(UTC):%Y-%m}")
    (item,) = [each for each in items if each.body["question"] == "why is the sky blue tonight?"]
    assert [asker["wants_answer"] for asker in item.body["askers"]] == [True]


def test_the_device_is_asked_for_and_the_answer_takes_the_place_of_the_card(page: Page) -> None:
    page.ask("how do I enroll my computer")
    page.wait_for_card("Which device is it about?")
    page.screenshot("platform")
    page.press("Mac", containing="Which device is it about?")
    page.wait_for_card("Enroll a Mac you already use")


def test_suggestions_are_offered_when_the_bot_is_not_sure(page: Page) -> None:
    page.ask("cant get past the pin thing")
    page.wait_for_card("Did you mean one of these?")
    page.screenshot("suggestions")


def test_nothing_is_wider_than_a_phone(phone: Page) -> None:
    phone.ask("hur får jag in min iphone?")
    phone.wait_for_card("Registrera din egen iPhone")
    phone.screenshot("phone-answer", height=1700)
    phone.press("👎 Nej", containing="Registrera din egen iPhone")
    phone.wait_for_card("Vad var fel?")
    phone.screenshot("phone-reason", height=1900)
    assert phone.overflow() == 0


def test_markup_in_a_question_is_shown_inert(page: Page) -> None:
    text = "<i>zebra</i> **xylophone** _quark_"
    page.ask(text)
    assert text in page.wait_for_card("Shall I ask the helpdesk")


def test_a_group_is_answered_when_it_mentions_the_bot(page: Page, company: Company) -> None:
    page.open_chat(company.group)
    page.ask("what can the company see", mention=True)
    page.wait_for_card("What the company can and can't see")
    page.screenshot("group", height=1200)
