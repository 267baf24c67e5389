"""What the bot cannot answer yet, this week against last, and how well people are served meanwhile."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any, Final

from knowledge.answering import Outcome
from knowledge.kept import best_guess, is_handed_over, months, people_asking, read_bodies
from knowledge.library import Library
from knowledge.statistics import Statistics, Tally
from store.containers import FEEDBACK, REVIEWS
from store.port import Store

WEEK: Final = timedelta(days=7)

DAYS: Final = 28
"""Days of which opinions on articles are counted: those of a week are too few."""

MOST_WORST: Final = 10
"""Articles that are named as the least helpful."""

_ANSWERABLE: Final = timedelta(days=91)
"""How long ago a question was first asked whose first answer is still looked for."""

_SAME_QUESTION: Final = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Week:
    """Seven days.

    `questions` counts those that were asked, `answered` those of them that no person had to answer. `unanswered` counts
    the people who asked what found no good answer. `first_answer` is the median time from a question to the
    helpdesk's first answer, of the answers given in the week; `None` without any.
    """

    questions: int = 0
    answered: int = 0
    unanswered: int = 0
    first_answer: timedelta | None = None

    @property
    def share(self) -> float | None:
        """Share of the questions that were answered without a person."""
        return self.answered / self.questions if self.questions else None


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """How many people asked what found no good answer, this week and last.

    `name` is the topic that was the best guess, or the platform; `None` for questions without one.
    """

    name: str | None
    this_week: int = 0
    last_week: int = 0


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """The report: two weeks that end at `until`. `titles` are those of all topics, by slug and language.

    Unanswered questions come with the most of this week first; `worst` are the least helpful articles of the past
    `DAYS`, of those with enough opinions, the worst first.
    """

    until: datetime
    this_week: Week
    last_week: Week
    topics: tuple[Unanswered, ...] = ()
    platforms: tuple[Unanswered, ...] = ()
    worst: tuple[Statistics, ...] = ()
    titles: Mapping[str, Mapping[str, str]]

    def title(self, slug: str, language: str) -> str:
        """Get the title of a topic: in this language, else in another; the slug of a topic that is gone."""
        titles = self.titles.get(slug, {})
        return titles.get(language) or next(iter(titles.values()), slug)


async def gaps(store: Store, now: datetime, library: Library) -> Gaps:
    """Read the report. One page of one day or month is in memory at a time."""
    days = [now.astimezone(UTC).date() - timedelta(days=ago) for ago in reversed(range(DAYS))]
    tally, weeks = Tally(since=days[0].isoformat()), _Weeks(now)
    for day in days:
        tally.begin_day()
        weeks.begin_day()
        async for body in read_bodies(store, FEEDBACK.name, day.isoformat(), order="at"):
            tally.count_exchange(body)
            weeks.count_exchange(body)
    for month in months((now - _ANSWERABLE).astimezone(UTC).date(), days[-1]):
        async for body in read_bodies(store, REVIEWS.name, month):
            weeks.count_review(body)
    counted = [each for each in tally.statistics(()) if each.helpfulness is not None and each.unhelpful]
    worst = sorted(counted, key=lambda each: (each.helpfulness, -each.opinions, each.slug))[:MOST_WORST]
    titles: dict[str, dict[str, str]] = {}
    for article in library:
        titles.setdefault(article.slug, {})[article.language] = article.title
    return weeks.gaps(tuple(worst), titles)


class _Weeks:
    """Counts by week: 0 is this week, 1 the last."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._shown: set[tuple[str, str]] = set()
        self._suggested: dict[str, datetime] = {}
        self._questions: Counter[int] = Counter()
        self._answered: Counter[int] = Counter()
        self._handed_over: Counter[int] = Counter()
        self._topics: Counter[tuple[str | None, int]] = Counter()
        self._platforms: Counter[tuple[str | None, int]] = Counter()
        self._waits: dict[int, list[float]] = {0: [], 1: []}

    def begin_day(self) -> None:
        """Forget the answers of another day: one is shown on one day."""
        self._shown.clear()

    def count_exchange(self, body: Mapping[str, Any]) -> None:
        """Count a question, in the order of time: once, however many people have an opinion on its answer.

        What was chosen from suggestions answers the question that they were made for.
        """
        if body.get("slug"):
            shown = (body["turn"], body["slug"])
            if shown in self._shown:
                return
            self._shown.add(shown)
        asked = datetime.fromisoformat(body["at"])
        suggested = self._suggested.pop(body["person"], None)
        if body["outcome"] == Outcome.SUGGEST:
            self._suggested[body["person"]] = asked
        answered = body["outcome"] == Outcome.ANSWER
        chosen = answered and (body.get("confidence") or 0) >= 1
        if suggested and chosen and asked - suggested <= _SAME_QUESTION:
            self._count(self._answered, suggested)
            return
        self._count(self._questions, asked)
        if answered:
            self._count(self._answered, asked)

    def _count(self, counter: Counter[int], at: datetime) -> None:
        week = self._week(at)
        if week is not None:
            counter[week] += 1

    def _week(self, at: datetime) -> int | None:
        ago = max(self._now - at, timedelta(0))
        return 0 if ago < WEEK else 1 if ago < 2 * WEEK else None

    def count_review(self, body: Mapping[str, Any]) -> None:
        """Count who asked, and how long the first of them waited for an answer."""
        slug, platform, handed_over = best_guess(body), body.get("platform"), is_handed_over(body)
        for at, people in people_asking(body):
            week = self._week(datetime.fromisoformat(at))
            if week is None:
                continue
            if handed_over:
                self._handed_over[week] += people
            else:
                self._topics[slug, week] += people
                self._platforms[platform, week] += people
        first = next((step["at"] for step in body.get("history", ()) if step["what"] == "answered"), None)
        answered = datetime.fromisoformat(first) if first else None
        week = self._week(answered) if answered else None
        if answered and week is not None:
            self._waits[week].append((answered - datetime.fromisoformat(body["asked_at"])).total_seconds())

    def gaps(self, worst: tuple[Statistics, ...], titles: Mapping[str, Mapping[str, str]]) -> Gaps:
        """Give what was counted."""
        return Gaps(
            until=self._now,
            this_week=self._of(0),
            last_week=self._of(1),
            topics=_ordered(self._topics),
            platforms=_ordered(self._platforms),
            worst=worst,
            titles=titles,
        )

    def _of(self, week: int) -> Week:
        waits = self._waits[week]
        return Week(
            questions=self._questions[week],
            answered=max(self._answered[week] - self._handed_over[week], 0),
            unanswered=sum(people for (_, when), people in self._topics.items() if when == week),
            first_answer=timedelta(seconds=median(waits)) if waits else None,
        )


def _ordered(counter: Counter[tuple[str | None, int]]) -> tuple[Unanswered, ...]:
    names = {name for name, _ in counter}
    found = [Unanswered(name=name, this_week=counter[name, 0], last_week=counter[name, 1]) for name in names]
    return tuple(sorted(found, key=lambda each: (-each.this_week, -each.last_week, each.name is None, each.name or "")))
