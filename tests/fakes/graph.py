"""Microsoft Graph on loopback: users, groups and app installations, with the faults that tests order."""

from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import web

from bot.credentials import NoCredentials
from bot.graph import GraphDirectory
from bot.graph_pace import Pacer
from bot.graph_requests import GraphRequests
from tests.fakes.connector import Answer

APP = "cccccccc-0000-4000-8000-000000000001"
STAFF = "dddddddd-0000-4000-8000-000000000001"
NOT_FOUND = Answer(status=404, body={"error": {"code": "Request_ResourceNotFound", "message": "does not exist"}})
DENIED = Answer(status=403, body={"error": {"code": "Authorization_RequestDenied", "message": "no"}})


def throttled(seconds: int) -> Answer:
    """Refuse for so many seconds."""
    return Answer(status=429, body={"error": {"code": "TooManyRequests"}}, headers={"Retry-After": str(seconds)})


def person_id(number: int) -> str:
    """Make an object id."""
    return f"bbbbbbbb-0000-4000-8000-{number:012}"


def user(number: int, **fields: Any) -> dict[str, Any]:
    """Make a user as Graph describes one."""
    return {
        "id": person_id(number),
        "userPrincipalName": f"person{number}@contoso.test",
        "displayName": f"Person {number}",
        "department": None,
        "officeLocation": None,
        "preferredLanguage": None,
        "userType": "Member",
        "accountEnabled": True,
        **fields,
    }


class FakeGraph:
    """Answers as Graph does, unless `answers` holds something else for the next requests, or `parts` for a person's.

    Without the permission User.Read.All in `granted` it gives no more than ids, as Graph does.
    """

    def __init__(self) -> None:
        self.url = ""
        self.users: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, list[str]] = {}
        self.apps: set[str] = set()
        self.granted = {"User.Read.All"}
        self.answers: deque[Answer | None] = deque()
        self.parts: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self.link: str | None = None
        self.requests: list[tuple[str, str]] = []
        self.tokens: list[str | None] = []
        self.batches: list[list[str]] = []
        self.bodies: list[Any] = []

    def add(self, users: Iterable[dict[str, Any]], group: str = "") -> None:
        """Add users, and put them into a group."""
        for each in users:
            self.users[each["id"]] = self.users[each["userPrincipalName"].casefold()] = each
            if group:
                self.groups.setdefault(group, []).append(each["id"])

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take a request."""
        self.requests.append((request.method, request.raw_path))
        self.tokens.append(request.headers.get("Authorization"))
        ordered = self.answers.popleft() if self.answers else None
        answer = ordered or await self._answer(request)
        if answer.hang_up and request.transport:
            request.transport.close()
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    async def _answer(self, request: web.Request) -> Answer:
        match request.path.removeprefix("/v1.0/").split("/"):
            case ["groups", group, "transitiveMembers", "microsoft.graph.user"]:
                return self._page(request, group)
            case ["users", person, "teamwork", "installedApps"]:
                return self._install(person, await request.json())
            case ["$batch"]:
                return self._batch((await request.json())["requests"])
            case _:
                return Answer(status=404, body={"error": {"code": "UnknownError"}})

    def _page(self, request: web.Request, group: str) -> Answer:
        if request.headers.get("ConsistencyLevel") != "eventual" or "$count" not in request.query:
            return Answer(status=400, body={"error": {"code": "Request_UnsupportedQuery"}})
        if group not in self.groups:
            return NOT_FOUND
        top, start = int(request.query["$top"]), int(request.query.get("$skiptoken", 0))
        members = self.groups[group]
        body: dict[str, Any] = {"value": [self._shown(self.users[id]) for id in members[start : start + top]]}
        if start + top < len(members):
            query = request.raw_path.partition("?")[2].partition("&$skiptoken")[0]
            link = f"{self.url}/groups/{group}/transitiveMembers/microsoft.graph.user?{query}&$skiptoken={start + top}"
            body["@odata.nextLink"] = self.link or link
        return Answer(status=200, body=body)

    def _shown(self, each: dict[str, Any]) -> dict[str, Any]:
        if "User.Read.All" in self.granted:
            return each
        return {name: value if name == "id" else None for name, value in each.items()}

    def _install(self, person: str, body: Any) -> Answer:
        self.bodies.append(body)
        if person not in self.users:
            return Answer(status=404, body={"error": {"code": "NotFound"}})
        if person in self.apps:
            return Answer(status=409, body={"error": {"code": "Conflict"}})
        self.apps.add(person)
        return Answer(body={})

    def _batch(self, requests: list[dict[str, str]]) -> Answer:
        names = [unquote(urlsplit(each["url"]).path.removeprefix("/users/")) for each in requests]
        self.batches.append(names)
        parts = [self._part(each["id"], name) for each, name in zip(requests, names, strict=True)]
        # Graph answers in any order.
        return Answer(status=200, body={"responses": parts[::-1]})

    def _part(self, id: str, name: str) -> dict[str, Any]:
        if self.parts[name]:
            answer = self.parts[name].popleft()
        elif name in self.users:
            answer = Answer(status=200, body=self._shown(self.users[name]))
        else:
            answer = NOT_FOUND
        return {"id": id, "status": answer.status, "headers": answer.headers, "body": answer.body}


@asynccontextmanager
async def fake_graph() -> AsyncGenerator[FakeGraph]:
    """Run Graph as long as it is needed."""
    graph = FakeGraph()
    application = web.Application(client_max_size=10 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", graph.handle)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    graph.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1.0"
    try:
        yield graph
    finally:
        await runner.cleanup()


class Asking:
    """A directory at a fake Graph. Its pauses are written down, and its clock goes on by what is waited for a turn."""

    def __init__(self, graph: FakeGraph, *, app: str | None = APP, deadline: float = 30.0, url: str = "") -> None:
        self.pauses: list[float] = []
        self.time = 1_000.0
        requests = GraphRequests(
            url or graph.url, NoCredentials(), deadline=deadline, pause=self._pause, jitter=lambda: 1.0
        )
        self.directory = GraphDirectory(requests, Pacer(30, lambda: self.time, self._turn), app=app)

    async def ids(self, group: str) -> list[str]:
        """Read the people of a group; give their ids."""
        return [member.id async for member in self.directory.members(group)]

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def _turn(self, seconds: float) -> None:
        self.time += seconds
