"""The helpdesk's way with a question, in the Agents Playground, in a browser. The pictures are to be looked at."""

import time

from tests.end_to_end.page import Page

QUESTION = "zebra xylophone quark"


def test_a_question_is_taken_answered_and_solved(page: Page) -> None:
    page.ask(QUESTION)
    page.wait_for_card("Shall I ask the helpdesk")
    page.ask("queue")
    page.wait_for_card("Questions for the helpdesk")
    page.screenshot("helpdesk-queue")
    page.press("Open", containing="Questions for the helpdesk")
    page.wait_for_card("Asked by")
    page.screenshot("helpdesk-item")
    page.press("Take it", containing="Asked by")
    page.wait_for_card("took it")
    page.press("Answer", containing="took it")
    page.wait_for_card("Or send an article instead")
    page.fill("English", "Hold the zebra by its **tail**.\nThen try again.", containing="Or send an article instead")
    page.screenshot("helpdesk-editor")
    page.press("Preview", containing="Or send an article instead")
    page.wait_for_card("This goes out to")
    page.screenshot("helpdesk-preview")
    page.press("Send", containing="This goes out to")
    page.wait_for_card("On its way")
    page.wait_for_card("An answer from the helpdesk")
    page.screenshot("helpdesk-answer", height=1200)
    page.press("That solved it", containing="An answer from the helpdesk")
    page.wait_for_card("Glad it helped")
    page.press("Make it an article", containing="On its way")
    page.wait_for_card("Only for a new article")
    page.fill("Title (English)", "Zebras", containing="Only for a new article")
    page.screenshot("helpdesk-promote", height=1300)
    page.press("Preview", containing="Only for a new article")
    for attempt in range(1, 60):
        if page.has_card("Before it goes live"):
            break
        if attempt % 20 == 0 and page.has_card("Only for a new article"):  # a busy machine: the press was given up
            page.press("Preview", containing="Only for a new article")
        if page.has_card("checking what this would change"):
            page.press("Show the preview", containing="checking what this would change")
        time.sleep(0.5)
    page.screenshot("helpdesk-before-live", height=1200)
    page.press("Go live", containing="Before it goes live")
    page.wait_for_card("Live within ten seconds")
    answers = [ask_again(page) for _ in range(12)]
    assert "Hold the zebra" in answers[-1]
    page.screenshot("helpdesk-live", height=1200)


def ask_again(page: Page) -> str:
    """Ask in other words, a second later; return the newest card's text."""
    time.sleep(1)
    page.ask("xylophone or zebra, with a quark")
    return page.wait_for_new_card()


def test_the_helpdesks_cards_fit_a_phone(phone: Page) -> None:
    phone.ask("vortex nebula zeppelin")
    phone.wait_for_card("Shall I ask the helpdesk")
    phone.ask("queue")
    phone.wait_for_card("vortex nebula zeppelin")
    phone.screenshot("phone-queue", height=1200)
    phone.press("Open", containing="Questions for the helpdesk")
    phone.wait_for_card("Asked by")
    phone.screenshot("phone-item", height=1200)
    phone.press("Answer", containing="Asked by")
    phone.wait_for_card("Or send an article instead")
    phone.screenshot("phone-editor", height=1200)
    assert phone.overflow() == 0


def test_an_error_code_is_explained_first(phone: Page) -> None:
    phone.ask("error 80180014.")
    phone.wait_for_card("What to do:")
    phone.screenshot("phone-code", height=1600)
    phone.ask("where is the printer?")
    phone.wait_for_card("Printers")
    phone.screenshot("phone-elsewhere")
    phone.ask("gaps")
    phone.wait_for_text("Here is the report")
    phone.screenshot("phone-gaps", height=1600)
    assert phone.overflow() == 0
