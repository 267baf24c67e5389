"""Said → answered."""

import pytest

from dialogs.ask import Choice, choose
from knowledge.platform import Platform
from tests.dialogs.people import KIM, ROBIN, Talk

SAID_AND_ANSWERED = [
    (["how do I enroll my iphone"], "Enroll your own iPhone or iPad"),
    (["hur får jag in min iphone?"], "Registrera din egen iPhone eller iPad"),
    (["what can the company see"], "What the company can and can't see"),
    (["how do I enroll my device"], "Which device is it about?"),
    (["how do I enroll my device", "ipad"], "Enroll your own iPhone or iPad"),
    (["how do I enroll my samsung", "and on my ipad?"], "Enroll your own iPhone or iPad"),
    (["how do I enroll my samsung", "och på min mac då?"], "Registrera en Mac du redan använder"),
    (["hur registrerar jag min mac?", "hur registrerar jag min enhet?"], "Registrera en Mac du redan använder"),
    (["hur registrerar jag min mac?", "hur registrerar jag min mobil?"], "Vilken enhet gäller det?"),
    (["cant get past the pin thing"], "Did you mean one of these?"),
    (["zebra xylophone quark"], "I have no answer to that yet."),
    (["vad blir det för väder i helgen"], "skämt, väder och lunch"),
    (["var är skrivaren?"], "Fråga helpdesk"),
    (["fel 0x8018ABCD"], "Jag känner inte till felet 0x8018ABCD än."),
    (["error 80180014."], "What to do:"),
    (["hej"], "Jag hjälper dig att registrera dina enheter"),
    (["how do I enroll my iphone", "thanks"], "I help you enroll your devices"),
    (["nej"], "Jag hjälper dig att registrera dina enheter"),
    (["help"], "I help you enroll your devices"),
    (["🙂"], "I can only read words."),
]


@pytest.mark.parametrize(
    ("said", "answered"), SAID_AND_ANSWERED, ids=[" → ".join(said) for said, _ in SAID_AND_ANSWERED]
)
async def test_what_is_said_last_is_answered(talk: Talk, said: list[str], answered: str) -> None:
    for text in said[:-1]:
        await talk.say(text)
    assert answered in await talk.say(said[-1])


async def test_what_does_not_tell_its_language_is_answered_in_that_of_the_persons_teams(talk: Talk) -> None:
    assert "Jag kan bara läsa text." in await talk.say("🙂", ROBIN)
    assert "I can only read words." in await talk.say("🙂", KIM)


async def test_the_language_somebody_writes_in_is_remembered(talk: Talk) -> None:
    await talk.say("hur får jag in min iphone?", KIM)
    assert "Jag kan bara läsa text." in await talk.say("🙂", KIM)


async def test_what_one_person_said_is_nothing_to_another(talk: Talk) -> None:
    await talk.say("how do I enroll my samsung", KIM)
    assert "Which device is it about?" in await talk.say("how do I enroll my device, please", ROBIN)


async def test_a_chosen_device_is_remembered(talk: Talk) -> None:
    choice = Choice(slug="enroll-macos", question="how do I enroll my device", platform=Platform.MACOS)
    assert "Enroll a Mac" in await talk.shown(await choose(choice, talk.turn(), talk.services))
    assert "Enroll a Mac" in await talk.say("how do I enroll my device")


async def test_an_article_that_is_gone_cannot_be_chosen(talk: Talk) -> None:
    assert await choose(Choice(slug="gone", question="x"), talk.turn(), talk.services) is None
