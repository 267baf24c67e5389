"""How each article does: how often it was shown, whether it helped, and what was asked near it without an answer."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from knowledge.answering import Outcome
from knowledge.feedback import Opinion, Reason
from knowledge.kept import best_guess, is_handed_over, months, people_asking, read_bodies
from knowledge.table import columns
from knowledge.words import words
from store.containers import FEEDBACK, REVIEWS
from store.port import Store

ENOUGH: Final = 5
"""Opinions from which the share of helpful ones says something."""

_NEARBY: Final = 3
_WIDTH: Final = 100
"""Nearby questions of an article that are shown in a table, and characters of each."""


@dataclass(frozen=True, kw_only=True)
class Nearby:
    """A question that found no good answer, and how many people asked it."""

    question: str
    people: int


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """What became of one topic.

    `asked` counts the answers shown, `helpful` and `unhelpful` the opinions on them (of a group, several on one),
    `reasons` those given for the unhelpful ones, and `handed_over` the people who asked the helpdesk after the answer.
    `nearby` are the questions unanswered, or answered unhelpfully, for which this topic was the best guess, the most
    asked first.
    """

    slug: str
    asked: int = 0
    helpful: int = 0
    unhelpful: int = 0
    reasons: Mapping[str, int]
    handed_over: int = 0
    nearby: Sequence[Nearby]

    @property
    def opinions(self) -> int:
        """How many people had an opinion."""
        return self.helpful + self.unhelpful

    @property
    def helpfulness(self) -> float | None:
        """Share of the opinions that were good; `None` with fewer than `ENOUGH`."""
        return self.helpful / self.opinions if self.opinions >= ENOUGH else None


async def read_statistics(store: Store, slugs: Iterable[str], *, today: date, days: int) -> list[Statistics]:
    """Count the last `days` up to `today` (UTC), for these topics and all that were met, the least helpful first.

    Topics with too few opinions come after the others. One page of one partition is in memory at a time.
    """
    period = [today - timedelta(days=ago) for ago in range(days)]
    tally = Tally(since=period[-1].isoformat())
    for day in period:
        tally.begin_day()
        async for body in read_bodies(store, FEEDBACK.name, day.isoformat()):
            tally.count_exchange(body)
    before = period[-1].replace(day=1) - timedelta(days=1)  # open items of one month take those who ask in the next
    for month in months(before, today):
        async for body in read_bodies(store, REVIEWS.name, month):
            tally.count_review(body)
    return sorted(tally.statistics(slugs), key=_order)


class Tally:
    """Counts by topic."""

    def __init__(self, since: str) -> None:
        self._since = since
        self._shown: set[tuple[str, str]] = set()
        self._asked: Counter[str] = Counter()
        self._opinions: Counter[tuple[str, str]] = Counter()
        self._reasons: Counter[tuple[str, str]] = Counter()
        self._handed_over: Counter[str] = Counter()
        self._nearby: dict[str, Counter[str]] = {}
        self._questions: dict[str, str] = {}

    def begin_day(self) -> None:
        """Forget the answers of another day: one is shown on one day."""
        self._shown.clear()

    def count_exchange(self, body: Mapping[str, Any]) -> None:
        """Count an answer once, however many people have an opinion on it, and each opinion."""
        slug: str | None = body.get("slug")
        if slug is None or body["outcome"] != Outcome.ANSWER:
            return
        if (body["turn"], slug) not in self._shown:
            self._shown.add((body["turn"], slug))
            self._asked[slug] += 1
        opinion: str | None = body.get("opinion")
        if opinion:
            self._opinions[slug, opinion] += 1
        if opinion == Opinion.UNHELPFUL:
            if body.get("reason"):
                self._reasons[slug, body["reason"]] += 1
            self._count_nearby(slug, body.get("question"), 1)

    def count_review(self, body: Mapping[str, Any]) -> None:
        """Count a question that the helpdesk was asked: after an answer, its topic is the only guess and certain."""
        slug = best_guess(body)
        if slug is None:
            return
        people = sum(people for at, people in people_asking(body) if at[:10] >= self._since)
        if is_handed_over(body):
            self._handed_over[slug] += people
        else:
            self._count_nearby(slug, body["question"], people)

    def _count_nearby(self, slug: str, question: str | None, people: int) -> None:
        if not question or not people:
            return
        key = " ".join(words(question)) or question
        self._questions.setdefault(key, question)
        self._nearby.setdefault(slug, Counter())[key] += people

    def statistics(self, slugs: Iterable[str]) -> Iterator[Statistics]:
        """Give what was counted of these topics, and of all others that were met."""
        for slug in sorted({*slugs, *self._asked, *self._handed_over, *self._nearby}):
            reasons = {reason: self._reasons[slug, reason] for reason in Reason}
            nearby = sorted(self._nearby.get(slug, Counter[str]()).items(), key=lambda item: (-item[1], item[0]))
            yield Statistics(
                slug=slug,
                asked=self._asked[slug],
                helpful=self._opinions[slug, Opinion.HELPFUL],
                unhelpful=self._opinions[slug, Opinion.UNHELPFUL],
                reasons={reason.value: count for reason, count in reasons.items() if count},
                handed_over=self._handed_over[slug],
                nearby=[Nearby(question=self._questions[key], people=people) for key, people in nearby],
            )


def _order(each: Statistics) -> tuple[bool, float, int, int, str]:
    share = each.helpfulness
    return share is None, share or 0.0, -sum(near.people for near in each.nearby), -each.asked, each.slug


def to_json(statistics: Sequence[Statistics], *, today: date, days: int) -> str:
    """Write all topics as one JSON object."""
    period = {"from": (today - timedelta(days=days - 1)).isoformat(), "to": today.isoformat()}
    articles = [{**asdict(each), "helpfulness": each.helpfulness} for each in statistics]
    return json.dumps({**period, "articles": articles}, ensure_ascii=False)


def statistics_table(statistics: Sequence[Statistics]) -> str:
    """Lay out the topics that something happened to, then the most asked of the questions near them."""
    busy = [each for each in statistics if each.asked or each.opinions or each.handed_over or each.nearby]
    rows = [["", "asked", "helpful", "not helpful", "helpfulness", "handed over", "unanswered nearby", "reasons"]]
    rows += [_row(each) for each in busy]
    lines = [columns(rows, left=1)] if busy else []
    lines += [line for each in busy for line in _questions(each)]
    return "\n".join([*lines, f"articles that nobody asked for: {len(statistics) - len(busy)}"])


def _row(each: Statistics) -> list[str]:
    share = "-" if each.helpfulness is None else f"{each.helpfulness:.0%}"
    reasons = ", ".join(f"{reason} {count}" for reason, count in each.reasons.items())
    counts = (each.asked, each.helpful, each.unhelpful, share, each.handed_over, sum(n.people for n in each.nearby))
    return [each.slug, *map(str, counts), reasons]


def _questions(each: Statistics) -> Iterator[str]:
    """List questions on a line each: what somebody wrote must not steer the terminal."""
    if each.nearby:
        yield f"\nunanswered near {each.slug}:"
    for near in each.nearby[:_NEARBY]:
        question = " ".join("".join(sign if sign.isprintable() else " " for sign in near.question).split())
        yield f"{near.people:4}  {question if len(question) <= _WIDTH else question[: _WIDTH - 1] + '…'}"
    if len(each.nearby) > _NEARBY:
        yield f"      and {len(each.nearby) - _NEARBY} more"
