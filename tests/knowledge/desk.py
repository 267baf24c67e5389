"""One question, the people who ask it, and the two at the helpdesk who work on it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.helpdesk import Helpdesk, Seen
from knowledge.review import Asked, Reviews
from knowledge.review_item import Item, State, Who, to_item
from store.containers import REVIEWS
from store.port import Store

ASKED = Asked(
    question="Får jag ha två mobiler?",
    language="sv",
    platform="ios",
    guesses=(("enroll-ios", 0.41),),
    person="anna",
    name="Anna A",
    conversation={"conversation": {"id": "chat-anna"}},
    wants_answer=False,
)
ANNA = Who(person="anna", name="Anna A")
BOB = Who(person="bob", name="Bob B")
CAROL = Who(person="carol", name="Carol C")
STRANGER = Who(person="stranger", name="Stranger S")

ANSWER = {"sv": "Ja, två.", "en": "Yes, two."}
QUESTION_BACK = {"sv": "Vilken modell?"}


def asked_by(person: str, *, chat: str | None = None, language: str = "sv") -> Asked:
    """Ask the question as somebody else, in a chat of their own unless one is named."""
    conversation = {"conversation": {"id": chat or f"chat-{person}"}}
    return replace(ASKED, person=person, name=person.title(), language=language, conversation=conversation)


class Desk:
    """The item of one question, and what may be done with it."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.reviews = Reviews(store, clock)
        self.helpdesk = Helpdesk(store, clock)
        self._store = store
        self.month = f"{clock():%Y-%m}"

    async def item(self) -> Item:
        """Read the only item there is."""
        (record,) = (await self._store.find(REVIEWS.name, self.month)).records
        return to_item(self.month, record.id, record.body)

    async def all_seen(self) -> list[Seen]:
        """See all items there are of this month, as they are now."""
        records = (await self._store.find(REVIEWS.name, self.month)).records
        return [Seen(name=f"{self.month}:{record.id}", version=record.body["version"]) for record in records]

    async def etag(self) -> str:
        """Tell one write of the item from the next."""
        (record,) = (await self._store.find(REVIEWS.name, self.month)).records
        return record.etag

    async def seen(self) -> Seen:
        """See the item as it is now."""
        item = await self.item()
        return Seen(name=item.name, version=item.version)

    async def answer(self, who: Who = BOB) -> Item:
        """Answer the item as it is now."""
        return await self.helpdesk.answer(await self.seen(), who, ANSWER)

    async def bring_to(self, state: State) -> Seen:
        """Have the question asked, and its item in this state."""
        await self.reviews.ask(ASKED)
        seen = await self.seen()
        match state:
            case State.NEW:
                pass
            case State.ASSIGNED:
                await self.helpdesk.claim(seen, BOB)
            case State.WAITING:
                await self.helpdesk.ask_back(seen, BOB, QUESTION_BACK)
            case State.ANSWERED:
                await self.answer()
            case State.RESOLVED:
                await self.helpdesk.solved((await self.answer()).name, ANNA)
            case State.DISMISSED:
                await self.helpdesk.dismiss(seen, BOB)
        assert (await self.item()).state is state
        return await self.seen()


@dataclass(frozen=True, kw_only=True)
class Act:
    """What the helpdesk can do: with items in which states, which state that leads to, and how the history calls it.

    `leads_to` is `None` where the state stays; `taken` tells whether the item is then that person's.
    """

    do: Callable[[Helpdesk, Seen, Who], Awaitable[Item]]
    states: frozenset[State]
    leads_to: State | None
    what: str
    taken: bool = False


OPEN = frozenset({State.NEW, State.ASSIGNED, State.WAITING})
CLOSED = frozenset({State.ANSWERED, State.RESOLVED, State.DISMISSED})
EVERY = OPEN | CLOSED

ACTS = {
    "claim": Act(do=Helpdesk.claim, states=OPEN, leads_to=State.ASSIGNED, what="claimed", taken=True),
    "release": Act(do=Helpdesk.release, states=OPEN, leads_to=State.NEW, what="released"),
    "dismiss": Act(do=Helpdesk.dismiss, states=OPEN, leads_to=State.DISMISSED, what="dismissed"),
    "reopen": Act(do=Helpdesk.reopen, states=CLOSED, leads_to=State.ASSIGNED, what="reopened", taken=True),
    "answer": Act(
        do=lambda helpdesk, seen, who: helpdesk.answer(seen, who, ANSWER),
        states=OPEN,
        leads_to=State.ANSWERED,
        what="answered",
        taken=True,
    ),
    "answer with an article": Act(
        do=lambda helpdesk, seen, who: helpdesk.answer(seen, who, {}, "enroll-ios"),
        states=OPEN,
        leads_to=State.ANSWERED,
        what="answered",
        taken=True,
    ),
    "ask back": Act(
        do=lambda helpdesk, seen, who: helpdesk.ask_back(seen, who, QUESTION_BACK),
        states=OPEN,
        leads_to=State.WAITING,
        what="asked back",
        taken=True,
    ),
    "send again": Act(do=Helpdesk.send_again, states=EVERY, leads_to=None, what="sent again"),
    "promoted": Act(
        do=lambda helpdesk, seen, who: helpdesk.promoted(seen, who, "two-phones", "sv"),
        states=EVERY,
        leads_to=None,
        what="promoted",
    ),
}
