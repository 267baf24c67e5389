"""Looking people up at Microsoft Graph, twenty a request."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from bot.graph_people import FIELDS, READ_USERS, may_be_name, to_member
from bot.graph_requests import Answer, GraphRequests, refusal
from bot.rest import retry_after
from waves.directory import DirectoryFailed, Failure, Member

_BATCH: Final = 20
"""Requests that Graph takes in one: "Combine multiple HTTP requests using JSON batching"."""

_AT_ONCE: Final = 4
_UNKNOWN: Final = {404: "Request_ResourceNotFound", 400: "Request_BadRequest"}
"""What Graph answers to a name that nobody has, and to one that nobody can have."""


async def look_up(graph: GraphRequests, names: Sequence[str]) -> Mapping[str, Member | None]:
    """Find people by user principal names or object ids. Raises `DirectoryFailed`: there is no half of an answer."""
    spelt = {name: name.strip().casefold() for name in names}
    wanted = sorted({name for name in spelt.values() if may_be_name(name)})
    batches = iter([wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH)])
    found: dict[str, Member] = {}
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(_work(graph, batches, found))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return {name: found.get(key) for name, key in spelt.items()}


async def _work(graph: GraphRequests, batches: Iterator[list[str]], found: dict[str, Member]) -> None:
    for names in batches:
        await _Batch(graph, names, found).answer()


class _Batch:
    """One request for several people, repeated for those of them that were throttled."""

    def __init__(self, graph: GraphRequests, names: list[str], found: dict[str, Member]) -> None:
        self._graph = graph
        self._waiting = {str(number): name for number, name in enumerate(names)}
        self._found = found

    async def answer(self) -> None:
        """Ask until everybody is found, or is known not to exist. Raises `DirectoryFailed`."""
        answer = await self._graph.until_answered(self._once)
        if answer.status != 200:
            raise refusal(answer, READ_USERS)

    async def _once(self) -> Answer:
        requests = [{"id": id, "method": "GET", "url": _path(name)} for id, name in self._waiting.items()]
        answer = await self._graph.once("POST", self._graph.address("/$batch"), {"requests": requests})
        if answer.status != 200:
            return answer
        parts = _parts(answer)
        if not self._waiting.keys() <= parts.keys():
            raise DirectoryFailed(Failure.ODD, "Microsoft Graph leaves requests of a batch unanswered")
        return self._take(parts)

    def _take(self, parts: Mapping[str, Answer]) -> Answer:
        """Take what is answered; what comes back is the worst that is left, or 200."""
        left: list[Answer] = []
        for id, name in list(self._waiting.items()):
            part = parts[id]
            if part.passing:
                left.append(part)
                continue
            if part.status == 200:
                self._found[name] = to_member(part.body)
            elif _UNKNOWN.get(part.status) != part.code:
                raise refusal(part, READ_USERS)
            del self._waiting[id]
        return max(left, key=lambda part: part.after, default=Answer(status=200))


def _path(name: str) -> str:
    return f"/users/{quote(name, safe='')}?$select={FIELDS}"


def _parts(answer: Answer) -> dict[str, Answer]:
    """Read the answers within an answer, by their ids."""
    responses = answer.body.get("responses")
    parts = [part for part in responses if isinstance(part, dict)] if isinstance(responses, list) else []
    return {str(part.get("id")): _part(part) for part in parts}


def _part(part: dict[str, Any]) -> Answer:
    status, body, headers = part.get("status"), part.get("body"), part.get("headers")
    named = {str(name).casefold(): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {}
    return Answer(
        # Zero would be an answer that never came, and be asked for again and again.
        status=status if isinstance(status, int) and status > 0 else 400,
        body=body if isinstance(body, dict) else {},
        after=retry_after(named.get("retry-after")),
    )
