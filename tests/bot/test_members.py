"""After an installation Teams is asked who that is, once and in the background."""

import pytest

import app
from store.port import Store
from tests.bot.meeting import PERSON, contact, has, install, until, until_upn
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.running import running_bot
from tests.fakes.teams import ALICE, BOB, BOT, PERSONAL, Teams
from waves.contact import Contacts

MEMBER = {"id": ALICE["id"], "aadObjectId": PERSON, "userPrincipalName": "Alice@contoso.test", "userRole": "user"}


async def test_after_an_installation_teams_is_asked_once_who_that_is(teams: Teams, store: Store) -> None:
    teams.connector.answers.extend([Answer(), Answer(status=200, body=MEMBER)])
    await install(teams)
    kept = await until_upn(store, "Alice@contoso.test")
    await teams.post(teams.activity("conversationUpdate", membersAdded=[BOT]))
    asked = [request.path for request in teams.connector.requests if request.method == "GET"]
    assert asked == ["/v3/conversations/a%3Apersonal/members/29%3Aalice"]
    assert not kept.guest
    assert await Contacts(store, app.now).persons_of(["alice@contoso.test"]) == [PERSON]


@pytest.mark.parametrize(
    "guest", [{"userRole": "guest"}, {"userPrincipalName": "alice_fabrikam.test#EXT#@contoso.test"}]
)
async def test_a_guest_is_known_as_one(teams: Teams, store: Store, guest: dict[str, str]) -> None:
    member = {**MEMBER, **guest}
    teams.connector.answers.extend([Answer(), Answer(status=200, body=member)])
    await install(teams)
    assert (await until_upn(store, member["userPrincipalName"])).guest


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=403),
        Answer(status=503),
        Answer(status=200, body={}),
        Answer(status=200, body={**MEMBER, "aadObjectId": BOB["aadObjectId"]}),
        Answer(status=200, body={**MEMBER, "userPrincipalName": "å" * 5_000}),
    ],
)
async def test_a_name_that_teams_does_not_tell_is_asked_for_at_the_next_installation(
    store: Store, connector: FakeConnector, answer: Answer
) -> None:
    connector.answers.extend([Answer(), answer, Answer(), Answer(status=200, body=MEMBER)])
    async with running_bot(store, connector) as teams:
        await install(teams)
        await until(has(connector, 2))
        kept = await contact(store)
        assert kept and kept.upn == ""
        await install(teams, conversation={**PERSONAL, "id": "a:again"})
        await until_upn(store, "Alice@contoso.test")
