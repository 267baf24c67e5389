"""A nudge to somebody who never wrote: the chat is made, and the app installed where Graph is there."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.nudging import Way, way_of
from dialogs.person import Person, Turn
from tests.bot.reaching import BOT, CHAT, GONE, MADE, PERSON, NoToken, PausedError, Sending, refused, silent
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.graph import DENIED, Asking, FakeGraph, throttled, user
from tests.fakes.running import settings
from tests.fakes.teams import TENANT
from waves.delivery import Chat, Outcome
from waves.messenger import Sent

ROSTER = "BotNotInConversationRoster"


@pytest.fixture
async def sending(connector: FakeConnector) -> AsyncGenerator[Sending]:
    made = Sending(connector)
    yield made
    await made.close()


@pytest.fixture
def installing(sending: Sending, asking: Asking, graph: FakeGraph) -> Sending:
    """Let the app be installed through Graph."""
    graph.add([user(1)])
    sending.made(directory=asking.directory)
    return sending


def made(sending: Sending) -> Chat:
    """The chat that was made."""
    return Chat(service_url=sending.connector.url, conversation="a:made")


def turn(url: str) -> Turn:
    """A turn in which the bot learns where Teams is."""
    conversation = {"serviceUrl": url, "bot": {"id": "28:seen"}, "conversation": {"id": "a:1", "tenantId": "seen"}}
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Turn(id="1", at=at, person=Person(id="x", name="", locale=""), conversation=conversation)


async def test_a_chat_is_made_for_somebody_without_one_and_comes_back(sending: Sending) -> None:
    sent = await sending.send(MADE, Answer(body={"id": "17"}), chat=None)
    assert sent == Sent(outcome=Outcome.SENT, message="17", chat=made(sending))
    assert sending.steps == ["make", "a:made"]
    assert sending.permitted
    assert sending.connector.requests[0].body == {
        "isGroup": False,
        "bot": {"id": BOT},
        "members": [{"id": PERSON}],
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    }


async def test_a_chat_that_was_made_comes_back_though_the_nudge_was_throttled(sending: Sending) -> None:
    sent = await sending.send(MADE, refused(429), chat=None)
    assert sent == Sent(outcome=Outcome.THROTTLED, code="429", paced=True, chat=made(sending))


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, "BadSyntax", Outcome.UNKNOWN),
        (404, "NotFound", Outcome.UNKNOWN),
        (403, "", Outcome.NOT_INSTALLED),
        (403, ROSTER, Outcome.NOT_INSTALLED),
        (403, "ConversationBlockedByUser", Outcome.BLOCKED),
        (403, "BotDisabledByAdmin", Outcome.DISABLED),
        (413, "", Outcome.REFUSED),
    ],
)
async def test_a_chat_that_is_refused_has_an_outcome(
    sending: Sending, status: int, code: str, outcome: Outcome
) -> None:
    assert await sending.send(refused(status, code), chat=None) == Sent(outcome=outcome, code=code or str(status))
    assert sending.steps == ["make"]


async def test_a_chat_is_made_later_when_teams_is_busy(sending: Sending) -> None:
    sent = await sending.send(refused(429, headers={"Retry-After": "9"}), chat=None)
    assert sent == Sent(outcome=Outcome.THROTTLED, code="429", after=9.0, paced=True)


@pytest.mark.parametrize("answer", [Answer(hang_up=True), Answer(status=500), Answer(body={})])
async def test_a_lost_answer_about_a_chat_leaves_nothing_in_doubt(sending: Sending, answer: Answer) -> None:
    assert (await sending.send(answer, chat=None)).outcome is Outcome.THROTTLED
    assert sending.steps == ["make"]


async def test_no_answer_about_a_chat_in_time_leaves_nothing_in_doubt(sending: Sending) -> None:
    async with silent() as url:
        sending.made(deadline=0.1, way=replace(sending.way, service_url=url))
        assert await sending.send(chat=None) == Sent(outcome=Outcome.THROTTLED, code="DeadlinePassed")


async def test_without_a_token_no_chat_is_made(sending: Sending) -> None:
    sending.made(credentials=NoToken())
    assert await sending.send(chat=None) == Sent(outcome=Outcome.THROTTLED, code="no token")


async def test_a_lost_answer_to_the_nudge_leaves_it_uncertain(sending: Sending) -> None:
    sent = await sending.send(MADE, Answer(hang_up=True), chat=None)
    assert (sent.outcome, sent.chat) == (Outcome.UNCERTAIN, made(sending))
    assert sending.steps == ["make", "a:made"]


async def test_as_long_as_nobody_says_where_teams_is_nobody_can_be_reached(sending: Sending) -> None:
    sending.made(way=Way())
    assert await sending.send(chat=None) == Sent(outcome=Outcome.NOT_INSTALLED, code="no service url")
    assert sending.steps == []


async def test_in_local_mode_those_who_write_show_where_teams_is(sending: Sending) -> None:
    sending.made(way=Way()).observe(turn(sending.connector.url))
    assert (await sending.send(MADE, chat=None)).outcome is Outcome.SENT
    body = sending.connector.requests[0].body
    assert (body["bot"]["id"], body["tenantId"]) == ("28:seen", "seen")


async def test_what_the_settings_say_is_not_learnt_from_anybody(sending: Sending) -> None:
    sending.messenger.observe(turn("http://127.0.0.1:9/"))
    assert (await sending.send(MADE, chat=None)).outcome is Outcome.SENT
    assert sending.connector.requests[0].body["bot"]["id"] == BOT


def test_the_way_is_that_of_the_settings_and_in_local_mode_none() -> None:
    registered = settings(MicrosoftAppId="app", MicrosoftAppPassword="not-a-secret", MicrosoftAppTenantId="tenant")
    assert way_of(registered) == Way(
        service_url="https://smba.trafficmanager.net/teams/", bot="28:app", tenant="tenant"
    )
    assert way_of(settings()) == Way()


def test_messages_and_tokens_go_nowhere_unprotected() -> None:
    with pytest.raises(ValidationError, match="SERVICE_URL must begin with https://"):
        settings(service_url="http://smba.example/teams/")


async def test_the_app_is_installed_for_somebody_without_it(installing: Sending, graph: FakeGraph) -> None:
    sent = await installing.send(refused(403, ROSTER), MADE, Answer(body={"id": "17"}), chat=None)
    assert sent == Sent(outcome=Outcome.SENT, message="17", chat=made(installing))
    assert installing.steps == ["make", "make", "a:made"]
    assert installing.permits.before == [0, 1, 1, 2]
    assert graph.apps == {PERSON}


async def test_the_app_is_installed_where_only_the_nudge_is_forbidden(installing: Sending, graph: FakeGraph) -> None:
    sent = await installing.send(refused(403, ROSTER), MADE)
    assert sent.outcome is Outcome.SENT
    assert installing.steps == [CHAT, "make", "a:made"]
    assert graph.apps == {PERSON}


async def test_the_app_is_installed_once(installing: Sending, graph: FakeGraph) -> None:
    sent = await installing.send(*[refused(403, ROSTER)] * 2, chat=None)
    assert sent == Sent(outcome=Outcome.NOT_INSTALLED, code=ROSTER)
    assert installing.steps == ["make", "make"]
    assert len(graph.requests) == 1


async def test_whoever_blocked_the_bot_gets_no_app(installing: Sending, graph: FakeGraph) -> None:
    await installing.send(refused(403, "ConversationBlockedByUser"))
    assert graph.requests == []


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (DENIED, Sent(outcome=Outcome.NOT_INSTALLED, code="install forbidden")),
        (Answer(status=404), Sent(outcome=Outcome.UNKNOWN, code="install unknown user")),
        (throttled(9), Sent(outcome=Outcome.THROTTLED, code="install throttled", after=9.0)),
        (Answer(status=400), Sent(outcome=Outcome.NOT_INSTALLED, code="install refused")),
    ],
)
async def test_an_app_that_is_not_installed_has_an_outcome(
    installing: Sending, graph: FakeGraph, answer: Answer, sent: Sent
) -> None:
    graph.answers.append(answer)
    assert await installing.send(refused(403), chat=None) == sent
    assert installing.steps == ["make"]


async def test_while_graph_is_away_the_app_is_installed_later(
    sending: Sending, graph: FakeGraph, free_port: int
) -> None:
    away = Asking(graph, url=f"http://127.0.0.1:{free_port}/v1.0", deadline=0.1)
    sending.made(directory=away.directory)
    assert (await sending.send(refused(403), chat=None)).outcome is Outcome.THROTTLED
    await away.directory.close()


async def test_a_wave_that_is_paused_installs_nothing(installing: Sending, graph: FakeGraph) -> None:
    installing.permits.most = 1
    with pytest.raises(PausedError):
        await installing.send(refused(403), chat=None)
    assert graph.requests == []


async def test_a_person_whose_chat_is_gone_is_asked_for_where_it_was(sending: Sending) -> None:
    sending.made(way=replace(sending.way, service_url="http://127.0.0.1:9/"))
    assert (await sending.send(GONE, MADE)).chat == made(sending)
