"""The Agents Playground without its page: what a person does, as REST calls, and what the bot sends.

On the wire (m365agentsplayground 0.2.28):

- An Action.Execute is the invoke `adaptiveCard/action` with `replyToId` (the card's message) and `value.action` of
  `type`, `title`, `verb` and `data`, the inputs merged into `data`, empty ones left out; no `trigger`, no `id`.
- An Action.Submit is a `message` activity without `text`, with `replyToId` and `value`: its data, the inputs merged.
- An activity with text and a card becomes two messages, and is answered 202 without an id; anything single, 201 with
  one. `attachmentLayout: carousel` prevents the split, but the cards are then not shown.
- A message's activity id is not the id of the message shown.
- The feedback loop's invoke `message/submitAction` has no `replyToId`, and its `feedback` is the person's text itself.
- Deleting an activity is answered 501; a bot's error to an invoke comes back as 502.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any

from tests.browser import PATIENCE_SECONDS
from tests.end_to_end.company import Company, Person
from tests.end_to_end.traffic import Exchange, Shown, Traffic


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message of the user: where the answer will come, and the mark after which."""

    conversation: str
    mark: int


class Playground:
    """A running Playground, used as its current user. Conversations are named by id; None is the personal chat."""

    def __init__(self, address: str, company: Company, traffic: Traffic) -> None:
        """Take where it runs, the company it pretends to be, and the traffic that is listened to."""
        self.address = address
        self.company = company
        self._traffic = traffic

    def mark(self) -> int:
        """Return the mark of now, for the `mark` of every wait."""
        return self._traffic.mark()

    def say(self, text: str, conversation: str | None = None) -> Said:
        """Send a message; in a group chat or channel it mentions the bot, and a channel begins a new thread."""
        where, mark = conversation or self.company.personal, self.mark()
        body = {"from": {"id": self.company.me.id}, "text": text, "textFormat": "plain"}
        if where != self.company.personal:
            mention = f"<at>{self.company.bot_name}</at>"
            mentions = [{"mentioned": {"id": self.company.bot_id}, "text": mention}]
            body |= {"text": f"{mention} {text}", "textFormat": "xml", "mentions": mentions}
        posted = self._post(f"/_conversation/v1/conversations/{where}/messages", body)
        return Said(conversation=posted.get("postConversationId") or where, mark=mark)

    def ask(self, text: str, conversation: str | None = None) -> Shown:
        """Send a message, wait for the first card that answers it, and return that."""
        said = self.say(text, conversation)
        return self.wait_for_card(mark=said.mark, conversation=said.conversation)

    def execute(self, shown: Shown, verb: str, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Press an Action.Execute of a card, and return the bot's answer: its `type` and `value`."""
        action = {"type": "Action.Execute", "title": verb, "verb": verb, "data": dict(data or {})}
        return self.invoke(
            "adaptiveCard/action", {"action": action}, conversation=shown.conversation, reply_to=shown.id
        )

    def submit(self, shown: Shown, data: Mapping[str, Any]) -> Said:
        """Press an Action.Submit of a card."""
        mark = self.mark()
        self._post("/_conversation/v1/submit", self._addressed(shown.conversation, shown.id) | {"value": dict(data)})
        return Said(conversation=shown.conversation, mark=mark)

    def invoke(
        self, name: str, value: Mapping[str, Any], *, conversation: str | None = None, reply_to: str | None = None
    ) -> dict[str, Any]:
        """Send an invoke the Playground knows (cards, message extensions, feedback), and return the bot's answer.

        Any other invoke goes through `send`. Raise AssertionError when the bot does not answer 200.
        """
        body = self._addressed(conversation or self.company.personal, reply_to) | {"name": name, "value": dict(value)}
        return self._post("/_conversation/v1/invoke", body)

    def install(self, conversation: str | None = None) -> int:
        """Send the two events of an installation, wait until the bot took both, and return the mark before them."""
        where, mark = conversation or self.company.personal, self.mark()
        self._post(f"/_debug/conversation/{where}/installation", {})
        self.wait_for_installation(where, mark)
        return mark

    def wait_for_installation(self, conversation: str, mark: int) -> None:
        """Wait until the bot took both events of an installation in the conversation."""
        for name in ("installationUpdate", "conversationUpdate"):
            self.wait_for_exchange(
                lambda came, name=name: came.name == name and came.request["conversation"]["id"] == conversation,
                mark=mark,
            )

    def activity(
        self, kind: str, *, person: Person | None = None, conversation: str | None = None, **more: object
    ) -> dict[str, Any]:
        """Return a raw activity of anyone, in their personal chat unless another conversation is named."""
        sender = person or self.company.me
        return {
            "type": kind,
            "id": str(uuid.uuid4()),
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "channelId": "msteams",
            "serviceUrl": f"{self.address}/_connector",
            "from": {"id": sender.id, "aadObjectId": sender.aad_object_id, "name": sender.name},
            "recipient": {"id": self.company.bot_id, "name": self.company.bot_name},
            "conversation": {
                "id": conversation or self.personal_chat(sender),
                "conversationType": "personal",
                "tenantId": self.company.tenant_id,
            },
            "channelData": {"tenant": {"id": self.company.tenant_id}},
            "locale": "en-US",
            **more,
        }

    def send(self, activity: Mapping[str, Any]) -> Exchange:
        """Send a raw activity, and return the exchange with the bot's status and answer."""
        mark = self.mark()
        self._post("/_internal/v1/customActivities", activity)
        return self.wait_for_exchange(lambda came: came.request.get("id") == activity["id"], mark=mark)

    def personal_chat(self, person: Person) -> str:
        """Return the id of anyone's personal chat. What is sent to a colleague's is no Shown, only an Exchange."""
        if person == self.company.me:
            return self.company.personal
        members = {"isGroup": False, "members": [{"id": person.id}], "tenantId": self.company.tenant_id}
        return self._post("/_connector/v3/conversations", members)["id"]

    def shown(self, mark: int = 0) -> list[Shown]:
        """Return what the current user was shown after the mark."""
        return self._traffic.since(mark, Shown)

    def exchanges(self, mark: int = 0) -> list[Exchange]:
        """Return what passed between the Playground and the bot after the mark."""
        return self._traffic.since(mark, Exchange)

    def wait_for_card(self, *, mark: int, containing: str = "", conversation: str | None = None) -> Shown:
        """Wait for a message with a card that has the text anywhere in its JSON."""
        return self._traffic.wait_for(
            Shown,
            lambda came: (
                bool(came.cards)
                and containing in json.dumps(came.cards, ensure_ascii=False)
                and conversation in (None, came.conversation)
            ),
            mark,
        )

    def wait_for_text(self, containing: str = "", *, mark: int, conversation: str | None = None) -> Shown:
        """Wait for a message with text that contains the words."""
        return self._traffic.wait_for(
            Shown,
            lambda came: bool(came.text) and containing in came.text and conversation in (None, came.conversation),
            mark,
        )

    def wait_for_exchange(self, wanted: Callable[[Exchange], bool], *, mark: int) -> Exchange:
        """Wait for an exchange, either way, in any chat."""
        return self._traffic.wait_for(Exchange, wanted, mark)

    def _addressed(self, conversation: str, reply_to: str | None) -> dict[str, Any]:
        answered = {"replyToId": reply_to} if reply_to else {}
        return {"from": {"id": self.company.me.id}, "conversation": {"id": conversation}, **answered}

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        connection = HTTPConnection(self.address.removeprefix("http://"), timeout=PATIENCE_SECONDS)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        assert response.status < 300, f"The Playground answered {response.status} to {path}: {text}"
        return json.loads(text) if text else {}
