"""Promotions: a helpdesk's answer becomes article content, with every revision kept.

The present content of a topic, and its new revision, are written in one commit, for they stand in the partition of
their language; then the version is counted up, at which every bot looks. Whoever is stopped in between has lost
nothing: a bot reads everything at its start and now and then (`knowledge.live`), and doing it again, which changes
nothing else, counts up too.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from difflib import unified_diff
from typing import Any, Final

from knowledge.article import LANGUAGES, SLUG
from knowledge.promoted import Promoted
from knowledge.review_item import Who
from store.change import change
from store.containers import ARTICLES
from store.port import Conflict, Store
from store.record import Change, Kind, Record

_VERSION: Final = "version"
_TRIES: Final = 20

Following = Callable[[Promoted], Promoted]


class Outdated(Conflict):
    """Somebody else promoted to the same topic first; `current` is what is there now."""

    def __init__(self, current: Promoted) -> None:
        super().__init__(f"{current.language}/{current.slug} is at revision {current.revision} now")
        self.current = current


class Promotions:
    """Promoted content. What is done twice has one effect.

    `seen` is the revision that somebody saw when they decided (0: nothing was promoted), and another one raises
    `Outdated`; without it, what is there now is changed. `item` names the review item behind it.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def version(self) -> int:
        """Read the number that counts up with every promotion, in one point read."""
        record = await self._store.get(ARTICLES.name, _VERSION, _VERSION)
        return int(record.body["version"]) if record else 0

    async def current(self, slug: str, language: str) -> Promoted:
        """Read what is promoted now."""
        record = await self._store.get(ARTICLES.name, language, slug)
        return _promoted(record) if record else Promoted(slug=slug, language=language)

    async def everything(self) -> tuple[Promoted, ...]:
        """Read all that is promoted now."""
        found = [each for language in LANGUAGES for each in await self._find(language, {"present": True})]
        return tuple(each for each in found if each.lines)

    async def revisions(self, slug: str, language: str) -> list[Promoted]:
        """List every revision, the first first."""
        return await self._find(language, {"present": False, "slug": slug})

    async def revision(self, slug: str, language: str, number: int) -> Promoted | None:
        """Read one revision; 0 is what was before the first."""
        if number == 0:
            return Promoted(slug=slug, language=language)
        record = await self._store.get(ARTICLES.name, language, _revision_id(slug, number))
        return _promoted(record) if record else None

    async def compare(self, slug: str, language: str, a: int, b: int) -> list[str]:
        """List the differences between two revisions, as the lines of a unified diff. Raises `ValueError`."""
        old, new = [await self._existing(slug, language, number) for number in (a, b)]
        before, after = (f"{language}/{slug} revision {number}" for number in (a, b))
        return list(unified_diff(old.lines, new.lines, before, after, lineterm=""))

    async def promote_question(
        self, slug: str, language: str, question: str, by: Who, item: str | None = None, *, seen: int | None = None
    ) -> Promoted:
        """Add an example question to a topic. Raises `ArticleFaults`, `Outdated`."""
        written = await self._write(slug, language, lambda now: now.with_question(question), by, item, seen)
        await self._count_up()
        return written

    async def promote_article(
        self, slug: str, texts: Mapping[str, str], by: Who, item: str | None = None, *, seen: Mapping[str, int]
    ) -> dict[str, Promoted]:
        """Write an article in one language or more; `seen` has a revision for each. Raises `ArticleFaults`, `Outdated`.

        The others stay as they are. Nothing is written when one of them is outdated.
        """
        wanted = {language: Promoted(slug=slug, language=language).with_text(text) for language, text in texts.items()}
        for language, each in wanted.items():
            _check_address(slug, language)
            _check_seen(await self.current(slug, language), each, seen.get(language, 0))
        found = {
            language: await self._write(slug, language, _becoming(each), by, item, seen.get(language, 0))
            for language, each in wanted.items()
        }
        await self._count_up()
        return found

    async def take_back(self, slug: str, language: str, revision: int, by: Who, *, seen: int | None = None) -> Promoted:
        """Make the content of an earlier revision a new one. Raises `ValueError` if there is none, `Outdated`."""
        earlier = await self._existing(slug, language, revision)
        written = await self._write(slug, language, _becoming(earlier), by, earlier.item, seen)
        await self._count_up()
        return written

    async def promote(self, wanted: Promoted, by: Who, item: str | None = None) -> Promoted:
        """Write content that was made of the revision it names. Raises `Outdated`."""
        written = await self._write(wanted.slug, wanted.language, _becoming(wanted), by, item, wanted.revision)
        await self._count_up()
        return written

    async def _write(
        self, slug: str, language: str, following: Following, by: Who, item: str | None, seen: int | None
    ) -> Promoted:
        _check_address(slug, language)
        for _ in range(_TRIES):
            record = await self._store.get(ARTICLES.name, language, slug)
            now = _promoted(record) if record else Promoted(slug=slug, language=language)
            wanted = following(now)
            _check_seen(now, wanted, seen)
            if wanted.same(now):
                return now
            at = self._clock().isoformat()
            new = replace(wanted, revision=now.revision + 1, by=by, at=at, item=item)
            try:
                await self._store.commit(_changes(new, record))
            except Conflict:
                continue
            return new
        raise Conflict(f"{language}/{slug} was changed {_TRIES} times in between")

    async def _count_up(self) -> None:
        await change(
            self._store,
            ARTICLES.name,
            _VERSION,
            _VERSION,
            lambda body: {"version": int(body["version"]) + 1 if body else 1},
        )

    async def _existing(self, slug: str, language: str, number: int) -> Promoted:
        found = await self.revision(slug, language, number)
        if found is None:
            raise ValueError(f"{language}/{slug} has no revision {number}")
        return found

    async def _find(self, language: str, where: Mapping[str, Any]) -> list[Promoted]:
        found: list[Promoted] = []
        continuation: str | None = None
        while True:
            page = await self._store.find(ARTICLES.name, language, where=where, continuation=continuation)
            found += map(_promoted, page.records)
            continuation = page.continuation
            if continuation is None:
                return found


def _check_address(slug: str, language: str) -> None:
    if language not in LANGUAGES or not SLUG.fullmatch(slug):
        raise ValueError(f"{language}/{slug} can be no article")


def _check_seen(now: Promoted, wanted: Promoted, seen: int | None) -> None:
    """Let the same content pass, whoever wrote it: it may be a repeated press."""
    if seen is not None and seen != now.revision and not wanted.same(now):
        raise Outdated(now)


def _becoming(wanted: Promoted) -> Following:
    return lambda now: replace(now, text=wanted.text, questions=wanted.questions)


def _revision_id(slug: str, number: int) -> str:
    return f"{slug}:{number:06}"


def _changes(new: Promoted, present: Record | None) -> list[Change]:
    body = {
        "slug": new.slug,
        "text": new.text,
        "questions": list(new.questions),
        "revision": new.revision,
        "person": new.by.person if new.by else None,
        "name": new.by.name if new.by else None,
        "at": new.at,
        "item": new.item,
    }
    revision = Record(
        container=ARTICLES.name,
        partition=new.language,
        id=_revision_id(new.slug, new.revision),
        body={**body, "present": False},
    )
    now = Record(container=ARTICLES.name, partition=new.language, id=new.slug, body={**body, "present": True})
    first = (
        Change(kind=Kind.REPLACE, record=replace(present, body=now.body))
        if present
        else Change(kind=Kind.ADD, record=now)
    )
    return [first, Change(kind=Kind.ADD, record=revision)]


def _promoted(record: Record) -> Promoted:
    body = record.body
    return Promoted(
        slug=body["slug"],
        language=record.partition,
        text=body["text"],
        questions=tuple(body["questions"]),
        revision=body["revision"],
        by=Who(person=body["person"], name=body["name"]) if body["person"] else None,
        at=body["at"],
        item=body["item"],
    )
