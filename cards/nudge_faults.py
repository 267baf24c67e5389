"""What is wrong with the message of a wave, in words that say how to mend it."""

from cards.texts import Texts
from waves.nudge import PLACEHOLDERS, Fault, Flaw


def fault_words(fault: Fault, texts: Texts) -> str:
    """Say a fault; of a text, with its language."""
    said = _said(fault, texts)
    if not fault.language or fault.flaw is Flaw.MISSING:
        return said
    return f"{_language(fault.language, texts)}: {said}"


def _language(language: str, texts: Texts) -> str:
    return {"en": texts("English"), "sv": texts("Swedish")}.get(language, language)


def _said(fault: Fault, texts: Texts) -> str:
    values = fault.values
    match fault.flaw:
        case Flaw.EMPTY:
            return texts("The message is empty. Write it in at least one language.")
        case Flaw.MISSING:
            return texts(
                "Some recipients read {language}, and get the message in {other}.",
                language=_language(fault.language, texts),
                other=_language(values["other"], texts),
            )
        case Flaw.TOO_MANY_WORDS:
            return texts("{count} words: people read no more than {most}. Leave something out.", **values)
        case Flaw.TOO_LONG:
            return texts("{count} characters: {most} fit on a card. Leave something out.", **values)
        case Flaw.SEVERAL_CALLS:
            return texts("There are {count} links to press besides the button. Keep one at most.", **values)
        case Flaw.PLACEHOLDER:
            known = ", ".join(PLACEHOLDERS)
            return texts("{found} is not filled in. What I can fill in: {known}.", **values, known=known)
        case _:
            return _about(fault, texts)


def _about(fault: Fault, texts: Texts) -> str:
    values = fault.values
    match fault.flaw:
        case Flaw.NO_DATE:
            return texts("The text names the day of the goal, but there is no goal yet. Set one, or take the day out.")
        case Flaw.NO_SPONSOR:
            return texts("Nobody signs. Give a sponsor with name and title: people trust a message from a person.")
        case Flaw.SHOUTING:
            return texts("“{found}” in capital letters reads like shouting.", **values)
        case _:
            return texts("{count} exclamation marks are more than one.", **fault.values)
