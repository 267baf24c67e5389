"""A coordinator sends a list of people to the chat; the file is on a server of the test's own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

import app
from bot.downloads import Downloads
from cards.verbs import Verb
from dialogs.rollout import DownloadFailed
from store.port import Store
from tests.bot.helping import CAROL, button_of, inputs_of
from tests.bot.waving import NAME, coordinator, wave_of, with_coordinators
from tests.fakes.connector import FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import ALICE, BOB, GROUP, Teams, card_of, words_in
from waves.waves import Waves

LIST = b"userPrincipalName;name;site\np1@contoso.test;Person 1;Malm\xf6\np1@contoso.test;Again;\nnobody;;\n"
INFO = "application/vnd.microsoft.teams.file.download.info"
CHAT = {"id": "a:helpdesk", "conversationType": "personal"}


@pytest.fixture
async def teams(store: Store, connector: FakeConnector) -> AsyncGenerator[Teams]:
    async with running_bot(store, connector, with_settings=with_coordinators()) as client:
        yield client


@asynccontextmanager
async def file_server(answer: web.Response | bytes) -> AsyncGenerator[str]:
    """Serve a file; give its address."""

    async def handle(_: web.Request) -> web.StreamResponse:
        return answer if isinstance(answer, web.Response) else web.Response(body=answer)

    application = web.Application()
    application.router.add_get("/{path:.*}", handle)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/list.csv"
    finally:
        await runner.cleanup()


def sent_file(teams: Teams, url: Any, **fields: Any) -> dict[str, Any]:
    """Make the activity of a file that Bob sends."""
    file = {"contentType": INFO, "name": "people.csv", "content": {"downloadUrl": url, "fileType": "csv"}}
    return teams.activity("message", **{"from_": BOB, "conversation": CHAT, "attachments": [file], **fields})


async def read(teams: Teams, content: web.Response | bytes) -> dict[str, Any]:
    """Have Bob send a file; give the card that comes once it is read."""
    async with file_server(content) as url:
        before = len(teams.connector.messages)
        await teams.post(sent_file(teams, url))
        async with asyncio.timeout(20):
            while len(teams.connector.messages) < before + 2:
                await asyncio.sleep(0.01)
    assert "I'm reading your list" in str(teams.connector.messages[before : before + 2])
    return next(card_of(each) for each in teams.connector.messages[before:] if each.get("attachments"))


async def test_a_list_is_read_and_what_is_odd_about_it_is_told(teams: Teams) -> None:
    card = await read(teams, LIST)

    words = words_in(card)
    assert "1 person" in words
    assert "The same person again: left out (1, line 3)" in words
    assert "Neither a user name nor an object id: left out (1, line 4)" in words
    assert "Read as Windows-1252" in words
    assert "Separated by semicolons" in words


async def test_a_list_becomes_that_of_a_draft_or_of_a_new_wave_or_of_those_left_out(teams: Teams, store: Store) -> None:
    planner = coordinator(teams)
    await planner.create("Malmö", source="everyone")
    card = await read(teams, LIST)
    assert inputs_of(card)["for"] == "Malmö"

    without = await planner.press(card, Verb.WAVE_FILE, {"for": "Malmö", "use": "without", "name": ""})
    made = await planner.press(card, Verb.WAVE_FILE, {"for": ":new", "use": "people", "name": NAME})

    assert "✅ 1 person taken over" in words_in(without)
    assert "✅ 1 person taken over" in words_in(made)
    left_out, people = (await wave_of(store, "Malmö")).without_people, (await wave_of(store)).people
    assert left_out and left_out.people == 1
    assert people and people.people == 1
    again = await planner.press(card, Verb.WAVE_FILE, {"for": ":new", "use": "people", "name": NAME})
    assert "✅ 1 person taken over" in words_in(again)
    assert (await wave_of(store)).version == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"for": ":new", "name": ""}, "Please name the new wave"),
        ({"for": ":new", "name": "a|b"}, "A name has letters"),
        ({"for": ":new", "name": "Malmö"}, "There is a wave of this name already"),
        ({"for": "gone"}, "This wave is no longer here"),
    ],
)
async def test_a_wave_that_cannot_take_the_list_is_told(teams: Teams, typed: dict[str, str], told: str) -> None:
    planner = coordinator(teams)
    await planner.save(await planner.create("Malmö"), "who", sites="Malmö")

    again = await planner.press(await read(teams, LIST), Verb.WAVE_FILE, typed)

    assert told in words_in(again)
    button_of(again, Verb.WAVE_FILE)


async def test_somebody_elses_list_cannot_be_used(teams: Teams) -> None:
    card = await read(teams, LIST)

    refused = await teams.press(button_of(card, Verb.WAVE_FILE), {"for": ":new", "name": NAME}, from_=CAROL)

    assert "I no longer have this file" in words_in(refused)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 a workbook", "This is an Excel workbook"),
        (b"", "The file holds no people"),
        (b"name,site\nAnna,Lund\n", "I find no column “userPrincipalName”"),
        (b'upn\n"p1@contoso.test\n', "On line 2 a quote is opened"),
        (web.Response(status=403), "I couldn't get the file"),
        (web.Response(status=302, headers={"Location": "http://example.com/list.csv"}), "only from Teams itself"),
    ],
)
async def test_a_file_that_cannot_be_used_says_how_to_mend_it(
    teams: Teams, store: Store, content: web.Response | bytes, told: str
) -> None:
    card = await read(teams, content)

    assert told in words_in(card)
    assert await Waves(store, app.now).listed() == []


async def test_files_of_others_and_files_in_groups_are_not_read(teams: Teams) -> None:
    async with file_server(LIST) as url:
        for fields in ({"from_": ALICE}, {"conversation": GROUP}):
            before = len(teams.connector.messages)
            await teams.post(sent_file(teams, url, **fields))
            assert "I can only read words" in teams.connector.messages[before]["text"]
            assert len(teams.connector.messages) == before + 1


@pytest.mark.parametrize("url", [None, 7, "", "x" * 20_000, "not an address", "file:///etc/passwd", "http://[::1"])
async def test_an_odd_address_is_no_fault_of_the_bot(teams: Teams, url: Any) -> None:
    status, _ = await teams.post(sent_file(teams, url))

    assert status == 200


@pytest.mark.parametrize(
    "address",
    [
        "http://contoso.sharepoint.com/list.csv",
        "https://contoso.sharepoint.com:8443/list.csv",
        "https://user@contoso.sharepoint.com/list.csv",
        "https://sharepoint.com.example.org/list.csv",
        "https://evilsharepoint.com/list.csv",
        "https://127.0.0.1/list.csv",
        "https://169.254.169.254/latest",
        "http://localhost/list.csv",
    ],
)
async def test_files_are_taken_only_from_where_teams_keeps_them(address: str) -> None:
    downloads = Downloads(local=False)

    with pytest.raises(DownloadFailed) as failed:
        await downloads.fetch(address)

    assert failed.value.code == "host"
    await downloads.close()


async def test_a_file_of_more_than_fifty_megabytes_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.downloads._MOST_BYTES", 100_000)
    downloads = Downloads(local=True)
    async with file_server(b"x" * 200_000) as url:
        with pytest.raises(DownloadFailed) as failed:
            await downloads.fetch(url)

    assert failed.value.code == "size"
    await downloads.close()
