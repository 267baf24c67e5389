"""How well questions find their articles."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from knowledge.answering import Answerer, Asker, Finding, Outcome

_BINS: Final = 10


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A question and its topic: `None` when no article should answer it. `also` holds other right topics."""

    question: str
    language: str
    slug: str | None
    also: tuple[str, ...] = ()
    style: str | None = None

    @property
    def right(self) -> frozenset[str]:
        """Every topic that is a right answer."""
        return frozenset({self.slug, *self.also} - {None})  # pyright: ignore[reportReturnType]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Shares from 0 to 1; `None` where no question of that kind was asked.

    `hit_1`, `hit_3` and `answered` are shares of the questions in scope, `wrong` is the share of wrong ones among all
    answers, and `refused` the share of questions out of scope that were not answered. `ece` is the expected calibration
    error: how far the confidence is from the share of first topics that are right, or of the right family, on average
    over ten bins of equal width. A question out of scope has no right topic. Naeini, Cooper and Hauskrecht, "Obtaining
    Well Calibrated Probabilities Using Bayesian Binning", 2015.
    """

    questions: int
    hit_1: float | None
    hit_3: float | None
    answered: float | None
    wrong: float | None
    refused: float | None
    ece: float


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """How often a topic was found first where another was wanted, or answered where none was (`wanted` is `None`)."""

    wanted: str | None
    found: str | None
    count: int
    example: str


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Scores by language, with `all` last, and by style; the confusions, the most frequent first."""

    scores: Mapping[str, Score]
    styles: Mapping[str, Score]
    confusions: Sequence[Confusion]


@dataclass(frozen=True, kw_only=True)
class _Answered:
    """A question and what it found; `likely` tells whether the first topic is right, or of the right family."""

    asked: Labelled
    finding: Finding
    likely: bool

    @property
    def place(self) -> int:
        """Place of the first right topic in the ranking, from 0."""
        ranking = self.finding.ranking
        places = [place for place, hit in enumerate(ranking) if hit.topic in self.asked.right]
        return places[0] if places else len(ranking) + 5

    @property
    def is_answer(self) -> bool:
        return self.finding.outcome is Outcome.ANSWER


def read_questions(path: Path) -> Iterator[Labelled]:
    """Read questions from JSON lines. Raises `ValueError` with the line that is wrong."""
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            yield Labelled(
                question=str(row["q"]),
                language=str(row["lang"]),
                slug=row["slug"],
                also=tuple(row.get("alt") or ()),
                style=str(row["style"]) if row.get("style") else None,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}:{number}: expected an object with q, lang and slug") from error


def evaluate(answerer: Answerer, questions: Iterable[Labelled]) -> Evaluation:
    """Ask every question."""
    families = {article.slug: article.family or article.slug for article in answerer.library}
    languages: dict[str, list[_Answered]] = defaultdict(list)
    styles: dict[str, list[_Answered]] = defaultdict(list)
    answered = [_answered(answerer, each, families) for each in questions]
    for each in answered:
        languages[each.asked.language].append(each)
        if each.asked.style:
            styles[each.asked.style].append(each)
    scores = {name: _score(each) for name, each in sorted(languages.items())}
    return Evaluation(
        scores={**scores, "all": _score(answered)} if answered else {},
        styles={name: _score(each) for name, each in sorted(styles.items())},
        confusions=_confusions(answered),
    )


def _answered(answerer: Answerer, asked: Labelled, families: Mapping[str, str]) -> _Answered:
    finding = answerer.answer(asked.question, Asker(language=asked.language))
    right = {families.get(slug, slug) for slug in asked.right} if asked.slug is not None else set[str]()
    first = finding.ranking[0].topic if finding.ranking else ""
    return _Answered(asked=asked, finding=finding, likely=families.get(first, first) in right)


def _score(answered: Sequence[_Answered]) -> Score:
    inside = [each for each in answered if each.asked.slug is not None]
    return Score(
        questions=len(answered),
        hit_1=_share([each.place < 1 for each in inside]),
        hit_3=_share([each.place < 3 for each in inside]),
        answered=_share([each.is_answer for each in inside]),
        wrong=_share([each.place > 0 for each in answered if each.is_answer]),
        refused=_share([not each.is_answer for each in answered if each.asked.slug is None]),
        ece=_calibration_error([(each.finding.confidence, each.likely) for each in answered]),
    )


def _share(truths: list[bool]) -> float | None:
    return sum(truths) / len(truths) if truths else None


def _calibration_error(told: Sequence[tuple[float, bool]]) -> float:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, likely in told:
        bins[min(int(confidence * _BINS), _BINS - 1)].append((confidence, likely))
    return sum(abs(sum(confidence - likely for confidence, likely in each)) for each in bins.values()) / len(told)


def _confusions(answered: Iterable[_Answered]) -> list[Confusion]:
    count: Counter[tuple[str | None, str | None]] = Counter()
    examples: dict[tuple[str | None, str | None], str] = {}
    for each in answered:
        if each.place == 0 or (each.asked.slug is None and not each.is_answer):
            continue
        pair = each.asked.slug, each.finding.ranking[0].topic if each.finding.ranking else None
        count[pair] += 1
        examples.setdefault(pair, each.asked.question)
    return [
        Confusion(wanted=pair[0], found=pair[1], count=times, example=examples[pair])
        for pair, times in sorted(count.items(), key=lambda item: (-item[1], str(item[0])))
    ]


def to_json(evaluation: Evaluation) -> str:
    """Write an evaluation as one JSON object: the scores by language, `styles` and `confusions`."""
    styles = {name: asdict(score) for name, score in evaluation.styles.items()}
    confusions = [asdict(each) for each in evaluation.confusions]
    scores = {name: asdict(score) for name, score in evaluation.scores.items()}
    return json.dumps({**scores, "styles": styles, "confusions": confusions}, ensure_ascii=False)
