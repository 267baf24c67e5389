"""The bot's own token: one, cached, and renewed before it expires."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path

import pytest

from bot.credentials import EntraCredentials, TokenRefused
from bot.settings import Settings
from store.port import Store
from tests.fakes.connector import FakeConnector
from tests.fakes.login import FakeLogin, fake_login
from tests.fakes.running import running_bot, settings


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
async def login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[FakeLogin]:
    async with fake_login(tmp_path) as (running, bundle):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
        yield running


Make = Callable[..., EntraCredentials]


@pytest.fixture
def credentials(login: FakeLogin) -> Iterator[Make]:
    made: list[EntraCredentials] = []

    def make(clock: Clock | None = None) -> EntraCredentials:
        made.append(EntraCredentials(registered(login), clock or Clock()))
        return made[-1]

    yield make
    for each in made:
        each.close()


def registered(login: FakeLogin) -> Settings:
    return settings(
        MicrosoftAppId="22222222-2222-4222-8222-222222222222",
        MicrosoftAppPassword="not-a-secret",
        MicrosoftAppTenantId="contoso.test",
        ToChannelFromBotLoginUrl=login.authority,
    )


async def test_a_token_for_the_connector_is_asked_for(login: FakeLogin, credentials: Make) -> None:
    headers = await credentials().headers()
    assert headers == {"Authorization": "Bearer token-1"}
    (asked,) = login.asked
    assert asked["grant_type"] == "client_credentials"
    assert asked["scope"] == "https://api.botframework.com/.default"
    assert asked["client_id"] == "22222222-2222-4222-8222-222222222222"


async def test_a_hundred_turns_at_once_ask_for_one_token(login: FakeLogin, credentials: Make) -> None:
    shared = credentials()
    await asyncio.gather(*(shared.headers() for _ in range(100)))
    assert login.given == 1


async def test_the_token_is_renewed_before_it_expires(login: FakeLogin, credentials: Make) -> None:
    clock = Clock()
    login.expires_in = 299
    shared = credentials(clock)
    await shared.headers()
    clock.time += 1
    assert await shared.headers() == {"Authorization": "Bearer token-2"}


async def test_a_refusal_says_what_to_mend(login: FakeLogin, credentials: Make) -> None:
    login.refusing = True
    with pytest.raises(TokenRefused, match=r"invalid_client.*check app id and secret"):
        await credentials().headers()


async def test_an_authority_that_cannot_be_reached_says_what_to_mend(
    login: FakeLogin, credentials: Make, free_port: int
) -> None:
    login.authority = f"https://127.0.0.1:{free_port}/contoso.test"
    with pytest.raises(TokenRefused, match="check the network"):
        await credentials().headers()


async def test_replies_bear_the_token(
    login: FakeLogin, credentials: Make, store: Store, connector: FakeConnector
) -> None:
    async with running_bot(store, connector, credentials=credentials()) as teams:
        await teams.say("help")
        await teams.say("help")
    assert [request.authorization for request in connector.requests] == ["Bearer token-1"] * 2
    assert login.given == 1


async def test_the_secret_is_in_no_text(credentials: Make) -> None:
    assert "not-a-secret" not in repr(settings(MicrosoftAppPassword="not-a-secret"))
    assert "not-a-secret" not in repr(vars(credentials()))
