"""The nudge: short words signed by the sponsor, one thing to do, and what else can be said with a press."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from microsoft_teams.cards.core import (
    Action,
    ActionSet,
    CardElement,
    Container,
    RichTextBlock,
    TextRun,
    ToggleVisibilityAction,
)

from cards.answer import plain
from cards.ask import NAMES
from cards.elements import button, card, heading, paragraph, stacked, subtle
from cards.texts import Texts
from cards.verbs import Verb
from knowledge.platform import Platform
from waves.nudge import MAX_CHARACTERS, MINUTES, message
from waves.wave import Kind, Sponsor, Wave

_LONGEST_NAME: Final = 100


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """Which nudge a card is; it travels in the data of the buttons. Who pressed is known from the press.

    `test`: it was sent to try it out, and what is pressed on it has no effect.
    """

    wave: str = ""
    kind: Kind = Kind.INVITATION
    test: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """What the buttons carry."""
        test = {"test": True} if self.test else {}
        return {"wave": self.wave, "kind": self.kind.value, **test}


def nudge_card(
    wave: Wave, *, language: str, platform: str, later: bool = False, test: bool = False, texts: Texts
) -> dict[str, Any]:
    """Show a nudge: the same for all who read this language and have this platform (empty if it is not known).

    `later` marks the reminder that the recipient asked for.
    """
    nudge = Nudge(wave=wave.name, kind=wave.kind, test=test)
    title = _title(wave.kind, texts)
    words = message(wave, language)[:MAX_CHARACTERS]
    facts = "" if wave.kind is Kind.THANKS else " · ".join(_facts(wave, platform, texts))
    body: list[CardElement] = [*_marks(texts, later=later, test=test), heading(title), paragraph(_lines(words))]
    if facts:
        body.append(paragraph(f"**{facts}**"))
    if wave.sponsor:
        body.append(_signature(wave.sponsor))
    signed = _signed(wave.sponsor) if wave.sponsor else ""
    said = "\n".join(part for part in (title, plain(words), facts, signed) if part)
    return card([*body, *_buttons(nudge, texts)], text=said)


def _title(kind: Kind, texts: Texts) -> str:
    return {
        Kind.ANNOUNCEMENT: texts("Coming soon: enroll your device"),
        Kind.INVITATION: texts("It's time to enroll your device"),
        Kind.REMINDER: texts("A friendly reminder to enroll your device"),
        Kind.THANKS: texts("Thank you for enrolling"),
    }[kind]


def _marks(texts: Texts, *, later: bool, test: bool) -> list[CardElement]:
    marks: list[CardElement] = []
    if test:
        note = texts("🧪 **Test.** Only you and the testers see this. What you press here has no effect.")
        marks.append(Container(style="warning", items=[paragraph(note)]))
    if later:
        marks.append(subtle(texts("⏰ You asked me to remind you.")))
    return marks


def _facts(wave: Wave, platform: str, texts: Texts) -> list[str]:
    """Say on which device, how long it takes, and by when; no line breaks within."""
    facts = [NAMES[Platform(platform)]] if platform in set(Platform) else []
    facts.append(_duration(platform, texts))
    if wave.goal:
        facts.append(texts("by {date}", date=texts.date(wave.goal.by)))
    return [fact.replace(" ", "\N{NO-BREAK SPACE}") for fact in facts]


def _duration(platform: str, texts: Texts) -> str:
    minutes = MINUTES.get(platform)
    if minutes:
        return texts("about {time}", time=texts.span(timedelta(minutes=minutes)))
    least, most = min(MINUTES.values()), max(MINUTES.values())
    return texts("{least} to {most}", least=str(least), most=texts.span(timedelta(minutes=most)))


def _signature(sponsor: Sponsor) -> CardElement:
    """Sign, with name and title as they were typed."""
    name = TextRun(text=sponsor.name[:_LONGEST_NAME], weight="Bolder")
    title = [TextRun(text=f", {sponsor.title[:_LONGEST_NAME]}", is_subtle=True)] if sponsor.title else []
    return RichTextBlock(inlines=[name, *title])


def _signed(sponsor: Sponsor) -> str:
    return ", ".join(part[:_LONGEST_NAME] for part in (sponsor.name, sponsor.title) if part)


def _buttons(nudge: Nudge, texts: Texts) -> list[CardElement]:
    title = texts("See how it works") if nudge.kind is Kind.ANNOUNCEMENT else texts("Start")
    start = ActionSet(actions=[button(title, Verb.NUDGE_START, nudge.data, primary=True)], spacing="Medium")
    enrolled = button(texts("I'm already enrolled"), Verb.NUDGE_ENROLLED, nudge.data)
    last = stacked(
        [
            button(texts("I need help"), Verb.NUDGE_HELP, nudge.data),
            button(texts("Stop these messages"), Verb.NUDGE_STOP, nudge.data),
        ]
    )
    if nudge.kind is Kind.THANKS:
        return last
    later = [] if nudge.kind is Kind.ANNOUNCEMENT else _later(nudge, texts)
    return [start, *stacked([enrolled]), *later, *last]


def _later(nudge: Nudge, texts: Texts) -> list[CardElement]:
    """Offer to remind: the choice of when unfolds below."""
    unfold = ToggleVisibilityAction(title=texts("Remind me later"), target_elements=["later"])
    choices: list[Action] = [
        button(title, Verb.NUDGE_LATER, {**nudge.data, "when": when}, tooltip=tooltip)
        for when, title, tooltip in (
            ("tomorrow", texts("Tomorrow"), texts("Remind me tomorrow")),
            ("week", texts("In a week"), texts("Remind me in a week")),
        )
    ]
    hidden = ActionSet(id="later", is_visible=False, actions=choices, spacing="Small")
    return [ActionSet(actions=[unfold], spacing="Small"), hidden]


def _lines(text: str) -> str:
    """Keep the line breaks of what somebody typed."""
    return text.replace("\r\n", "\n").replace("\n", "\n\n")
