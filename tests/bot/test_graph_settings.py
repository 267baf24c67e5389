"""The bot's token for Graph, and the settings that lead there."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.credentials import EntraCredentials
from bot.graph import GraphDirectory
from bot.graph_pace import Pacer
from bot.graph_requests import GraphRequests
from tests.fakes.graph import STAFF, FakeGraph
from tests.fakes.login import FakeLogin, fake_login
from tests.fakes.running import settings
from waves.directory import DirectoryFailed

REGISTERED = {
    "MicrosoftAppId": "22222222-2222-4222-8222-222222222222",
    "MicrosoftAppPassword": "not-a-secret",
    "MicrosoftAppTenantId": "contoso.test",
}


@pytest.fixture
async def login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[FakeLogin]:
    async with fake_login(tmp_path) as (running, bundle):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
        yield running


@asynccontextmanager
async def asking(graph: FakeGraph, login: FakeLogin) -> AsyncGenerator[GraphDirectory]:
    """Ask with a token."""
    made = settings(
        **REGISTERED, ToChannelFromBotLoginUrl=login.authority, graph_url="https://graph.microsoft.com/v1.0"
    )
    token = EntraCredentials(made, lambda: 0.0, scope=made.graph_scope, authority=made.graph_authority)
    directory = GraphDirectory(GraphRequests(graph.url, token, deadline=0.1), Pacer(30, lambda: 0.0))
    yield directory
    await directory.close()


async def test_the_token_is_for_graph(graph: FakeGraph, login: FakeLogin) -> None:
    graph.groups[STAFF] = []

    async with asking(graph, login) as directory:
        assert await directory.member_ids(STAFF) == frozenset()

    assert login.asked[0]["scope"] == "https://graph.microsoft.com/.default"
    assert graph.tokens == ["Bearer token-1"]


async def test_a_token_that_is_refused_says_what_to_mend(graph: FakeGraph, login: FakeLogin) -> None:
    login.refusing = True

    async with asking(graph, login) as directory:
        with pytest.raises(DirectoryFailed, match=r"forbidden: .*check app id and secret"):
            await directory.member_ids(STAFF)


async def test_a_login_that_is_away_is_a_network_that_is_away(
    graph: FakeGraph, login: FakeLogin, free_port: int
) -> None:
    login.authority = f"https://127.0.0.1:{free_port}/contoso.test"

    async with asking(graph, login) as directory:
        with pytest.raises(DirectoryFailed, match="unreachable"):
            await directory.member_ids(STAFF)


def test_a_bot_of_many_tenants_asks_the_companys_own_for_its_token() -> None:
    made = settings(**REGISTERED, MicrosoftAppType="MultiTenant", graph_url="https://graph.microsoft.us/v1.0")

    assert made.authority == "https://login.microsoftonline.com/botframework.com"
    assert made.graph_authority == "https://login.microsoftonline.com/contoso.test"
    assert made.graph_scope == "https://graph.microsoft.us"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({**REGISTERED, "graph_url": "http://graph.microsoft.com/v1.0"}, "https://"),
        ({**REGISTERED, "graph_url": "https:///v1.0"}, "https://"),
        ({"graph_url": "https://graph.microsoft.com/v1.0"}, "MicrosoftAppId is missing"),
        ({"teams_app_id": STAFF}, "GRAPH_URL is missing"),
        ({"graph_url": "http://127.0.0.1:1", "teams_app_id": "Enrollment Bot"}, "teams_app_id"),
        (
            {
                **REGISTERED,
                "MicrosoftAppType": "MultiTenant",
                "MicrosoftAppTenantId": None,
                "graph_url": "https://graph.microsoft.com/v1.0",
            },
            "MicrosoftAppTenantId is missing",
        ),
    ],
)
def test_a_setting_that_would_not_work_or_not_be_safe_is_refused(values: dict[str, Any], expected: str) -> None:
    with pytest.raises(ValidationError, match=expected):
        settings(**values)
