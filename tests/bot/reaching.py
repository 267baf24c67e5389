"""A messenger of nudges at a fake connector."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Final

from bot.connector import Connector
from bot.credentials import Credentials, NoCredentials, TokenRefused
from bot.nudging import TeamsMessenger, Way
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.graph import person_id
from tests.fakes.teams import TENANT
from waves.delivery import Chat, Delivery
from waves.directory import Directory
from waves.messenger import Sent
from waves.wave import Audience, Goal, Kind, Source, Sponsor, State, Wave

BOT: Final = "28:bot"
PERSON: Final = person_id(1)
CHAT: Final = "a:chat"
WAVE: Final = Wave(
    name="pilot",
    state=State.SENDING,
    version=1,
    kind=Kind.INVITATION,
    audience=Audience(source=Source.EVERYONE),
    sponsor=Sponsor(name="Nora Nord", title="CIO"),
    texts={"en": "Your device is next.", "sv": "Nu är det din enhets tur."},
    goal=Goal(percent=90, by=date(2026, 12, 24)),
)
GONE: Final = Answer(status=404, body={"error": {"code": "ConversationNotFound"}})
MADE: Final = Answer(body={"id": "a:made"})


class PausedError(Exception):
    """The wave was paused."""


class Permits:
    """Counts the permits that are asked for, and how many requests had come by then; there are `most` of them."""

    def __init__(self, connector: FakeConnector) -> None:
        self._connector = connector
        self.before: list[int] = []
        self.most = 100

    async def __call__(self) -> None:
        if len(self.before) == self.most:
            raise PausedError
        self.before.append(len(self._connector.requests))


class NoToken(NoCredentials):
    """Microsoft Entra ID gives no token."""

    async def headers(self) -> dict[str, str]:
        """Refuse."""
        raise TokenRefused("refused")


class Sending:
    """Sends nudges of a wave to one person; `connector` answers as it is told."""

    def __init__(self, connector: FakeConnector) -> None:
        self.connector = connector
        self.permits = Permits(connector)
        self.way = Way(service_url=connector.url, bot=BOT, tenant=TENANT)
        self._rests: list[Connector] = []
        self.messenger = self.made()

    def made(
        self,
        *,
        way: Way | None = None,
        directory: Directory | None = None,
        credentials: Credentials | None = None,
        deadline: float = 15.0,
    ) -> TeamsMessenger:
        """Make a messenger."""
        self._rests.append(Connector(credentials or NoCredentials(), deadline=deadline))
        self.messenger = TeamsMessenger(self._rests[-1], way or self.way, directory)
        return self.messenger

    async def send(
        self, *answers: Answer, chat: str | None = CHAT, wave: Wave = WAVE, url: str = "", **fields: Any
    ) -> Sent:
        """Send a nudge while Teams answers so."""
        self.connector.answers.extend(answers)
        place = Chat(service_url=url or self.connector.url, conversation=chat) if chat else None
        person = fields.pop("person", PERSON)
        delivery = Delivery(wave=wave.name, person=person, chat=place, **fields)
        return await self.messenger.send(wave, delivery, self.permits)

    @property
    def steps(self) -> list[str]:
        """Name the requests: the conversation that was written to, or that one was made."""
        paths = [request.path.split("/") for request in self.connector.requests]
        return [path[3].replace("%3A", ":") if len(path) > 3 else "make" for path in paths]

    @property
    def permitted(self) -> bool:
        """Whether each request had a permit of its own just before it."""
        return self.permits.before == list(range(len(self.connector.requests)))

    async def close(self) -> None:
        """Close all connections."""
        for rest in self._rests:
            await rest.close()


def refused(status: int, code: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    """Make a refusal."""
    return Answer(status=status, body={"error": {"code": code}} if code else {}, headers=dict(headers or {}))


@asynccontextmanager
async def silent() -> AsyncGenerator[str]:
    """Listen, and never answer; give the address."""

    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    for writer in writers:
        writer.close()
    server.close()
    await server.wait_closed()
