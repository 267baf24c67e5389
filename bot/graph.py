"""Microsoft Graph: the company's directory."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from itertools import count
from typing import Any, Final

from yarl import URL

from bot.graph_batch import look_up
from bot.graph_pace import Pacer
from bot.graph_people import FIELDS, READ_GROUPS, READ_USERS, is_id, to_id, to_member
from bot.graph_requests import Answer, GraphRequests, refusal
from waves.directory import DirectoryFailed, Failure, Installed, Member, Throttled

INSTALLS_A_SECOND: Final = 30
"""What Graph takes of these requests for all apps of a tenant."""

INSTALL: Final = "TeamsAppInstallation.ReadWriteSelfForUser.All"

_CATALOG: Final = "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps"

_PAGE: Final = 999
_PAGES: Final = 2_000
"""More people than any group has."""

_LONGEST_LINK: Final = 8_192

_OUTCOMES: Final = {
    200: Installed.INSTALLED,
    201: Installed.INSTALLED,
    204: Installed.INSTALLED,
    403: Installed.FORBIDDEN,
    404: Installed.UNKNOWN_USER,
    409: Installed.ALREADY,
}


class GraphDirectory:
    """The people of the company, as Entra ID knows them. `app` is the bot's id in the organisation's app catalog."""

    def __init__(self, requests: GraphRequests, pacer: Pacer, *, app: str | None = None) -> None:
        self._graph = requests
        self._pacer = pacer
        self._app = app

    async def members(self, group: str) -> AsyncGenerator[Member]:
        """Read all people of a group and of the groups within it, a page in memory at a time.

        Raises `DirectoryFailed`, possibly after some people: then nobody of them counts.
        """
        async for user in self._users(group, FIELDS, READ_GROUPS, READ_USERS):
            yield to_member(user)

    async def member_ids(self, group: str) -> frozenset[str]:
        """Read the object ids of all people of a group and of the groups within it. Raises `DirectoryFailed`."""
        return frozenset([to_id(user) async for user in self._users(group, "id", READ_GROUPS)])

    async def look_up(self, names: Sequence[str]) -> Mapping[str, Member | None]:
        """Find people by user principal names or object ids; `None` for those who do not exist.

        Raises `DirectoryFailed`: all are found out about, or none.
        """
        return await look_up(self._graph, names)

    async def install(self, person: str) -> Installed:
        """Install the app for a person, by object id. May be repeated. Raises `Throttled` and `DirectoryFailed`."""
        if self._app is None:
            raise DirectoryFailed(Failure.NOT_SET_UP, "set TEAMS_APP_ID to the bot's id in the app catalog")
        if not is_id(person.casefold()):
            return Installed.UNKNOWN_USER
        answer = await self._installed(person.casefold())
        if answer.status not in _OUTCOMES:
            raise refusal(answer, INSTALL)
        return _OUTCOMES[answer.status]

    async def close(self) -> None:
        """Close the connections."""
        await self._graph.close()

    async def _installed(self, person: str) -> Answer:
        body = {"teamsApp@odata.bind": f"{_CATALOG}/{self._app}"}
        url = self._graph.address(f"/users/{person}/teamwork/installedApps")
        tries = count()

        async def once() -> Answer:
            if next(tries):
                await self._pacer.turn()
            answer = await self._graph.once("POST", url, body)
            if answer.status == 429:
                raise Throttled(answer.after)
            return answer

        # Before the deadline begins: many may stand in line.
        await self._pacer.turn()
        return await self._graph.until_answered(once)

    async def _users(self, group: str, fields: str, *permissions: str) -> AsyncGenerator[Any]:
        url, read = self._first_page(group, fields), set[URL]()
        while url not in read and len(read) < _PAGES:
            read.add(url)
            answer = await self._graph.ask("GET", url)
            users = answer.body.get("value")
            if answer.status != 200:
                raise _not_read(answer, *permissions)
            if not isinstance(users, list):
                raise DirectoryFailed(Failure.ODD, "Microsoft Graph answers with no list of people")
            for user in users:
                yield user
            link = answer.body.get("@odata.nextLink")
            if link is None:
                return
            url = self._next_page(link)
        raise DirectoryFailed(Failure.ODD, "Microsoft Graph does not come to an end with a group")

    def _first_page(self, group: str, fields: str) -> URL:
        id = group.strip().casefold()
        if not is_id(id):
            raise DirectoryFailed(Failure.NO_SUCH_GROUP, "a group is named by its object id")
        query = f"$select={fields}&$count=true&$top={_PAGE}"
        return self._graph.address(f"/groups/{id}/transitiveMembers/microsoft.graph.user?{query}")

    def _next_page(self, link: Any) -> URL:
        """Follow a link to where the token may go: to the same host, and nowhere else."""
        try:
            url = URL(link, encoded=True) if isinstance(link, str) and len(link) <= _LONGEST_LINK else URL()
            if url.origin() == self._graph.base.origin() and url.user is None:
                return url
        except ValueError:
            pass
        raise DirectoryFailed(Failure.ODD, "Microsoft Graph names a next page that is not its own")


def _not_read(answer: Answer, *permissions: str) -> DirectoryFailed:
    """Say why a group could not be read. Only Graph's own word for it means that there is none."""
    if answer.status == 404 and answer.code == "Request_ResourceNotFound":
        return DirectoryFailed(Failure.NO_SUCH_GROUP, "check the group's object id")
    return refusal(answer, *permissions)
