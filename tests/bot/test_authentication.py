"""Who may call: with an app id, only Teams' own service."""

import time
from collections.abc import AsyncGenerator, Callable

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from store.port import Store
from tests.fakes.connector import FakeConnector
from tests.fakes.keys import APP_ID, FakeKeys, fake_keys
from tests.fakes.running import running_bot, settings
from tests.fakes.teams import Teams


@pytest.fixture
async def keys() -> AsyncGenerator[FakeKeys]:
    async with fake_keys() as running:
        yield running


@pytest.fixture
async def teams(store: Store, connector: FakeConnector, keys: FakeKeys) -> AsyncGenerator[Teams]:
    registered = settings(
        MicrosoftAppId=APP_ID,
        MicrosoftAppPassword="not-a-secret",
        MicrosoftAppTenantId="11111111-1111-4111-8111-111111111111",
        ToBotFromChannelOpenIdMetadataUrl=f"{keys.url}/metadata",
    )
    async with running_bot(store, connector, with_settings=registered) as client:
        yield client


async def status_of(teams: Teams, authorization: str | None, **fields: object) -> int:
    teams.headers = {"Authorization": authorization} if authorization is not None else {}
    status, _ = await teams.post(teams.activity("message", text="help", **fields))
    return status


async def test_a_good_token_is_let_in(teams: Teams, keys: FakeKeys) -> None:
    assert await status_of(teams, f"Bearer {keys.token(teams.connector.url)}") == 200
    assert len(teams.connector.messages) == 1


Forge = Callable[[FakeKeys, str], str | None]


def _unsigned(keys: FakeKeys, url: str) -> str:
    claims = jwt.decode(keys.token(url), options={"verify_signature": False})
    return jwt.encode(claims, "", algorithm="none", headers={"kid": keys.key_id})


def _symmetric(keys: FakeKeys, url: str) -> str:
    claims = jwt.decode(keys.token(url), options={"verify_signature": False})
    return jwt.encode(claims, "x" * 64, algorithm="HS256", headers={"kid": keys.key_id})


def _foreign(keys: FakeKeys, url: str) -> str:
    claims = jwt.decode(keys.token(url), options={"verify_signature": False})
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(claims, stranger, algorithm="RS256", headers={"kid": keys.key_id})


def _altered(keys: FakeKeys, url: str) -> str:
    head, _, signature = keys.token(url).split(".")
    _, body, _ = keys.token(url, sub="somebody else").split(".")
    return f"{head}.{body}.{signature}"


BAD: dict[str, Forge] = {
    "none at all": lambda _, __: None,
    "empty": lambda _, __: "",
    "no bearer": lambda _, __: "Basic YWJjOmRlZg==",
    "bearer of nothing": lambda _, __: "Bearer ",
    "not a token": lambda _, __: "Bearer nonsense",
    "three dots of nonsense": lambda _, __: "Bearer a.b.c",
    "without exp": lambda keys, url: f"Bearer {keys.token(url, without='exp')}",
    "without iss": lambda keys, url: f"Bearer {keys.token(url, without='iss')}",
    "without aud": lambda keys, url: f"Bearer {keys.token(url, without='aud')}",
    "without serviceurl": lambda keys, url: f"Bearer {keys.token(url, without='serviceurl')}",
    "expired": lambda keys, url: f"Bearer {keys.token(url, exp=int(time.time()) - 301)}",
    "not valid yet": lambda keys, url: f"Bearer {keys.token(url, nbf=int(time.time()) + 400)}",
    "another issuer": lambda keys, url: f"Bearer {keys.token(url, iss='https://evil.example')}",
    "another bot": lambda keys, url: f"Bearer {keys.token(url, aud='33333333-3333-4333-8333-333333333333')}",
    "another service": lambda keys, _: f"Bearer {keys.token('https://evil.example/')}",
    "unknown key": lambda keys, url: f"Bearer {keys.token(url, headers={'kid': 'key-2'})}",
    "key that is no text": lambda keys, url: f"Bearer {keys.token(url).replace('.', '..', 1)}",
    "unsigned": lambda keys, url: f"Bearer {_unsigned(keys, url)}",
    "signed with a shared secret": lambda keys, url: f"Bearer {_symmetric(keys, url)}",
    "signed by a stranger": lambda keys, url: f"Bearer {_foreign(keys, url)}",
    "altered": lambda keys, url: f"Bearer {_altered(keys, url)}",
}


@pytest.mark.parametrize("forge", BAD.values(), ids=BAD.keys())
async def test_a_bad_token_is_401_and_nothing_is_done(teams: Teams, keys: FakeKeys, forge: Forge) -> None:
    assert await status_of(teams, forge(keys, teams.connector.url)) == 401
    assert teams.connector.requests == []


async def test_a_key_that_is_not_endorsed_for_the_channel_is_refused(teams: Teams, keys: FakeKeys) -> None:
    keys.endorsements = ["webchat"]
    assert await status_of(teams, f"Bearer {keys.token(teams.connector.url)}") == 401


async def test_a_token_for_teams_lets_no_other_channel_in(teams: Teams, keys: FakeKeys) -> None:
    assert await status_of(teams, f"Bearer {keys.token(teams.connector.url)}", channelId="emulator") == 401


async def test_the_keys_are_fetched_once(teams: Teams, keys: FakeKeys) -> None:
    for _ in range(5):
        assert await status_of(teams, f"Bearer {keys.token(teams.connector.url)}") == 200
    assert keys.fetched == 1


async def test_invented_keys_make_no_traffic(teams: Teams, keys: FakeKeys) -> None:
    for number in range(5):
        await status_of(teams, f"Bearer {keys.token(teams.connector.url, headers={'kid': f'invented-{number}'})}")
    assert keys.fetched == 1


async def test_without_the_keys_nobody_is_let_in(teams: Teams, keys: FakeKeys) -> None:
    keys.broken = True
    assert await status_of(teams, f"Bearer {keys.token(teams.connector.url)}") == 401


async def test_health_needs_no_token(teams: Teams) -> None:
    assert await teams.get("/healthz") == (200, {"status": "alive"})
    assert await teams.get("/readyz") == (200, {"status": "ready"})
