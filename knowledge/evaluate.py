"""How well questions find their articles."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from knowledge.answering import Answerer, Asker, Finding, Outcome


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A question and its topic: `None` when no article should answer it. `also` holds other right topics."""

    question: str
    language: str
    slug: str | None
    also: tuple[str, ...] = ()

    @property
    def right(self) -> frozenset[str]:
        """Every topic that is a right answer."""
        return frozenset({self.slug, *self.also} - {None})  # pyright: ignore[reportReturnType]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Shares from 0 to 1; `None` where no question of that kind was asked.

    `hit_1`, `hit_3` and `answered` are shares of the questions in scope, `wrong` is the share of wrong ones among all
    answers, and `refused` the share of questions out of scope that were not answered.
    """

    questions: int
    hit_1: float | None
    hit_3: float | None
    answered: float | None
    wrong: float | None
    refused: float | None


def read_questions(path: Path) -> Iterator[Labelled]:
    """Read questions from JSON lines. Raises `ValueError` with the line that is wrong."""
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            yield Labelled(
                question=str(row["q"]), language=str(row["lang"]), slug=row["slug"], also=tuple(row.get("alt") or ())
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}:{number}: expected an object with q, lang and slug") from error


def evaluate(answerer: Answerer, questions: Iterable[Labelled]) -> dict[str, Score]:
    """Ask every question; scores by language, and for `all`."""
    asked: dict[str, list[tuple[Labelled, Finding]]] = defaultdict(list)
    for each in questions:
        finding = answerer.answer(each.question, Asker(language=each.language))
        asked[each.language].append((each, finding))
        asked["all"].append((each, finding))
    return {name: _score(pairs) for name, pairs in sorted(asked.items(), key=lambda item: (item[0] == "all", item[0]))}


def _score(pairs: list[tuple[Labelled, Finding]]) -> Score:
    inside = [(each, finding) for each, finding in pairs if each.slug is not None]
    outside = [finding for each, finding in pairs if each.slug is None]
    answers = [(each, finding) for each, finding in pairs if finding.outcome is Outcome.ANSWER]
    return Score(
        questions=len(pairs),
        hit_1=_share([_place(each, finding) < 1 for each, finding in inside]),
        hit_3=_share([_place(each, finding) < 3 for each, finding in inside]),
        answered=_share([finding.outcome is Outcome.ANSWER for _, finding in inside]),
        wrong=_share([_place(each, finding) > 0 for each, finding in answers]),
        refused=_share([finding.outcome is not Outcome.ANSWER for finding in outside]),
    )


def _place(each: Labelled, finding: Finding) -> int:
    """Place of the first right topic in the ranking, from 0."""
    places = [place for place, hit in enumerate(finding.ranking) if hit.topic in each.right]
    return places[0] if places else len(finding.ranking) + 5


def _share(truths: list[bool]) -> float | None:
    return sum(truths) / len(truths) if truths else None


def table(scores: dict[str, Score]) -> str:
    """Lay the scores out for reading."""
    heads = {"questions": "questions", "hit_1": "hit@1", "hit_3": "hit@3", "answered": "answered", "wrong": "wrong"}
    names = {**heads, "refused": "refused out-of-scope"}
    rows = [["", *names.values()]]
    rows += [[name, *(_cell(value) for value in asdict(score).values())] for name, score in scores.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _cell(value: float | int | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1%}" if isinstance(value, float) else str(value)
