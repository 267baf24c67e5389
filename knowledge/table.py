"""Figures laid out for reading in a terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from knowledge.evaluate import Confusion, Evaluation

_HEADS: Final = ("questions", "hit@1", "hit@3", "answered", "wrong", "refused out-of-scope", "ece")
_CONFUSIONS: Final = 20
"""Pairs that are shown."""


def score_table(evaluation: Evaluation, *, confusions: bool = False) -> str:
    """Lay out the scores by language and by style, and the most frequent confusions."""
    rows = [["", *_HEADS]]
    for scores in (evaluation.scores, evaluation.styles):
        rows += [[name, *map(_cell, asdict(score).values())] for name, score in scores.items()]
    pairs = evaluation.confusions[:_CONFUSIONS] if confusions else ()
    return "\n".join([columns(rows), *(["", *map(_confusion, pairs)] if pairs else [])])


def columns(rows: Sequence[Sequence[str]], *, left: int = 0) -> str:
    """Put rows of equal length one below the other; the first `left` columns begin, the others end, in line."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if number < left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _confusion(each: Confusion) -> str:
    return f"{each.count:4}  {each.wanted or 'none'} → {each.found or 'none'}: {each.example}"


def _cell(value: float | int | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1%}" if isinstance(value, float) else str(value)
