"""Lists of people that were sent as a file, until somebody says for which wave they are: kept for a day."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from secrets import token_hex
from typing import Any, Final

from store.containers import DAY, WAVES
from store.port import Store
from store.record import Record
from waves.people_file import Listed, PeopleFile
from waves.people_lists import CHUNK
from waves.people_notice import Notice, Told

_HEAD: Final = "head"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that was sent. `person` sent it, and is the only one who may use it."""

    id: str
    person: str
    name: str
    people: int
    lines: int
    notices: tuple[Notice, ...]


async def keep_upload(store: Store, file: PeopleFile, *, person: str, name: str) -> Upload:
    """Keep a file's people. Nobody finds them before the last of them is written."""
    id = token_hex(16)
    for number, start in enumerate(range(0, len(file.people), CHUNK)):
        people = [list(astuple(each)) for each in file.people[start : start + CHUNK]]
        await store.add(_record(id, f"{number:06}", {"people": people}))
    upload = Upload(
        id=id, person=person, name=name[:200], people=len(file.people), lines=file.lines, notices=file.notices
    )
    await store.add(_record(id, _HEAD, _body(upload)))
    return upload


async def find_upload(store: Store, id: str) -> Upload | None:
    """Find a file; `None` if there is none, or it was sent more than a day ago."""
    record = await store.get(WAVES.name, _partition(id), _HEAD)
    return _upload(id, record.body) if record else None


async def read_upload(store: Store, upload: Upload) -> list[Listed]:
    """Read a file's people. Raises `LookupError` if a part of them is missing."""
    people: list[Listed] = []
    for number in range((upload.people + CHUNK - 1) // CHUNK):
        record = await store.get(WAVES.name, _partition(upload.id), f"{number:06}")
        if record is None:
            raise LookupError(f"part {number} of the file is missing")
        people += [Listed(*fields) for fields in record.body["people"]]
    return people


def _body(upload: Upload) -> Mapping[str, Any]:
    notices = [[each.kind.value, each.count, list(each.lines)] for each in upload.notices]
    return {
        "person": upload.person,
        "name": upload.name,
        "people": upload.people,
        "lines": upload.lines,
        "notices": notices,
    }


def _upload(id: str, body: Mapping[str, Any]) -> Upload:
    notices = [Notice(kind=Told(kind), count=count, lines=tuple(lines)) for kind, count, lines in body["notices"]]
    return Upload(
        id=id,
        person=body["person"],
        name=body["name"],
        people=body["people"],
        lines=body["lines"],
        notices=tuple(notices),
    )


def _record(id: str, name: str, body: Mapping[str, Any]) -> Record:
    return Record(container=WAVES.name, partition=_partition(id), id=name, body=body, ttl=DAY)


def _partition(id: str) -> str:
    return f"upload|{id}"
