"""What a promotion would do, told before it is live."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from knowledge.affected import Changed, KnownQuestion, changes, known_questions
from knowledge.article import Article, Fault
from knowledge.check import QUICK, check
from knowledge.company import Company
from knowledge.doubles import ALIKE
from knowledge.elsewhere import Elsewhere
from knowledge.faults import fault_in, place_of
from knowledge.index import Example, in_order
from knowledge.known import Known, known_next
from knowledge.library import ELSEWHERE, Library
from knowledge.promoted import Promoted, missing, overlay, replaced
from knowledge.rebuilding import vectors_of
from knowledge.words import words


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a promotion would do.

    `faults` are those of `knowledge check` that it would bring; with any it must not go live. `changed` are the known
    questions that would get another answer, `missing` the languages that its topics would not be in.
    """

    faults: tuple[Fault, ...]
    changed: tuple[Changed, ...]
    missing: tuple[str, ...]


def preview(
    known: Known,
    files: Library,
    company: Company,
    promoted: Sequence[Promoted],
    proposed: Sequence[Promoted],
    helpdesk: Sequence[KnownQuestion],
    today: date,
) -> Preview:
    """Tell what `proposed` would do to a bot that knows the files and what is `promoted`. To be run on a thread."""
    before, after = overlay(files, promoted), overlay(files, replaced(promoted, proposed))
    next_known = known_next(known, after.filled(company))
    slugs = dict.fromkeys(each.slug for each in proposed)
    return Preview(
        faults=tuple(check_promotion(before, after, next_known, today=today)),
        changed=tuple(changes(known, next_known, known_questions(before, helpdesk))),
        missing=tuple(dict.fromkeys(language for slug in slugs for language in missing(after, slug))),
    )


def check_promotion(before: Library, after: Library, known: Known, *, today: date) -> list[Fault]:
    """Find the faults of the library `after` that `before` does not have; a language that is missing is none.

    `known` was made of `after`.
    """
    faults = check(after, today=today, rules=QUICK)
    if faults:
        old = Counter((fault.path, fault.message) for fault in check(before, today=today, rules=QUICK))
        faults = [fault for fault in faults if not _counted_off(old, fault)]
    return [*faults, *_alike(before, after, known)]


def _counted_off(old: Counter[tuple[Path, str]], fault: Fault) -> bool:
    key = fault.path, fault.message
    old[key] -= 1
    return old[key] >= 0


def _alike(before: Library, after: Library, known: Known) -> Iterator[Fault]:
    """Find new questions that differ by little from one of another topic, as `knowledge.doubles` does for all."""
    asked = _asked(after)
    listed = in_order([example for example, _, _ in asked])
    place = {(example.entry, example.text): (text, field) for example, text, field in asked}
    old = {(example.entry, example.text) for example, _, _ in _asked(before)}
    fresh = [row for row, each in enumerate(listed) if (each.entry, each.text) not in old]
    index = known.search.index
    starts, column, value = vectors_of(index, known.texts, listed)
    family = np.array([each.family or each.entry for each in listed])
    vector = np.zeros(len(index.vocabulary), np.float64)
    for row in fresh:
        own = slice(starts[row], starts[row + 1])
        vector[:] = 0
        vector[column[own]] = value[own]
        cosine = np.bincount(np.repeat(np.arange(len(listed)), np.diff(starts)), vector[column] * value, len(listed))
        others = np.flatnonzero((cosine >= ALIKE) & (family != family[row]))
        text, field = place[listed[row].entry, listed[row].text]
        for other in others.tolist():
            near = listed[other].text
            if words(near) == words(listed[row].text):
                continue  # another rule finds that
            where = place_of(place[listed[other].entry, near][0])
            yield fault_in(text, field, f"questions: {listed[row].text!r} is too much like {near!r} in {where}")


def _asked(library: Library) -> list[tuple[Example, Article | Elsewhere, str]]:
    """List all questions, with the text and the field they stand in."""
    found: list[tuple[Example, Article | Elsewhere, str]] = []
    for text in (*library, *library.elsewhere):
        topic = text.slug if isinstance(text, Article) else f"{ELSEWHERE}:{text.slug}"
        family = text.family if isinstance(text, Article) else None
        for number, question in enumerate(text.questions):
            found.append((Example(text=question, topic=topic, family=family), text, f"questions.{number}"))
    return found
